"""When the rooms of what has ended become due to be left, and when they don't after all."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.clerk.timers import leaving
from bot.clock import DAY_MS
from storage import due, rooms
from storage.rooms import RoomState
from tests.bot.desk import Desk, desk

ROOMS = {"P1/space", "P1/plenary", "P1/caucus:cs", "P1/caucus:gov"}
AFTER = 90 * DAY_MS


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        opened.clerk = replace(
            opened.clerk, settings=replace(opened.clerk.settings, leave_after=AFTER)
        )
        opened.say("forum", "@visitor:test", "!propose T\nFrom: I\nOne.")
        opened.say("forum", "@forum-chair:test", "!consensus yes P1")
        yield opened


def end(at_desk: Desk) -> int:
    """Have the proposal end; return when it did."""
    for text in ("!refer", "!recall Enough.", "!close No consensus."):
        assert "Point of order" not in at_desk.say("P1/plenary", "@chair:test", text)
    return at_desk.entries(1)[-1].recorded_time


def are_leaving(at_desk: Desk, until: int) -> set[str]:
    at_desk.do_due(until)

    async def found() -> set[str]:
        async with at_desk.database.read() as conn:
            return {room.place for room in await rooms.live(conn) if room.leaving}

    return at_desk.runner.run(found())


def planned(at_desk: Desk) -> set[int]:
    async def found() -> set[int]:
        async with at_desk.database.read() as conn:
            return {each.at for each in await due.of_kind(conn, leaving.LEAVE_ROOM)}

    return at_desk.runner.run(found())


def test_all_rooms_of_what_has_ended_are_left_when_it_is_time(at_desk: Desk) -> None:
    ended = end(at_desk)
    assert are_leaving(at_desk, ended + AFTER - 1) == set()
    assert are_leaving(at_desk, ended + AFTER) == ROOMS


def test_what_is_reopened_is_not_left_until_it_has_ended_again(at_desk: Desk) -> None:
    ended = end(at_desk)
    at_desk.say("forum", "@chair:test", "!reopen P1 A new fact.")
    assert are_leaving(at_desk, ended + AFTER) == set()
    again = end(at_desk)
    assert are_leaving(at_desk, again + AFTER) == ROOMS
    at_desk.say("forum", "@chair:test", "!reopen P1 Another new fact.")
    assert are_leaving(at_desk, again + 2 * AFTER) == set()


def test_at_a_start_it_is_planned_by_what_the_configuration_says_then(at_desk: Desk) -> None:
    ended = end(at_desk)
    assert planned(at_desk) == {ended + AFTER}
    at_desk.runner.run(leaving.plan_anew(at_desk.database, DAY_MS))
    assert planned(at_desk) == {ended + DAY_MS}
    assert are_leaving(at_desk, ended + DAY_MS) == ROOMS
    at_desk.runner.run(leaving.plan_anew(at_desk.database, AFTER))
    assert planned(at_desk) == set()


def test_a_room_that_is_another_by_then_or_left_already_is_not_left(at_desk: Desk) -> None:
    ended = end(at_desk)

    async def other() -> None:
        async with at_desk.database.write() as conn:
            await rooms.next_attempt(conn, "P1/plenary", "alias")
            await rooms.set_ended(conn, "P1/plenary", ended)
            await rooms.set_state(conn, "P1/caucus:cs", RoomState.LEFT)

    at_desk.runner.run(other())
    assert are_leaving(at_desk, ended + AFTER) == ROOMS - {"P1/plenary", "P1/caucus:cs"}


def test_what_goes_on_has_nothing_planned(at_desk: Desk) -> None:
    at_desk.runner.run(leaving.plan_anew(at_desk.database, AFTER))
    assert planned(at_desk) == set()
