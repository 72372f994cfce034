"""Which lines have labels, and what lies inside what: decided list by list.

A list is made of the lines that go on with one another: of one style (shape and numerals), at
one level. What begins directly after an item, in another style, lies inside it. A list of which it
turns out that it is none is words again; then everything is laid out anew, until nothing changes.
Imports ``block``, ``enumerators``, ``items``, ``raw`` and ``signatures`` alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from texts.block import Kind
from texts.enumerators import Enumerator, Reading
from texts.items import ItemList, count, not_listed
from texts.raw import Raw
from texts.signatures import signed

_ASIDE = frozenset({Kind.HIDDEN, Kind.NOTE})
"""Kinds of parts that neither begin nor end a list."""
_ASCII = frozenset("-*+")
"""Bullets that people mix within one list."""
_ENDS = (".", ";", ":", ",", "!", "?", "。", "；", "：", "、", "，")
"""What a line ends in behind which another that looks like an item was meant to be a line."""
_ROMANS = ("roman", "ROMAN")
_ROUNDS = 20
"""How often a text is laid out anew before nothing that is left counts as a label."""


def arrange(parts: Sequence[Raw], *, plain: bool = False) -> list[Raw]:
    """Return the parts with their labels and levels; what has no label has become words.

    In Markdown a list that has 1 throughout is counted; in a plain text it stays as it is.
    """
    left = list(parts)
    for _ in range(_ROUNDS):
        layout = _Layout(left)
        if layout.reread:
            continue
        none = {id(raw) for raw in layout.stray}
        none |= not_listed(layout.lists, left[-1], plain=plain) if left else set()
        none |= signed(left, layout.lists)
        if not none:
            for each in layout.lists if not plain else ():
                count(each)
            return left
        left = list(_dissolved(left, none))
    left = list(_dissolved(left, {id(raw) for raw in left if raw.enumerator}))
    _Layout(left)
    return left


class _Layout:
    """Lays parts out: gives each its level, and each item its list."""

    def __init__(self, parts: Iterable[Raw]) -> None:
        self.lists: list[ItemList] = []
        self.open: list[ItemList] = []
        self.latest: dict[tuple[str, str], list[ItemList]] = {}
        self.stray: list[Raw] = []
        self.reread = False
        for raw in parts:
            self._place(raw)

    def _place(self, raw: Raw) -> None:
        if raw.kind in _ASIDE:
            raw.level = 0
        elif raw.kind in (Kind.HEADING, Kind.RULE):
            self.open, raw.level = [], 0
        elif raw.enumerator:
            self._place_item(raw, raw.enumerator)
        elif raw.bullet:
            self._place_bullet(raw)
        else:
            self._leave(raw.indent)
            raw.level = self._inside()

    def _inside(self) -> int:
        return self.open[-1].level + 1 if self.open else 0

    def _leave(self, indent: int) -> None:
        """Leave the lists whose markers don't stand left of a column."""
        while self.open and self.open[-1].indent >= indent and not self.open[-1].bare:
            self.open.pop()

    def _place_bullet(self, raw: Raw) -> None:
        style = ("bullet", raw.bullet)
        near = self._near(raw.indent)
        same = next((each for each in near if each.style == style), None)
        if same is None and raw.bullet in _ASCII:
            level = [each for each in near if each.indent == raw.indent]
            same = next((each for each in level if each.style[1] in _ASCII), None)
        if same:
            self._go_on(same, raw, None)
            return
        self._nest(raw, style, None, near)

    def _place_item(self, raw: Raw, enumerator: Enumerator) -> None:
        """Go on with a list, or begin one: the next number first, then 1, then any other."""
        near = self._near(raw.indent)
        both = [(each, reading) for each in near for reading in enumerator.readings]
        same = [pair for pair in both if _style(enumerator, pair[1]) == pair[0].style]
        goes_on = [pair for pair in same if _follows(pair[1], pair[0])]
        goes_on = goes_on or [pair for pair in both if self._reread(pair[0], enumerator, pair[1])]
        begins = next((reading for reading in enumerator.readings if reading.begins), None)
        if goes_on or (same and not begins):
            each, reading = (goes_on or same)[0]
            self._go_on(each, raw, reading)
        elif begins:
            self._nest(raw, _style(enumerator, begins), begins, near)
        else:
            self._continue(raw, enumerator)

    def _reread(self, each: ItemList, enumerator: Enumerator, reading: Reading) -> bool:
        """Read a list's items in other numerals, if it goes on in those; say whether it does."""
        style = _style(enumerator, reading)
        if each.style[0] != style[0] or each.style == style or style[1] not in each.possible:
            return False
        others = [
            (raw, other)
            for raw, _ in each.items
            for other in (raw.enumerator.readings if raw.enumerator else ())
            if other.numerals == reading.numerals
        ]
        whole = len(others) == len(each.items) and others[0][1].begins
        if not whole or not reading.follows(others[-1][1]):
            return False
        each.items, each.style = list(others), style
        return True

    def _near(self, indent: int) -> list[ItemList]:
        """Return the open lists of which a line at this column may be an item, inmost first."""
        return [each for each in reversed(self.open) if abs(each.indent - indent) <= 1]

    def _go_on(self, each: ItemList, raw: Raw, reading: Reading | None) -> None:
        while self.open[-1] is not each:
            self.open.pop()
        self._add(each, raw, reading)

    def _add(self, each: ItemList, raw: Raw, reading: Reading | None) -> None:
        raw.level = each.level
        raw.label = raw.enumerator.label if raw.enumerator else ""
        each.items.append((raw, reading))
        each.ones = each.ones and reading is not None and reading.begins
        readings = {other.numerals for other in raw.enumerator.readings} if raw.enumerator else ()
        each.possible = each.possible & set(readings) if len(each.items) > 1 else set(readings)

    def _nest(
        self, raw: Raw, style: tuple[str, str], reading: Reading | None, near: Sequence[ItemList]
    ) -> None:
        """Begin a list: inside the last item, or beside it where it is none that has a label."""
        again = next((each for each in near if each.style == style), None)
        if again:
            del self.open[self.open.index(again) :]
        while self.open and self.open[-1].indent > raw.indent:
            self.open.pop()
        while self.open and self.open[-1].indent == raw.indent and not self._holds(raw):
            self.open.pop()
        around = self.open[-1] if self.open else None
        self._begin(ItemList(raw.indent, self._inside(), style, around), raw, reading)

    def _begin(self, begun: ItemList, raw: Raw, reading: Reading | None) -> None:
        self.lists.append(begun)
        self.open.append(begun)
        levels = self.latest.setdefault(begun.style, [])
        levels[:] = [each for each in levels if each.level != begun.level]
        levels.append(begun)
        self._add(begun, raw, reading)

    def _holds(self, raw: Raw) -> bool:
        """Whether the inmost list's last item holds a list that begins at the same column."""
        above = self.open[-1]
        return above.numbered or (bool(raw.bullet) and raw.bullet not in _ASCII)

    def _continue(self, raw: Raw, enumerator: Enumerator) -> None:
        """Go on with an earlier list in the same style and place, if this is its next item."""
        for reading in enumerator.readings:
            style = _style(enumerator, reading)
            for before in self.latest.get(style, ()):
                near = abs(before.indent - raw.indent) <= 1 and before.level <= self._inside()
                if near and before.last and reading.follows(before.last):
                    self.open = [each for each in self.open if each.level < before.level]
                    before.continued = True
                    begun = ItemList(raw.indent, before.level, style, goes_on=before)
                    self._begin(begun, raw, reading)
                    return
        self.reread = self._reread_last(raw, enumerator) or self.reread
        self._leave(raw.indent)
        raw.level = self._inside()
        self.stray.append(raw)

    def _reread_last(self, raw: Raw, enumerator: Enumerator) -> bool:
        """Read the item before as roman, so that it begins a list in which this is the next.

        ``(i)`` behind ``(h)`` is a letter until ``(ii)`` follows.
        """
        for last in (each.items[-1][0] for each in self._near(raw.indent)):
            if last.enumerator and last.enumerator.shape == enumerator.shape:
                roman = [each for each in last.enumerator.readings if each.numerals in _ROMANS]
                follows = any(r.follows(f) for r in enumerator.readings for f in roman if f.begins)
                if follows and len(roman) < len(last.enumerator.readings):
                    last.enumerator = replace(last.enumerator, readings=tuple(roman))
                    return True
        return False


def _style(enumerator: Enumerator, reading: Reading) -> tuple[str, str]:
    return enumerator.shape, reading.numerals


def _follows(reading: Reading, each: ItemList) -> bool:
    """Whether it goes on with a list: it is the next, or all of them are 1."""
    if each.last is None:
        return False
    all_ones = each.ones and reading.begins and reading.numerals == "number"
    return all_ones or reading.follows(each.last)


def _dissolved(parts: Iterable[Raw], none: set[int]) -> Iterator[Raw]:
    """Yield the parts, those that are no items as paragraphs or as lines of the one before."""
    before: Raw | None = None
    for raw in parts:
        if id(raw) in none:
            if raw.bullet:
                raw.lines[0] = f"{raw.bullet} {raw.lines[0]}"
            raw.enumerator, raw.bullet, raw.label = None, "", ""
            if not raw.apart and before is not None:
                if before.lines[-1].rstrip().endswith(_ENDS):
                    before.lines[-1] = before.lines[-1].rstrip() + "  "  # a line break that stays
                before.lines += raw.lines
                before.columns += raw.columns
                before.end = raw.end
                continue
        yield raw
        before = raw
