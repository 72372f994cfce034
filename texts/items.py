"""Items that go on with one another, and whether they are a list or words that look like one.

Imports ``enumerators`` and ``raw`` alone.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from texts.enumerators import Reading
from texts.raw import Raw

_FEWEST = 2
"""The least number of items of a list."""
_COUNTED = ("1.", "1)")
"""Labels that Markdown counts where an author writes them throughout."""
OUTLINE = ("#.", "ROMAN")
"""The style of a list in whose items ``A.`` is no initial: ``I.``, ``II.``."""
_TITLE = 8
"""The most words of a title, its label included."""
_ITEMS_A_MISFIT = 5
"""How many items make up for one that is out of order, beyond the first."""


@dataclass
class ItemList:
    """Items at one level. ``style`` is the shape and the numerals, or says which bullet.

    ``ones``: all of its items are numbered 1 until now. ``continued``: another goes on with it.
    ``possible`` are the numerals in which all of its items can be read.
    """

    indent: int
    level: int
    style: tuple[str, str]
    around: "ItemList | None" = None
    goes_on: "ItemList | None" = None
    continued: bool = False
    ones: bool = True
    possible: set[str] = field(default_factory=set)
    items: list[tuple[Raw, Reading | None]] = field(default_factory=list)

    @property
    def last(self) -> Reading | None:
        """How its last item is read; None of a bullet."""
        return self.items[-1][1] if self.items else None

    @property
    def bare(self) -> bool:
        """Whether its last item is a label alone, so that what stands below belongs to it."""
        raw, _ = self.items[-1]
        label = raw.enumerator
        if label is None:
            return False
        return not raw.lines[0][label.after :].strip() and not any(map(str.strip, raw.lines[1:]))

    @property
    def counted(self) -> bool:
        """Whether Markdown would count its items, if all are numbered 1."""
        raw, _ = self.items[0]
        return raw.enumerator is not None and raw.enumerator.label in _COUNTED

    @property
    def numbered(self) -> bool:
        """Whether its items have labels."""
        return self.last is not None


def not_listed(lists: Iterable[ItemList], last: Raw, *, plain: bool) -> set[int]:
    """Return the identities of the parts that stand in what is no list; ``last`` ends the text.

    In a plain text, lines that all begin with a plus or a minus before a number are amounts.
    """
    lists = list(lists)
    held: set[int] = set()
    none: set[int] = set()
    beside = {_beside(each) for each in lists if len(each.items) >= _FEWEST and _is_list(each)}
    for each in lists:  # what one goes on with stands before it
        amounts = plain and all(raw.sign for raw, _ in each.items)
        is_one = _is_list(each) or (_is_inside(each) and _beside(each) in beside)
        is_one = is_one or _is_title(each, last)
        if not amounts and is_one and (each.goes_on is None or id(each.goes_on) in held):
            held.add(id(each))
        else:
            none |= {id(raw) for raw, _ in each.items}
    return none


def _beside(each: ItemList) -> Hashable:
    """Return what lists have in common that lie inside the items of the same list, in one style."""
    return id(each.around), each.style


def _is_inside(each: ItemList) -> bool:
    """Whether it lies inside an item with a label: there one alone is an item if its like are."""
    return each.numbered and each.around is not None and each.around.numbered


def _is_title(each: ItemList, last: Raw) -> bool:
    """Whether it is one title alone inside an item of an outline: ``A. Scope`` below ``I.``."""
    (raw, _), *more = each.items
    if more or each.style != ("#.", "LATIN") or not each.around or each.around.style != OUTLINE:
        return False
    words = " ".join(raw.lines).split()
    return raw is not last and len(words) <= _TITLE and words[-1][-1].isalnum()


def _is_list(each: ItemList) -> bool:
    items = [reading for _, reading in each.items if reading]
    if not items:
        within = each.around and each.around.style == each.style
        return len(each.items) >= _FEWEST or not each.items[0][0].dashed or bool(within)
    if len(items) < _FEWEST:
        return each.continued or each.goes_on is not None
    if all(item.begins for item in items):
        return each.counted
    values = [item.value for item in items]
    rising = _longest_rising(values)
    if len(items) - rising > 1 + len(items) // _ITEMS_A_MISFIT or rising < _FEWEST:
        return False
    gaps = _gaps(items)
    if _is_initial(each):
        return gaps == 0 and rising == len(items)
    return gaps <= max(_FEWEST, len(items))


def _is_initial(each: ItemList) -> bool:
    """Whether its labels look like the initials of names: ``A.``, ``B.``."""
    shape, numerals = each.style
    return shape == "#." and numerals.isupper()


def _gaps(items: Sequence[Reading]) -> int:
    """Return how many numbers are left out."""
    numbers = [item.value[-1] if item.numerals == "decimal" else item.value[0] for item in items]
    if items[0].numerals == "decimal":
        return 0
    return max(0, max(numbers) - min(numbers) + 1 - len(set(numbers)))


def _longest_rising(values: Sequence[tuple[int, ...]]) -> int:
    ends: list[tuple[int, ...]] = []
    for value in values:
        at = bisect_left(ends, value)
        ends[at : at + 1] = [value]
    return len(ends)


def count(each: ItemList) -> None:
    """Count the items of a list that has 1 throughout, as Markdown does."""
    readings = [reading for _, reading in each.items]
    ones = all(each and each.numerals == "number" and each.begins for each in readings)
    if len(readings) < _FEWEST or not ones or not each.counted:
        return
    for number, (raw, _) in enumerate(each.items, 1):
        raw.label = raw.label.replace("1", str(number), 1)
