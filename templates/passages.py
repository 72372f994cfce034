"""A text as HTML: its headings, and its clauses under their labels.

A label always stands there as words; no client counts. What lies inside a clause stands on lines
of its own, indented by its level. Pure; imports ``texts``, ``words`` and ``direction`` alone.
"""

from collections.abc import Iterable

from markupsafe import Markup, escape

from templates import words
from templates.direction import directed
from texts.block import Block, Kind, Passage
from texts.raw import EM

NO_BREAK = "\u00a0"
_DEEPEST = 8
"""The level up to which what lies inside is indented further."""
_WIDE = ("）", "、")
"""Signs as wide as a character, that have their space in them."""
_HEADING = 3
"""A text's own first-level heading is shown this many levels lower."""


def whole(text: Iterable[Passage]) -> Markup:
    """Return a text as HTML."""
    return Markup("\n".join(map(passage, text)))  # noqa: S704 - its words were escaped


def passage(shown: Passage) -> str:
    """Return a clause, a heading or the like as HTML."""
    parts: list[str] = []
    lines: list[str] = []
    for number, block in enumerate(shown.blocks):
        label = shown.label if number == 0 else block.label
        if block.kind is Kind.HEADING:
            rank = min(6, block.rank + _HEADING)
            parts.append(f"<h{rank}>{directed(words.html(words.of_block(block)))}</h{rank}>")
        elif block.kind.as_typed or block.kind is Kind.QUOTE:
            if number == 0 and label:
                lines += [] if block.kind is Kind.QUOTE else [escape(label)]
            parts += [_paragraph(lines), _apart(block, label if number == 0 else "")]
            lines = []
        else:
            lines.append(line(block, label, first=number == 0))
    return "\n".join(part for part in [*parts, _paragraph(lines)] if part)


def line(block: Block, label: str, *, first: bool) -> str:
    """Return a block as a line: indented, with its label or bullet before its words."""
    if block.kind is Kind.RULE:
        return "* * *"
    sign = head(block.kind, label, block.level, first=first)
    return directed(f"{sign}{words.html(words.of_block(block))}")


def head(kind: Kind, label: str, level: int, *, first: bool = False) -> str:
    """Return what stands before a block's words."""
    indent = "" if first else EM * min(level, _DEEPEST)
    behind = ":" if kind is Kind.NOTE else ""
    shown = f"{escape(label)}{behind}{_space_behind(label)}" if label else ""
    return f"{indent}{shown}{'• ' if kind is Kind.BULLET else ''}"


def _space_behind(label: str) -> str:
    if label.startswith("¶"):
        return NO_BREAK
    return "" if label.endswith(_WIDE) else " "


def _paragraph(lines: Iterable[str]) -> str:
    said = "<br>".join(lines)
    return f"<p>{said}</p>" if said else ""


def _apart(block: Block, label: str) -> str:
    if block.kind is Kind.QUOTE:
        return f"<blockquote><p>{line(block, label, first=True)}</p></blockquote>"
    typed = words.typed(words.of_block(block))
    return f"<pre><code>{escape(words.seen(typed))}\n</code></pre>"
