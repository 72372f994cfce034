"""How alike two passages are: by the share of their words, punctuation aside.

Imports ``block`` and ``words`` alone.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from texts.block import Kind, Passage, Text
from texts.words import unmarked

ALIKE = 1 / 3
"""How much of two passages' words must be shared for them to be one that changed."""
_ALONE = frozenset({Kind.FRONT, Kind.HIDDEN, Kind.NOTE, Kind.RULE, Kind.HEADING})
"""Kinds that only change into their own."""


@dataclass
class Side:
    """The passages of one text, with what they are compared by."""

    text: Text
    free: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.free = set(range(len(self.text)))
        self._words: dict[int, Counter[str]] = {}

    @cached_property
    def keys(self) -> list[Hashable]:
        """What of each passage must be equal; its own label is no part of it."""
        return [_key(passage) for passage in self.text]

    def words(self, number: int) -> Counter[str]:
        """Return how often each word stands in a passage, punctuation aside."""
        if number not in self._words:
            self._words[number] = words(self.text[number : number + 1])
        return self._words[number]


def words(passages: Iterable[Passage]) -> Counter[str]:
    """Return how often each word stands in passages, punctuation aside."""
    return Counter(
        word
        for passage in passages
        for block in passage.blocks
        for word in block.words
        if word[0].isalnum() or (len(word) > 1 and unmarked(word)[0][-1].isalnum())
    )


def share(old: Counter[str], new: Counter[str]) -> float:
    """Return how much of the words of both is in both, from 0 to 1; of none at all, 0."""
    total = old.total() + new.total()
    return 2 * (old & new).total() / total if total else 0.0


def _key(passage: Passage) -> Hashable:
    """Return what must be equal; of labels inside that begin with its own, what follows that."""
    first, *rest = passage.blocks
    own = first.label.rstrip(".") + "." if first.label else "\0"
    labels = (b.label.replace(own, "\0", 1) if b.label.startswith(own) else b.label for b in rest)
    inside = (
        (block.kind, block.level, label, block.rank, block.quoted, block.words)
        for block, label in zip(rest, labels, strict=True)
    )
    return (first.kind, first.rank, first.quoted, first.words, *inside)


def may_pair(old: Passage, new: Passage) -> bool:
    """Whether one can have become the other, by what they are."""
    return old.kind is new.kind or not ({old.kind, new.kind} & _ALONE)


def alike(here: Side, there: Side, i: int, j: int) -> float:
    """Return how alike two passages are, from 0 to 1."""
    old, new = here.text[i], there.text[j]
    if not may_pair(old, new):
        return 0.0
    if old.kind in (Kind.FRONT, Kind.RULE) or (old.kind is Kind.NOTE and old.label == new.label):
        return 1.0
    least = ALIKE if old.kind is Kind.HEADING else 0.0
    a, b = here.words(i), there.words(j)
    if not a and not b:
        return 1.0 if old.kind is new.kind else 0.0
    return max(least, share(a, b))
