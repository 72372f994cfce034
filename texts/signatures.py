"""Names that look like the items of a list, since their initials go on: ``A. Smith``, ``B. Jones``.

They are the last lines of a text, one directly below another. Imports ``block``, ``items`` and
``raw`` alone.
"""

from collections.abc import Iterable, Sequence

import regex

from texts.block import Kind
from texts.items import OUTLINE, ItemList
from texts.raw import Raw

_ASIDE = frozenset({Kind.HIDDEN, Kind.NOTE})
_OF = r"(?:d[aeiu]|del|den|der|la|le|los|van|von|of|bin|al|zu)"
_NAME = regex.compile(
    rf"(?:\p{{Lu}}\.\s?)*(?:{_OF}\s)*\p{{Lu}}[\p{{L}}\p{{M}}'’-]+"
    rf"(?:\s{_OF}|\s\p{{Lu}}[\p{{L}}\p{{M}}'’-]*\.?){{0,3}}(?:,[^.;:!?]{{1,60}})?"
)
"""A name behind its first initial, and what somebody is, behind a comma."""
_INTRODUCES = 3
"""The most words of a line before signatures that ends in a colon: ``Signed:``."""


def signed(parts: Sequence[Raw], lists: Iterable[ItemList]) -> set[int]:
    """Return the identities of the parts that are signatures and no items."""
    said = [part for part in parts if part.kind not in _ASIDE]
    return {id(raw) for each in lists if _are_signatures(each, said) for raw, _ in each.items}


def _are_signatures(each: ItemList, parts: Sequence[Raw]) -> bool:
    raws = [raw for raw, _ in each.items]
    if each.style != ("#.", "LATIN") or (each.around and not _is_beside(raws[0], each.around)):
        return False
    before, last = parts[: -len(raws)], parts[-len(raws) :]
    if [id(raw) for raw in last] != [id(raw) for raw in raws]:
        return False
    in_a_row = not any(raw.apart for raw in raws[1:])
    return in_a_row and all(map(_is_name, raws)) and not _introduced(before)


def _is_beside(first: Raw, above: ItemList) -> bool:
    """Whether names stand below the last item of a list, apart from it; in an outline none do."""
    return first.apart and first.indent <= above.indent and above.style != OUTLINE


def _is_name(raw: Raw) -> bool:
    if raw.enumerator is None or len(raw.lines) > 1:
        return False
    return bool(_NAME.fullmatch(raw.lines[0][raw.enumerator.after :].strip()))


def _introduced(before: Sequence[Raw]) -> bool:
    """Whether a sentence before them ends in a colon, as before a list."""
    line = before[-1].lines[-1] if before and before[-1].lines else ""
    return line.rstrip().endswith(":") and len(line.split()) > _INTRODUCES
