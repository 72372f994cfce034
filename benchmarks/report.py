"""What ``make bench`` prints: what is under way, and each row as soon as it is measured."""

import os
import platform
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TextIO

from benchmarks.measure import Figure, Limit
from bot.ratelimit import AT_ONCE, FOR_ROOMS

WIDTH = 68
"""Columns of the first column."""
SELDOM = 10.0
"""Seconds between two lines about the same work, where a line can't be written over."""


@dataclass
class Progress:
    """Says what is under way: in one line of a terminal, or else in a line now and then."""

    to: TextIO = field(default_factory=lambda: sys.stderr)
    _what: str = ""
    _said_at: float = 0.0

    def __call__(self, what: str, turn: int = 0, of: int = 0) -> None:
        """Say that this is under way, the turn-th of so many times."""
        line = f"{what}: {turn} of {of}" if of else what
        if self.to.isatty():
            print(f"\r\033[K{line}", end="", file=self.to, flush=True)
        elif what != self._what or time.monotonic() - self._said_at > SELDOM:
            self._what, self._said_at = what, time.monotonic()
            print(f"  … {line}", file=self.to, flush=True)

    def done(self) -> None:
        """Make room for a line of the table."""
        if self.to.isatty():
            print("\r\033[K", end="", file=self.to, flush=True)


def surroundings() -> Iterable[str]:
    """Yield what the figures depend on."""
    cores, load = os.cpu_count(), os.getloadavg()[0]
    yield f"machine      {platform.machine()}, {cores} cores, load {load:.1f} at the start"
    yield (
        f"versions     Python {platform.python_version()}, Synapse {version('matrix-synapse')}, "
        f"matrix-nio {version('matrix-nio')}, aiohttp {version('aiohttp')}"
    )
    yield (
        f"concurrency  {AT_ONCE} requests at once, the bot's and the bare client's; "
        f"{FOR_ROOMS} of the bot's for room work"
    )
    yield "figures      medians in ms where nothing else is said; times: of each side, turn about"


def heading() -> str:
    """Return the table's first line."""
    return (
        f"{'what':<{WIDTH}} {'Rapporteur':>10} {'bare':>9} {'ratio':>9} {'at most':>8} {'times':>6}"
    )


def rows(figures: Iterable[Figure], took: float) -> Iterable[str]:
    """Yield a line for each figure that was measured together, the last with what it took."""
    lines = list(map(_row, figures))
    yield from lines[:-1]
    for last in lines[-1:]:
        yield f"{last}  took {took:.0f} s"


def _row(each: Figure) -> str:
    compared, most = _compared(each)
    bare = f"{each.bare:.1f}" if each.bare else ""
    word = "reached" if each.reached else "NOT REACHED"
    note = f" ({each.note})" if each.note else ""
    return (
        f"{each.what:<{WIDTH}} {each.ours:>10.1f} {bare:>9} {compared:>9} {most:>8} "
        f"{each.times:>6}  {word}{note}"
    )


def _compared(each: Figure) -> tuple[str, str]:
    """Return what the limit is for, and the limit, in words."""
    match each.limit:
        case Limit.RATIO:
            return f"{each.compared:.2f}", f"{each.most:.2f}"
        case Limit.LATER:
            return f"{each.compared:+.0f} ms", f"{each.most:+.0f} ms"
        case Limit.MEMORY:
            return "", f"{each.most:.0f} MB"
        case Limit.TIME:
            return "", f"{each.most:.0f} ms"


def summary(figures: Sequence[Figure], took: float) -> str:
    """Return how many limits were reached, and how long everything took."""
    reached = sum(each.reached for each in figures)
    minutes, seconds = divmod(round(took), 60)
    return f"{reached} of {len(figures)} limits reached, in {minutes} min {seconds} s"
