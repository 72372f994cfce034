"""What two sequences have in common: the longest that stands in both, in order.

Exact up to a bound; longer ones are first taken apart at what stands once in either, so that
neither time nor memory grows with the product of their lengths. Imports nothing of ours.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from rapidfuzz.distance import LCSseq

_EXACT = 40_000_000
"""The largest product of lengths that is compared exactly: a bit each."""
_PIECE = 2_000
"""How much is compared at once where nothing stands only once."""
_GRAMS = (1, 4, 16)
"""How many elements in a row are looked for that stand once, one length after the other."""


class Run(NamedTuple):
    """Elements in a row that two sequences have in common, ``size`` from ``old`` and ``new`` on."""

    old: int
    new: int
    size: int


Runs: TypeAlias = Iterator[Run]


def common(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Run]:
    """Return what the two have in common, in order; no two runs touch on both sides."""
    numbers: dict[Hashable, int] = {}
    here = [numbers.setdefault(each, len(numbers)) for each in old]
    there = [numbers.setdefault(each, len(numbers)) for each in new]
    found: list[Run] = []
    for run in _between(here, there):
        if found and found[-1].old + found[-1].size == run.old:
            last = found[-1]
            if last.new + last.size == run.new:
                found[-1] = last._replace(size=last.size + run.size)
                continue
        found.append(run)
    return found


def pairs(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Return the index pairs of what the two have in common, in order."""
    return [(i + k, j + k) for i, j, size in common(old, new) for k in range(size)]


def _between(old: Sequence[int], new: Sequence[int]) -> Runs:
    head = _prefix(old, new)
    tail = _prefix(old[head:][::-1], new[head:][::-1])
    if head:
        yield Run(0, 0, head)
    yield from _moved(_inside(old[head : len(old) - tail], new[head : len(new) - tail]), head, head)
    if tail:
        yield Run(len(old) - tail, len(new) - tail, tail)


def _moved(runs: Runs, i: int, j: int) -> Runs:
    return (Run(i + old, j + new, size) for old, new, size in runs)


def _prefix(old: Sequence[int], new: Sequence[int]) -> int:
    size = min(len(old), len(new))
    if old[:size] == new[:size]:
        return size
    return next(k for k in range(size) if old[k] != new[k])


def _inside(old: Sequence[int], new: Sequence[int]) -> Runs:
    """Leave out of long ones what stands on one side alone: it is in nothing that both have."""
    if len(old) * len(new) <= _EXACT:
        yield from _exactly(old, new)
        return
    both = set(old) & set(new)
    here = [i for i, each in enumerate(old) if each in both]
    there = [j for j, each in enumerate(new) if each in both]
    for i, j, size in _parted([old[i] for i in here], [new[j] for j in there], _GRAMS):
        yield from (Run(here[i + k], there[j + k], 1) for k in range(size))


def _parted(old: Sequence[int], new: Sequence[int], grams: Sequence[int]) -> Runs:
    if len(old) * len(new) <= _EXACT:
        yield from _exactly(old, new)
        return
    if not grams:
        yield from _in_pieces(old, new)
        return
    i = j = 0
    for a, b in [*_anchors(old, new, grams[0]), (len(old), len(new))]:
        yield from _moved(_parted(old[i:a], new[j:b], grams[1:]), i, j)
        if a < len(old):
            yield Run(a, b, 1)
        i, j = a + 1, b + 1


def _exactly(old: Sequence[int], new: Sequence[int]) -> Runs:
    if not old or not new:
        return
    for step in LCSseq.opcodes(old, new):
        if step.tag == "equal":
            yield Run(step.src_start, step.dest_start, step.src_end - step.src_start)


def _in_pieces(old: Sequence[int], new: Sequence[int]) -> Runs:
    pieces = 1 + max(len(old), len(new)) // _PIECE
    for k in range(pieces):
        a, i = (len(old) * each // pieces for each in (k, k + 1))
        b, j = (len(new) * each // pieces for each in (k, k + 1))
        yield from _moved(_exactly(old[a:i], new[b:j]), a, b)


def _anchors(old: Sequence[int], new: Sequence[int], size: int) -> list[tuple[int, int]]:
    """Return the longest rising chain of pairs of what stands once on either side."""
    here, there = _once(old, size), _once(new, size)
    return rising([(i, there[gram]) for gram, i in here.items() if gram in there])


def _once(elements: Sequence[int], size: int) -> dict[tuple[int, ...], int]:
    grams = list(zip(*(elements[k:] for k in range(size)), strict=False))
    counts = Counter(grams)
    return {gram: i for i, gram in enumerate(grams) if counts[gram] == 1}


def rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest chain of the pairs, which rise in the first, that rises in both."""
    ends: list[int] = []
    at: list[int] = []
    back: list[int] = []
    for k, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        back.append(at[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        at[length : length + 1] = [k]
    chain = []
    k = at[-1] if at else -1
    while k >= 0:
        chain.append(pairs[k])
        k = back[k]
    return chain[::-1]
