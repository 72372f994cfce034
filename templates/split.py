"""A message that is too large for one event, split between its blocks.

A clause, a paragraph, a heading with what follows it: none is ever cut. A list's numbers
go on in the next part, and what was folded away stays folded away. Pure; knows HTML as
``markup.clean`` leaves it, and imports ``parts``, ``plain`` and ``unbroken`` alone.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from templates.parts import Words
from templates.plain import plain_text
from templates.unbroken import unbroken

LIMIT = 46_000
"""The most bytes of an event; a homeserver takes 65,536, and encryption adds a third."""
OVERHEAD = 2_200
"""What an event holds besides the words, and the line that says which part it is."""
ROOM = LIMIT - OVERHEAD

_TAG = re.compile(r'<(/?)([a-z0-9]+)((?:\s+[a-z-]+="[^"]*")*)\s*/?>')
_START = re.compile(r'start="(\d+)"')
_VOID = frozenset({"br"})


@dataclass(frozen=True)
class _Element:
    tag: str
    attributes: str
    outer: str
    inner: str


@dataclass(frozen=True)
class _Around:
    """A container that is open around a unit; ``numbered`` if its items count."""

    name: str
    tag: str
    begin: str
    numbered: bool = False

    def opening(self, number: int) -> str:
        return f'<ol start="{number}">' if self.numbered else self.begin


@dataclass(frozen=True)
class _Unit:
    """What is not split any more. ``sticky``: it may not stand last."""

    html: str
    around: tuple[_Around, ...] = ()
    number: int = 0
    sticky: bool = False


def size(*texts: str) -> int:
    """Return how many bytes the texts take in an event's JSON."""
    return sum(len(json.dumps(t, ensure_ascii=False).encode("utf-8", "replace")) for t in texts)


def both_forms(html: str) -> Words:
    """Return one message: the same words in both forms."""
    return Words(plain_text(html), unbroken(html))


def split(html: str, most: int) -> tuple[Words, ...] | None:
    """Return the message as at most ``most`` messages that fit, or None if it can't be."""
    length = size(html)
    if length > ROOM * most:
        return None
    whole = both_forms(html)
    total = size(whole.html, whole.body)
    if total <= ROOM:
        return (whole,)
    if most == 1 or total > ROOM * most:
        return None
    units = list(_units(html))
    for room in (ROOM, ROOM * 4 // 5, ROOM * 3 // 5):
        parts = _pack(units, int(room * length / total * 0.97))
        found = tuple(both_forms(part) for part in parts)
        if len(found) <= most and all(size(each.body, each.html) <= ROOM for each in found):
            return found
    return None


def first(html: str) -> str:
    """Return the message's first block."""
    return next((element.outer for element in _elements(html)), "")


def _elements(html: str) -> Iterator[_Element]:
    """Yield the outermost elements; what stands between them is white space."""
    depth, begin, inner = 0, 0, 0
    opened: re.Match[str] | None = None
    for tag in _TAG.finditer(html):
        if tag[2] in _VOID:
            continue
        if not tag[1]:
            if depth == 0:
                begin, inner, opened = tag.start(), tag.end(), tag
            depth += 1
            continue
        depth -= 1
        if depth == 0 and opened:
            outer = html[begin : tag.end()]
            yield _Element(tag[2], opened[3], outer, html[inner : tag.start()])


def _units(html: str, around: tuple[_Around, ...] = ()) -> Iterator[_Unit]:
    for index, element in enumerate(_elements(html)):
        name = f"{around[-1].name if around else ''}/{index}"
        match element.tag:
            case "ol" | "ul":
                yield from _items(element, around, name)
            case "details":
                summary, *_ = [*_elements(element.inner), _Element("", "", "", "")]
                begin = f"<details>{summary.outer}"
                rest = element.inner.replace(summary.outer, "", 1)
                yield from _units(rest, (*around, _Around(name, "details", begin)))
            case "blockquote" if "<p>" in element.inner:
                inside = _Around(name, "blockquote", "<blockquote>")
                yield from _units(element.inner, (*around, inside))
            case tag:
                yield _Unit(element.outer, around, sticky=tag.startswith("h"))


def _items(element: _Element, around: tuple[_Around, ...], name: str) -> Iterator[_Unit]:
    ordered = element.tag == "ol"
    start = _START.search(element.attributes)
    number = int(start[1]) if start else 1
    inside = (*around, _Around(name, element.tag, f"<{element.tag}>", numbered=ordered))
    for offset, item in enumerate(_elements(element.inner)):
        yield _Unit(item.outer, inside, number + offset)


def _pack(units: list[_Unit], room: int) -> list[str]:
    """Return parts of about ``room`` bytes; a unit that is larger stands alone."""
    parts: list[list[_Unit]] = [[]]
    used = 0
    for group in _groups(units):
        need = sum(size(unit.html) + 2 for unit in group)
        if parts[-1] and used + need > room:
            parts.append([])
        if not parts[-1]:
            used = 0
        elif parts[-1][-1].around == group[0].around:
            used -= _around(group[0])
        used += need + _around(group[0])
        parts[-1].extend(group)
    return [_assemble(part) for part in parts if part]


def _around(unit: _Unit) -> int:
    return sum(size(container.begin) + len(container.tag) + 12 for container in unit.around)


def _groups(units: list[_Unit]) -> Iterator[list[_Unit]]:
    """Yield units with the headings before them."""
    group: list[_Unit] = []
    for unit in units:
        group.append(unit)
        if not unit.sticky:
            yield group
            group = []
    if group:
        yield group


def _assemble(units: list[_Unit]) -> str:
    html: list[str] = []
    is_open: tuple[_Around, ...] = ()
    for unit in units:
        keep = next(
            (k for k, (a, b) in enumerate(zip(is_open, unit.around, strict=False)) if a != b),
            min(len(is_open), len(unit.around)),
        )
        html.extend(f"</{a.tag}>" for a in reversed(is_open[keep:]))
        html.extend(a.opening(unit.number) for a in unit.around[keep:])
        html.append(unit.html)
        is_open = unit.around
    html.extend(f"</{a.tag}>" for a in reversed(is_open))
    return "\n".join(html)
