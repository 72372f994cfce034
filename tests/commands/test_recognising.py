import pytest

from commands.parsing.command import Unknown
from deliberation.acts import Refer
from tests.commands.say import ALICE, CAUCUS, DIRECT, FORUM, PLENARY, ask, file, say, text, want


@pytest.mark.parametrize(
    "body",
    [
        "!refer",
        "! refer",
        " !refer",
        "\n\n!refer",
        "!Refer",
        "!REFER.",
        "!refer ",
        "!\u00a0refer",
        "\u202f!\u202frefer\u00a0",
        "！refer",
        "\u200b!\u200brefer\u200b",
        "\ufeff!re\u00adfer",
    ],
)
def test_a_command_is_recognised_as_phones_type_it(body: str) -> None:
    assert want(body, PLENARY) == Refer("")


@pytest.mark.parametrize(
    "body",
    [
        "refer",
        "please !refer",
        "!",
        "! ",
        "!!!",
        "!?",
        "!1",
        "!…",
        "> !refer",
        "`!refer`",
        "```\n!refer\n```",
    ],
)
def test_what_does_not_begin_with_prefix_and_letter_is_no_command(body: str) -> None:
    assert say(body, PLENARY) is None


@pytest.mark.parametrize(
    "html",
    [
        "<pre><code>!refer</code></pre>",
        "<p><code>!refer</code></p>",
        "<blockquote>!refer</blockquote>",
        "<blockquote>\n<p>!refer</p>\n</blockquote>",
    ],
)
def test_code_and_quotations_are_known_by_the_formatted_body(html: str) -> None:
    assert say(text("!refer", html), PLENARY) is None


def test_code_further_down_does_not_matter() -> None:
    assert want(text("!refer `x`", "!refer <code>x</code>"), PLENARY) == Refer("`x`")


def test_a_file_is_a_command_by_its_caption() -> None:
    assert want(file("!refer as agreed"), PLENARY) == Refer("as agreed")


def test_the_prefix_is_configurable() -> None:
    assert say("!refer", PLENARY, prefix="%") is None


def test_a_prefix_of_letters_needs_a_space_behind_it() -> None:
    assert say("botrefer", PLENARY, prefix="bot") is None


def test_a_prefix_of_letters_works_with_a_space() -> None:
    assert say("bot refer", PLENARY, prefix="bot") is not None


def test_the_first_line_is_kept_as_typed() -> None:
    assert ask("\n ! Refer it\nplease", PLENARY).line == " ! Refer it"


@pytest.mark.parametrize(
    "body, nearest",
    [
        ("!referr", "refer"),
        ("!concensus yes", "consensus"),
        ("!refer?", "refer"),
        ("!refer!", "refer"),
        ("!consensus/yes", "consensus"),
        ("!stauts", "status"),
        ("!vote yes", "consensus"),
        ("!approve", "consensus"),
        ("!kick @x:y.org", "unseat"),
        ("!members", "roster"),
        ("!commands", "help"),
        ("!table Open routing\nFrom: A group\nWords.", "propose"),
        ("!stop.", "close"),
        ("!clause 4", "text"),
        ("!position agreed", "consensus"),
        ("!agreed as amended", "consensus"),
        ("!objection clause 4", "object"),
        ("!note", None),
        ("!remind gov", None),
        ("!closee", None),
        ("!withdrw P12", None),
        ("!amended", "consensus"),
        ("!frobnicate", None),
        ("!frobnicate P12", None),
        (f"!frobnicate {ALICE}", None),
    ],
)
def test_an_unknown_command_gets_the_nearest(body: str, nearest: str | None) -> None:
    found = say(body, FORUM)
    assert isinstance(found, Unknown)
    assert found.nearest == nearest


@pytest.mark.parametrize(
    "body",
    [
        "!Great",
        "! Great",
        "!great!!!",
        "!wow",
        "!important",
        "!Wonderful that you are here",
        "!What a day",
        "! frobnicate",
        "!Übrigens",
        "!hmm",
        "!nope",
        "!damn",
        "!hurra",
        "!No way",
        "!Stop it",
        "!stop!",
        "!Really",
        "!Hell no",
        "!Who knows\nNot I.",
    ],
)
def test_exclamations_are_nothing(body: str) -> None:
    assert say(body, CAUCUS) is None


def test_said_to_the_bot_alone_any_word_is_an_attempt() -> None:
    assert say("!Frobnicate the thing", DIRECT) == Unknown("frobnicate", None)


@pytest.mark.parametrize(
    "body, form",
    [
        ("!approve", "consensus yes"),
        ("!yes", "consensus yes"),
        ("!amend", "consensus amended"),
        ("!no", "consensus no"),
        ("!vote yes", ""),
        ("!referr", ""),
    ],
)
def test_the_form_that_is_meant_is_known(body: str, form: str) -> None:
    found = say(body, CAUCUS)
    assert isinstance(found, Unknown)
    assert found.form == form


def test_an_endless_word_is_cut() -> None:
    assert say("!" + "x" * 60_000, DIRECT) == Unknown("x" * 20, None)
