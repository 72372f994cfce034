"""How much of two texts a difference strikes out and adds, in words between white space.

So that it can be set beside what tools count that know of nothing else. A word is touched if any
part of it is; what only moved isn't. An author's label is a word, unless labels are left out.
"""

from collections.abc import Iterable, Iterator
from typing import assert_never

from texts.block import Block, Passage, Text
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
from texts.words import is_space


def plain(text: Text) -> list[str]:
    """Return the words of a text between white space, without labels and marks."""
    found: list[str] = []
    for block in _blocks(text):
        for number, (lead, word) in enumerate(zip(block.leads, block.words, strict=True)):
            if is_space(word):
                continue
            if number and not lead and not is_space(block.words[number - 1]):
                found[-1] += word
            else:
                found.append(word)
    return found


def touched(found: Difference, *, labels: bool) -> int:
    """Return how many words are struck out, and how many added, together."""
    return sum(_touched(found, each, labels=labels) for each in found.operations)


def _touched(found: Difference, operation: Operation, *, labels: bool) -> int:
    match operation:
        case Keep():
            return 0
        case Relabel(labels=changed):
            return sum(bool(was) + bool(now) for was, now in changed) if labels else 0
        case Insert(passage=passage) | Delete(passage=passage):
            return sum(_of_block(block, None, labels=labels) for block in passage.blocks)
        case Change(old=i, new=j, edits=edits) | Move(old=i, new=j, edits=edits):
            sides = found.old[i : i + 1], found.new[j : j + 1]
        case Split(old=i, new=j, count=count, edits=edits):
            sides = found.old[i : i + 1], found.new[j : j + count]
        case Join(old=i, count=count, new=j, edits=edits):
            sides = found.old[i : i + count], found.new[j : j + 1]
        case _:
            assert_never(operation)
    fates = _fates(edits, Fate.REMOVED), _fates(edits, Fate.ADDED)
    return sum(
        _of_block(block, fate, labels=labels)
        for side, fate in zip(sides, fates, strict=True)
        for block in _blocks(side)
    )


def _blocks(passages: Iterable[Passage]) -> Iterator[Block]:
    return (block for passage in passages for block in passage.blocks)


def _fates(edits: Edits, touched: Fate) -> Iterator[bool]:
    """Yield of each token on one side whether it is touched."""
    for edit in edits:
        if edit.fate in (touched, Fate.KEPT):
            yield from [edit.fate is touched] * edit.count


def _of_block(block: Block, fates: Iterator[bool] | None, *, labels: bool) -> int:
    """Return how many words of a block are touched: all, where there are no fates."""
    fates = fates or iter(lambda: True, None)
    counted = int(next(fates) and bool(block.label) and labels)
    before = False
    apart = True
    for word, lead in zip(block.words, block.leads, strict=True):
        goes_on = not apart and not lead
        is_touched = next(fates)
        apart = is_space(word)
        if apart:
            continue
        counted += is_touched and not (goes_on and before)
        before = is_touched or (goes_on and before)
    return counted
