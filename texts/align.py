"""Which passages of two texts belong together.

Equal ones first; then those that share most of their words; those that don't keep their order have
moved. What is left between two pairs may have been split or joined. Nothing here grows with the
product of the texts' lengths. Imports ``alike``, ``block``, ``chain`` and ``sequence`` alone.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from texts.alike import ALIKE, Side, alike, may_pair
from texts.block import Passage, Text
from texts.chain import heaviest
from texts.sequence import pairs as common_pairs

MOVED = 0.6
"""How alike two passages must be to be one that stands elsewhere."""
_PARTS = 4
"""The most passages into which one is split, or from which one is joined."""
_WEIGHABLE = 400
"""The most pairs of passages that are weighed against each other in one stretch."""
_RARE = 8
"""In how many passages something may stand that tells them apart."""
_CANDIDATES = 3
"""How many passages are compared with one for which a partner is sought."""
_ROW = 3
"""How many words in a row tell passages apart."""


@dataclass(frozen=True)
class Match:
    """Passages that belong together: ``olds`` from ``old`` on and ``news`` from ``new`` on."""

    old: int
    new: int
    olds: int = 1
    news: int = 1
    moved: bool = False


def align(old: Text, new: Text) -> list[Match]:
    """Return which passages belong together, in the new text's order."""
    here, there = Side(old), Side(new)
    pairs = common_pairs(here.keys, there.keys)
    for stretch in _stretches(pairs, len(old), len(new)):
        pairs = pairs + list(_between(here, there, stretch))
    _take(here, there, pairs)
    for seek in (_equal, _elsewhere):
        found = list(seek(here, there))
        _take(here, there, found)
        pairs += found
    straight = _straight(pairs, there)
    matches = [Match(*pair, moved=pair not in straight) for pair in pairs]
    matches = [_with_parts(match, here, there) for match in matches]
    return sorted(matches, key=lambda match: match.new)


def _take(here: Side, there: Side, pairs: Iterable[tuple[int, int]]) -> None:
    for i, j in pairs:
        here.free.discard(i)
        there.free.discard(j)


Stretch = tuple[int, int, int, int]
"""Where a stretch begins and ends in the old text, and in the new one."""


def _stretches(chain: Sequence[tuple[int, int]], olds: int, news: int) -> list[Stretch]:
    """Return what lies between the pairs of a chain, on both sides."""
    found: list[Stretch] = []
    i = j = 0
    for a, b in [*chain, (olds, news)]:
        if a > i or b > j:
            found.append((i, a, j, b))
        i, j = a + 1, b + 1
    return found


# --- pairs of passages that are alike -----------------------------------------------------


def _between(here: Side, there: Side, stretch: Stretch) -> Iterator[tuple[int, int]]:
    """Yield the pairs of a stretch in which no passage is equal to another."""
    i, a, j, b = stretch
    if a <= i or b <= j:
        return
    if (a - i) * (b - j) <= _WEIGHABLE:
        yield from _weighed(here, there, range(i, a), range(j, b))
        return
    ends = set(_from_both_ends(here, there, stretch))
    left = sorted(set(range(i, a)) - {x for x, _ in ends})
    free = sorted(set(range(j, b)) - {y for _, y in ends})
    anchors = _rising(sorted(ends.union(_best(here, there, left, free, ALIKE))))
    yield from anchors
    moved = [(x - i, y - j) for x, y in anchors]
    for x, c, y, d in _stretches(moved, a - i, b - j):
        if (c - x) * (d - y) <= _WEIGHABLE:
            yield from _weighed(here, there, range(i + x, i + c), range(j + y, j + d))


def _from_both_ends(here: Side, there: Side, stretch: Stretch) -> Iterator[tuple[int, int]]:
    """Yield the pairs from the head on, and from the tail back, as long as they are much alike."""
    i, a, j, b = stretch
    while i < a and j < b and alike(here, there, i, j) >= MOVED:
        yield i, j
        i, j = i + 1, j + 1
    while i < a and j < b and alike(here, there, a - 1, b - 1) >= MOVED:
        a, b = a - 1, b - 1
        yield a, b


def _weighed(
    here: Side, there: Side, olds: Sequence[int], news: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield the pairs that are alike, in order, with the most in common."""
    share = [[_enough(alike(here, there, i, j), ALIKE) for j in news] for i in olds]
    best = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    for x in reversed(range(len(olds))):
        for y in reversed(range(len(news))):
            together = share[x][y] and share[x][y] + best[x + 1][y + 1]
            best[x][y] = max(best[x + 1][y], best[x][y + 1], together)
    x = y = 0
    while x < len(olds) and y < len(news):
        if share[x][y] and best[x][y] == share[x][y] + best[x + 1][y + 1]:
            yield olds[x], news[y]
            x, y = x + 1, y + 1
        elif best[x][y] == best[x + 1][y]:
            x += 1
        else:
            y += 1


def _enough(share: float, least: float) -> float:
    return share if share >= least else 0.0


def _equal(here: Side, there: Side) -> Iterator[tuple[int, int]]:
    """Yield pairs of equal passages that stand in another order."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for i in sorted(here.free, reverse=True):
        if here.words(i):
            waiting[here.keys[i]].append(i)
    for j in sorted(there.free):
        if waiting.get(there.keys[j]):
            yield waiting[there.keys[j]].pop(), j


def _elsewhere(here: Side, there: Side) -> Iterator[tuple[int, int]]:
    """Yield pairs of passages that are much alike, wherever they stand."""
    yield from _best(here, there, sorted(here.free), sorted(there.free), MOVED)


def _best(
    here: Side, there: Side, olds: Sequence[int], news: Sequence[int], least: float
) -> list[tuple[int, int]]:
    """Return the pairs of which each is the other's best, found by what is rare in them."""
    found: dict[tuple[int, int], float] = {}
    for i, j in _candidates(here, there, olds, news):
        share = alike(here, there, i, j)
        if share >= least:
            found[i, j] = share
    best_new: dict[int, tuple[float, int]] = {}
    best_old: dict[int, tuple[float, int]] = {}
    for (i, j), share in found.items():
        best_new[i] = max(best_new.get(i, (0.0, 0)), (share, -j))
        best_old[j] = max(best_old.get(j, (0.0, 0)), (share, -i))
    return sorted((i, j) for i, j in found if best_new[i][1] == -j and best_old[j][1] == -i)


def _candidates(
    here: Side, there: Side, olds: Sequence[int], news: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield pairs that have something rare in common."""
    for features in (_rows, _single):
        holders: dict[Hashable, list[int]] = defaultdict(list)
        for i in olds:
            for feature in set(features(here.text[i])):
                holders[feature].append(i)
        for j in news:
            votes: Counter[int] = Counter()
            for feature in set(features(there.text[j])):
                if len(holders.get(feature, ())) <= _RARE:
                    votes.update(holders.get(feature, ()))
            yield from ((i, j) for i, _ in votes.most_common(_CANDIDATES))


def _rows(passage: Passage) -> Iterator[Hashable]:
    for block in passage.blocks:
        yield from zip(*(block.words[k:] for k in range(_ROW)), strict=False)


def _single(passage: Passage) -> Iterator[Hashable]:
    for block in passage.blocks:
        yield from block.words


# --- order --------------------------------------------------------------------------------


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return heaviest(pairs, lambda _: 0)


def _straight(pairs: Iterable[tuple[int, int]], there: Side) -> set[tuple[int, int]]:
    """Return the pairs that keep their order: as many as can, then those of the most words."""
    return set(heaviest(sorted(pairs), lambda j: there.words(j).total()))


# --- what was split, and what was joined --------------------------------------------------


def _with_parts(match: Match, here: Side, there: Side) -> Match:
    """Return the match with the free neighbours that are parts of its passage."""
    begin, count = _parts(match.new, there, match.old, here)
    if count > 1:
        return replace(match, new=begin, news=count)
    begin, count = _parts(match.old, here, match.new, there)
    return replace(match, old=begin, olds=count)


def _parts(found: int, side: Side, other: int, whole: Side) -> tuple[int, int]:
    """Return where the parts of a passage begin on the other side, and how many they are."""
    begin, end = found, found + 1
    grown = found + 1 in side.free or found - 1 in side.free
    left = whole.words(other) - side.words(found) if grown else Counter()
    while grown and left and end - begin < _PARTS:
        grown = False
        for number in (end, begin - 1):
            if number not in side.free:
                continue
            words = side.words(number)
            alike = may_pair(side.text[number], whole.text[other])
            if not alike or not _is_part(words, left, whole.words(other)):
                continue
            left -= words
            side.free.discard(number)
            begin, end, grown = min(begin, number), max(end, number + 1), True
            break
    return begin, end - begin


def _is_part(words: Counter[str], left: Counter[str], whole: Counter[str]) -> bool:
    """Whether a passage is a part: of what is left of the whole, or of it and what it repeats."""
    size, shared = words.total(), (words & left).total()
    return shared * 2 > size or (shared * 4 >= size > 0 and (words & whole).total() * 4 >= size * 3)
