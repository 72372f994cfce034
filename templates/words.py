"""Words of a text as HTML: what is emphasised, code, struck out, or a link is shown as such.

What nobody would see is made visible: control characters, and those that turn the direction of
what follows. Pure; imports ``texts`` alone.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, repeat

from markupsafe import escape

from texts import words as w
from texts.block import EMPHASIS, LINK, STRONG, Block

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
Word = tuple[str, str, int]
"""A word as ``texts`` has it, what stands before it, and its flags."""


def seen(text: str) -> str:
    """Return the text with what nobody would see as its number: ``⟨U+202E⟩``."""
    return _UNSEEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


def of_block(block: Block) -> list[Word]:
    """Return the words of a block."""
    flags = block.emphasis or repeat(0, len(block.words))
    return list(zip(block.words, block.leads, flags, strict=True))


def plain(words: Sequence[Word]) -> str:
    """Return words in which nothing is marked, as HTML; it begins without space."""
    said = "".join(chain.from_iterable((lead, word) for word, lead, _ in words))
    return broken(seen(said[len(words[0][1]) :])) if words else ""


def html(words: Sequence[Word], *, in_changes: bool = False) -> str:
    """Return words as HTML, without what stands before the first.

    In changes, bold and struck out mean what was added and removed, so that what the author made
    so is shown otherwise there, and addresses are shown in full.
    """
    if not any(flags or "\0" in word for word, _, flags in words):
        return plain(words)
    return "".join(_marked(words, in_changes=in_changes))


def broken(text: str) -> str:
    """Return text as HTML, with its line breaks."""
    return str(escape(text)).replace("\n", "<br>")


def _marked(words: Sequence[Word], *, in_changes: bool) -> Iterator[str]:
    begin = 0
    for at, (word, _, flags) in enumerate(words):
        address, marks = w.unmarked(word)
        if marks == w.ADDRESS:
            link = begin
            begin = at + 1
            first = next((k for k in range(link, at) if words[k][2] & LINK), at)
            yield _runs(words[link:first], first=link == 0, in_changes=in_changes)
            shown = _runs(words[first:at], first=True, in_changes=in_changes)
            outside = broken(words[first][1]) if first < at and first else ""
            if in_changes or not shown:
                space = " " if at else ""
                yield f"{outside}{shown}{space}({broken(seen(address))})"
            else:
                yield f'{outside}<a href="{escape(address)}">{shown}</a>'
        elif begin < at and not flags & LINK and words[at - 1][2] & LINK:
            yield _runs(words[begin:at], first=begin == 0, in_changes=in_changes)
            begin = at
    yield _runs(words[begin:], first=begin == 0, in_changes=in_changes)


def _runs(words: Sequence[Word], *, first: bool, in_changes: bool) -> str:
    """Return words as HTML, those in a row that are marked alike together."""
    said: list[str] = []
    at = 0
    while at < len(words):
        style = _style(words[at])
        end = at + 1
        while end < len(words) and _style(words[end]) == style:
            end += 1
        lead = "" if first and at == 0 else broken(words[at][1])
        letters = [(w.unmarked(word)[0], before, 0) for word, before, _ in words[at:end]]
        said.append(lead + _styled(plain(letters), *style, in_changes=in_changes))
        at = end
    return "".join(said)


def _style(word: Word) -> tuple[str, int]:
    return w.unmarked(word[0])[1], word[2] & (EMPHASIS | STRONG)


def _styled(text: str, marks: str, flags: int, *, in_changes: bool) -> str:
    if w.CODE in marks:
        text = f"<code>{text}</code>"
    if w.STRUCK in marks:
        text = f"[struck: {text}]" if in_changes else f"<del>{text}</del>"
    if flags & STRONG and not in_changes:
        text = f"<strong>{text}</strong>"
    if flags & EMPHASIS or (flags & STRONG and in_changes):
        text = f"<em>{text}</em>"
    return text


def lead(words: Sequence[Word]) -> str:
    """Return what stands before words as HTML; an address stands behind a space."""
    word, before, _ = words[0]
    return " " if w.unmarked(word)[1] == w.ADDRESS else broken(before)
