"""What lies inside what, which lines stay lines, and what is no clause."""

import pytest

from tests.texts.short import MARKDOWN, PLAIN, labels, lines, outline
from texts.block import Kind
from texts.raw import indent_of
from texts.read import Format, read

BOTH = pytest.mark.parametrize("form", list(Format))


@pytest.mark.parametrize("marks", ["- {}\n- {}", "* {}\n\n* {}", "+ {}\n- {}", "1. {}\n1. {}"])
def test_each_item_at_the_margin_is_a_clause(marks: str) -> None:
    assert len(read(marks.format("One.", "Two."))) == 2


@pytest.mark.parametrize("width", range(2, 9))
@BOTH
def test_what_is_indented_below_an_item_lies_inside_it_at_whatever_width(
    width: int, form: Format
) -> None:
    pad = " " * width
    items = [f"{n}. Item {n}:\n{pad}(a) one;\n{pad}(b) two." for n in range(1, 13)]
    found = read("\n\n".join(items), form)
    assert [passage.label for passage in found] == [f"{n}." for n in range(1, 13)]
    assert {tuple((b.level, b.label) for b in p.blocks[1:]) for p in found} == {
        ((1, "(a)"), (1, "(b)"))
    }


def test_lists_of_numbers_keep_their_levels() -> None:
    assert outline("1. One:\n   1. a\n      1. x\n      2. y\n   2. b\n2. Two.") == [
        "1. One:",
        ".1. a",
        "..1. x",
        "..2. y",
        ".2. b",
        "2. Two.",
    ]


def test_a_list_that_is_not_indented_lies_in_the_item_that_it_follows() -> None:
    assert outline("1. One:\n(a) a\n(b) b\n\n2. Two:\n- x\n- y\n\n3. Three.") == [
        "1. One:",
        ".(a) a",
        ".(b) b",
        "2. Two:",
        ".bullet x",
        ".bullet y",
        "3. Three.",
    ]


def test_decimals_lie_in_the_item_that_they_begin_with() -> None:
    assert outline("1. One\n1.1 a\n1.2 b\n2. Two") == ["1. One", ".1.1 a", ".1.2 b", "2. Two"]


def test_a_second_paragraph_stays_inside_its_item() -> None:
    assert outline("- One.\n\n  More.\n- Two.") == ["¶1 One.", ".paragraph More.", "¶2 Two."]


def test_an_unindented_paragraph_after_a_blank_line_is_a_clause_of_its_own() -> None:
    assert outline("1. One.\n\n2. Two.\n\nThree.") == ["1. One.", "2. Two.", "¶A Three."]


def test_a_line_directly_below_goes_on_with_its_item() -> None:
    assert outline("1. One\ngoes on.\n2. Two.") == ["1. One goes on.", "2. Two."]


def test_an_item_may_begin_below_its_marker() -> None:
    assert outline("1.\n   One.\n2. Two.") == ["1. One.", "2. Two."]


def test_dashes_lie_in_the_bullet_that_they_follow() -> None:
    assert outline("- One:\n– a\n– b\n- Two.") == ["¶1 One:", ".bullet a", ".bullet b", "¶2 Two."]


def test_what_is_indented_by_four_below_an_item_is_no_code() -> None:
    source = "1. One.\n\n    More.\n\n   Again.\n\n    Even more.\n\n2. Two."
    assert outline(source) == [
        *("1. One.", ".paragraph More.", ".paragraph Again.", ".paragraph Even more.", "2. Two."),
    ]


def test_what_is_hidden_within_an_item_lies_inside_it() -> None:
    assert outline("1. One:\n\n<!-- x -->\n   - a\n   - b\n2. Two.") == [
        *("1. One:", ".hidden <!-- x -->", ".bullet a", ".bullet b", "2. Two."),
    ]


@pytest.mark.parametrize(
    "line, columns", [("x", 0), ("  x", 2), ("\tx", 4), (" \tx", 4), ("  \t x", 5), ("\u2003x", 2)]
)
def test_how_far_a_line_is_indented(line: str, columns: int) -> None:
    assert indent_of(line) == columns


# --- what is no clause --------------------------------------------------------------------


def test_what_is_not_shown_is_no_clause() -> None:
    source = (
        "---\ntitle: A\nstatus: draft\n---\n\n<!-- 1. a\n\n2. b -->\n\n<a name='x'></a>\n\n"
        "1. See [it][x] and[^1].\n\n[x]: https://a.example\n\n2. Two.\n\n***\n\n[^1]: A note."
    )
    assert labels(source) == [
        *("front", "hidden", "hidden", "1.", "hidden", "2.", "rule", "[^1]"),
    ]


def test_a_note_goes_on_over_its_lines() -> None:
    assert outline("[^1]: A note\nthat goes on.\n\nOne.") == [
        "[^1] A note that goes on.",
        "¶1 One.",
    ]


def test_what_looks_like_a_link_definition_within_a_paragraph_is_words() -> None:
    assert outline("See\n[x]: https://a.example") == ["¶1 See [x]: https://a.example"]


def test_a_line_below_a_sub_item_makes_no_heading_of_it() -> None:
    assert labels("1. One:\n   (a) x\n   (b) y\n---\n\n2. Two.") == ["1.", "rule", "2."]


def test_front_matter_stands_at_the_very_start_alone() -> None:
    assert labels("One.\n\n---\n\ntitle: a\n\n---\n\nTwo.")[0] == "¶1"
    assert "front" not in labels("---\n\nNo key here.\n\n---\n\nTwo.")


@pytest.mark.parametrize(
    "source, level, words",
    [
        ("# C#", 1, "C#"),
        ("## Closed ##", 2, "Closed"),
        ("   ### Indented", 3, "Indented"),
        ("#", 1, ""),
        ("Two\nlines\n===", 1, "Two lines"),
        ("Setext\n------", 2, "Setext"),
    ],
)
def test_a_heading_loses_its_marks_and_nothing_else(source: str, level: int, words: str) -> None:
    (passage,) = read(source)
    assert (passage.kind, passage.blocks[0].rank) == (Kind.HEADING, level)
    assert outline(source) == [f"heading {words}".strip()]


def test_a_heading_keeps_the_spaces_within_its_lines() -> None:
    assert lines("A  wide  gap\nand more\n========") == [["A  wide  gap", "and more"]]


@pytest.mark.parametrize(
    "source, kind",
    [
        ("> One.\n>\n> Two.", Kind.QUOTE),
        ("| a | b |\n|---|---|\n| One | Two |", Kind.TABLE),
        ("```\nOne.\n\n# Two\n\n- Three\n```", Kind.CODE),
        ("~~~ text\nOne.\n~~~", Kind.CODE),
        ("    One.\n\n    Two.", Kind.CODE),
    ],
)
def test_any_other_block_is_one_clause(source: str, kind: Kind) -> None:
    found = read(f"Before.\n\n{source}\n\nAfter.")
    assert [passage.kind for passage in found] == [Kind.PARAGRAPH, kind, Kind.PARAGRAPH]
    assert [passage.label for passage in found] == ["¶1", "¶2", "¶3"]


def test_code_and_tables_keep_their_lines_and_marks() -> None:
    assert lines("```\nif *a*:\n    b\n```") == [["if *a*:", "    b"]]
    assert lines("| a | b |\n|---|---|\n| 1 | 2 |") == [["| a | b |", "|---|---|", "| 1 | 2 |"]]


def test_html_is_text_like_any_other() -> None:
    assert outline("<pre>\n\nOne.\n\n</pre>") == ["¶1 <pre>", "¶2 One.", "¶3 </pre>"]
    assert outline("<div>\nOne.\n</div>") == ["¶1 <div> One. </div>"]


# --- plain text ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "A paragraph\n-----------",
        "# No heading",
        "> No quotation",
        "*No* emphasis_ and `no code`",
        "```\nNo code\n```",
        "[x]: https://a.example",
        "<!-- no comment -->",
        "| a | b |\n|---|---|",
        "---\ntitle: none\n---",
    ],
)
def test_plain_text_has_words_where_markdown_has_marks(source: str) -> None:
    (passage,) = read(source, PLAIN)
    assert passage.kind is Kind.PARAGRAPH
    assert "".join(passage.blocks[0].words) == "".join(source.split())


def test_in_plain_text_a_tab_begins_a_paragraph_and_no_code() -> None:
    source = "\tThe council decides.\n\n\tThe council notes."
    assert outline(source, PLAIN) == ["¶1 The council decides.", "¶2 The council notes."]
    assert labels(source, PLAIN) == ["¶1", "¶2"]


def test_plain_text_has_levels_by_indentation() -> None:
    assert outline("1. One:\n\t(a) a\n\t(b) b\n2. Two.", PLAIN) == [
        *("1. One:", ".(a) a", ".(b) b", "2. Two."),
    ]


# --- any ----------------------------------------------------------------------------------


@BOTH
def test_an_empty_text_has_no_passages(form: Format) -> None:
    assert read(" \n\n\t\r\n", form) == ()


@BOTH
def test_line_ends_of_every_kind_are_the_same(form: Format) -> None:
    source = "1. One\ntwo.\n\n2. Three."
    assert read(source, form) == read(source.replace("\n", "\r\n"), form)
    assert read(source, form) == read(source.replace("\n", "\r"), form)


def test_passages_say_where_they_stand() -> None:
    source = "# Title\n\nOne\ntwo.\n\n1. a\n   - b\n\n2. c\n\n> d\n> e\n"
    assert [(p.begin, p.end) for p in read(source, MARKDOWN)] == [
        *((0, 1), (2, 4), (5, 7), (8, 9), (10, 12)),
    ]
