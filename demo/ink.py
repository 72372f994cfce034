"""A message's HTML as lines for the terminal: lists, quotations, removed and added words.

Pure. Knows rich and the HTML that Matrix clients show; nothing of ours.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote

from rich.console import Console
from rich.text import Text

_PERSON = "https://matrix.to/#/"
_STYLES = {
    "b": "bold",
    "strong": "bold",
    "em": "italic",
    "del": "red strike",
    "code": "cyan",
    "h4": "bold underline",
    "h5": "bold underline",
    "h6": "bold underline",
}
_MARKS = {"strong": "**", "del": "~~"}
_BLOCKS = {"p", "ul", "ol", "li", "blockquote", "details", "summary", "pre", "h4", "h5", "h6"}


@dataclass(frozen=True)
class Block:
    """A paragraph: ``first`` stands before its first line, ``rest`` before the others."""

    text: Text
    first: str = ""
    rest: str = ""


@dataclass
class _List:
    number: int = 0
    """Of the next item; 0 in a list without numbers."""


@dataclass
class _Reader(HTMLParser):
    """Collects the blocks. ``plain`` marks with signs what otherwise a style shows."""

    names: Mapping[str, str]
    plain: bool
    blocks: list[Block] = field(default_factory=list)
    _text: Text = field(default_factory=Text)
    _styles: list[str] = field(default_factory=list)
    _lists: list[_List] = field(default_factory=list)
    _margins: list[str] = field(default_factory=list)
    _item: str = ""
    _folded: bool = False
    _as_typed: bool = False
    _person: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a block or a style."""
        if tag in _BLOCKS:
            self._flush()
        self._as_typed |= tag == "pre"
        given = dict(attrs)
        match tag:
            case "ul":
                self._lists.append(_List())
            case "ol":
                self._lists.append(_List(int(given.get("start") or 1)))
            case "li":
                self._open_item()
            case "blockquote":
                self._margins.append("❝ ")
            case "summary":
                self._add("▸ ")
            case "br":
                self._flush()
            case "a":
                self._open_link(given.get("href") or "")
        if tag in _STYLES:
            self._add(self._mark(tag))
            self._styles.append(_STYLES[tag])

    def handle_endtag(self, tag: str) -> None:
        """Close a block or a style."""
        if tag in _STYLES and self._styles:
            self._styles.pop()
            self._add(self._mark(tag))
        if tag in _BLOCKS:
            self._flush()
        self._as_typed &= tag != "pre"
        match tag:
            case "ul" | "ol" if self._lists:
                self._lists.pop()
            case "li" | "blockquote" if self._margins:
                self._margins.pop()
            case "summary":
                self._folded = True
            case "details":
                self._folded, self._item = False, ""
            case "a":
                self._person = ""

    def handle_data(self, data: str) -> None:
        """Take words; a person's link shows what they are called."""
        named = self.names.get(self._person, data) if self._person else data
        self._add(named if named.strip() else " ")

    def close(self) -> None:
        """Take the last block."""
        super().close()
        self._flush()

    def _open_item(self) -> None:
        inner = self._lists[-1] if self._lists else _List()
        mark = f"{inner.number}. " if inner.number else "· "
        inner.number += bool(inner.number)
        self._item = mark
        self._margins.append(" " * len(mark))

    def _open_link(self, href: str) -> None:
        self._person = unquote(href.removeprefix(_PERSON)) if href.startswith(_PERSON) else ""

    def _mark(self, tag: str) -> str:
        """Return the sign of a change; changes stand in lists."""
        return _MARKS.get(tag, "") if self.plain and self._lists else ""

    def _add(self, words: str) -> None:
        if self._folded:
            return
        first, *further = words.split("\n") if self._as_typed else [words.replace("\n", " ")]
        self._text.append(first, " ".join(self._styles))
        for line in further:
            self._flush()
            self._text.append(line, " ".join(self._styles))

    def _flush(self) -> None:
        text, self._text = self._text, Text()
        text.rstrip()
        if not text.plain.strip():
            return
        rest = "".join(self._margins)
        first, self._item = rest, self._item
        if self._item:
            first, self._item = rest[: -len(self._item)] + self._item, ""
        self.blocks.append(Block(text, first, rest))


def blocks(html: str, names: Mapping[str, str], *, plain: bool = False) -> list[Block]:
    """Return the paragraphs of a message; ``names`` says what people are called by their id."""
    reader = _Reader(names=names, plain=plain)
    reader.feed(html)
    reader.close()
    return reader.blocks


def lines(paragraphs: list[Block], console: Console, width: int) -> Iterator[Text]:
    """Yield the paragraphs as lines no wider than this."""
    for block in paragraphs:
        room = max(20, width - len(block.rest))
        for number, line in enumerate(block.text.wrap(console, room)):
            line.rstrip()
            margin = block.rest if number else block.first
            yield Text.assemble((margin, "dim"), line)
