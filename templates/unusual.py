"""What is unusual in a text that follows another: a mistake in sending it looks like that.

Pure; imports ``texts`` and ``views`` alone.
"""

from dataclasses import dataclass
from enum import StrEnum

from texts.block import Passage, Text
from texts.read import Format, read
from texts.remains import hardly_a_word, most_like

_FEW = 3
"""The fewest clauses of an old text of which anything is said."""


class Oddity(StrEnum):
    """What can be unusual."""

    ONE = "one"
    TWICE = "twice"
    HARDLY = "hardly"


@dataclass(frozen=True)
class Unusual:
    """What is unusual; how many clauses there were and are; the name of the one clause meant."""

    oddity: Oddity
    was: int
    now: int
    meant: str = ""


def unusual(old: str, old_format: str, new: str, new_format: str) -> Unusual | None:
    """Return what is unusual in a source that follows another, or None."""
    before, after = read(old, Format(old_format)), read(new, Format(new_format))
    was, now = _clauses(before), _clauses(after)
    if len(was) >= _FEW and len(now) == 1:
        meant = most_like(before, now[0])
        return Unusual(Oddity.ONE, len(was), 1, meant.name if meant else "")
    if len(was) >= _FEW and len(now) >= 2 * len(was):
        return Unusual(Oddity.TWICE, len(was), len(now))
    if hardly_a_word(before, after):
        return Unusual(Oddity.HARDLY, len(was), len(now))
    return None


def _clauses(text: Text) -> list[Passage]:
    return [passage for passage in text if passage.is_clause]
