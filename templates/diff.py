"""What changed between two texts: clause by clause, and word by word within a clause.

``compare`` aligns the blocks of both texts, then the words of each pair that differs.
The words of the pieces' same and added runs are the new text's, those of the same and
removed runs the old one's, but for marks of emphasis: a word is the same with and
without them. Returns data; the templates make words of it. Pure; imports
``deliberation.text`` and ``patience`` alone.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import groupby

from deliberation.text import Block, blocks
from templates.patience import Budget, matches

_ALIKE = 0.34
"""How much of two clauses' words must be shared for them to be shown as one that changed."""
_WEIGHABLE = 900
"""The most pairs of clauses that are weighed against each other in one stretch."""

_BREAK = re.compile(r"\n\s*\n")
_EMPHASIS = re.compile(
    r"""
    (?<![^\s(\[“‘"'])        # behind a space or an opening mark, so not within a word or address
    (\*{1,3}|_{1,3})         # the marks
    (?![\s*_])([^*_\\]+?)(?<!\s)
    \1                       # and the same ones behind what is emphasised
    (?![\w*/])
    """,
    re.VERBOSE,
)
_OPENS_LINE = re.compile(r"[-*+>|#]|\d{1,9}[.)]|```|~~~")


class Op(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Kind(StrEnum):
    """What became of a clause or a heading."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Run:
    """Words in a row with the same fate; ``lead`` is what stands between it and the one before."""

    op: Op
    text: str
    lead: str = ""


@dataclass(frozen=True)
class Piece:
    """A clause or heading that changed, or a stretch of those that didn't.

    ``was`` and ``now`` are the clause's old and new number (0: it has none), in a stretch
    the first clause's; ``last`` is the new number of a stretch's last clause.
    """

    kind: Kind
    runs: tuple[Run, ...]
    was: int = 0
    now: int = 0
    last: int = 0

    @property
    def heading(self) -> bool:
        """Whether it has no clause in it."""
        return not (self.was or self.now)

    @property
    def same_words(self) -> bool:
        """Whether no word differs; then only spacing, layout or emphasis does."""
        return self.kind is Kind.UNCHANGED or all(run.op is Op.SAME for run in self.runs)


@dataclass(frozen=True)
class Diff:
    """What changed, in the new text's order."""

    pieces: tuple[Piece, ...]

    @property
    def same_words(self) -> bool:
        """Whether no word differs; then only spacing, layout or emphasis does."""
        return all(piece.same_words for piece in self.pieces)

    def count(self, kind: str) -> int:
        """Return how many clauses and headings became that."""
        return sum(piece.kind == kind for piece in self.pieces)

    def words(self, *ops: Op) -> list[str]:
        """Return the words of the runs with these fates, in order."""
        return [w for p in self.pieces for r in p.runs if r.op in ops for w in r.text.split()]


@lru_cache(maxsize=8)
def compare(old: str, new: str) -> Diff:
    """Return what changed from one text to the other."""
    before, after = blocks(old), blocks(new)
    budget = Budget()
    steps = _steps(before, after, budget)
    return Diff(tuple(_pieces(steps, budget)))


# --- blocks -----------------------------------------------------------------------------

_Step = tuple[Block | None, Block | None]
"""A block of the old text, the one of the new that it became; either may be missing."""


def _key(block: Block) -> str:
    return f"{bool(block.level)} {' '.join(block.source.split())}"


def _steps(before: Sequence[Block], after: Sequence[Block], budget: Budget) -> Iterator[_Step]:
    i = j = 0
    keys = [_key(block) for block in before], [_key(block) for block in after]
    for a, b in [*matches(*keys, budget), (len(before), len(after))]:
        yield from _paired(before[i:a], after[j:b])
        if a < len(before):
            yield before[a], after[b]
        i, j = a + 1, b + 1


def _paired(old: Sequence[Block], new: Sequence[Block]) -> Iterator[_Step]:
    """Yield the blocks of a stretch that differs, those that are alike as pairs."""
    i = j = 0
    for a, b in [*_alike(old, new), (len(old), len(new))]:
        yield from ((block, None) for block in old[i:a])
        yield from ((None, block) for block in new[j:b])
        if a < len(old):
            yield old[a], new[b]
        i, j = a + 1, b + 1


def _alike(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[int, int]]:
    """Return the index pairs of blocks that are alike, in order, with the most words shared."""
    here = [Counter(_bare(block)) for block in old]
    there = [Counter(_bare(block)) for block in new]
    if len(old) * len(new) > _WEIGHABLE:
        return [(k, k) for k, (a, b) in enumerate(zip(here, there, strict=False)) if _shared(a, b)]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    share = [[_shared(a, b) for b in there] for a in here]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            together = share[i][j] and share[i][j] + best[i + 1][j + 1]
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    return list(_walk(best, share))


def _walk(best: list[list[float]], share: list[list[float]]) -> Iterator[tuple[int, int]]:
    i = j = 0
    while i < len(share) and j < len(share[i]):
        if share[i][j] and best[i][j] == share[i][j] + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _shared(old: Counter[str], new: Counter[str]) -> float:
    """Return how alike two blocks are, from 0 (below the threshold) to 1."""
    total = old.total() + new.total()
    share = 2 * (old & new).total() / total if total else 1.0
    return share if share >= _ALIKE else 0.0


# --- words ------------------------------------------------------------------------------


def _pieces(steps: Iterator[_Step], budget: Budget) -> Iterator[Piece]:
    for unchanged, group in groupby(steps, _is_unchanged):
        if unchanged:
            yield _stretch([(old, new) for old, new in group if old and new])
            continue
        for old, new in group:
            yield _piece(old, new, budget)


def _is_unchanged(step: _Step) -> bool:
    old, new = step
    return old is not None and new is not None and _key(old) == _key(new)


def _stretch(unchanged: list[tuple[Block, Block]]) -> Piece:
    numbers = [(old.number, new.number) for old, new in unchanged if new.number]
    runs = tuple(_run(Op.SAME, _words(new)) for _, new in unchanged)
    (was, now), (_, last) = (numbers[0], numbers[-1]) if numbers else ((0, 0), (0, 0))
    return Piece(Kind.UNCHANGED, runs, was, now, last)


def _piece(old: Block | None, new: Block | None, budget: Budget) -> Piece:
    if old is None or new is None:
        block, kind = (new, Kind.ADDED) if old is None else (old, Kind.REMOVED)
        run = _run(Op(kind.value), _words(block)) if block else _run(Op.SAME, [])
        return Piece(kind, (run,), old.number if old else 0, new.number if new else 0)
    return Piece(Kind.CHANGED, tuple(_changed(old, new, budget)), old.number, new.number)


_Word = tuple[str, str]
"""A word, and what stands before it: a space, or a line break where that means something."""


def _bare(block: Block) -> list[str]:
    """Return the block's words without marks of emphasis, by which they are compared."""
    source = block.source
    marks = () if "`" in source else _EMPHASIS.finditer(source)
    left = list(source)
    for mark in marks:
        for begin, end in (mark.span(1), (mark.end(2), mark.end())):
            left[begin:end] = [""] * (end - begin)
    return ["".join(left[slice(*word.span())]) for word in re.finditer(r"\S+", source)]


def _words(block: Block) -> list[_Word]:
    words: list[_Word] = []
    for space, word in re.findall(r"(\s*)(\S+)", block.source):
        line = bool(_BREAK.search(space)) or ("\n" in space and _OPENS_LINE.match(word))
        words.append((word, ("\n" if line else " ") if words else ""))
    return words


def _changed(old: Block, new: Block, budget: Budget) -> Iterator[Run]:
    here, there = _words(old), _words(new)
    i = j = 0
    same: list[_Word] = []
    pairs = matches(_bare(old), _bare(new), budget)
    for a, b in [*pairs, (len(here), len(there))]:
        if (a > i or b > j or a == len(here)) and same:
            yield _run(Op.SAME, same)
            same = []
        if a > i:
            yield _run(Op.REMOVED, here[i:a])
        if b > j:
            yield _run(Op.ADDED, there[j:b])
        if a < len(here):
            same.append(there[b])
        i, j = a + 1, b + 1


def _run(op: Op, words: list[_Word]) -> Run:
    text = "".join(lead + word if k else word for k, (word, lead) in enumerate(words))
    return Run(op, text, words[0][1] if words else "")
