"""What two sequences have in common: a patience diff whose time is bounded.

A long stretch is first taken apart at what stands in it once on either side, and only short
stretches go to ``difflib``. Pure; imports nothing of ours.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

_SHORT = 40_000
"""The largest product of lengths that ``difflib`` is given."""
_REPEATS = 10_000
"""The most pairs of equal words in what ``difflib`` is given."""
_WORK = 3_000_000
"""How much work a comparison spends on ``difflib`` altogether."""


@dataclass
class Budget:
    """What of the work is left; once it is spent, long stretches are replaced whole."""

    left: int = field(default=_WORK)

    def allows(self, old: Sequence[str], new: Sequence[str]) -> bool:
        """Whether the two may be compared element by element; if so, that is spent."""
        size = len(old) * len(new)
        if size > _SHORT:
            return False
        there = Counter(new)
        repeats = sum(there[word] for word in old)
        work = size // 8 + repeats + len(old) + len(new)
        if repeats > _REPEATS or work > self.left:
            return False
        self.left -= work
        return True


def matches(old: Sequence[str], new: Sequence[str], budget: Budget) -> Iterator[tuple[int, int]]:
    """Yield the index pairs of equal elements that the two sequences have in common, in order."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    yield from ((k, k) for k in range(head))
    mid_old, mid_new = old[head : len(old) - tail], new[head : len(new) - tail]
    for i, j in _inner(mid_old, mid_new, budget):
        yield head + i, head + j
    yield from ((len(old) - k, len(new) - k) for k in range(tail, 0, -1))


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    size = min(len(old), len(new))
    return next((k for k in range(size) if old[k] != new[k]), size)


def _inner(old: Sequence[str], new: Sequence[str], budget: Budget) -> Iterator[tuple[int, int]]:
    if not old or not new:
        return
    if budget.allows(old, new):
        yield from _by_difflib(old, new)
        return
    i = j = 0
    for a, b in [*_anchors(old, new), (len(old), len(new))]:
        between = old[i:a], new[j:b]
        if all(between) and budget.allows(*between):
            yield from ((i + x, j + y) for x, y in _by_difflib(*between))
        if a < len(old):
            yield a, b
        i, j = a + 1, b + 1


def _by_difflib(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        yield from ((block.a + k, block.b + k) for k in range(block.size))


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the longest rising chain of pairs of elements that stand once on either side."""
    here, there = _once(old), _once(new)
    pairs = [(i, there[word]) for word, i in here.items() if word in there]
    ends: list[int] = []  # the smallest end of a chain of each length
    at: list[int] = []
    back: list[int] = []
    for k, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        back.append(at[length - 1] if length else -1)
        ends[length:] = [j, *ends[length + 1 :]] if length < len(ends) else [j]
        at[length:] = [k, *at[length + 1 :]] if length < len(at) else [k]
    chain = []
    k = at[-1] if at else -1
    while k >= 0:
        chain.append(pairs[k])
        k = back[k]
    return chain[::-1]


def _once(words: Sequence[str]) -> dict[str, int]:
    counts = Counter(words)
    return {word: i for i, word in enumerate(words) if counts[word] == 1}
