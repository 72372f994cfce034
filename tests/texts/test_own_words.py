"""What looks like the bot's own marks, or like Markdown's counting, and is the author's."""

import pytest
from hypothesis import given

from templates.passages import whole
from templates.plain import plain_text
from tests.texts.drawn import drafts, source
from texts.compare import compare
from texts.names import addresses, find
from texts.read import Format, read


def said(text: str, form: Format = Format.MARKDOWN) -> str:
    return plain_text(whole(read(text, form)))


def differ(old: str, new: str) -> bool:
    return not compare(read(old), read(new)).same


@pytest.mark.parametrize("label", ["§ 1", "(1)", "Article 1.", "1-", "1º", "第1条"])
def test_a_label_that_stands_twice_is_counted_in_no_style_but_markdowns(label: str) -> None:
    twice = f"{label} Name.\n\n{label} Seat."
    assert said(twice).count(label) == 2
    assert differ(twice, twice.replace(f"{label} Seat", f"{label.replace('1', '2')} Seat"))


@pytest.mark.parametrize(
    "text",
    ["- ¶3\n- ¶5", "We delete\n\n¶3", "Deleted is clause\n¶3\nof the draft.", "> ¶3\n> is deleted"],
)
@pytest.mark.parametrize("form", Format)
def test_a_clause_that_the_author_names_is_words(text: str, form: Format) -> None:
    assert "¶3" in said(text, form)
    assert differ(text, text.replace("¶3", "¶4"))


def test_the_bots_label_above_code_comes_back_as_none() -> None:
    assert read("¶3\n```\na\n```") == read("```\na\n```")


@pytest.mark.parametrize(
    "old, new",
    [
        ("> 1. I agree\n> 2. I don't", "> 1. I agree\n> 3. I don't"),
        ("> 1. I agree\n> 2. I don't", "> I agree\n>\n> I don't"),
        ("> - x\n> - y", "> x\n>\n> y"),
        ("> ```\n> may\n> ```", "> may"),
        ("> a\n>\n> > b", "> a\n>\n> b"),
        ("> a", "a"),
    ],
)
def test_what_is_quoted_keeps_its_labels_its_kind_and_its_depth(old: str, new: str) -> None:
    assert differ(old, new)


def test_what_is_quoted_is_shown_with_its_labels() -> None:
    assert said("> 1. I agree\n> 2. I don't") == "> ¶1\u00a01. I agree\n> 2. I don't"


def test_words_beside_a_comment_are_a_clause() -> None:
    (passage,) = read("<!-- start --> Members must pay. <!-- end -->")
    assert passage.is_clause


def test_a_letter_of_the_bots_and_one_of_the_authors_are_told_apart_by_their_case() -> None:
    text = read("The members agree:\n\n(a) to meet;\n\n(b) to vote.")
    assert [[p.label for p in find(text, typed)] for typed in ("¶A", "a", "(a)", "¶b", "B")] == [
        ["¶A"],
        ["(a)"],
        ["(a)"],
        ["(b)"],
        ["(b)"],
    ]


@given(drafts().map(source))
def test_each_clause_is_found_by_its_name_and_has_an_address_of_its_own(text: str) -> None:
    found = read(text)
    for passage in found:
        if passage.is_clause:
            assert find(found, passage.name) == (passage,)
    given_out = [address for address in addresses(found) if address]
    assert len(set(given_out)) == len(given_out)
