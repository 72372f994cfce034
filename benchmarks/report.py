"""The table that ``make bench`` prints: medians and ratios, and whether each limit is reached."""

import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.measure import Comparison, Scale
from bot.pace import AT_ONCE

WIDTH = 120
"""Columns, where there is no terminal to say how many."""


def console() -> Console:
    """Return where the report goes: plain and wide enough if that is no terminal."""
    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=WIDTH)


def surroundings(scale: Scale) -> Iterable[str]:
    """Yield what the figures depend on."""
    cores, load = os.cpu_count(), os.getloadavg()[0]
    yield f"machine      {platform.machine()}, {cores} cores, load {load:.1f} at the start"
    yield (
        f"versions     Python {platform.python_version()}, Synapse {version('matrix-synapse')}, "
        f"matrix-nio {version('matrix-nio')}, aiohttp {version('aiohttp')}"
    )
    yield f"concurrency  {AT_ONCE} requests at once, the bot's and the bare client's"
    yield (
        f"repetitions  of each side, turn about: round trip {scale.trips}, opening "
        f"{scale.openings}, relaying {scale.referrals}, starting {scale.starts}"
    )


def table(found: Sequence[Comparison], *, plain: bool) -> Table:
    """Return the table of all comparisons."""
    made = Table(box=box.ASCII if plain else box.ROUNDED, title="medians, in ms")
    made.add_column("what")
    for name in ("Rapporteur", "bare", "ratio", "at most"):
        made.add_column(name, justify="right", no_wrap=True)
    for each in found:
        ours, bare = each.medians
        limit = f"{each.limit:.2f}" if each.limit else ""
        style = "" if each.reached else "red"
        row = (f"{ours:.1f}", f"{bare:.1f}", f"{each.ratio:.2f}", limit)
        made.add_row(each.what, *row, style=style)
    return made


def verdicts(found: Iterable[Comparison]) -> Iterable[str]:
    """Yield a line for each limit."""
    for each in found:
        if each.limit is not None:
            word = "reached    " if each.reached else "not reached"
            yield f"{word}  {each.ratio:.2f} of {each.limit:.2f}  {each.what}"
