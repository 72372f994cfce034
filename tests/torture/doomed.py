"""A process of the bot that ends itself by SIGKILL: at a point, or at a moment.

What runs in it is ``tests.exactly_once.mortal``. Knows the file of attempts, and ``marks``;
imports nothing of the bot, whose modules must be loaded with the points in them.
"""

import os
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from storage.attempts import parsed
from tests.torture.marks import Marks

DIED, PASSED = "died", "passed"
A_MOMENT = 0.02
"""Seconds until a process that was spared is looked at again."""


@dataclass(frozen=True)
class Doom:
    """When a process ends. It has passed ``after`` points by then, or it lived for ``seconds``.

    After so many points, at the first of the ``next`` ones that is not among the ``known``; else
    at the one after these. ``record`` is the bot's database.
    """

    record: Path
    after: int | None = None
    next: int = 0
    known: frozenset[str] = frozenset()
    seconds: float | None = None


class Watch:
    """Counts the points that are passed, and ends the process when it is time."""

    def __init__(self, doom: Doom) -> None:
        self.doom = doom
        self.passed: set[str] = set()
        self._left = doom.after or 0

    def reached(self, point: str) -> None:
        """Pass a point, or don't."""
        self.passed.add(point)
        self._left -= 1
        if self.doom.after is None or self._left >= 0 or self._is_known(point):
            return
        if self.may_die(attempts=3):
            say(f"{DIED} {point}")
            die()

    def _is_known(self, point: str) -> bool:
        return point in self.doom.known and -self._left <= self.doom.next

    def may_die(self, *, attempts: int) -> bool:
        """Whether what is under way will be attempted again; else it would be given up.

        What ends the process during the third attempt is set aside by design.
        """
        with suppress(OSError):  # no file yet, or it is being written
            written = self.doom.record.with_name("attempts").read_bytes()
            state, _ = parsed(written)
            return all(count + 1 < attempts for count in state.killed.values())
        return True

    def wait(self) -> None:
        """End the process after its time, wherever it is: in the middle of a commit, say."""
        time.sleep(self.doom.seconds or 0)
        # What is attempted for the second time may be for the third when the signal comes.
        while not self.may_die(attempts=2):
            time.sleep(A_MOMENT)
        die()


def say(word: str) -> None:
    """Tell the test, for certain."""
    os.write(1, f"{word}\n".encode())


def die() -> None:
    """End this process at once, as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def live(doom: Doom) -> None:
    """Run the bot until its end."""
    from tests.torture.loaded import mortal  # noqa: PLC0415 - where the points are put in

    watch = Watch(doom)
    Marks.reached = watch.reached
    if doom.seconds is not None:
        threading.Thread(target=watch.wait, daemon=True).start()
    mortal.main()
    for point in sorted(watch.passed):
        say(f"{PASSED} {point}")
