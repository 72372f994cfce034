"""A source read: into passages of blocks, with labels and names.

Imports the package's own modules, nothing else of ours.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache

from texts import markdown, plain
from texts.block import Block, Kind, Passage, Text
from texts.enumerators import enumerator
from texts.inline import Definitions, Found, definitions, found
from texts.lists import arrange
from texts.names import named
from texts.raw import Raw, unturned
from texts.words import lined, typed, words

_NARROW = 60
"""Columns of a line within which nobody wraps."""
_REFERENCE = re.compile(r"\[\^?\w{1,8}\]$")  # of a list of references, a line each
_LONG = 100_000
"""Characters of a source beyond which only two are kept: words take ten times their letters."""
_FULL = 0.9
"""The share of a paragraph's width up to which a line has room left."""


_WORDS = {Kind.CODE: typed, Kind.FRONT: typed, Kind.TABLE: lined}
"""What counts in the kinds in which white space does."""


class Format(StrEnum):
    """What a source is written in."""

    MARKDOWN = "markdown"
    PLAIN = "plain"


def read(source: str, form: Format = Format.MARKDOWN) -> Text:
    """Return the passages of a source, in its order; what was read lately is kept in memory."""
    return (_read_lately if len(source) <= _LONG else _read_last)(source, form)


def forget() -> None:
    """Forget what was read."""
    _read_lately.cache_clear()
    _read_last.cache_clear()


def read_anew(source: str, form: Format = Format.MARKDOWN) -> Text:
    """Return the same, read anew."""
    lines = lines_of(unicodedata.normalize("NFC", source))
    is_plain = form is Format.PLAIN
    taken_apart = plain.parts(lines) if is_plain else markdown.parts(lines)
    parts = arrange(taken_apart, plain=is_plain)
    hidden = [line for part in parts if part.kind is Kind.HIDDEN for line in part.lines]
    known = definitions(hidden) if hidden else {}
    return named(_passages(parts, known, plain=is_plain))


_read_lately = lru_cache(maxsize=8)(read_anew)
_read_last = lru_cache(maxsize=2)(read_anew)


def lines_of(source: str) -> list[str]:
    """Return the lines of a source, as a passage counts them."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [unturned(line.replace("\0", "\ufffd")) for line in lines]


def _passages(parts: Iterable[Raw], known: Definitions, *, plain: bool) -> list[Passage]:
    passages: list[Passage] = []
    aside: list[Passage] = []
    for part in parts:
        blocks = tuple(_blocks(part, known, plain=plain))
        if part.level == 0:
            passages += aside
            aside = []
            made = Passage(blocks, begin=part.begin, end=part.end)
            (aside if part.kind is Kind.HIDDEN else passages).append(made)
            continue
        inside = tuple(replace(block, level=1) for each in aside for block in each.blocks)
        aside = []
        passages[-1] = replace(
            passages[-1], blocks=passages[-1].blocks + inside + blocks, end=part.end
        )
    return passages + aside


def _blocks(part: Raw, known: Definitions, *, plain: bool) -> Iterator[Block]:
    if part.kind is Kind.QUOTE:
        yield from _quoted(part, known)
        return
    kind = part.kind
    if kind is Kind.PARAGRAPH:
        kind = Kind.ITEM if part.enumerator else Kind.BULLET if part.bullet else kind
    if kind is Kind.HEADING:
        yield _heading(part, known)
        return
    said, leads, emphasis = _said(part, kind, known, plain=plain)
    block = Block(kind, said, leads, emphasis, part.level, part.label, part.rank)
    yield replace(block, sign=part.sign) if part.sign else block


def _heading(part: Raw, known: Definitions) -> Block:
    """Return a heading, with its label if it begins with one: renumbered, it says the same."""
    first, *rest = part.lines
    label = enumerator(first)
    behind = first[label.after :] if label else first
    lines = [(label.emphasis if label else "") + behind.lstrip(), *rest]
    said, leads, emphasis = found(_joined(lines, part.columns, plain=False), known)
    if label and leads:
        leads = (" " if behind[:1].isspace() else "", *leads[1:])
    printed = label.label if label else ""
    return Block(part.kind, said, leads, emphasis, part.level, printed, part.rank)


def _quoted(part: Raw, known: Definitions, depth: int = 1) -> Iterator[Block]:
    """Yield what is quoted: a paragraph as a quotation, anything else inside one.

    ``depth`` is in how many quotations it stands.
    """
    inside = list(_inside(part, known, depth))
    if not inside or inside[0].kind is not Kind.QUOTE:
        yield Block(Kind.QUOTE, level=part.level, quoted=depth)
    elif inside:
        yield replace(inside.pop(0), level=part.level)
    yield from (replace(block, level=part.level + block.level + 1) for block in inside)


def _inside(part: Raw, known: Definitions, depth: int) -> Iterator[Block]:
    for each in arrange(part.inside):
        if each.kind is Kind.QUOTE:
            yield from _quoted(each, known, depth + 1)
            continue
        for block in _blocks(each, known, plain=False):
            kind = Kind.QUOTE if block.kind is Kind.PARAGRAPH else block.kind
            yield replace(block, kind=kind, quoted=depth)


def _said(part: Raw, kind: Kind, known: Definitions, *, plain: bool) -> Found:
    if kind.as_typed:
        return (*_WORDS.get(kind, words)("\n".join(part.lines)), ())
    lines = list(part.lines)
    if part.enumerator:
        rest = lines[0][part.enumerator.after :].lstrip()
        lines[0] = part.enumerator.emphasis + rest
    joined = _joined(lines, part.columns, plain=plain)
    return (*words(joined), ()) if plain else found(joined, known)


def _joined(lines: Sequence[str], columns: Sequence[int], *, plain: bool) -> str:
    """Join a paragraph's lines: with a line break where the next word would well have fit."""
    if len(lines) <= 1:
        return "".join(lines).rstrip()
    width = max(_NARROW, *columns) * _FULL
    joined = ""
    for line, length, following in zip(lines, columns, [*lines[1:], ""], strict=True):
        bare = line.rstrip()
        broken = bare.endswith("\\") and bool(following) and not plain
        hard = broken or len(line) - len(bare) > 1
        first, *_ = following.split(maxsplit=1) or [""]
        kept = hard or bool(_REFERENCE.match(first)) or length + 1 + len(first) <= width
        joined += (bare[:-1] if broken else bare) + ("\n" if kept else " ")
    return joined.rstrip()
