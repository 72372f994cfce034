"""A position is about what the room had shown before it, whatever its sender's clock says."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.clerk.item import Item
from bot.listener import recognise
from bot.matrix import Event
from bot.relay import places
from tests.bot.desk import BOT, Desk, desk

ROOM, CHAIR = "P1/caucus:cs", "@cs-chair:test"
SHOWN_AT = 1_700_000_000_000
REFUSED = "had not been shown in this room before your command"


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        opened.say("forum", "@visitor:test", "!propose T\nFrom: I\nOne.\n\nTwo.")
        opened.say("forum", "@forum-chair:test", "!consensus yes P1")
        opened.say("P1/plenary", "@chair:test", "!refer")
        mark = {"org.rapporteur": {"key": "k", "shows": 1}}
        showing = opened.event(ROOM, BOT, {"msgtype": "m.text", "body": "", **mark})
        opened.work(replace(item(showing), asked_at=SHOWN_AT))
        yield opened


def item(event: Event) -> Item:
    place = places.parse(ROOM)
    found = recognise.item(event, recognise.said(event), place, BOT, "!", about={})
    assert found
    return found


def position(at_desk: Desk, sent: int, seen_until: int | None) -> str:
    """Have the caucus's chair call consensus; return the answer."""
    content = {"msgtype": "m.text", "body": "!consensus yes"}
    event = replace(at_desk.event(ROOM, CHAIR, content), ts=sent)
    rows = at_desk.work(replace(item(event), seen_until=seen_until))
    return str((rows[0].content or {})["body"])


@pytest.mark.parametrize("behind", [30_000, 600_000, 86_400_000, -86_400_000])
def test_by_the_room_s_order_a_clock_that_is_wrong_takes_nothing_away(
    at_desk: Desk, behind: int
) -> None:
    assert "Draft 1" in position(at_desk, SHOWN_AT + 1 - behind, None)
    assert [entry.payload.kind for entry in at_desk.entries(1)][-1] == "position"


def test_what_was_said_before_the_draft_was_shown_is_not_about_it(at_desk: Desk) -> None:
    assert REFUSED in position(at_desk, SHOWN_AT + 9, SHOWN_AT - 1)
    assert "position" not in [entry.payload.kind for entry in at_desk.entries(1)]
