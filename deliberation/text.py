"""Texts of proposals: normal form, fingerprint, clauses.

Pure functions on strings. Imports nothing of this project.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_TEXT_BYTES = 1 << 20
"""The largest text of a proposal or draft, in bytes of its UTF-8 normal form."""

MAX_TEXT_LINES = 100_000
"""The most lines of it, far more than any prose of that size has.

To number half a million clauses would hold up everybody for a minute.
"""

# Blocks are all that is asked for here, and inline parsing is most of the work.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_MARKDOWN.disable(["inline", "reference"])  # a link's address that stands apart is a clause
# As CommonMark has it: from five spaces on, all but the first belong to indented code.
_ITEM_MARKER = re.compile(r"\s{0,3}(?:[-*+]|\d{1,9}[.)])(?:[ \t]{1,4}(?![ \t])|[ \t]|$)")
_COPIED_NUMBER = re.compile(r"^ {0,3}(?:\[\d{1,4}\]|\(\d{1,4}\)|§\s?\d{1,4}[.:]?)\s+")


@dataclass(frozen=True)
class Block:
    """A part of a text: a clause (``number`` ≥ 1) or a heading (``level`` ≥ 1, ``number`` 0).

    ``source`` is the Markdown of it, without list marker, heading marks or a copied number.
    """

    source: str
    number: int = 0
    level: int = 0


def normalise(text: str) -> str:
    """Return the text in NFC, with LF line ends, no trailing spaces, no blank lines around it."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def fingerprint(text: str) -> str:
    """Return the SHA-256 of the normalised text, as 64 hex digits."""
    return hashlib.sha256(normalise(text).encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=8)
def blocks(text: str) -> tuple[Block, ...]:
    """Return the headings and the numbered clauses of a text, in order.

    A clause is a paragraph or a top-level list item (CommonMark blocks); any other
    top-level block, such as a quotation or a table, is a clause too.
    """
    lines = normalise(text).split("\n")
    parsed: list[Block] = []
    number = 0
    tokens = _MARKDOWN.parse("\n".join(lines))
    for token, following in zip_longest(tokens, tokens[1:]):
        is_item = token.type == "list_item_open" and token.level == 1
        is_other = token.level == 0 and token.type not in {
            "bullet_list_open",
            "ordered_list_open",
            "hr",
        }
        if token.map is None or not (is_item or is_other):
            continue
        source = lines[token.map[0] : token.map[1]]
        if token.type == "heading_open":
            parsed.append(Block(_heading(following), level=int(token.tag[1])))
            continue
        number += 1
        parsed.append(Block(_item(source) if is_item else _paragraph(source), number))
    return tuple(parsed)


def clauses(text: str) -> tuple[Block, ...]:
    """Return the numbered clauses of a text, without its headings."""
    return tuple(block for block in blocks(text) if block.number)


def _heading(inline: Token | None) -> str:
    content = inline.content if inline else ""
    return " ".join(line.strip() for line in content.split("\n"))


def _item(lines: list[str]) -> str:
    marker = _ITEM_MARKER.match(lines[0])
    width = marker.end() if marker else 0
    first = lines[0][width:]
    inside = width if first else width + 1  # a marker alone is followed by one space, unseen
    rest = [line[min(inside, len(line) - len(line.lstrip())) :] for line in lines[1:]]
    return _paragraph([first, *rest])


def _paragraph(lines: list[str]) -> str:
    return _COPIED_NUMBER.sub("", "\n".join(lines).strip("\n"))
