"""Two commands in one message: nothing is done, or the text stays text and its sender is told."""

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


def test_of_a_command_in_a_draft_the_answer_says_that_it_did_not_act(at_desk: Desk) -> None:
    at_desk.say(PLENARY, CHAIR, "!recall a new draft")
    assert DID_NOT_ACT in at_desk.say(PLENARY, CHAIR, "!draft\nTwo.\n!refer")
    assert DID_NOT_ACT not in at_desk.say(PLENARY, CHAIR, "!draft\nThree. We may !refer it.")
