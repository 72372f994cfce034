"""A chair who comes into a room where it is their turn is told so, below all joins, once."""

from pathlib import Path
from typing import Any, cast

import pytest

from bot.clerk.item import Item, Timer
from bot.matrix import Event
from bot.relay import places
from bot.rooms.people.watch import TURN, Watch
from bot.rooms.wanted import WantedRooms
from storage import due, readers, rooms
from storage.due import Due, Given
from storage.readers import Readers
from tests.bot.desk import BOT, SETTINGS, Desk, desk

PLENARY, CAUCUS = "P1/plenary", "P1/caucus:cs"
CHAIR, CS, GOV = "@chair:test", "@cs-chair:test", "@gov-chair:test"


def forwarded(at: Desk) -> None:
    at.room("forum")
    at.say("forum", "@a:test", "!propose Title\nFrom: Me\nOne.\n\nTwo.")
    at.say("forum", "@forum-chair:test", "!consensus yes P1")


def referred(at: Desk) -> None:
    forwarded(at)
    at.say(PLENARY, CHAIR, "!refer")
    for place in (CAUCUS, "P1/caucus:gov"):
        at.show(place, 1)


def told(at: Desk, cause: str, place: str, person: str, attempt: int = 1) -> list[str]:
    """Have it seen to that a person is told; return what is said."""
    given: Given = {"person": person, "attempt": attempt}
    at.runner.run(_planned(at, Due(cause, 1, place, TURN, given)))
    rows = at.work(Item(cause, places.parse(place), BOT, 1, Timer(TURN, given)))
    contents = [row.content or {} for row in rows]
    assert all(each["m.mentions"] == {"user_ids": [person]} for each in contents)
    assert all(each["msgtype"] == "m.text" for each in contents)
    return [each["body"] for each in contents]


async def _planned(at: Desk, planned: Due) -> None:
    async with at.database.write() as conn:
        await due.plan(conn, planned)


def test_the_council_chair_is_told_what_to_do_once_a_turn(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        forwarded(at)
        (body,) = told(at, "one", PLENARY, CHAIR)
        assert body.startswith("@chair:test: it is your turn on P1 · Title. Draft 1 is pinned")
        assert "- To send it to the caucuses: `!refer`" in body
        assert told(at, "again", PLENARY, CHAIR) == []
        at.say(PLENARY, CHAIR, "!refer")
        assert told(at, "in the caucuses", PLENARY, CHAIR) == []
        at.say(PLENARY, CHAIR, "!recall Not yet")
        (body,) = told(at, "once more", PLENARY, CHAIR)
        assert "`!return REASON`" in body


def test_a_caucus_chair_is_told_until_the_caucus_has_reported(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        forwarded(at)
        assert told(at, "before", CAUCUS, CS) == []
        at.say(PLENARY, CHAIR, "!refer")
        at.show(CAUCUS, 1)
        (body,) = told(at, "one", CAUCUS, CS)
        assert body.startswith("@cs-chair:test: it is this caucus's turn on P1 · Title. Draft 1 is")
        assert "- `!consensus yes`: agreed" in body
        at.say(CAUCUS, CS, "!consensus yes")
        assert told(at, "after", CAUCUS, CS) == []


@pytest.mark.parametrize(
    "place, person", [(PLENARY, "@observer:test"), (PLENARY, CS), (CAUCUS, GOV), (CAUCUS, CHAIR)]
)
def test_nobody_else_is_told(tmp_path: Path, place: str, person: str) -> None:
    with desk(tmp_path) as at:
        referred(at) if place == CAUCUS else forwarded(at)
        assert told(at, "one", place, person) == []


def test_nothing_is_told_of_what_has_ended_or_in_a_room_that_was_replaced(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        forwarded(at)
        assert told(at, "one", PLENARY, CHAIR, attempt=2) == []
        at.say("forum", "@a:test", "!withdraw P1 No longer needed")
        assert told(at, "two", PLENARY, CHAIR) == []


# --- who is seen to come in -----------------------------------------------------------------


def planned(at: Desk, place: str, *people: str, known: Readers | None = None) -> list[str]:
    """Return who is to be told once these people are seen to come into a place's room."""
    return at.runner.run(_seen(at, place, people, known))


async def _seen(at: Desk, place: str, people: tuple[str, ...], known: Readers | None) -> list[str]:
    database, nobody = at.database, cast("Any", None)
    watch = Watch(database, WantedRooms(database, SETTINGS), nobody, {}, lambda: 100_000)
    async with database.write() as conn:
        if known:
            await rooms.encrypt(conn, place)
            await readers.put(conn, place, known)
        room = await rooms.get(conn, place)
    assert room is not None
    join = {"membership": "join"}
    events = [Event("!r", f"${p}", p, 1, "m.room.member", join, state_key=p) for p in people]
    await watch.look(room, events)
    async with database.read() as conn:
        found = await due.until(conn, 100_000)
    return [str(each.given["person"]) for each in found if each.kind == TURN]


def test_the_chair_whose_room_it_is_is_seen_to_come_in(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        forwarded(at)
        assert planned(at, PLENARY, CS, CHAIR, "@observer:test") == [CHAIR]


def test_whoever_is_told_how_things_stand_is_not_told_of_their_turn_besides(
    tmp_path: Path,
) -> None:
    with desk(tmp_path) as at:
        referred(at)
        assert planned(at, CAUCUS, CS, known=Readers("key", frozenset())) == []
        assert planned(at, CAUCUS, CS, known=Readers("key", frozenset({CS}))) == [CS]
