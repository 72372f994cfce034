"""A statute as it is published: nothing is lost, and its citations of itself lead somewhere."""

import re
from pathlib import Path

import pytest

from texts.block import Block, Kind
from texts.compare import compare
from texts.names import find
from texts.operations import Keep
from texts.read import read, read_anew
from texts.words import unmarked

SOURCE = (Path(__file__).parent / "statutes" / "vereinsg.md").read_text(encoding="utf-8")
TEXT = read(SOURCE)
CITED = re.compile(
    r"(?>§ (?P<section>\d+[a-z]?)(?: Abs\. (?P<paragraph>\d+))?(?: Satz \d+)?"
    r"(?: Nr\. (?P<item>\d+))?)"
    r"(?! de[rs] )"  # another statute
)
REPEALED = range(22, 30)
"""Sections that are cited and don't stand in it any more; others of this number are elsewhere."""
LAST = 33


def own_citations() -> list[re.Match[str]]:
    """Return how the statute cites itself."""
    found = CITED.finditer(" ".join(SOURCE.split("## Eingangsformel")[1].split()))
    numbers = [(int(re.sub(r"\D", "", each["section"])), each) for each in found]
    return [each for number, each in numbers if number <= LAST and number not in REPEALED]


def letters(text: str) -> str:
    """Return the letters and digits of a text."""
    return "".join(char for char in text if char.isalnum())


def says(block: Block) -> str:
    """Return a block's own label, if it is the author's, and its words."""
    return block.label + "".join(unmarked(word)[0] for word in block.words)


def test_no_letter_or_digit_is_lost_and_they_keep_their_order() -> None:
    assert letters("".join(says(b) for p in TEXT for b in p.blocks)) == letters(SOURCE)


def test_passages_have_lines_of_the_source_without_overlap() -> None:
    ends = [0, *(passage.end for passage in TEXT)]
    assert all(end <= p.begin < p.end for end, p in zip(ends, TEXT, strict=False))
    lines = SOURCE.split("\n")
    held = {number for p in TEXT for number in range(p.begin, p.end)}
    assert not [line for number, line in enumerate(lines) if line.strip() and number not in held]


def test_what_it_consists_of() -> None:
    kinds = [passage.kind for passage in TEXT]
    assert kinds[:2] == [Kind.FRONT, Kind.HEADING]
    assert kinds.count(Kind.HEADING) == SOURCE.count("\n#")
    named = {passage.name for passage in TEXT}
    assert {f"§ {number}" for number in (*range(1, 22), 30, "30a", *range(31, 34))} <= named
    assert {"§ 3 (5)", "§ 19, 4", "§ 20 (3)"} <= named


def test_its_citations_of_itself_lead_to_a_clause_or_heading(subtests: pytest.Subtests) -> None:
    cited = own_citations()
    assert len(cited) > 40
    for each in cited:
        with subtests.test(each[0]):
            name = f"§ {each['section']}"
            if each["paragraph"]:
                name = f"{name} ({each['paragraph']})"
            elif each["item"]:
                name = f"{name}, {each['item']}"
            (found,) = find(TEXT, name)
            assert found.name == name
            if each["paragraph"] and each["item"]:
                assert f"{each['item']}." in [block.label for block in found.blocks[1:]]


def test_a_name_that_is_not_in_it_leads_nowhere() -> None:
    assert find(TEXT, "§ 34") == find(TEXT, "§ 3 (6)") == find(TEXT, "§ 90b") == ()


def test_reading_it_twice_is_the_same() -> None:
    again = read_anew(SOURCE)
    assert again == TEXT
    assert [(p.label, p.name) for p in again] == [(p.label, p.name) for p in TEXT]
    assert compare(TEXT, again).operations == (Keep(0, 0, len(TEXT)),)
