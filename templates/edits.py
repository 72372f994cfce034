"""What became of words, as HTML: struck out what was removed, bold what was added, both coloured.

It reads well without colour too. Pure; imports ``texts``, ``direction``, ``passages`` and ``words``
alone.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import assert_never

from markupsafe import Markup, escape

from templates.direction import directed
from templates.passages import NO_BREAK, head, indented, unquoted
from templates.words import Words, html, lead, spaces_seen
from texts import words as w
from texts.block import Block, Kind, Passage
from texts.operations import Edits, Fate, Head, head_of
from texts.raw import EM

_AROUND = re.compile(f"^(?:<br>|{NO_BREAK}|{EM})+|(?:<br>)+$")
_REMOVED, _ADDED = "#dc362e", "#1a873d"
"""Colours that can be told from text and from each other on white and on black."""


class _Stream:
    """Passages as tokens, each with what is needed to show it.

    ``begun`` has the blocks that begin, by their places among the tokens, each with its label as
    it is shown; at those places there is no word. ``ranks`` says that headings' levels differ, so
    that they are shown.
    """

    def __init__(self, passages: Sequence[Passage], *, ranks: bool = False) -> None:
        words: list[str] = []
        leads: list[str] = []
        flags: list[int] = []
        self.begun: dict[int, tuple[Head, str]] = {}
        for passage in passages:
            for number, block in enumerate(passage.blocks):
                label = passage.label or block.label if number == 0 else block.label
                within = passage.kind is Kind.QUOTE and number > 0
                begun = head_of(unquoted(block) if within else block)
                if block.kind is Kind.HEADING and label and not ranks:
                    begun = begun._replace(rank=0)
                self.begun[len(words)] = begun, label
                words += ["", *block.words]
                leads += ["", *_leads(block)]
                flags += [0, *(block.emphasis or [0] * len(block.words))]
        self.places = list(self.begun)
        self.spaces = w.has_spaces(words)
        self.words = Words(words, leads, flags if any(flags) else ())

    def shown(self, begin: int, end: int, fate: Fate, *, first: bool) -> Iterator[str]:
        """Yield tokens as HTML, their blocks on lines of their own."""
        at = begin
        for place in self.places[bisect_left(self.places, begin) : bisect_left(self.places, end)]:
            yield from self._words(at, place, fate, first=first)
            yield _head(*self.begun[place], fate, first=first)
            at, first = place + 1, True
        yield from self._words(at, end, fate, first=first)

    def _words(self, begin: int, end: int, fate: Fate, *, first: bool) -> Iterator[str]:
        if begin < end:
            words = self.words.part(begin, end)
            words = spaces_seen(words, fate) if self.spaces else words
            before = "" if first else lead(words)
            yield before + _wrapped(html(words, in_changes=True), fate)


def _leads(block: Block) -> list[str]:
    """Return what stands before each word: before the first nothing, before lines their level."""
    leads = ["", *block.leads[1:]] if block.leads else []
    if block.kind.as_typed and block.level:
        indent = indented(block.level)
        for at, word in enumerate(block.words[:-1], 1):
            leads[at] = indent if word == w.LINE_END else leads[at]
    return leads


def removed_or_added(passage: Passage, fate: Fate) -> Markup:
    """Return the words of a passage that is gone or new, without its label."""
    stream = _Stream([passage])
    end = len(stream.words.words)
    said = "".join(stream.shown(1, end, fate, first=True))
    return Markup(directed(said))  # noqa: S704 - its words were escaped


def edited(olds: Sequence[Passage], news: Sequence[Passage], edits: Edits) -> Markup:
    """Return the words of passages with what became of them; without a first label that stays."""
    ranks = olds[0].blocks[0].rank != news[0].blocks[0].rank
    here, there = _Stream(olds, ranks=ranks), _Stream(news, ranks=ranks)
    said: list[str] = []
    i = j = 0
    before = Fate.KEPT
    for edit in edits:
        source, begin = (here, i) if edit.fate is Fate.REMOVED else (there, j)
        end = begin + edit.count
        begin += begin == 0 and edit.fate is Fate.KEPT
        if said and before is Fate.REMOVED:
            said.append(_gap(here, i - 1, there, j))
            if edit.fate is Fate.ADDED and (beside := _beside(here, i - 1, there, j)):
                said.append(beside)
                begin += 1
        said += source.shown(begin, end, edit.fate, first=not said)
        i += edit.count if edit.fate is not Fate.ADDED else 0
        j += edit.count if edit.fate is not Fate.REMOVED else 0
        before = edit.fate
    return Markup(directed("".join(said)))  # noqa: S704 - its words were escaped


def _gap(here: _Stream, i: int, there: _Stream, j: int) -> str:
    """Return a space between what was removed and what follows, where words have spaces."""
    last, first = here.words.words[i], there.words.words[j]
    if not last or not first or there.words.leads[j]:
        return ""
    return " " if w.spaced(last[-1]) and w.spaced(first) else ""


def _beside(here: _Stream, i: int, there: _Stream, j: int) -> str:
    """Return a label or bullet beside the one that it stands for, or empty if it stands for none.

    It stands further in, by as much as its block lies deeper now.
    """
    if i not in here.begun or j not in there.begun:
        return ""
    (was, _), (now, label) = here.begun[i], there.begun[j]
    if (was.level == 0) is not (now.level == 0):
        return ""
    deeper = indented(max(0, now.level - was.level))
    return f"{deeper}{_wrapped(_sign(now, label, first=now.level == 0), Fate.ADDED)} "


def _head(begun: Head, label: str, fate: Fate, *, first: bool) -> str:
    if fate is Fate.KEPT:
        return f"<br>{head(begun._replace(label=label))}"
    at_head = begun.level == 0 and first
    sign = f"{_wrapped(_sign(begun, label, first=at_head), fate)} "
    if at_head:
        return sign
    return f"<br>{indented(begun.level)}{sign}"


def _sign(begun: Head, label: str, *, first: bool) -> str:
    """Return what stands for the beginning of a block; of the first, the bot's label doesn't."""
    shown = begun.label if first else label
    if begun.kind is Kind.HEADING:
        return escape(f"{'#' * begun.rank} {shown}".strip())
    marks = "&gt; " * begun.quoted
    bare = begun._replace(label=shown, level=0, quoted=0)
    sign = head(bare).rstrip("\u00a0 ") or escape(_SIGNS.get(begun.kind, "¶"))
    return f"{marks}{sign}" if shown or begun.kind is not Kind.QUOTE else marks.rstrip()


_SIGNS = {Kind.BULLET: "•", Kind.CODE: "```", Kind.TABLE: "|", Kind.RULE: "* * *"}
"""What stands for the beginning of a block that has no label."""


def _wrapped(html: str, fate: Fate) -> str:
    match fate:
        case Fate.KEPT:
            return html
        case Fate.REMOVED:
            return _marked(html, _REMOVED, "del")
        case Fate.ADDED:
            return _marked(html, _ADDED, "strong")
        case _:
            assert_never(fate)


def _marked(html: str, colour: str, tag: str) -> str:
    """Return what was removed or added with its mark, within its line breaks and indentation."""
    said = _AROUND.sub("", html)
    before, _, behind = html.partition(said) if said else (html, "", "")
    return f'{before}<span data-mx-color="{colour}"><{tag}>{said}</{tag}></span>{behind}'
