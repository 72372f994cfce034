"""From Markdown to HTML that Matrix clients show.

What people wrote is Markdown without HTML and images, with links to http, https and
mailto alone; whatever comes out is cleaned against an allow-list besides. Pure; imports
``deliberation.text`` alone.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from deliberation.text import Block, blocks

_TAGS = {
    *("a", "blockquote", "br", "code", "del", "details", "em", "h4", "h5", "h6"),
    *("li", "ol", "p", "pre", "span", "strong", "summary", "ul"),
}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href"}, "ol": {"start"}, "span": {"data-mx-color"}},
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel=None,
)
_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BETWEEN_TAGS = re.compile(r">\s*\n\s*<")
_TIGHT = re.compile(r"<p>((?:(?!</?p>).)*)</p>\s*", re.DOTALL)
_LONG = 4_000
"""A clause of more characters is not kept in memory."""
_SHOWN_HEADING = 3
"""A text's own first-level heading is shown this many levels lower."""


def safe(text: str) -> str:
    """Return the text without control characters and what else has no place in HTML."""
    return _UNSAFE.sub("", text)


def one_line(text: str) -> str:
    """Return a name, title or the like as one line, without what turns the text direction."""
    return _BIDI.sub("", safe(" ".join(text.split())))


def lines(text: str) -> Markup:
    """Return a note or reason as HTML: nothing in it means anything but its line breaks."""
    typed = _BIDI.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    return Markup("<br>").join(escape(safe(line)) for line in typed)


def clean(html: str) -> str:
    """Return the HTML with only what Matrix clients show."""
    return _BETWEEN_TAGS.sub(">\n<", _CLEANER.clean(safe(html))).strip()


# --- from Markdown ------------------------------------------------------------------------


def _tables_as_code(state: Any) -> None:
    """Show a table as it was typed: clients show tables without borders, or not at all."""
    kept: list[Token] = []
    until = ""
    for token in state.tokens:
        if token.type == "table_open" and not until:
            start, end = token.map
            typed = "\n".join(state.src.split("\n")[start:end]) + "\n"
            kept.append(Token("code_block", "", 0, content=typed, block=True))
            until = "table_close"
        if not until:
            kept.append(token)
        elif token.type == until:
            until = ""
    state.tokens[:] = kept


def _headings_lower(state: Any) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + _SHOWN_HEADING)}"


def _nothing_hidden(state: Any) -> None:
    """Show what HTML would keep to itself: the title of a link, the name beside a fence."""
    for token in state.tokens:
        if token.type == "fence" and token.info.strip():
            token.content = f"{token.info.strip()}\n{token.content}"
            token.info = ""
        if token.children:
            token.children = list(_with_titles(token.children))


def _with_titles(tokens: list[Token]) -> Iterator[Token]:
    titles: list[str] = []
    for token in tokens:
        yield token
        if token.type == "link_open":
            titles.append(str(token.attrs.pop("title", "")))
        elif token.type == "link_close" and (title := titles.pop()):
            yield Token("text", "", 0, content=f" “{title}”")


def _parser() -> MarkdownIt:
    parser = (
        MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "reference"])
    )
    parser.validateLink = lambda url: bool(_LINK.match(url.strip()))  # type: ignore[method-assign]
    parser.core.ruler.push("tables_as_code", _tables_as_code)
    parser.core.ruler.push("headings_lower", _headings_lower)
    parser.core.ruler.push("nothing_hidden", _nothing_hidden)
    return parser


_MARKDOWN = _parser()


@lru_cache(maxsize=32)
def clauses(text: str) -> Markup:
    """Return a text as HTML: headings, and its clauses as items under the bot's numbers."""
    shown: list[str] = []
    for in_list, group in groupby(blocks(text), lambda block: block.number > 0):
        section = list(group)
        if in_list:
            items = "\n".join(f"<li>{_clause(block)}</li>" for block in section)
            shown.append(f'<ol start="{section[0].number}">\n{items}\n</ol>')
        else:
            shown.extend(_heading(block) for block in section)
    return Markup("\n".join(shown))  # noqa: S704 - made by the renderer, HTML off


def _clause(block: Block) -> str:
    long = len(block.source) > _LONG
    return _rendered(block.source) if long else _remembered(block.source)


@lru_cache(maxsize=512)
def _remembered(source: str) -> str:
    """Render a clause; most of a draft's are those of the one before it."""
    return _rendered(source)


def _rendered(source: str) -> str:
    html = str(_MARKDOWN.render(source)).strip()
    tight = _TIGHT.fullmatch(html)
    return tight.group(1) if tight else html


def _heading(block: Block) -> str:
    level = min(6, block.level + _SHOWN_HEADING)
    return f"<h{level}>{_MARKDOWN.renderInline(block.source)}</h{level}>"
