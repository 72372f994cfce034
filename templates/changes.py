"""A difference of two texts as rows to be shown: what became of which clause, and its words.

Pure; imports ``texts`` and ``edits`` alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import assert_never

from markupsafe import Markup

from templates.edits import edited, whole
from texts.block import Kind, Passage, Text
from texts.compare import Difference, compare
from texts.operations import (
    Change,
    Delete,
    Edits,
    Fate,
    Head,
    Insert,
    Join,
    Keep,
    Move,
    Operation,
    Relabel,
    Split,
    Token,
    places,
)
from texts.read import Format, read


class Became(StrEnum):
    """What became of passages."""

    KEPT = "kept"
    RELABELLED = "relabelled"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    SPLIT = "split"
    JOINED = "joined"


@dataclass(frozen=True)
class Row:
    """What became of one passage, or of a stretch of them.

    ``what`` is the kind of it, or ``clause``. ``now`` and ``was`` are names, of a stretch ``3–8``;
    ``was`` is empty if it is the same. ``several`` says that they are of more than one clause.
    ``html`` has the words with what changed, and is empty where none did.
    """

    became: Became
    what: str
    now: str
    was: str = ""
    several: bool = False
    html: Markup = field(default_factory=Markup)


@dataclass(frozen=True)
class Changes:
    """What changed between two texts. ``same``: no word differs, nor anything else that counts."""

    same: bool
    rows: tuple[Row, ...]

    def count(self, became: str) -> int:
        """Return how many clauses and other passages became that."""
        return sum(row.became == became for row in self.rows)


@lru_cache(maxsize=8)
def changes(old: str, old_format: str, new: str, new_format: str) -> Changes:
    """Return what changed from one source to the other."""
    found = compare(read(old, Format(old_format)), read(new, Format(new_format)))
    return Changes(found.same, tuple(_rows(found)))


def changes_in(  # noqa: PLR0917 - as the templates have it
    old: str, old_format: str, new: str, new_format: str, was: Sequence[str], now: Sequence[str]
) -> Changes:
    """Return what became of the passages of these names alone, in the old text and in the new."""
    found = compare(read(old, Format(old_format)), read(new, Format(new_format)))
    olds = {i for i, passage in enumerate(found.old) if passage.name in was}
    news = {j for j, passage in enumerate(found.new) if passage.name in now}
    asked = [
        row
        for operation in found.operations
        for each in _singly(operation)
        if olds & set(places(each)[0]) or news & set(places(each)[1])
        for row in _of_operation(found, each)
    ]
    return Changes(found.same, tuple(asked))


def _singly(operation: Operation) -> Iterator[Operation]:
    """Yield an operation on a stretch as one on each of its passages."""
    match operation:
        case Keep(i, j, count):
            yield from (Keep(i + k, j + k, 1) for k in range(count))
        case Relabel(i, j, labels):
            yield from (Relabel(i + k, j + k, (label,)) for k, label in enumerate(labels))
        case Change() | Move() | Split() | Join() | Insert() | Delete():
            yield operation
        case _:
            assert_never(operation)


def _rows(found: Difference) -> Iterator[Row]:
    for operation in found.operations:
        yield from _of_operation(found, operation)


def _of_operation(found: Difference, operation: Operation) -> Iterator[Row]:
    old, new = found.old, found.new
    match operation:
        case Keep(i, j, count):
            yield from _stretch(Became.KEPT, old[i : i + count], new[j : j + count])
        case Relabel(i, j, labels):
            size = len(labels)
            yield from _stretch(Became.RELABELLED, old[i : i + size], new[j : j + size])
        case Change(i, j, edits):
            yield _row(Became.CHANGED, old[i : i + 1], new[j : j + 1], edits)
        case Move(i, j, edits):
            yield _row(Became.MOVED, old[i : i + 1], new[j : j + 1], edits)
        case Split(i, j, count, edits):
            yield _row(Became.SPLIT, old[i : i + 1], new[j : j + count], edits)
        case Join(i, count, j, edits):
            yield _row(Became.JOINED, old[i : i + count], new[j : j + 1], edits)
        case Insert(j):
            shown = whole(new[j], Fate.ADDED)
            yield Row(Became.ADDED, _what(new[j]), new[j].name, html=shown)
        case Delete(i):
            shown = whole(old[i], Fate.REMOVED)
            yield Row(Became.REMOVED, _what(old[i]), old[i].name, html=shown)
        case _:
            assert_never(operation)


# --- names --------------------------------------------------------------------------------


def _what(passage: Passage) -> str:
    return "clause" if passage.is_clause else passage.kind.value


def _stretch(became: Became, olds: Text, news: Text) -> Iterator[Row]:
    """Yield rows for the clauses of a stretch: one for those in a row that are labelled alike."""
    pairs = [pair for pair in zip(olds, news, strict=True) if pair[1].is_clause]
    for _, group in groupby(pairs, lambda pair: pair[1].kind is Kind.ITEM):
        here, there = zip(*group, strict=True)
        now, was = _range(there), _range(here)
        several = len(there) > 1
        yield Row(became, "clause", now, was if was != now else "", several)


def _range(passages: Sequence[Passage]) -> str:
    first, last = passages[0].name, passages[-1].name
    return first if first == last else f"{first}–{last}"


def _row(became: Became, olds: Text, news: Text, edits: Edits) -> Row:
    now, was = _listed(news), _listed(olds)
    several = len(news) > 1 or len(olds) > 1
    same = all(edit.fate is Fate.KEPT or _is_label(edit.tokens) for edit in edits)
    shown = Markup() if same and became is Became.MOVED else edited(olds, news, edits)
    return Row(became, _what(news[0]), now, was if was != now else "", several, shown)


def _listed(passages: Sequence[Passage]) -> str:
    *most, last = [passage.name for passage in passages]
    return f"{', '.join(most)} and {last}" if most else last


def _is_label(tokens: Sequence[Token]) -> bool:
    return len(tokens) == 1 and isinstance(tokens[0], Head) and tokens[0].level == 0
