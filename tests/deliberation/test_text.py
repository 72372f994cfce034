"""Texts: their normal form and fingerprint, and how they fall into clauses."""

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.text import (
    MAX_TEXT_BYTES,
    MAX_TEXT_LINES,
    Block,
    blocks,
    clauses,
    fingerprint,
    normalise,
)

MARKDOWN = st.text(
    st.sampled_from([*"ab1 \t\n\n#-*+>|`~[](){}<>!\\=_.:\"'&§\r\x00\x0b\u2028\u00a0e\u0301\ud800"]),
    max_size=120,
)
ANY_TEXT = st.one_of(st.text(st.characters(codec=None)), MARKDOWN)


def sources(text: str) -> list[str]:
    return [clause.source for clause in clauses(text)]


# --- normal form --------------------------------------------------------------------------


@given(ANY_TEXT)
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(ANY_TEXT)
def test_a_normal_form_is_in_nfc(text: str) -> None:
    assert unicodedata.is_normalized("NFC", normalise(text))


@given(ANY_TEXT)
def test_a_normal_form_has_no_carriage_returns_or_trailing_spaces(text: str) -> None:
    assert all(line == line.rstrip() for line in normalise(text).split("\n"))


@given(ANY_TEXT)
def test_a_normal_form_has_no_blank_lines_around_it(text: str) -> None:
    assert normalise(text).strip("\n") == normalise(text)


@given(ANY_TEXT)
def test_a_fingerprint_is_that_of_the_normal_form(text: str) -> None:
    assert fingerprint(text) == fingerprint(normalise(text))


def test_a_fingerprint_is_the_sha_256_of_the_text() -> None:
    assert fingerprint("abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


@pytest.mark.parametrize(
    "other",
    [
        "One é.\r\n\r\n  Two.",
        "One é.\r\r  Two.",
        "One e\u0301.\n\n  Two.",
        "One é.  \n\t\n  Two.\u00a0",
        "\n \n\t\nOne é.\n\n  Two.\n\n \n",
    ],
    ids=["CRLF", "CR", "NFD", "trailing spaces", "blank lines around"],
)
def test_a_fingerprint_does_not_depend_on_how_a_text_was_typed(other: str) -> None:
    assert fingerprint(other) == fingerprint("One é.\n\n  Two.")


@pytest.mark.parametrize("other", ["one.", "One", " One.", "One .", "One.\n\nOne."])
def test_a_fingerprint_depends_on_what_the_text_says(other: str) -> None:
    assert fingerprint(other) != fingerprint("One.")


# --- clauses ------------------------------------------------------------------------------


def test_headings_are_not_numbered() -> None:
    text = "# Title\n\nOne.\n\n## Part\n\nTwo.\n\nSetext\n------\n\nThree."
    assert blocks(text) == (
        Block("Title", level=1),
        Block("One.", 1),
        Block("Part", level=2),
        Block("Two.", 2),
        Block("Setext", level=2),
        Block("Three.", 3),
    )


@pytest.mark.parametrize(
    "text, heading",
    [
        ("# C#", "C#"),
        ("## Closed ##", "Closed"),
        ("   ### Indented", "Indented"),
        ("#", ""),
        ("Two\nlines\n===", "Two lines"),
    ],
)
def test_a_heading_loses_its_marks_and_nothing_else(text: str, heading: str) -> None:
    assert blocks(text)[0].source == heading


@pytest.mark.parametrize("marks", ["- {}\n- {}", "* {}\n\n* {}", "+ {}\n- {}", "1. {}\n1. {}"])
def test_each_top_level_list_item_is_a_clause(marks: str) -> None:
    assert sources(marks.format("One.", "Two.")) == ["One.", "Two."]


def test_a_nested_list_stays_inside_its_item() -> None:
    assert sources("1. One:\n   - a\n     - b\n2. Two.") == ["One:\n- a\n  - b", "Two."]


def test_a_second_paragraph_stays_inside_its_item() -> None:
    assert sources("- One.\n\n  More.\n- Two.") == ["One.\n\nMore.", "Two."]


def test_an_item_may_begin_below_its_marker() -> None:
    assert sources("-\n  One.\n- Two.") == ["One.", "Two."]


def test_code_at_the_beginning_of_an_item_stays_code() -> None:
    assert sources("-     code") == ["    code"]


def test_a_paragraph_s_lines_are_one_clause() -> None:
    assert sources("One,\ntwo.\n\nThree.") == ["One,\ntwo.", "Three."]


@pytest.mark.parametrize(
    "copied",
    [
        "[3] One.",
        "(3) One.",
        "§3 One.",
        "§ 3. One.",
        "3. One.",
        "3) One.",
        "  [3] One.",
        "- [3] One.",
    ],
)
def test_a_number_that_was_copied_in_is_dropped(copied: str) -> None:
    assert clauses(copied) == (Block("One.", 1),)


@pytest.mark.parametrize("text", ["[3](https://example.org) One.", "3 One.", "[x] One.", "[3]One."])
def test_what_only_looks_like_a_copied_number_stays(text: str) -> None:
    assert sources(text) == [text]


@pytest.mark.parametrize(
    "block",
    [
        "> One.\n>\n> - Two.\n> - Three.",
        "| a | b |\n|---|---|\n| One | Two |",
        "```\nOne.\n\n# Two\n\n- Three\n```",
        "~~~ text\nOne.\n~~~",
        "    One.\n\n    Two.",
        "<div>\nOne.\n</div>",
        "<!-- One. -->",
        "<script>alert(1)</script>",
    ],
)
def test_any_other_block_is_one_clause_as_it_stands(block: str) -> None:
    assert sources(f"Before.\n\n{block}\n\nAfter.") == ["Before.", block, "After."]


def test_a_thematic_break_is_no_clause() -> None:
    assert sources("One.\n\n***\n\nTwo.") == ["One.", "Two."]


def test_the_list_a_clause_stands_in_does_not_begin_its_numbers_again() -> None:
    numbers = [clause.number for clause in clauses("One.\n\n1. Two.\n2. Three.\n\nFour.")]
    assert numbers == [1, 2, 3, 4]


def test_an_empty_text_has_no_clauses() -> None:
    assert clauses(" \n\n") == ()


# --- any text -----------------------------------------------------------------------------


@given(ANY_TEXT)
def test_no_text_is_refused(text: str) -> None:
    assert [clause.number for clause in clauses(text)] == list(range(1, len(clauses(text)) + 1))


@given(ANY_TEXT)
def test_clauses_do_not_depend_on_how_a_text_was_typed(text: str) -> None:
    assert blocks(text) == blocks(normalise(text))


@given(
    st.lists(
        st.text(st.sampled_from("ab -*+>#|`~123.)([]:\t=_<!&\\"), max_size=12), max_size=12
    ).map("\n".join)
)
def test_no_word_of_a_text_is_lost(text: str) -> None:
    shown = "\n".join(block.source for block in blocks(text))
    assert re.findall("[ab]+", shown) == re.findall("[ab]+", text)


@pytest.mark.parametrize(
    "piece",
    [
        "The council recommends, [in principle](https://a.b), that *every* body `consider` it.\n\n",
        "word ",
        "The council recommends that every body consider it\n",
        "- The council recommends that every body consider it.\n",
        "`a ",
        "[[",
        "**a ",
        "<a ",
        "\\",
        "![](",
        ">",
        "- ",
        "((((",
        "&amp;",
    ],
)
def test_the_largest_text_falls_into_clauses_while_nobody_grows_impatient(piece: str) -> None:
    text = (piece * (MAX_TEXT_BYTES // len(piece) + 1))[:MAX_TEXT_BYTES]
    began = time.process_time()
    blocks.__wrapped__(text)
    assert time.process_time() - began < 5  # a second or so; a shared machine is slower


def test_a_text_may_be_as_long_as_the_docs_say() -> None:
    assert (MAX_TEXT_BYTES, MAX_TEXT_LINES) == (1024 * 1024, 100_000)


def test_html_is_text_like_any_other() -> None:
    assert sources("<pre>\n\nOne.\n\n</pre>") == ["<pre>", "One.", "</pre>"]


def test_a_heading_keeps_the_spaces_within_its_lines() -> None:
    (heading,) = blocks("A  wide  gap\nand more\n========")
    assert (heading.source, heading.level, heading.number) == ("A  wide  gap and more", 1, 0)


def test_only_blank_lines_are_taken_from_around_a_text() -> None:
    assert normalise("\n\nX one X  \n\n") == "X one X"
