"""A difference of two texts: a list of operations, each of its own type.

``apply`` makes the new text of the old one, and with ``invert`` the old one of the new one. Imports
``block`` alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, TypeAlias, assert_never

from texts.block import Block, Kind, Passage, Text


class Head(NamedTuple):
    """The beginning of a block, among the words of a passage."""

    kind: Kind
    level: int
    label: str
    rank: int
    quoted: int = 0
    sign: str = ""


def head_of(block: Block) -> Head:
    """Return the beginning of a block."""
    return Head(block.kind, block.level, block.label, block.rank, block.quoted, block.sign)


Token: TypeAlias = Head | str
"""A word, or the beginning of a block."""


class Fate(StrEnum):
    """What becomes of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Edit:
    """What becomes of tokens in a row: of ``count`` that are kept, or of those given."""

    fate: Fate
    count: int
    tokens: tuple[Token, ...] = ()


Edits: TypeAlias = tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Keep:
    """Passages that are the same, ``count`` from ``old`` and from ``new`` on."""

    old: int
    new: int
    count: int


@dataclass(frozen=True, slots=True)
class Relabel:
    """Passages in a row that are the same but for their labels, which are given: old and new."""

    old: int
    new: int
    labels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A passage in which something changed."""

    old: int
    new: int
    edits: Edits


@dataclass(frozen=True, slots=True)
class Insert:
    """A passage that is new."""

    new: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class Delete:
    """A passage that is gone."""

    old: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class Move:
    """A passage that stands elsewhere among the others, and may have changed."""

    old: int
    new: int
    edits: Edits


@dataclass(frozen=True, slots=True)
class Split:
    """A passage that became ``count``, from ``new`` on."""

    old: int
    new: int
    count: int
    edits: Edits


@dataclass(frozen=True, slots=True)
class Join:
    """``count`` passages, from ``old`` on, that became one."""

    old: int
    count: int
    new: int
    edits: Edits


Operation = Keep | Relabel | Change | Insert | Delete | Move | Split | Join


# --- a passage as tokens ------------------------------------------------------------------


def tokens(passages: Iterable[Passage]) -> Iterator[Token]:
    """Yield the passages' words, and before those of each block its beginning."""
    for passage in passages:
        for block in passage.blocks:
            yield head_of(block)
            yield from block.words


def passages_of(found: Iterable[Token]) -> list[Passage]:
    """Return the passages that ``tokens`` makes these of; a block at level 0 begins one."""
    begun: list[list[tuple[Head, list[str]]]] = []
    for token in found:
        if isinstance(token, str):
            begun[-1][-1][1].append(token)
        elif token.level == 0:
            begun.append([(token, [])])
        else:
            begun[-1].append((token, []))
    return [Passage(tuple(_block(head, said) for head, said in blocks)) for blocks in begun]


def _block(head: Head, said: Sequence[str]) -> Block:
    return Block(
        kind=head.kind,
        words=tuple(said),
        level=head.level,
        label=head.label,
        rank=head.rank,
        quoted=head.quoted,
        sign=head.sign,
    )


# --- to and fro ---------------------------------------------------------------------------


def apply(old: Text, operations: Iterable[Operation]) -> Text:
    """Return the new text. Raises ValueError if the operations are of another old text."""
    made: dict[int, Passage] = {}
    used: list[int] = []
    for operation in operations:
        taken, given = places(operation)
        used += taken
        passages = _made(old, operation)
        if len(passages) != len(given):
            raise ValueError("other passages came of it")
        made |= dict(zip(given, passages, strict=True))
    if sorted(used) != list(range(len(old))) or sorted(made) != list(range(len(made))):
        raise ValueError("these operations are not of this text")
    return tuple(made[number] for number in range(len(made)))


def invert(operations: Iterable[Operation]) -> tuple[Operation, ...]:
    """Return the operations that make the old text of the new one."""
    return tuple(_inverse(operation) for operation in operations)


def places(operation: Operation) -> tuple[range, range]:  # noqa: PLR0911 - one a kind
    """Return which passages of the old text an operation takes, and which of the new it makes."""
    match operation:
        case Keep(old=old, new=new, count=count):
            return range(old, old + count), range(new, new + count)
        case Relabel(old=old, new=new, labels=labels):
            return range(old, old + len(labels)), range(new, new + len(labels))
        case Change(old=old, new=new) | Move(old=old, new=new):
            return range(old, old + 1), range(new, new + 1)
        case Insert(new=new):
            return range(0), range(new, new + 1)
        case Delete(old=old):
            return range(old, old + 1), range(0)
        case Split(old=old, new=new, count=count):
            return range(old, old + 1), range(new, new + count)
        case Join(old=old, count=count, new=new):
            return range(old, old + count), range(new, new + 1)
        case _:
            assert_never(operation)


def _made(old: Text, operation: Operation) -> list[Passage]:
    taken, _ = places(operation)
    here = old[taken.start : taken.stop]
    match operation:
        case Keep():
            return list(here)
        case Relabel(labels=labels):
            if [passage.blocks[0].label for passage in here] != [was for was, _ in labels]:
                raise ValueError("other labels were changed")
            return [relabel(p, now) for p, (_, now) in zip(here, labels, strict=True)]
        case Insert(passage=passage):
            return [passage]
        case Delete(passage=passage):
            if here != (passage,):
                raise ValueError("another passage was deleted")
            return []
        case Change(edits=edits) | Move(edits=edits) | Split(edits=edits) | Join(edits=edits):
            return passages_of(_edited(tuple(tokens(here)), edits))
        case _:
            assert_never(operation)


def relabel(passage: Passage, label: str) -> Passage:
    """Return the passage under another label; labels inside that begin with it go along."""
    first, *rest = passage.blocks
    own, other = first.label.rstrip(".") + ".", label.rstrip(".") + "."
    inside = (
        replace(block, label=block.label.replace(own, other, 1))
        if first.label and block.label.startswith(own)
        else block
        for block in rest
    )
    return replace(passage, blocks=(replace(first, label=label), *inside))


def _edited(old: Sequence[Token], edits: Edits) -> Iterator[Token]:
    at = 0
    for edit in edits:
        match edit.fate:
            case Fate.KEPT:
                yield from old[at : at + edit.count]
                at += edit.count
            case Fate.REMOVED:
                if tuple(old[at : at + edit.count]) != edit.tokens:
                    raise ValueError("other words were removed")
                at += edit.count
            case Fate.ADDED:
                yield from edit.tokens
            case _:
                assert_never(edit.fate)
    if at != len(old):
        raise ValueError("words are left over")


def _inverse(operation: Operation) -> Operation:  # noqa: PLR0911 - one a kind
    match operation:
        case Keep(old=old, new=new, count=count):
            return Keep(new, old, count)
        case Relabel(old=old, new=new, labels=labels):
            return Relabel(new, old, tuple((now, was) for was, now in labels))
        case Change(old=old, new=new, edits=edits):
            return Change(new, old, _inverted(edits))
        case Insert(new=new, passage=passage):
            return Delete(new, passage)
        case Delete(old=old, passage=passage):
            return Insert(old, passage)
        case Move(old=old, new=new, edits=edits):
            return Move(new, old, _inverted(edits))
        case Split(old=old, new=new, count=count, edits=edits):
            return Join(new, count, old, _inverted(edits))
        case Join(old=old, count=count, new=new, edits=edits):
            return Split(new, old, count, _inverted(edits))
        case _:
            assert_never(operation)


_OPPOSITE = {Fate.KEPT: Fate.KEPT, Fate.REMOVED: Fate.ADDED, Fate.ADDED: Fate.REMOVED}


def _inverted(edits: Edits) -> Edits:
    return tuple(replace(edit, fate=_OPPOSITE[edit.fate]) for edit in edits)
