"""Markdown within a block: its words, with what is emphasised, struck out, code, or an address.

Imports ``words`` and ``block`` alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from texts import words as w
from texts.block import EMPHASIS, LINK, STRONG

_SPECIAL = re.compile(r"[\\`*_~\[\]<>&]")
_CODE = re.compile(r"(?<![`\\])(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
_BARE_ADDRESS = re.compile(r"://[^\s<>]+?(?=[.,;:!?'\")\]]*(?:[\s<>]|$))")
_SCHEME = re.compile(r"\bhttps?$", re.IGNORECASE)


def _bare_address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as the library calls it
    """Take an address that stands in the text as it is: ``*`` and ``_`` in it mark nothing."""
    if state.src[state.pos] != ":":
        return False
    match = _BARE_ADDRESS.match(state.src, state.pos)
    if not match or not _SCHEME.search(state.src, max(0, state.pos - 6), state.pos):
        return False
    if not silent:
        state.pending += match[0]
    state.pos = match.end()
    return True


_MARKDOWN.inline.ruler.after("text", "bare_address", _bare_address)
_MARKDOWN.validateLink = lambda url: bool(_LINK.match(url.strip()))  # type: ignore[method-assign]

Found = tuple[tuple[str, ...], tuple[str, ...], tuple[int, ...]]
"""Words, what stands before each, and the emphasis of each (empty: none has any)."""
Definitions = Mapping[str, Mapping[str, str]]
"""Link definitions, as markdown-it has them in its environment."""


def found(source: str, definitions: Definitions) -> Found:
    """Return what a block's source says. Line breaks that are kept are line breaks in it."""
    if not _SPECIAL.search(source):
        return (*w.words(source), ())
    in_line = _CODE.sub(lambda code: code[0].replace("\n", " "), source)
    hard = in_line.replace("\n", "\\\n")
    tokens = _MARKDOWN.parseInline(hard, {"references": definitions})
    pieces = _Pieces()
    for token in tokens:
        pieces.take(token.children or ())
    return pieces.found()


def definitions(sources: Iterable[str]) -> Definitions:
    """Return the link definitions in the sources, for ``found``."""
    env: dict[str, Any] = {}
    _MARKDOWN.parse("\n".join(sources), env)
    references: Definitions = env.get("references", {})
    return references


class _Pieces:
    """What was read until now: text, and from where on which marks hold."""

    def __init__(self) -> None:
        self.text = ""
        self.at = 0
        self.done = 0
        self.marks: list[tuple[int, str, int]] = [(0, "", 0)]
        self.addresses: list[tuple[int, str]] = []
        """Where each stands, and the word that it is; nothing where words end in other marks."""
        self.links: list[Token] = []
        self.emphasis = [0, 0]
        self.struck = 0
        self.has_code = False

    def take(self, tokens: Iterable[Token]) -> None:  # noqa: C901 - one a kind of token
        for token in tokens:
            match token.type:
                case "text" | "text_special":
                    self._say(token.content)
                case "code_inline":
                    self.has_code = True
                    self._say(token.content, w.CODE)
                case "softbreak" | "hardbreak":
                    self._say("\n")
                case "em_open" | "em_close":
                    self.emphasis[0] += token.nesting
                case "strong_open" | "strong_close":
                    self.emphasis[1] += token.nesting
                case "s_open" | "s_close":
                    self.struck += token.nesting
                case "link_open":
                    self.links.append(token)
                case "link_close":
                    self._address(self.links.pop(), "href", w.ADDRESS)
                case "image":
                    self.links.append(token)
                    self.take(token.children or ())
                    self._address(self.links.pop(), "src", w.IMAGE)
                case _:
                    self._say(token.content)

    def _say(self, text: str, mark: str = "") -> None:
        marks = mark + (w.STRUCK if self.struck else "")
        flags = (EMPHASIS if self.emphasis[0] else 0) | (STRONG if self.emphasis[1] else 0)
        flags |= LINK if self.links else 0
        if self.marks[-1][1] != marks:
            self.addresses.append((len(self.text), ""))
        if self.marks[-1][1:] != (marks, flags):
            self.marks.append((len(self.text), marks, flags))
        self.text += text

    def _address(self, token: Token, name: str, mark: str) -> None:
        """Put a link's address behind its words, unless they are the address."""
        title = str(token.attrs.get("title", ""))
        if title:
            self._say(f" “{title}”", w.TITLE)
        if token.markup != "autolink":
            self.addresses.append((len(self.text), w.marked(str(token.attrs[name]), mark)))

    def found(self) -> Found:
        words: list[str] = []
        leads: list[str] = []
        emphasis: list[int] = []
        for word, lead, flags in self._words():
            words.append(word)
            leads.append(lead)
            emphasis.append(flags)
        return tuple(words), tuple(leads), tuple(emphasis) if any(emphasis) else ()

    def _words(self) -> Iterator[tuple[str, str, int]]:
        begin = 0
        for end, address in [*self.addresses, (len(self.text), "")]:
            yield from self._between(begin, end)
            if address:
                yield from self._spaces(end)[:-1]
                yield address, "", 0
            begin = end
        yield from self._spaces(begin)[:-1]

    def _between(self, begin: int, end: int) -> Iterator[tuple[str, str, int]]:
        for offset, _, word in w.places(self.text[begin:end]):
            *spaces, (_, lead, _) = self._spaces(begin + offset)
            yield from spaces
            self.done += len(word)
            marks, flags = self._at(begin + offset)
            yield w.marked(word, marks), lead, flags

    def _spaces(self, end: int) -> list[tuple[str, str, int]]:
        """Return the white space up to a place: words where it is code, and last what is left."""
        found: list[tuple[str, str, int]] = []
        lead = ""
        for place in range(self.done, end):
            marks, flags = self._at(place) if self.has_code else ("", 0)
            if w.CODE in marks:
                space = "\t" if self.text[place] == "\t" else " "
                found.append((w.marked(space, marks), lead, flags))
                lead = ""
            else:
                lead += self.text[place]
        self.done = end
        return [*found, ("", lead, 0)]

    def _at(self, place: int) -> tuple[str, int]:
        """Return what marks hold at a place, and which flags; each lies behind the one before."""
        while self.at + 1 < len(self.marks) and self.marks[self.at + 1][0] <= place:
            self.at += 1
        return self.marks[self.at][1:]
