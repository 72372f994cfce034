"""The corpus: what its files say, for the tests that go over it."""

import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.texts.written import Row
from texts.read import Format

FOLDER = Path(__file__).parent / "corpus"
FORMATS = {".md": Format.MARKDOWN, ".txt": Format.PLAIN}


@dataclass(frozen=True)
class Edited:
    """A text after an edit, and what is to be said of it."""

    says: str
    source: str
    operations: list[str]
    struck: list[str]
    added: list[str]


@dataclass(frozen=True)
class Case:
    """A text with its table, and its edits."""

    name: str
    source: str
    form: Format
    rows: list[Row]
    edits: list[Edited]


def cases() -> list[Case]:
    """Return the corpus, in the order of its files."""
    return [_case(path) for path in sorted(FOLDER.glob("*.toml"))]


def _case(tables: Path) -> Case:
    """Read a text as it is typed, and what is expected of it in the normal form of its words."""
    (path,) = (each for each in map(tables.with_suffix, FORMATS) if each.exists())
    source = path.read_text(encoding="utf-8")
    table = tomllib.loads(tables.read_text(encoding="utf-8"))
    edits = [
        Edited(
            edit["says"],
            _replaced(source, edit["replace"]),
            edit["operations"],
            _composed(edit.get("struck", [])),
            _composed(edit.get("added", [])),
        )
        for edit in table["edit"]
    ]
    return Case(path.stem, source, FORMATS[path.suffix], list(_rows(table["passages"])), edits)


def _composed(words: list[str]) -> list[str]:
    """Return the words as they are read: in NFC."""
    return [unicodedata.normalize("NFC", word) for word in words]


def _rows(table: str) -> Iterator[Row]:
    for line in unicodedata.normalize("NFC", table).strip("\n").split("\n"):
        level = (len(line) - len(line.lstrip())) // 2
        kind, label, name, words = (cell.strip() for cell in [*line.split("|", 3), ""][:4])
        yield Row(level, kind, label, name or "-", " ".join(words.split()))


def _replaced(source: str, pairs: list[tuple[str, str]]) -> str:
    for old, new in pairs:
        if source.count(old) != 1:
            raise ValueError(f"{old!r} stands {source.count(old)} times")
        source = source.replace(old, new)
    return source
