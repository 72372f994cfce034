"""Words of a text as HTML: what is emphasised, code, struck out, or a link is shown as such.

What nobody would see is made visible: control characters, and those that turn the direction of
what follows. Pure; imports ``texts`` alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from markupsafe import escape

from texts import words as w
from texts.block import EMPHASIS, LINK, STRONG, Block
from texts.operations import Fate
from texts.raw import NO_BREAK, TAB

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class Words:
    """Words as ``texts`` has them, what stands before each, and their flags (empty: none has)."""

    words: Sequence[str]
    leads: Sequence[str]
    flags: Sequence[int] = ()

    def part(self, begin: int, end: int) -> "Words":
        """Return those from ``begin`` on, without the one at ``end``."""
        flags = self.flags[begin:end] if self.flags else ()
        return Words(self.words[begin:end], self.leads[begin:end], flags)

    def flag(self, at: int) -> int:
        """Return the flags of a word."""
        return self.flags[at] if self.flags else 0


_KEPT = str.maketrans({" ": NO_BREAK, "\t": NO_BREAK * TAB})
_VISIBLE = {
    Fate.REMOVED: str.maketrans({" ": "␣", "\t": "⇥", "\n": "↵"}),
    Fate.ADDED: str.maketrans({" ": "␣", "\t": "⇥", "\n": "↵\n"}),
}
"""White space of code as it is shown in a line: where it is kept, and where it is what changed."""
_MARKS = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
"""What is seen nowhere and is common in texts, above all beside letters from right to left."""
_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_TURNS = re.compile("[\u061c\u200e\u200f]")


def seen(text: str, *, in_changes: bool = False) -> str:
    """Return the text with what nobody would see as its number: ``⟨U+202E⟩``.

    In changes all of it is told, since it may be what changed; else what belongs to a script isn't.
    """
    text = _UNSEEN.sub(_number, text)
    if in_changes:
        return _MARKS.sub(_number, text)
    return text if _RIGHT.search(text) else _TURNS.sub(_number, text)


def _number(match: re.Match[str]) -> str:
    return f"⟨U+{ord(match[0]):04X}⟩"


def of_block(block: Block) -> Words:
    """Return the words of a block."""
    return Words(block.words, block.leads, block.emphasis)


def typed(words: Words) -> str:
    """Return words as they were typed, without what stands before the first."""
    said = "".join(chain.from_iterable(zip(words.leads, words.words, strict=True)))
    return said[len(words.leads[0]) :] if words.leads else ""


def html(words: Words, *, in_changes: bool = False) -> str:
    """Return words as HTML, without what stands before the first.

    In changes, bold and struck out mean what was added and removed, so that what the author made
    so is shown otherwise there, and addresses are shown in full.
    """
    said = typed(words)
    if "\0" not in said and not any(words.flags):
        return broken(seen(said, in_changes=in_changes))
    return "".join(_marked(words, in_changes=in_changes))


def broken(text: str) -> str:
    """Return text as HTML, with its line breaks."""
    return str(escape(text)).replace("\n", "<br>")


def _marked(words: Words, *, in_changes: bool) -> Iterator[str]:
    begin = 0
    for at, word in enumerate(words.words):
        if w.is_address(word):
            yield from _linked(words, begin, at, in_changes=in_changes)
            begin = at + 1
        elif begin < at and not words.flag(at) & LINK and words.flag(at - 1) & LINK:
            yield from _runs(words, begin, at, in_changes=in_changes)
            begin = at
    yield from _runs(words, begin, len(words.words), in_changes=in_changes)


def _linked(words: Words, begin: int, at: int, *, in_changes: bool) -> Iterator[str]:
    """Yield words up to an address, the last of which lead to it or stand for that image."""
    address, mark = w.unmarked(words.words[at])
    first = next((k for k in range(begin, at) if words.flag(k) & LINK), at)
    yield from _runs(words, begin, first, in_changes=in_changes)
    shown = "".join(_runs(words, first, at, in_changes=in_changes))
    lead = broken(words.leads[first]) if 0 < first < at else ""
    shown = shown[len(lead) :]
    if in_changes or not shown:
        image = "image: " if mark == w.IMAGE else ""
        yield f"{lead}{shown}{' ' if at else ''}({image}{broken(seen(address))})"
    else:
        image = " (image)" if mark == w.IMAGE else ""
        yield f'{lead}<a href="{escape(address)}">{shown}{image}</a>'


def _runs(words: Words, begin: int, end: int, *, in_changes: bool) -> Iterator[str]:
    """Yield words as HTML, those in a row that are marked alike together."""
    at = begin
    while at < end:
        style = _style(words, at)
        until = at + 1
        while until < end and _style(words, until) == style and not _apart(words, until):
            until += 1
        letters = [w.unmarked(word)[0] for word in words.words[at:until]]
        plain = typed(Words(letters, words.leads[at:until]))
        said = broken(seen(plain, in_changes=in_changes))
        lead = broken(words.leads[at]) if at else ""
        yield lead + _styled(said, *style, in_changes=in_changes)
        at = until


def _apart(words: Words, at: int) -> bool:
    """Whether a word is code that doesn't go on with the one before: the space in code is code."""
    return w.CODE in w.unmarked(words.words[at])[1] and bool(words.leads[at])


def _style(words: Words, at: int) -> tuple[str, int]:
    return w.unmarked(words.words[at])[1], words.flag(at) & (EMPHASIS | STRONG)


def _styled(text: str, marks: str, flags: int, *, in_changes: bool) -> str:
    if w.CODE in marks:
        text = f"<code>{text.replace('  ', NO_BREAK + ' ')}</code>"
    if w.TITLE in marks and in_changes:
        text = f"[title: {text}]"
    if w.STRUCK in marks:
        text = f"[struck: {text}]" if in_changes else f"<del>{text}</del>"
    if flags & STRONG and not in_changes:
        text = f"<strong>{text}</strong>"
    if flags & EMPHASIS or (flags & STRONG and in_changes):
        text = f"<em>{text}</em>"
    return text


def lead(words: Words) -> str:
    """Return what stands before words as HTML; an address stands behind a space."""
    return " " if w.is_address(words.words[0]) else broken(words.leads[0])


def spaces_seen(words: Words, fate: Fate) -> Words:
    """Return words with the white space that counts, in code, so that a line shows it.

    It is made visible where it alone is removed or added.
    """
    spaces = list(map(w.is_space, words.words))
    if not any(spaces):
        return words
    shown = _VISIBLE.get(fate, _KEPT) if all(spaces) else _KEPT
    pairs = zip(words.words, spaces, [True, *spaces], strict=False)
    said = [
        word.translate(shown) if space and (after_space or w.unmarked(word)[0] != " ") else word
        for word, space, after_space in pairs
    ]
    return Words(said, words.leads, words.flags)
