"""How the tables of the corpus write what the code says: passages, operations, words."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, assert_never

from texts.block import Block, Kind, Passage, Text
from texts.compare import Difference
from texts.operations import (
    Change,
    Delete,
    Edits,
    Fate,
    Insert,
    Join,
    Keep,
    Move,
    Operation,
    Relabel,
    Split,
)
from texts.words import ADDRESS, IMAGE, unmarked

AS_IT_STANDS = frozenset({Kind.CODE, Kind.TABLE, Kind.FRONT, Kind.HIDDEN, Kind.RULE})
"""Kinds whose words the tables don't give."""


class Row(NamedTuple):
    """A block as a table has it."""

    level: int
    kind: str
    label: str
    name: str
    words: str


def rows(text: Text) -> list[Row]:
    """Return a text's blocks as rows, the words in full."""
    return [
        Row(
            block.level,
            block.kind.value,
            block.label if number else passage.label,
            (not number and passage.name) or "-",
            said(block),
        )
        for passage in text
        for number, block in enumerate(passage.blocks)
    ]


def said(block: Block) -> str:
    """Return what a block says in one line: its words without addresses, a heading's label too."""
    pairs = zip(block.leads, block.words, strict=True)
    shown = (
        lead + word
        for lead, (word, marks) in ((a, unmarked(b)) for a, b in pairs)
        if marks not in (ADDRESS, IMAGE)
    )
    label = block.label if block.kind is Kind.HEADING else ""
    return " ".join(f"{label}{''.join(shown)}".split())


# --- a difference -------------------------------------------------------------------------


def operations(found: Difference) -> list[str]:
    """Return all that is no keep."""
    return [line for each in found.operations for line in _operation(found.old, found.new, each)]


def _operation(old: Text, new: Text, operation: Operation) -> Iterator[str]:
    match operation:
        case Keep():
            pass
        case Relabel(old=i, new=j, labels=labels):
            yield f"relabel {_stretch(old, i, len(labels))} -> {_stretch(new, j, len(labels))}"
        case Insert(new=j):
            yield f"insert {name(new[j])}"
        case Delete(old=i):
            yield f"delete {name(old[i])}"
        case Change(old=i, new=j):
            was, now = name(old[i]), name(new[j])
            yield f"change {now}" if was == now else f"change {was} -> {now}"
        case Move(old=i, new=j):
            yield f"move {name(old[i])} -> {name(new[j])}"
        case Split(old=i, new=j, count=count):
            yield f"split {name(old[i])} -> {_names(new, j, count)}"
        case Join(old=i, new=j, count=count):
            yield f"join {_names(old, i, count)} -> {name(new[j])}"
        case _:
            assert_never(operation)


def name(passage: Passage) -> str:
    """Return what a passage is called, or its kind where it has no name."""
    if passage.kind is Kind.NOTE:
        return f"note {passage.name}"
    return passage.name or passage.kind.value


def _names(text: Text, begin: int, count: int) -> str:
    return ", ".join(map(name, text[begin : begin + count]))


def _stretch(text: Text, begin: int, count: int) -> str:
    first, last = name(text[begin]), name(text[begin + count - 1])
    return first if count == 1 else f"{first}..{last}"


def words(found: Difference, fate: Fate) -> list[str]:
    """Return the words that were removed from, or added to, what both texts have."""
    return [
        written(token)
        for edit in _edits(found.operations)
        if edit.fate is fate
        for token in edit.tokens
        if isinstance(token, str)
    ]


def struck(found: Difference) -> list[str]:
    """Return the words that were removed."""
    return words(found, Fate.REMOVED)


def added(found: Difference) -> list[str]:
    """Return the words that were added."""
    return words(found, Fate.ADDED)


def written(word: str) -> str:
    """Return a word as the tables have it: an address between angle brackets."""
    letters, marks = unmarked(word)
    return f"<{letters}>" if marks in (ADDRESS, IMAGE) else letters


def _edits(operations: Iterable[Operation]) -> Edits:
    found: Sequence[Edits] = [
        each.edits for each in operations if isinstance(each, Change | Move | Split | Join)
    ]
    return tuple(edit for edits in found for edit in edits)
