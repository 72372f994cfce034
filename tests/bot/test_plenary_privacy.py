"""What was recorded for the council alone stays so, whatever the file says later."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.clerk.plenary_privacy import as_recorded
from bot.settings import Settings
from deliberation.terms import COUNCIL, PUBLIC
from storage import rooms
from storage.rooms import RoomState
from tests.bot.desk import SETTINGS, Desk, desk

CLOSED = replace(SETTINGS, plenary=COUNCIL, rooms=replace(SETTINGS.rooms, plenary_public=False))


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


def started(at_desk: Desk, settings: Settings) -> Settings:
    """Have the bot start with an office; return the one that it works with."""
    found = at_desk.runner.run(as_recorded(at_desk.database, settings))
    at_desk.clerk = replace(at_desk.clerk, settings=found)
    return found


def forward(at_desk: Desk) -> None:
    at_desk.say("forum", "@visitor:test", "!propose T\nFrom: I\nOne.")
    at_desk.say("forum", "@forum-chair:test", "!consensus yes P1")


def test_plenaries_for_members_stay_so_once_something_was_recorded_there(at_desk: Desk) -> None:
    started(at_desk, CLOSED)
    forward(at_desk)
    at_desk.say("P1/plenary", "@chair:test", "!draft\nA second text.")
    assert started(at_desk, SETTINGS) == CLOSED
    assert "A second text" not in at_desk.say("forum", "@visitor:test", "!text P1")
    assert started(at_desk, SETTINGS) == CLOSED


def test_plenaries_for_members_stay_so_once_one_was_opened(at_desk: Desk) -> None:
    started(at_desk, CLOSED)
    forward(at_desk)
    assert started(at_desk, SETTINGS) == CLOSED


def test_before_any_plenary_was_opened_the_file_may_still_open_them(at_desk: Desk) -> None:
    started(at_desk, CLOSED)
    assert started(at_desk, SETTINGS) == SETTINGS


def test_public_plenaries_stay_public(at_desk: Desk) -> None:
    started(at_desk, SETTINGS)
    forward(at_desk)
    at_desk.say("P1/plenary", "@chair:test", "!draft\nA second text.")
    assert started(at_desk, SETTINGS).plenary == PUBLIC


async def left(at_desk: Desk) -> None:
    async with at_desk.database.write() as conn:
        await rooms.set_state(conn, "P1/plenary", RoomState.LEFT)


def test_plenaries_for_members_stay_so_once_something_was_recorded_though_the_room_is_left(
    at_desk: Desk,
) -> None:
    started(at_desk, CLOSED)
    forward(at_desk)
    at_desk.say("P1/plenary", "@chair:test", "!draft\nA second text.")
    at_desk.runner.run(left(at_desk))
    assert started(at_desk, SETTINGS) == CLOSED
