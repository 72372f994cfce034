"""Where the text of !propose and !draft stands."""

import pytest

from commands.parsing.command import Below, InFile, InReply
from commands.parsing.errors import Usage, UsageError
from commands.parsing.message import File
from commands.parsing.texts import format_of, with_text
from deliberation.acts import GiveCaucusText, IssueDraft, Propose
from deliberation.text import MAX_TEXT_BYTES, MAX_TEXT_LINES
from tests.commands.say import CAUCUS, FORUM, PLENARY, ask, fault, file, reply, text, thread, want
from texts.read import Format

HEAD = "!propose A title\nFrom: A body"


def test_a_text_below_is_taken_as_typed() -> None:
    asked = ask("!draft\n\n1. *One*  \n    two\n\n> !refer\n", PLENARY)
    assert (asked.want, asked.text) == (IssueDraft("1. *One*  \n    two\n\n> !refer"), Below())


def test_in_a_caucus_it_is_a_caucus_text() -> None:
    assert want("!draft\nWe agree.", CAUCUS) == GiveCaucusText("We agree.")


def test_a_text_in_a_file() -> None:
    assert isinstance(ask(file("!draft"), PLENARY).text, InFile)


def test_a_text_in_the_message_replied_to() -> None:
    asked = ask(text("!draft", **reply("$a")), PLENARY)
    assert (asked.want, asked.text) == (IssueDraft(""), InReply("$a"))


def test_a_reply_with_a_text_below_means_that_text() -> None:
    assert ask(text("!draft\nWe agree.", **reply()), PLENARY).text == Below()


def test_a_reply_with_a_file_means_the_file() -> None:
    assert isinstance(ask(file("!draft", **reply()), PLENARY).text, InFile)


def test_a_text_below_and_a_file_are_ambiguous() -> None:
    assert fault(file("!draft\nWe agree."), PLENARY).code is Usage.TEXT_AMBIGUOUS


def test_a_threads_fallback_gives_no_text() -> None:
    content = text("!draft", **thread(is_falling_back=True))
    assert fault(content, PLENARY).code is Usage.TEXT_MISSING


@pytest.mark.parametrize("body", ["!draft", "!draft\n \n\u200b\n", HEAD, HEAD + "\n\n"])
def test_a_text_is_needed(body: str) -> None:
    assert fault(body, FORUM if "propose" in body else PLENARY).code is Usage.TEXT_MISSING


def test_a_text_does_not_begin_on_the_commands_line() -> None:
    assert fault("!draft We agree\nthat", PLENARY).code is Usage.TEXT_ON_FIRST_LINE


@pytest.mark.parametrize("name", ["a.md", "A.MD", "a.b.TXT"])
def test_markdown_and_plain_text_are_taken(name: str) -> None:
    assert isinstance(ask(file("!draft", name), PLENARY).text, InFile)


@pytest.mark.parametrize(
    "name, form",
    [
        *(("a.md", Format.MARKDOWN), ("a.txt.md", Format.MARKDOWN)),
        *(("a.txt", Format.PLAIN), ("A.TXT", Format.PLAIN), ("a.md.txt", Format.PLAIN)),
    ],
)
def test_a_text_file_is_plain_and_any_other_is_markdown(name: str, form: Format) -> None:
    assert format_of(File("mxc://x/y", name, None)) is form


def test_a_text_that_is_typed_is_markdown() -> None:
    for body, where in (
        (f"{HEAD}\n\nText.", FORUM),
        ("!draft\nA.", PLENARY),
        ("!draft\nA.", CAUCUS),
    ):
        asked = want(body, where)
        assert isinstance(asked, Propose | IssueDraft | GiveCaucusText)
        assert asked.format is Format.MARKDOWN


@pytest.mark.parametrize("form", Format)
def test_a_fetched_text_has_the_format_that_was_found(form: Format) -> None:
    assert with_text(ask(file("!draft"), PLENARY), b"A.", form).want == IssueDraft("A.", form)
    caucus = with_text(ask(text("!draft", **reply()), CAUCUS), "A.", form)
    assert caucus.want == GiveCaucusText("A.", form)
    tabled = with_text(ask(file(HEAD), FORUM), b"A.", form)
    assert tabled.want == Propose("A title", "A body", "A.", form)


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "md", "a.md.exe"])
def test_other_files_are_refused(name: str) -> None:
    assert fault(file("!draft", name), PLENARY).code is Usage.FILE_KIND


def test_a_file_of_a_mebibyte_is_taken() -> None:
    assert isinstance(ask(file("!draft", size=1 << 20), PLENARY).text, InFile)


def test_a_larger_file_is_refused_with_its_size() -> None:
    error = fault(file("!draft", size=(1 << 20) + 1), PLENARY)
    assert (error.code, error.fields["size"]) == (Usage.FILE_TOO_LARGE, (1 << 20) + 1)


def test_a_file_of_unknown_size_is_left_to_whoever_fetches_it() -> None:
    assert isinstance(ask(file("!draft", size=None), PLENARY).text, InFile)


def test_a_fetched_file_is_decoded() -> None:
    asked = with_text(ask(file("!draft"), PLENARY), b"\xef\xbb\xbfWe\r\nagree.\n")
    assert asked.want == IssueDraft("We\nagree.")


@pytest.mark.parametrize("data", [b"\xff\xfeW", b"PK\x03\x04\x00"])
def test_a_fetched_file_that_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(UsageError) as caught:
        with_text(ask(file("!draft"), PLENARY), data)
    assert caught.value.code is Usage.FILE_NOT_TEXT


def test_a_fetched_text_replaces_the_empty_one() -> None:
    asked = with_text(ask(text("!draft", **reply()), CAUCUS), "We agree.")
    assert asked.want == GiveCaucusText("We agree.")


def test_a_file_in_the_message_replied_to_is_where_to_fetch_from() -> None:
    there = File("mxc://x/y", "a.md", None)
    assert with_text(ask(text("!draft", **reply()), CAUCUS), there).text == InFile(there)


def test_a_blank_fetched_text_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        with_text(ask(file("!draft"), PLENARY), b" \n\n")
    assert caught.value.code is Usage.TEXT_BLANK


def test_a_fetched_text_that_is_too_large_is_refused_with_its_size() -> None:
    with pytest.raises(UsageError) as caught:
        with_text(ask(file("!draft"), PLENARY), "ü" * (MAX_TEXT_BYTES // 2 + 1))
    assert caught.value.fields["size"] == MAX_TEXT_BYTES + 2


@pytest.mark.parametrize(
    "body",
    [
        HEAD + "\n\nText.",
        HEAD + "\nText.",
        "!propose  A\u00a0title \n\nfrom :  A body\nText.",
        "!Propose A title\n**From:** A body\n\nText.\n",
        "!propose A title\nFROM：A body\nText.",
    ],
)
def test_proposing(body: str) -> None:
    assert want(body, FORUM) == Propose("A title", "A body", "Text.")


def test_proposing_with_a_file() -> None:
    asked = ask(file(HEAD), FORUM)
    assert (asked.want, asked.proposal) == (Propose("A title", "A body", ""), None)


@pytest.mark.parametrize("body", ["!propose", "!propose \nFrom: A body\nText."])
def test_a_title_is_needed(body: str) -> None:
    assert fault(body, FORUM).code is Usage.TITLE_MISSING


@pytest.mark.parametrize("body", ["!propose A", "!propose A\nText.", "!propose A\nFrom:\nText."])
def test_an_initiator_is_needed(body: str) -> None:
    assert fault(body, FORUM).code is Usage.INITIATOR_MISSING


@pytest.mark.parametrize("what", ["title", "initiator"])
def test_a_long_title_or_initiator_is_refused(what: str) -> None:
    long = {"title": "A", "initiator": "B"} | {what: "x" * 151}
    error = fault(f"!propose {long['title']}\nFrom: {long['initiator']}\nText.", FORUM)
    assert (error.fields["what"], error.fields["length"]) == (what, 151)


def test_a_text_of_more_lines_than_the_bot_can_number_soon_is_refused() -> None:
    assert want("!draft\n" + "- a\n" * MAX_TEXT_LINES, PLENARY)
    error = fault("!draft\n" + "- a\n" * (MAX_TEXT_LINES + 1), PLENARY)
    assert (error.code, error.fields["lines"]) == (Usage.TEXT_TOO_LONG, MAX_TEXT_LINES + 1)
