"""A difference of two texts as rows to be shown: what became of which clause.

Pure; imports ``texts`` and ``edits`` alone.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import assert_never

from markupsafe import Markup

from templates import words as html_words
from templates.edits import edited, removed_or_added
from texts.block import Kind, Passage, Text
from texts.compare import Difference, compare
from texts.enumerators import enumerator
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

_BEGINS = 6
"""How many words of a clause that moved are said again."""
_CALLED = frozenset(kind for kind in Kind if kind.is_clause or kind is Kind.HEADING)
"""Kinds of passages that have a name, by which they are said to have moved."""


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
    ``html`` has the words with what changed, and is empty where none did; ``begins`` has the first
    words of what moved then. ``labels`` are those before and now, where the names are the same.
    """

    became: Became
    what: str
    now: str
    was: str = ""
    several: bool = False
    html: Markup = field(default_factory=Markup)
    begins: str = ""
    labels: tuple[str, str] | None = None


@dataclass(frozen=True)
class Changes:
    """What changed between two texts. ``same``: no word differs, nor anything else that counts."""

    same: bool
    rows: tuple[Row, ...]

    def count(self, became: str) -> int:
        """Return how many clauses became that."""
        return sum(row.what == "clause" and row.became == became for row in self.rows)

    @property
    def others(self) -> int:
        """How many headings and other parts that are no clauses are not as they were."""
        return sum(row.what != "clause" and row.became is not Became.KEPT for row in self.rows)


@lru_cache(maxsize=4)
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
            shown = removed_or_added(new[j], Fate.ADDED)
            yield Row(Became.ADDED, _what(new[j]), new[j].name, html=shown)
        case Delete(i):
            shown = removed_or_added(old[i], Fate.REMOVED)
            yield Row(Became.REMOVED, _what(old[i]), old[i].name, html=shown)
        case _:
            assert_never(operation)


# --- names --------------------------------------------------------------------------------


def _what(passage: Passage) -> str:
    return "clause" if passage.is_clause else passage.kind.value


def _stretch(became: Became, olds: Text, news: Text) -> Iterator[Row]:
    """Yield rows for the clauses of a stretch: one for those in a row that are labelled alike.

    Where labels changed, those stand together that changed by the same number, so that none
    which is wrong is hidden among them, and headings stand there too, each for itself.
    """
    relabelled = became is Became.RELABELLED
    pairs = [pair for pair in zip(olds, news, strict=True) if relabelled or pair[1].is_clause]
    for _, group in groupby(pairs, _by_shift if relabelled else _by_kind):
        here, there = zip(*group, strict=True)
        now, was, several = _range(there), _range(here), len(there) > 1
        labels = (here[0].blocks[0].label, there[0].blocks[0].label)
        said = relabelled and (was == now or not there[0].is_clause)
        was = was if was != now else ""
        yield Row(became, _what(there[0]), now, was, several, labels=labels if said else None)


def _by_kind(pair: tuple[Passage, Passage]) -> Hashable:
    return pair[1].kind is Kind.ITEM


def _by_shift(pair: tuple[Passage, Passage]) -> Hashable:
    """Return by how much a label's number changed, and in which style; of a heading, itself."""
    was, now = (passage.blocks[0].label for passage in pair)
    old, new = enumerator(f"{was} "), enumerator(f"{now} ")
    if not pair[1].is_clause or old is None or new is None:
        return pair[1].name, was, now
    return old.shape, new.shape, new.readings[0].value[-2] - old.readings[0].value[-2]


def _range(passages: Sequence[Passage]) -> str:
    first, last = passages[0].name, passages[-1].name
    if first == last:
        return first
    return f"{first} to {last}" if " " in first + last else f"{first}–{last}"


def _row(became: Became, olds: Text, news: Text, edits: Edits) -> Row:
    now, was = _listed(news), _listed(olds)
    several = len(news) > 1 or len(olds) > 1
    same = all(edit.fate is Fate.KEPT or _is_label(edit.tokens) for edit in edits)
    said = same and became is Became.MOVED and news[0].kind in _CALLED
    shown = Markup() if said else edited(olds, news, edits)
    begins = " ".join(_first_words(news[0])) if said else ""
    return Row(became, _what(news[0]), now, was if was != now else "", several, shown, begins)


def _first_words(passage: Passage) -> list[str]:
    said = html_words.typed(html_words.of_block(passage.blocks[0]))
    return html_words.seen(said.replace("\0", "")).split()[:_BEGINS]


def _listed(passages: Sequence[Passage]) -> str:
    *most, last = [passage.name for passage in passages]
    return f"{', '.join(most)} and {last}" if most else last


def _is_label(tokens: Sequence[Token]) -> bool:
    return len(tokens) == 1 and isinstance(tokens[0], Head) and tokens[0].level == 0
