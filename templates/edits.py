"""What became of the words of passages, as HTML.

What was removed is struck out, what was added is bold; both are coloured, and read well without
colour. Pure; imports ``texts``, ``passages``, ``words`` and ``direction`` alone.
"""

from collections.abc import Iterator, Sequence
from typing import assert_never

from markupsafe import Markup, escape

from templates import words as html_words
from templates.direction import directed
from templates.passages import head
from texts import words as w
from texts.block import Kind, Passage
from texts.operations import Edits, Fate, Head

_REMOVED, _ADDED = "#dc362e", "#1a873d"
"""Colours that can be told from text and from each other on white and on black."""
_Token = tuple[Head, str] | html_words.Word
"""The beginning of a block with the label that is shown of it, or a word."""


class _Stream:
    """Passages as tokens, each with what is needed to show it."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.tokens: list[_Token] = []
        for passage in passages:
            for number, block in enumerate(passage.blocks):
                begun = Head(block.kind, block.level, block.label, block.rank)
                label = passage.label if number == 0 else block.label
                self.tokens.append((begun, label))
                self.tokens += html_words.of_block(block)


def whole(passage: Passage, fate: Fate) -> Markup:
    """Return the words of a passage that is new or was removed, without its label."""
    stream = _Stream([passage])
    return Markup(directed("".join(_shown(stream.tokens[1:], fate))))  # noqa: S704 - escaped


def edited(olds: Sequence[Passage], news: Sequence[Passage], edits: Edits) -> Markup:
    """Return the words of passages with what became of them; without a first label that stays."""
    here, there = _Stream(olds).tokens, _Stream(news).tokens
    said: list[str] = []
    i = j = 0
    before = Fate.KEPT
    for edit in edits:
        source, begin = (here, i) if edit.fate is Fate.REMOVED else (there, j)
        run = source[begin : begin + edit.count]
        if begin == 0 and edit.fate is Fate.KEPT:
            run = run[1:]
        if said and before is Fate.REMOVED and edit.fate is Fate.ADDED:
            said.append(_gap(said[-1], here[i - 1], run[0]))
            if beside := _beside(here[i - 1], run[0]):
                said.append(beside)
                run = run[1:]
        said += _shown(run, edit.fate, first=not said)
        i += edit.count if edit.fate is not Fate.ADDED else 0
        j += edit.count if edit.fate is not Fate.REMOVED else 0
        before = edit.fate
    return Markup(directed("".join(said)))  # noqa: S704 - its words were escaped


def _gap(said: str, last: _Token, first: _Token) -> str:
    """Return a space between what was removed and what stands for it, where words have spaces."""
    if not said or isinstance(last[0], Head) or isinstance(first[0], Head) or first[1]:
        return ""
    return " " if w.spaced(last[0][-1:]) and w.spaced(first[0]) else ""


def _beside(last: _Token, first: _Token) -> str:
    """Return a label or bullet beside the one that it stands for, or empty if it stands for none.

    It stands further in, by as much as its block lies deeper now.
    """
    was, (now, label, *_) = last[0], first
    if not isinstance(was, Head) or not isinstance(now, Head):
        return ""
    if (was.level == 0) is not (now.level == 0):
        return ""
    deeper = head(Kind.PARAGRAPH, "", max(0, now.level - was.level))
    return f"{deeper}{_wrapped(_sign(now, label), Fate.ADDED)} "


def _shown(run: Sequence[_Token], fate: Fate, *, first: bool = True) -> Iterator[str]:
    """Yield a run as HTML, its blocks on lines of their own."""
    words: list[html_words.Word] = []
    for token in run:
        if len(token) == 3:  # noqa: PLR2004 - a word
            words.append(token)
            continue
        yield from _words(words, fate, first=first)
        words = []
        begun, label = token
        yield _head(begun, label, fate, first=first)
        first = True
    yield from _words(words, fate, first=first)


def _words(words: Sequence[html_words.Word], fate: Fate, *, first: bool) -> Iterator[str]:
    if words:
        lead = "" if first else html_words.lead(words)
        yield lead + _wrapped(html_words.html(words, in_changes=True), fate)


def _head(begun: Head, label: str, fate: Fate, *, first: bool) -> str:
    if fate is Fate.KEPT:
        indented = head(begun.kind, label, begun.level)
        return f"<br>{indented}"
    sign = f"{_wrapped(_sign(begun, label), fate)} "
    if begun.level == 0 and first:
        return sign
    return f"<br>{head(Kind.PARAGRAPH, '', begun.level)}{sign}"


def _sign(begun: Head, label: str) -> str:
    if begun.kind is Kind.HEADING:
        return "#" * begun.rank
    return head(begun.kind, label, 0).rstrip("\u00a0 ") or escape(_SIGNS.get(begun.kind, "¶"))


_SIGNS = {Kind.BULLET: "•", Kind.QUOTE: ">", Kind.CODE: "```", Kind.TABLE: "|", Kind.RULE: "* * *"}
"""What stands for the beginning of a block that has no label."""


def _wrapped(html: str, fate: Fate) -> str:
    match fate:
        case Fate.KEPT:
            return html
        case Fate.REMOVED:
            return f'<span data-mx-color="{_REMOVED}"><del>{html}</del></span>'
        case Fate.ADDED:
            return f'<span data-mx-color="{_ADDED}"><strong>{html}</strong></span>'
        case _:
            assert_never(fate)
