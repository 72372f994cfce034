"""How a clause is named in a command: by phones too, and as the last on its line."""

import pytest

from commands.parsing.command import Below, Here, InFile, InReply
from commands.parsing.errors import Usage
from commands.parsing.queries import Diff, Preview, ShowText, Version
from commands.parsing.texts import with_text
from deliberation.acts import GiveCaucusText, IssueDraft
from tests.commands.say import (
    CAUCUS,
    DIRECT,
    FORUM,
    OTHER,
    PLENARY,
    ask,
    fault,
    file,
    reply,
    text,
    thread,
    want,
)
from texts.read import Format

NAMED = {
    "¶7": "7",
    "¶ 7": "7",
    "¶\u00a07": "7",
    "¶7.": "7",
    "¶7:": "7",
    "clause 7": "7",
    "Clause 7:": "7",
    "CLAUSE\u00a07": "7",
    "Clause (2)": "(2)",
    "clause(2)": "(2)",
    "para 3": "3",
    "Para. 3": "3",
    "paragraph 3": "3",
    "¶Principles, 2": "Principles, 2",
    "¶§ 3 (2)": "§ 3 (2)",
    "clause Article 3": "Article 3",
    "¶第十一条": "第十一条",
    "\u200b¶7\u200b": "7",
    "(a)": "(a)",
    "(iv).": "(iv)",
    "（一）": "（一）",
}


@pytest.mark.parametrize("typed", NAMED)
def test_a_clause_is_named_in_whatever_form(typed: str) -> None:
    name = NAMED[typed]
    assert want(f"!text {typed}", PLENARY) == ShowText(12, clause=name)
    assert want(f"!diff {typed}", PLENARY) == Diff(12, clause=name)
    assert want(f"!draft {typed}\nOther words.", PLENARY) == IssueDraft("Other words.", clause=name)


@pytest.mark.parametrize(
    "body, here, query",
    [
        ("!text P12 2 ¶3", FORUM, ShowText(12, 2, clause="3")),
        ("!text 3/cs.2 clause 3", CAUCUS, ShowText(12, 3, "cs", 2, clause="3")),
        ("!text P12 ¶3", DIRECT, ShowText(12, clause="3")),
        ("!text file", PLENARY, ShowText(12, as_file=True)),
        ("!Text P12 2 File.", FORUM, ShowText(12, 2, as_file=True)),
        ("!text cs.2 file", CAUCUS, ShowText(12, None, "cs", 2, as_file=True)),
        ("!text file.2", CAUCUS, ShowText(12, None, "file", 2)),
        ("!text P12 2 (a)", FORUM, ShowText(12, 2, clause="(a)")),
        ("!diff 1 (2)", PLENARY, Diff(12, Version(1), clause="(2)")),
        ("!diff 1 3 ¶3", PLENARY, Diff(12, Version(1), Version(3), "3")),
        ("!diff P12 1 para 3", FORUM, Diff(12, Version(1), clause="3")),
        ("!diff Draft 1 Draft 2 Clause (2)", PLENARY, Diff(12, Version(1), Version(2), "(2)")),
    ],
)
def test_it_stands_behind_the_text_in_which_it_is(body: str, here: Here, query: object) -> None:
    assert want(body, here) == query


@pytest.mark.parametrize("body", ["!text ¶", "!text clause", "!diff 1 ¶ .", "!draft ¶\nWords."])
def test_a_name_is_needed(body: str) -> None:
    assert fault(body, PLENARY).code is Usage.CLAUSE_MISSING


@pytest.mark.parametrize(
    "body, code",
    [
        ("!text clauses", Usage.VERSION),
        ("!text paragraphs 3", Usage.VERSION),
        ("!diff file", Usage.VERSION),
        ("!text file ¶3", Usage.UNEXPECTED),
        ("!text ¶3\nmore", Usage.UNEXPECTED),
        ("!text ¶3 file", Usage.UNEXPECTED),
        ("!text (a) of it", Usage.VERSION),
        ("!text (a b)", Usage.VERSION),
        ("!text ()", Usage.VERSION),
        ("!draft (a) words\nand more", Usage.TEXT_ON_FIRST_LINE),
        ("!draft clauses 3\nWords.", Usage.TEXT_ON_FIRST_LINE),
        ("!draft We agree\nthat", Usage.TEXT_ON_FIRST_LINE),
        ("!draft ¶7", Usage.TEXT_MISSING),
    ],
)
def test_what_is_no_name_is_refused_as_before(body: str, code: Usage) -> None:
    assert fault(body, PLENARY).code is code


def test_a_file_of_one_clause_is_refused_where_the_word_stands() -> None:
    found = fault("!text ¶Aims, 3 file", PLENARY)
    assert (found.fields["found"], found.at) == ("file", len("!text ¶Aims, 3 "))


def test_a_number_in_brackets_is_the_proposal_where_one_is_to_be_named() -> None:
    assert ask("!text (2)", FORUM).proposal == 2


def test_words_beside_a_clause_s_name_are_part_of_it_and_those_below_are_missing() -> None:
    assert fault("!draft ¶3 Other words.", PLENARY).fields["clause"] == "3 Other words"
    assert fault("!draft", PLENARY).fields["clause"] == ""


def test_words_beside_a_name_are_taken_for_part_of_it() -> None:
    asked = ask("!draft ¶7 some words\nmore", PLENARY)
    assert asked.want == IssueDraft("more", clause="7 some words")


# --- where the new words stand, and in which text -----------------------------------------


def test_the_words_stand_below_and_a_reply_says_in_which_text() -> None:
    asked = ask(text("!Draft Clause 7\nOther words.", **reply("$a")), CAUCUS)
    assert asked.want == GiveCaucusText("Other words.", clause="7")
    assert (asked.text, asked.base) == (Below(), "$a")


def test_the_words_stand_in_a_file_whose_caption_names_the_clause() -> None:
    asked = ask(file("!draft clause 7:", **reply("$a")), PLENARY)
    assert isinstance(asked.text, InFile)
    assert asked.base == "$a"
    fetched = with_text(asked, b"Other\r\nwords.\r\n").want
    assert fetched == IssueDraft("Other\nwords.", clause="7")


def test_the_words_stand_in_the_message_replied_to_which_then_says_no_text() -> None:
    asked = ask(text("!draft ¶ 7", **reply("$a")), PLENARY)
    assert (asked.text, asked.base) == (InReply("$a"), "")


def test_a_thread_s_fallback_says_no_text() -> None:
    content = text("!draft ¶7\nWords.", **thread(is_falling_back=True))
    assert ask(content, PLENARY).base == ""


def test_a_whole_text_is_never_changed_in_another() -> None:
    assert ask(text("!draft\nWords.", **reply("$a")), PLENARY).base == ""


# --- a preview ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "here, proposal",
    [(FORUM, None), (DIRECT, None), (OTHER, None), (PLENARY, 12), (CAUCUS, 12)],
)
def test_a_preview_is_asked_for_anywhere(here: Here, proposal: int | None) -> None:
    asked = ask("!preview\n\nWe agree.\n", here)
    assert (asked.want, asked.proposal) == (Preview(proposal, "We agree."), proposal)
    assert asked.text == Below()


def test_a_preview_of_a_file_or_of_another_message() -> None:
    asked = ask(file("!Preview", "a.txt"), FORUM)
    assert with_text(asked, b"One.", Format.PLAIN).want == Preview(None, "One.", Format.PLAIN)
    assert ask(text("!preview", **reply("$a")), FORUM).text == InReply("$a")


@pytest.mark.parametrize(
    "body, code",
    [("!preview", Usage.TEXT_MISSING), ("!preview this\none", Usage.TEXT_ON_FIRST_LINE)],
)
def test_a_preview_needs_a_text(body: str, code: Usage) -> None:
    assert fault(body, FORUM).code is code
