"""What each clause is called, and its label where the author gives none.

The bot's labels are ``¶1``, ``¶2``, …; where the author labels clauses too, they are ``¶A``,
``¶B``, …, so that no two mean the same. Imports ``block`` and ``enumerators`` alone.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from string import ascii_uppercase

import regex

from texts.block import Kind, Passage, Text
from texts.enumerators import EDGES
from texts.words import unmarked

SIGN = "¶"
_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NO_NAME = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_CITING = frozenset(
    {"abs", "absatz", "art", "article", "artikel", "clause", "nr", "no", "para", "paragraph"}
    | {"ziffer", "alinéa", "párrafo", "пункт"}
)
"""Words by which a text cites its own clauses, and which are no part of their names."""
_LONG = 60
"""The most characters of a heading that names a section."""


def named(passages: Sequence[Passage]) -> Text:
    """Return the passages with their labels and names."""
    letters = any(passage.kind is Kind.ITEM for passage in passages)
    sections = _sections(passages)
    qualified = _restarts(passages)
    given = _letters() if letters else _numbers()
    seen: Counter[tuple[bool, str]] = Counter()  # a heading never takes a clause's name
    done: list[Passage] = []
    for passage, section in zip(passages, sections, strict=True):
        label, name = "", ""
        if passage.kind is Kind.ITEM:
            label = passage.blocks[0].label
            name = _in_section(section, label) if qualified and section else _bare(label)
        elif passage.is_clause:
            name = next(given)
            label = SIGN + name
        elif passage.kind is Kind.HEADING:
            name = section
        elif passage.kind is Kind.NOTE:
            label = name = passage.blocks[0].label
        if name:
            key = passage.is_clause, name
            seen[key] += 1
            name = _told_apart(name, seen[key])
        done.append(replace(passage, label=label, name=name))
    return tuple(done)


def slug(name: str) -> str:
    """Return a name as part of an address: letters, digits and hyphens."""
    text = unicodedata.normalize("NFC", name).casefold()
    digits = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    return str(_NO_NAME.sub("-", digits)).strip("-")


def addresses(text: Text) -> tuple[str, ...]:
    """Return by which part of an address a page can link to each passage; no two are the same."""
    found: list[str] = []
    taken: set[str] = set()
    for passage in text:
        name, times = slug(passage.name), 1
        address = name
        while address and address in taken:
            times += 1
            address = slug(_told_apart(name, times))
        found.append(address)
        taken.add(address)
    return tuple(found)


def find(text: Text, typed: str) -> tuple[Passage, ...]:
    """Return the passages that a typed name can mean.

    Those called just so come first, or labelled so; then those whose name differs in signs and
    capital letters alone; then clauses whose name ends so.
    """
    exactly = typed.strip().removeprefix(SIGN).strip()
    wanted = slug(exactly)
    if not wanted:
        return ()
    called = (
        [p for p in text if p.name == exactly]
        or [p for p in text if p.label and p.label == typed.strip()]
        or [p for p in text if p.name and slug(p.name) == wanted]
    )
    clauses = [p for p in called if p.is_clause]
    if called:
        return tuple(clauses or called)
    cited = "-".join(part for part in wanted.split("-") if part not in _CITING)
    endings = [p for p in text if p.is_clause and p.name and _ends(slug(p.name), cited)]
    return tuple(endings) if cited else ()


def _ends(name: str, wanted: str) -> bool:
    return name == wanted or name.endswith(f"-{wanted}")


def _sections(passages: Sequence[Passage]) -> list[str]:
    """Return the name of the section in which each passage stands; a heading begins one."""
    sections: list[str] = []
    section = ""
    for passage in passages:
        if passage.kind is Kind.HEADING:
            section = _of_heading(passage)
        sections.append(section)
    return sections


def _of_heading(passage: Passage) -> str:
    block = passage.blocks[0]
    if block.label:
        return _bare(block.label)
    pairs = zip(block.leads, block.words, strict=True)
    said = "".join(lead + unmarked(word)[0] for lead, word in pairs)
    said = " ".join(said.split())
    return said if len(said) <= _LONG else said[: _LONG - 1] + "…"


def _restarts(passages: Sequence[Passage]) -> bool:
    """Whether a label of the author's stands in two sections."""
    places: dict[str, int] = {}
    number = 0
    for passage in passages:
        label = _bare(passage.blocks[0].label)
        if passage.kind is Kind.HEADING:
            number += 1
        elif passage.kind is Kind.ITEM and places.setdefault(label, number) != number:
            return True
    return False


def _bare(label: str) -> str:
    return label.strip(EDGES)


def _in_section(section: str, label: str) -> str:
    return f"{section} {label}" if label[0] in "(（" else f"{section}, {_bare(label)}"


def _told_apart(name: str, times: int) -> str:
    if times == 1:
        return name
    ordinal = _ORDINALS[times - 2] if times - 2 < len(_ORDINALS) else f"{times}th"
    return f"{name} ({ordinal})"


def _numbers() -> Iterator[str]:
    number = 1
    while True:
        yield str(number)
        number += 1


def _letters() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        left, letters = number, ""
        while left:
            left, index = divmod(left - 1, len(ascii_uppercase))
            letters = ascii_uppercase[index] + letters
        yield letters
