"""A text as HTML: its headings, and its clauses under their labels.

A label always stands there as words; no client counts. What lies inside a clause stands on lines
of its own, indented by its level. Pure; imports ``texts``, ``words`` and ``direction`` alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from markupsafe import Markup, escape

from templates import words
from templates.direction import directed
from texts.block import Block, Kind, Passage
from texts.operations import Head, head_of
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
    said = "\n".join(_parts(shown))
    return f"<blockquote>{said}</blockquote>" if shown.kind is Kind.QUOTE else said


def _parts(shown: Passage) -> Iterator[str]:
    lines: list[str] = []
    label = shown.label
    for number, found in enumerate(shown.blocks):
        block = unquoted(found) if shown.kind is Kind.QUOTE else found
        if block.kind is Kind.QUOTE and not block.words and len(shown.blocks) > 1:
            continue  # its label stands before what is quoted first
        first = number == 0 or (number == 1 and bool(label))
        own = label if first else block.label
        if block.kind is Kind.HEADING or block.kind.as_typed:
            lines += [escape(label)] if label and first else []
            yield from _paragraph(lines)
            yield _heading(block) if block.kind is Kind.HEADING else _typed(block)
            lines = []
        else:
            before = f"{escape(label)}{NO_BREAK}" if first and number and label else ""
            own = block.label if before else own
            lines.append(line(block, own, first=first, before=before))
        label = "" if first else label
    yield from _paragraph(lines)


def line(block: Block, label: str, *, first: bool, before: str = "") -> str:
    """Return a block as a line: indented, with its label or bullet before its words."""
    if block.kind is Kind.RULE:
        return "* * *"
    sign = head(head_of(block)._replace(label=label), first=first)
    return directed(f"{before}{sign}{words.html(words.of_block(block))}")


def _heading(block: Block) -> str:
    rank = min(6, block.rank + _HEADING)
    label = f"{escape(block.label)}{''.join(block.leads[:1])}" if block.label else ""
    return f"<h{rank}>{directed(f'{label}{words.html(words.of_block(block))}')}</h{rank}>"


def _typed(block: Block) -> str:
    typed = words.typed(words.of_block(block))
    return f"<pre><code>{escape(words.seen(typed))}\n</code></pre>"


def unquoted(block: Block) -> Block:
    """Return a block of a quotation as it stands within that: it is no level of its own there."""
    return replace(block, level=max(0, block.level - 1), quoted=block.quoted - 1)


def head(begun: Head, *, first: bool = False) -> str:
    """Return what stands before a block's words."""
    label = begun.label
    indent = "" if first else indented(begun.level)
    behind = ":" if begun.kind is Kind.NOTE else ""
    shown = f"{escape(label)}{behind}{_space_behind(label)}" if label else ""
    marks = "&gt; " * begun.quoted
    bullet = f"{begun.sign or '•'} " if begun.kind is Kind.BULLET else ""
    return f"{indent}{marks}{shown}{bullet}"


def indented(level: int) -> str:
    """Return the space before what lies at a level."""
    return EM * min(level, _DEEPEST)


def _space_behind(label: str) -> str:
    if label.startswith("¶"):
        return NO_BREAK
    return "" if label.endswith(_WIDE) else " "


def _paragraph(lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"<p>{'<br>'.join(lines)}</p>"
