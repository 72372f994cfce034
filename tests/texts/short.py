"""Short ways to say what a text is read as and what changed, for tests of single cases."""

from tests.texts.written import added, operations, said, struck
from texts.compare import compare
from texts.read import Format, read

MARKDOWN, PLAIN = Format.MARKDOWN, Format.PLAIN


def labels(source: str, form: Format = MARKDOWN) -> list[str]:
    """Return the labels of all passages, as shown; of what has none, its kind."""
    return [passage.label or passage.kind.value for passage in read(source, form)]


def names(source: str, form: Format = MARKDOWN) -> list[str]:
    """Return what the clauses are called."""
    return [passage.name for passage in read(source, form) if passage.is_clause]


def outline(source: str, form: Format = MARKDOWN) -> list[str]:
    """Return each block: its level as dots, then its label or kind, then its words."""
    return [
        f"{'.' * block.level}{(number == 0 and passage.label) or block.label or block.kind.value} "
        f"{said(block)}".strip()
        for passage in read(source, form)
        for number, block in enumerate(passage.blocks)
    ]


def lines(source: str, form: Format = MARKDOWN) -> list[list[str]]:
    """Return the words of each block, line by line as they are shown."""
    return [
        "".join(map("".join, zip(block.leads, block.words, strict=True))).split("\n")
        for passage in read(source, form)
        for block in passage.blocks
    ]


def changes(old: str, new: str, form: Format = MARKDOWN) -> tuple[list[str], list[str], list[str]]:
    """Return the operations, and the words struck and added."""
    found = compare(read(old, form), read(new, form))
    return operations(found), struck(found), added(found)
