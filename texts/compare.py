"""What changed from one text to another, as a list of operations.

Imports ``align``, ``block``, ``operations``, ``sequence``, ``words`` alone.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from texts.align import Match, align
from texts.block import Passage, Text
from texts.operations import (
    Change,
    Delete,
    Edit,
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
    relabel,
    tokens,
)
from texts.sequence import Run, common, pairs
from texts.words import LINE_END


@dataclass(frozen=True)
class Difference:
    """Two texts, and what makes the second of the first, in the order of the second.

    What was deleted stands behind what stood before it.
    """

    old: Text
    new: Text
    operations: tuple[Operation, ...]

    @property
    def same(self) -> bool:
        """Whether the texts are equal: then only spacing, line ends and emphasis can differ."""
        return self.old == self.new


def compare(old: Text, new: Text) -> Difference:
    """Return what changed from one text to the other."""
    if old == new:
        kept = (Keep(0, 0, len(old)),) if old else ()
        return Difference(old, new, kept)
    matches = align(old, new)
    operations = list(_joined(_operation(old, new, match) for match in matches))
    taken = {i for match in matches for i in range(match.old, match.old + match.olds)}
    given = {j for match in matches for j in range(match.new, match.new + match.news)}
    operations += [Insert(j, new[j]) for j in range(len(new)) if j not in given]
    operations.sort(key=_new)
    deleted = [Delete(i, old[i]) for i in range(len(old)) if i not in taken]
    return Difference(old, new, tuple(_with_deleted(operations, deleted)))


def _operation(old: Text, new: Text, match: Match) -> Operation:
    here = old[match.old : match.old + match.olds]
    there = new[match.new : match.new + match.news]
    if not match.moved and here == there:
        return Keep(match.old, match.new, 1)
    if not match.moved and _relabelled(here, there):
        return Relabel(match.old, match.new, ((here[0].blocks[0].label, there[0].blocks[0].label),))
    edits = edited(tuple(tokens(here)), tuple(tokens(there)))
    if match.news > 1:
        return Split(match.old, match.new, match.news, edits)
    if match.olds > 1:
        return Join(match.old, match.olds, match.new, edits)
    return (Move if match.moved else Change)(match.old, match.new, edits)


def _relabelled(here: Sequence[Passage], there: Sequence[Passage]) -> bool:
    """Whether two passages are the same but for the label, which may begin those inside."""
    if len(here) != 1 or len(there) != 1:
        return False
    old, new = here[0], there[0]
    there_and_back = relabel(new, old.blocks[0].label) == old
    return there_and_back and relabel(old, new.blocks[0].label) == new


# --- operations in a row ------------------------------------------------------------------


def _joined(operations: Iterable[Operation]) -> Iterator[Operation]:
    """Yield the operations; of kept and of relabelled passages, a stretch as one."""
    stretch: list[Operation] = []
    for operation in operations:
        if stretch and not _goes_on(stretch[-1], operation):
            yield _as_one(stretch)
            stretch = []
        stretch.append(operation)
    if stretch:
        yield _as_one(stretch)


def _goes_on(last: Operation, following: Operation) -> bool:
    """Whether two are of the same kind, which can be one, on neighbours in both texts."""
    if type(last) is not type(following) or not isinstance(last, Keep | Relabel):
        return False
    (old, new), (i, j) = places(last), places(following)
    return (old.stop, new.stop) == (i.start, j.start)


def _as_one(stretch: Sequence[Operation]) -> Operation:
    first = stretch[0]
    if isinstance(first, Keep):
        return replace(first, count=len(stretch))
    if isinstance(first, Relabel):
        labels = (label for each in stretch if isinstance(each, Relabel) for label in each.labels)
        return replace(first, labels=tuple(labels))
    return first


def _new(operation: Operation) -> int:
    return -1 if isinstance(operation, Delete) else operation.new


def _with_deleted(
    operations: Iterable[Operation], deleted: Sequence[Delete]
) -> Iterator[Operation]:
    """Yield the operations in order, each deleted passage behind what stood before it."""
    left = list(reversed(deleted))
    for operation in operations:
        stands = not isinstance(operation, Insert | Delete | Move)
        while left and stands and left[-1].old < operation.old:  # type: ignore[union-attr]
            yield left.pop()
        yield operation
    yield from reversed(left)


# --- words --------------------------------------------------------------------------------


def edited(old: Sequence[Token], new: Sequence[Token]) -> Edits:
    """Return what makes the new tokens of the old ones, with the fewest removed and added.

    Blocks of the same words stay together, whatever became of their labels.
    """
    found: list[Edit] = []
    for edit in _in_parts(old, new):
        if found and found[-1].fate is edit.fate:
            last = found.pop()
            found.append(Edit(edit.fate, last.count + edit.count, last.tokens + edit.tokens))
        else:
            found.append(edit)
    return tuple(found)


def _in_parts(old: Sequence[Token], new: Sequence[Token]) -> Iterator[Edit]:
    here, there = _blocks(old), _blocks(new)
    i = j = 0
    if len(here) > 1 and len(there) > 1:
        keys = [[_key(side[a:b]) for a, b in s] for side, s in ((old, here), (new, there))]
        for x, y in pairs(*keys):
            (a, end), (b, last) = here[x], there[y]
            yield from _edits(old[i:a], new[j:b])
            yield from _edits(old[a:end], new[b:last])
            i, j = end, last
    yield from _edits(old[i:], new[j:])


def _blocks(found: Sequence[Token]) -> list[tuple[int, int]]:
    """Return where each block begins and ends."""
    begins = [k for k, token in enumerate(found) if isinstance(token, Head)]
    return list(zip(begins, [*begins[1:], len(found)], strict=True))


def _key(block: Sequence[Token]) -> Hashable:
    """Return what two blocks must have in common to be the same but for their labels."""
    first, *said = block
    return (*(first._replace(label="", sign="") if isinstance(first, Head) else ()), *said)


def _edits(old: Sequence[Token], new: Sequence[Token]) -> Iterator[Edit]:
    i = j = 0
    for a, b, size in [*_slid(common(old, new), old, new), Run(len(old), len(new), 0)]:
        yield from _replaced(old[i:a], new[j:b])
        if size:
            yield Edit(Fate.KEPT, size)
        i, j = a + size, b + size


def _replaced(old: Sequence[Token], new: Sequence[Token]) -> Iterator[Edit]:
    """Yield what was removed, then what was added; of one block each, its beginning first."""
    cut = int(bool(old) and bool(new) and _begins_one(old) and _begins_one(new))
    for fate, found in (
        (Fate.REMOVED, old[:cut]),
        (Fate.ADDED, new[:cut]),
        (Fate.REMOVED, old[cut:]),
        (Fate.ADDED, new[cut:]),
    ):
        if found:
            yield Edit(fate, len(found), tuple(found))


def _begins_one(found: Sequence[Token]) -> bool:
    first, *rest = found
    return isinstance(first, Head) and not any(isinstance(token, Head) for token in rest)


def _slid(runs: Sequence[Run], old: Sequence[Token], new: Sequence[Token]) -> list[Run]:
    """Shift what was removed or added alone, so that it begins with a block, or a line of code.

    Of ``a; b;`` with ``c;`` in its middle, ``c;`` was added and not ``; c``.
    """
    done = list(runs)
    for k in range(1, len(done)):
        (a, b, size), (i, j, more) = done[k - 1], done[k]
        side, begin, end = (new, b + size, j) if a + size == i else (old, a + size, i)
        if (a + size == i) == (b + size == j):
            continue
        step = _step(side, begin, end, size, more)
        done[k - 1] = Run(a, b, size + step)
        done[k] = Run(i + step, j + step, more - step)
    return [run for run in done if run.size]


def _step(side: Sequence[Token], begin: int, end: int, left: int, right: int) -> int:
    """Return by how much a run can be shifted so that a block or line begins; 0 if it can't."""
    if _begins(side[begin]):
        return 0
    for step in range(1, left + 1):
        if side[begin - step] != side[end - step]:
            break
        if _begins(side[begin - step]):
            return -step
    for step in range(1, right):
        if side[begin + step - 1] != side[end + step - 1]:
            break
        if _begins(side[begin + step]):
            return step
    return 0


def _begins(token: Token) -> bool:
    return isinstance(token, Head) or token == LINE_END
