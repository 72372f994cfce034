"""A line that is written from right to left is shown so, and comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates.changes import changes
from templates.markup import clean
from templates.passages import whole
from templates.plain import plain_text
from texts.edit import labelled, with_clause
from texts.raw import EM, ISOLATE, POP
from texts.read import Format, read

HEBREW = "1. הרשת פתוחה.\n2. הרשת חופשית אם:\n   א. היא זמינה\n   ב. היא זולה"


def body(text: str) -> str:
    return plain_text(clean(whole(read(text))))


def test_label_words_and_full_stop_are_turned_together() -> None:
    assert body(HEBREW).split("\n") == [
        f"{ISOLATE}1. הרשת פתוחה.{POP}",
        "",
        f"{ISOLATE}2. הרשת חופשית אם:{POP}",
        f"{EM}{ISOLATE}א. היא זמינה{POP}",
        f"{EM}{ISOLATE}ב. היא זולה{POP}",
    ]


def test_the_indentation_stays_where_the_message_begins() -> None:
    assert f"<br>{EM}{ISOLATE}" in whole(read(HEBREW))


@pytest.mark.parametrize(
    "text",
    ["Networks are open.", "The word שלום is used.", "网络开放。", "```\nשלום\n```"],
)
def test_what_is_written_from_left_to_right_is_left_alone(text: str) -> None:
    assert ISOLATE not in body(text)


def test_latin_words_in_an_arabic_line_do_not_turn_it() -> None:
    assert body("IGF هو منتدى مفتوح للجميع").startswith(ISOLATE)


def test_each_line_of_a_difference_is_turned_with_what_changed_in_it() -> None:
    rows = changes(HEBREW, "markdown", HEBREW.replace("זולה", "טובה"), "markdown").rows
    (said,) = [plain_text(clean(f"<p>{row.html}</p>")) for row in rows if row.html]
    assert said.split("\n")[-1] == f"{EM}{ISOLATE}ב. היא ~~זולה~~ **טובה**{POP}"


LINE = st.sampled_from(
    ["# כותרת", "¶1\u00a0הרשת.", "- הרשת", "> הרשת פתוחה", "1. א\n2. ב", "المادة ١\nنص", "A b."]
)


@given(st.lists(LINE, min_size=1, max_size=5).map("\n\n".join))
def test_what_is_copied_back_is_the_same_text(text: str) -> None:
    came_back = body(text)
    assert read(came_back) == read(body(came_back))
    assert [p.blocks for p in read(came_back)] == [p.blocks for p in read(text)]
    filed = labelled(came_back, read(came_back))
    assert [p.blocks for p in read(filed)] == [p.blocks for p in read(text)]


def test_a_clause_that_was_copied_back_is_replaced() -> None:
    came_back = body(HEBREW)
    (first, _) = read(came_back)
    words = f"{ISOLATE}1. הרשת זולה.{POP}"
    changed = with_clause(came_back, Format.MARKDOWN, first, words)
    assert read(changed) == read(HEBREW.replace("פתוחה", "זולה"))


@pytest.mark.parametrize(
    "typed", [f"a {ISOLATE}b{POP} c", f"{ISOLATE}a", f"{ISOLATE}a{POP} b{POP}"]
)
def test_other_characters_that_turn_are_made_visible_still(typed: str) -> None:
    assert "⟨U+2067⟩" in body(typed) or "⟨U+2069⟩" in body(typed)
