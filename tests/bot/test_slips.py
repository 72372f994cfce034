"""What is meant as a command and isn't one does nothing, and its sender is told what to send."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.desk import Desk, desk

PLENARY, CS, CHAT = "P1/plenary", "P1/caucus:cs", "direct:!chat"
CHAIR, CS_CHAIR, VISITOR = "@chair:test", "@cs-chair:test", "@visitor:test"


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        opened.say("forum", VISITOR, "!propose T\nFrom: I\nOne.")
        opened.say("forum", "@forum-chair:test", "!consensus yes P1")
        opened.say(PLENARY, CHAIR, "!refer")
        opened.show(CS, 1)
        yield opened


@pytest.mark.parametrize(
    "place, who, said, told",
    [
        (
            CS,
            CS_CHAIR,
            "/consensus yes",
            "begins with `!`. Nothing was done. If you meant it, send: ",
        ),
        (CS, CS_CHAIR, "I hear none. !consensus yes", "beginning of its own message. Nothing"),
        (CS, CS_CHAIR, "!yes consensus", "name comes first. Nothing was done."),
        (PLENARY, CHAIR, "Dear all,\n!recall too early", "send: `!recall too early`"),
        (CHAT, CS_CHAIR, "seat cs @new:test", "send: `!seat cs @new:test`"),
        (CS, CS_CHAIR, "Our words:\n!draft\nTwo.", "send this, with the text below it"),
    ],
)
def test_a_slip_does_nothing_and_is_answered_with_what_to_send(
    at_desk: Desk, place: str, who: str, said: str, told: str
) -> None:
    before, council = at_desk.entries(1), at_desk.entries(0)
    assert told in at_desk.say(place, who, said)
    assert (at_desk.entries(1), at_desk.entries(0)) == (before, council)


def test_whoever_greets_the_bot_alone_gets_help(at_desk: Desk) -> None:
    assert "`!propose" in at_desk.say(CHAT, VISITOR, "Hello")


def test_the_bot_is_asked_by_its_name(at_desk: Desk) -> None:
    assert "round 1" in at_desk.say(PLENARY, VISITOR, "Rapporteur: status")


def test_talk_to_the_bot_is_answered_once_a_minute_in_a_chat(at_desk: Desk) -> None:
    """Or two bots would talk to one another for ever."""
    assert "I understand commands" in at_desk.say(CHAT, VISITOR, "Thank you")
    assert not at_desk.say(CHAT, VISITOR, "I am away until Monday")
    assert "I understand commands" in at_desk.say("direct:!other", CHAIR, "Thank you")


@pytest.mark.parametrize("said", ["Hello", "status", "Shall we meet on Monday?"])
def test_people_who_talk_in_a_room_of_their_own_with_the_bot_are_left_alone(
    at_desk: Desk, said: str
) -> None:
    content = {"msgtype": "m.text", "body": said}
    event = at_desk.event(CHAT, VISITOR, content)
    rows = at_desk.bring(CHAT, event, alone=False)
    assert all(row.only_with == VISITOR and not row.otherwise for row in rows)


def test_an_edit_of_talk_is_no_command_that_was_edited(at_desk: Desk) -> None:
    relation = {"m.relates_to": {"rel_type": "m.replace", "event_id": "$talk"}}
    now = {"msgtype": "m.text", "body": "So: !consensus yes"}
    edit = {"msgtype": "m.text", "body": "* x", "m.new_content": now, **relation}
    assert not at_desk.bring(CS, at_desk.event(CS, CS_CHAIR, edit))
