"""The examples of ``docs/texts.md``, played: read, compared and shown by the code.

A block of ``markdown`` is followed by *is shown as* and what the bot shows. In a table each
piece of code of a cell is a paragraph, and ``↵`` a line break; the head of the table says what is
worked out.
``python -m tests.docs.texts`` writes the answers anew where the words or the code have changed.
"""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from templates import markup
from templates.changes import changes
from templates.passages import whole
from templates.plain import plain_text
from templates.render import _environment
from texts.block import Kind, Text
from texts.read import Format, read

PAGE = Path(__file__).parents[2] / "docs" / "texts.md"
SHOWN = re.compile(
    r"```markdown\n(?P<source>.*?)```\n\nis shown as\n\n```text\n.*?```\n", re.DOTALL
)
TABLE = re.compile(
    r"^(?P<head>\|[^\n]+\|)\n(?P<rule>\|[-|]+)\n(?P<rows>(?:\|[^\n]*\n)+)", re.MULTILINE
)
CODE = re.compile(r"`([^`]+)`")
MACROS = '{% import "macros.html.j2" as m with context %}'


def filled(page: str) -> str:
    """Return the page with what comes of each example."""
    page = SHOWN.sub(lambda found: _shown(found["source"]), page)
    return TABLE.sub(_table, page)


def pairs(page: str) -> list[tuple[str, str]]:
    """Return the texts that are compared in the page's tables: each before and after."""
    return [
        (_text(before), _text(after))
        for table in TABLE.finditer(page)
        if table["head"].startswith("| before | after |")
        for before, after, _ in map(_cells, table["rows"].splitlines())
    ]


def _shown(source: str) -> str:
    shown = _plain(str(whole(read(source))))
    return f"```markdown\n{source}```\n\nis shown as\n\n```text\n{shown}\n```\n"


def _table(found: re.Match[str]) -> str:
    work_out = WORKED_OUT.get(found["head"])
    if work_out is None:
        return found[0]
    rows = "".join(f"| {' | '.join(work_out(_cells(r)))} |\n" for r in found["rows"].splitlines())
    return f"{found['head']}\n{found['rule']}\n{rows}"


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split("|")]


def _text(cell: str) -> str:
    return "\n\n".join(CODE.findall(cell)).replace("↵", "\n")


def _labels(cells: list[str]) -> list[str]:
    """Work out how what begins with each piece is called; the author's labels, or none."""
    heads, _, why = cells
    text = read("\n\n".join(f"{head} Words." for head in CODE.findall(heads)))
    own = all(passage.kind is Kind.ITEM for passage in text)
    names = ", ".join(passage.name if own else passage.label for passage in text)
    return [heads, names if own else f"no label; {names}", why]


def _formats(cells: list[str]) -> list[str]:
    """Work out what is read in Markdown, and what in a plain text."""
    return [cells[0], *(_kinds(read(_text(cells[0]), form)) for form in Format)]


def _kinds(text: Text) -> str:
    return ", ".join(f"{each.label or 'no clause:'} {KINDS[each.kind]}" for each in text)


KINDS = {
    Kind.PARAGRAPH: "paragraph",
    Kind.ITEM: "item",
    Kind.BULLET: "item with a bullet",
    Kind.QUOTE: "quotation",
    Kind.CODE: "code",
    Kind.TABLE: "table",
    Kind.HEADING: "heading",
    Kind.FRONT: "front matter",
    Kind.HIDDEN: "comment, anchor or link definition",
    Kind.NOTE: "footnote",
    Kind.RULE: "line",
}


def _changes(cells: list[str]) -> list[str]:
    """Work out what the bot says has changed from one text to the other."""
    old, new = map(_text, cells[:2])
    found = changes(old, Format.MARKDOWN, new, Format.MARKDOWN)
    told = said('{{ m.changes(found, "file") }}', found=found, sheet=SimpleNamespace(brief=False))
    rows = [line.removeprefix("- ").strip(" ") for line in told.split("\n")]
    return [*cells[:2], "<br>".join(rows)]


def _unusual(cells: list[str]) -> list[str]:
    """Work out what the bot says is unusual in a text that follows another."""
    before = SimpleNamespace(number=1, text=_text(cells[0]), format=Format.MARKDOWN)
    told = said("{{ m.oddity(before, text, form) }}", before=before, text=_text(cells[1]))
    return [*cells[:2], told]


def said(template: str, **data: Any) -> str:
    """Return what a template that knows the macros says, in plain words."""
    data = {"prefix": "!", "form": Format.MARKDOWN, **data}
    return _plain(_environment().from_string(MACROS + template).render(data))


def _plain(html: str) -> str:
    return plain_text(markup.clean(html))


WORKED_OUT: dict[str, Callable[[list[str]], list[str]]] = {
    "| clauses that begin | are called | remark |": _labels,
    "| written | in Markdown | in plain text |": _formats,
    "| before | after | the bot says |": _changes,
    "| before | after | the bot adds |": _unusual,
}
"""What is worked out in a table with such a head; the last cells of its rows, or those between."""


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
