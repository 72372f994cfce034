"""What is meant as a command and isn't taken for one changes nothing, and people are told."""

from dataclasses import replace

import pytest

from commands.parsing.command import Asked, Instead, Slip, Talk
from commands.parsing.queries import Help, Listing, Status
from tests.commands.say import CAUCUS, DIRECT, FORUM, PLENARY, say, text

PICTURE = {"msgtype": "m.image", "filename": "a.png", "url": "mxc://example.org/abc"}
BOT = "@rapporteur:example.org"
PILL = f'<a href="https://matrix.to/#/{BOT}">Rapporteur</a>'
CALLED = replace(PLENARY, names=(BOT, "rapporteur", "Rapporteur"))


@pytest.mark.parametrize(
    "body, line",
    [
        ("/consensus yes", "consensus yes"),
        ("/ consensus yes", "consensus yes"),
        ("!!consensus yes", "consensus yes"),
        ("!!!consensus yes", "consensus yes"),
        ("‼consensus yes", "consensus yes"),
        ("¡Consensus yes!", "consensus yes"),
        ("/consensus", "consensus"),
        ("/draft\nOne.", "draft"),
    ],
)
def test_another_sign_before_a_command_is_told_of(body: str, line: str) -> None:
    found = say(body, CAUCUS)
    assert found == Instead(line, Slip.PREFIX, takes_text=line == "draft")


@pytest.mark.parametrize(
    "body",
    ["/me waves", "//", "!!!", "!! great", "/path/to/consensus", "¡Hola!", "/consensual", "!!wow"],
)
def test_other_signs_before_other_words_are_nothing(body: str) -> None:
    assert say(body, CAUCUS) is None


@pytest.mark.parametrize(
    "body, line",
    [("!yes consensus", "consensus yes"), ("!amended consensus cs.1", "consensus amended cs.1")],
)
def test_swapped_words_are_told_of(body: str, line: str) -> None:
    assert say(body, CAUCUS) == Instead(line, Slip.SWAPPED, takes_text=False)


@pytest.mark.parametrize(
    "body, line",
    [
        ("Dear all,\n!consensus yes", "consensus yes"),
        ("Hello\n\n  !consensus no too early", "consensus no too early"),
        ("I hear no objection. !consensus yes", "consensus yes"),
        ("So: !consensus yes", "consensus yes"),
        ("> what you wrote\n\n!consensus yes", "consensus yes"),
        ("Our wording:\n!draft\nOne.", "draft"),
    ],
)
def test_a_command_behind_other_words_is_told_of(body: str, line: str) -> None:
    assert say(body, CAUCUS) == Instead(line, Slip.BEHIND, takes_text=line == "draft")


@pytest.mark.parametrize(
    "body",
    [
        "Please type !consensus yes when ready",
        "Great!\n!!!\n!wow",
        "See:\n> !consensus yes",
        "See:\n```\n!consensus yes\n```",
        "So: !consensus maybe",
        "He wrote:\n!consensus",
        "Not now:\n\\!consensus yes",
    ],
)
def test_what_mentions_a_command_is_nothing(body: str) -> None:
    assert say(body, CAUCUS) is None


def test_a_command_as_the_caption_of_a_picture_is_told_of() -> None:
    assert say({**PICTURE, "body": "!draft"}, CAUCUS) == Instead(
        "draft", Slip.PICTURE, takes_text=True
    )
    found = say({**PICTURE, "body": "!refer"}, PLENARY)
    assert found == Instead("refer", Slip.PICTURE, takes_text=False)


@pytest.mark.parametrize("body", ["Our room", "!wow", "status"])
def test_any_other_picture_is_nothing(body: str) -> None:
    assert say({**PICTURE, "body": body}, CAUCUS) is None


@pytest.mark.parametrize(
    "body, query",
    [
        ("help", Help()),
        ("Hello", Help()),
        ("hi!", Help()),
        ("help status", Help("status")),
        ("status P1", Status(1)),
        ("list", Listing()),
        ("rapporteur: list", Listing()),
    ],
)
def test_a_question_to_the_bot_alone_needs_no_prefix(body: str, query: object) -> None:
    found = say(body, replace(DIRECT, names=CALLED.names))
    assert isinstance(found, Asked)
    assert found.want == query


@pytest.mark.parametrize(
    "body",
    ["Rapporteur: status", "rapporteur, status", "@rapporteur: Status", f"{BOT}: !status"],
)
def test_a_question_to_the_bot_by_its_name_is_answered(body: str) -> None:
    found = say(body, CALLED)
    assert isinstance(found, Asked)
    assert found.want == Status(12)


def test_a_question_to_the_bots_pill_is_answered() -> None:
    found = say(text("Rapporteur status", f"{PILL} status"), CALLED)
    assert isinstance(found, Asked)
    assert found.want == Status(12)


@pytest.mark.parametrize("body", ["Rapporteur: refer", "rapporteur, !refer"])
def test_what_would_act_is_told_of_where_the_bot_is_called(body: str) -> None:
    assert say(body, CALLED) == Instead("refer", Slip.PREFIX, takes_text=False)


def test_what_would_act_is_told_of_in_a_direct_chat() -> None:
    found = say("seat cs @nils:example.org", DIRECT)
    meant = Instead("seat cs @nils:example.org", Slip.PREFIX, takes_text=False, called=False)
    assert found == meant


@pytest.mark.parametrize("body", ["Thank you so much", "what is going on?", "42", "🙂"])
def test_talk_to_the_bot_is_answered(body: str) -> None:
    assert say(body, DIRECT) == Talk(called=False)
    assert say(f"Rapporteur: {body}", CALLED) == Talk()


@pytest.mark.parametrize("body", ["Rapporteur is right", "The rapporteur: list", "status", "help"])
def test_talk_among_people_is_left_alone(body: str) -> None:
    assert say(body, CALLED) is None
    assert say(body, FORUM) is None


@pytest.mark.parametrize("body", ["text me", "list of things to do", "status quo and so on"])
def test_talk_that_begins_like_a_question_is_none(body: str) -> None:
    assert say(body, DIRECT) == Talk(called=False)


def test_an_identity_is_confirmed_behind_the_prefix_alone() -> None:
    line = "verify @nils:example.org Hk3z7Pq1Xc5Vb9Nm"
    assert say(f"Rapporteur: {line}", CALLED) == Instead(line, Slip.PREFIX, takes_text=False)
