"""Two commands in one message, or one twice: what is done is done once, and its sender is told.

Of two in a message nothing is done, or the text stays text.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.desk import Desk, desk

PLENARY, CS = "P1/plenary", "P1/caucus:cs"
CHAIR, CS_CHAIR = "@chair:test", "@cs-chair:test"
DID_NOT_ACT = "is part of the text: it did not act"


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        opened.say("forum", "@visitor:test", "!propose T\nFrom: I\nOne.")
        opened.say("forum", "@forum-chair:test", "!consensus yes P1")
        opened.say(PLENARY, CHAIR, "!refer")
        opened.show(CS, 1)
        yield opened


@pytest.mark.parametrize(
    "place, who, said",
    [
        (CS, CS_CHAIR, "!consensus yes\n!seat @new:test"),
        (CS, CS_CHAIR, "!unseat @cs-1:test\n!seat @new:test"),
        (CS, CS_CHAIR, "!consensus no not yet\n!draft\nOur private words."),
        (PLENARY, CHAIR, "!recall a new draft\n!draft\nTwo."),
    ],
)
def test_of_two_commands_in_a_message_neither_is_done(
    at_desk: Desk, place: str, who: str, said: str
) -> None:
    before, council = at_desk.entries(1), at_desk.entries(0)
    told = at_desk.say(place, who, said)
    assert "One message is one command" in told
    assert "Nothing was done" in told
    assert (at_desk.entries(1), at_desk.entries(0)) == (before, council)


@pytest.mark.parametrize(
    "place, who, said",
    [
        (CS, CS_CHAIR, "!draft\nTwo.\n!refer"),
        (PLENARY, CHAIR, "!preview\nTwo.\n!refer"),
        ("forum", "@visitor:test", "!propose Other\nFrom: I\nTwo.\n!list"),
    ],
)
def test_of_a_command_in_a_text_the_answer_says_that_it_did_not_act(
    at_desk: Desk, place: str, who: str, said: str
) -> None:
    assert DID_NOT_ACT in at_desk.say(place, who, said)


def test_of_two_drafts_who_says_undraft_twice_at_once_takes_back_one(at_desk: Desk) -> None:
    at_desk.say(PLENARY, CHAIR, "!recall new drafts")
    for number, words in ((2, "Two."), (3, "Three.")):
        at_desk.say(PLENARY, CHAIR, f"!draft\n{words}")
        at_desk.show(PLENARY, number)
    assert "Draft 3 is taken back" in at_desk.say(PLENARY, CHAIR, "!undraft a slip")
    refused = at_desk.say(PLENARY, CHAIR, "!undraft a slip")
    assert "about Draft 3, the last one shown here, but Draft 2 is current" in refused
    assert [entry.payload.kind for entry in at_desk.entries(1)].count("undrafted") == 1
    at_desk.show(PLENARY, 2)
    assert "Draft 2 is taken back" in at_desk.say(PLENARY, CHAIR, "!undraft this one too")


def test_a_draft_that_plenary_was_not_shown_yet_is_not_taken_back(at_desk: Desk) -> None:
    at_desk.say(PLENARY, CHAIR, "!recall a new draft")
    at_desk.say(PLENARY, CHAIR, "!draft\nTwo.")
    assert "Draft 2 had not been shown" in at_desk.say(PLENARY, CHAIR, "!undraft a slip")


def test_of_two_caucus_texts_who_says_undraft_twice_at_once_takes_back_one(at_desk: Desk) -> None:
    for number, words in ((1, "Ours."), (2, "Ours, better.")):
        at_desk.say(CS, CS_CHAIR, f"!draft\n{words}")
        at_desk.show_text(CS, f"P1/1/cs.{number}")
    assert "cs.2 is taken back" in at_desk.say(CS, CS_CHAIR, "!undraft a slip")
    refused = at_desk.say(CS, CS_CHAIR, "!undraft a slip")
    assert "Draft 1/cs.1, the caucus's latest text, was not what I had shown" in refused
    assert "`!text cs.1`" in refused
    at_desk.say(CS, CS_CHAIR, "!text cs.1")
    at_desk.show_text(CS, "P1/1/cs.1")
    assert "cs.1 is taken back" in at_desk.say(CS, CS_CHAIR, "!undraft this one too")


def test_a_caucus_takes_back_its_text_on_a_draft_that_was_not_referred(at_desk: Desk) -> None:
    at_desk.say(PLENARY, CHAIR, "!recall a new draft")
    at_desk.say(PLENARY, CHAIR, "!draft\nTwo.")
    at_desk.say(CS, CS_CHAIR, "!draft\nOurs.")
    at_desk.show_text(CS, "P1/2/cs.1")
    assert "Draft 2/cs.1 is taken back" in at_desk.say(CS, CS_CHAIR, "!undraft a slip")


def test_of_a_command_in_a_draft_the_answer_says_that_it_did_not_act(at_desk: Desk) -> None:
    at_desk.say(PLENARY, CHAIR, "!recall a new draft")
    assert DID_NOT_ACT in at_desk.say(PLENARY, CHAIR, "!draft\nTwo.\n!refer")
    assert DID_NOT_ACT not in at_desk.say(PLENARY, CHAIR, "!draft\nThree. We may !refer it.")
