"""What became of one passage: which of the old text it was, and which of the new one it is.

Imports ``compare`` and ``operations`` alone.
"""

from texts.compare import Difference
from texts.operations import places

Places = tuple[range, range]
"""Indices in the old text, and in the new one."""


def of_new(found: Difference, index: int) -> Places:
    """Return what a passage of the new text was, and what else came of that."""
    was, now = next(pair for pair in map(places, found.operations) if index in pair[1])
    return _single(was, now, index - now.start)


def of_old(found: Difference, index: int) -> Places:
    """Return what became of a passage of the old text."""
    was, now = next(pair for pair in map(places, found.operations) if index in pair[0])
    return _single(was, now, index - was.start)


def _single(was: range, now: range, at: int) -> Places:
    """Return one pair of a stretch of passages that are the same."""
    if len(was) != len(now):
        return was, now
    return was[at : at + 1], now[at : at + 1]
