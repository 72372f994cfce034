"""Chats that others open with the bot: noted, entered, left and entered again."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest

from bot.errors import MatrixError
from bot.listener.invitations import Invitations
from bot.listener.timelines import Reader
from bot.matrix import Batch, Event, Invite, Timeline
from bot.ratelimit import RateLimit
from bot.rooms.notices import Notices
from bot.rooms.people.strangers import Strangers
from bot.rooms.people.watch import Watch
from bot.rooms.state_events import State
from bot.rooms.wanted import WantedRooms
from storage import rooms
from storage.database import Database
from storage.folds import Folds
from storage.rooms import RoomState
from tests.bot.desk import SETTINGS
from tests.bot.rendered import in_words
from tests.nursery.record import new_record

CHAT = Invite("!chat", "@a:test", encrypted=False)


class Server:
    """Tells who the bot is, and lets it read no room's past."""

    user_id = "@bot:test"

    async def gap(self, _room: str, _prev: str, _since: str) -> tuple[Event, ...]:
        raise MatrixError("M_FORBIDDEN", "You are banned", status=403)

    async def since_invitation(self, _room: str, _prev: str) -> tuple[Event, ...]:
        raise MatrixError("M_FORBIDDEN", "You are banned", status=403)

    async def full_state(self, _room_id: str) -> State:
        return {}

    async def decrypted(self, event: Event) -> Event:
        return event

    def noticed(self, event: Event) -> None:
        """Take note of nothing."""


class Failing(Server):
    """Fails at reading a room's past."""

    async def gap(self, _room: str, _prev: str, _since: str) -> tuple[Event, ...]:
        raise MatrixError("M_UNKNOWN", "Internal error", status=500, retry=True)


def server() -> Any:
    return cast("Any", Server())


def reading(database: Database, matrix: Any = None) -> Reader:
    """Return a reader of what a homeserver tells."""
    invitations = Invitations(server(), RateLimit(), lambda: 0.0)
    notices = Notices(database, SETTINGS, lambda: 1, Folds())
    at = matrix or server()
    wanted = WantedRooms(database, SETTINGS)
    strangers = Strangers(database, at, RateLimit(), notices, wanted, {})
    watch = Watch(database, wanted, strangers, {}, lambda: 1)
    return Reader(database, at, RateLimit(), invitations, notices, watch)


def said() -> Timeline:
    """Return a timeline in which the bot is invited."""
    invited = Event(
        "!chat", "$i", "@a:test", 1, "m.room.member", {"membership": "invite"}, "@bot:test"
    )
    return Timeline("!chat", (invited,), limited=False, prev_batch="t")


async def test_a_chat_that_was_left_and_entered_again_is_ready_again(tmp_path: Path) -> None:
    database = await new_record(tmp_path)
    try:
        reader = reading(database)
        states = []
        steps = (
            Batch("1", invited=(CHAT,)),
            Batch("2", joined=(said(),)),
            Batch("3", left=("!chat",)),
        )
        for batch in (*steps, *steps[:2]):
            await reader.read(batch, "0")
            await reader.enter()
            async with database.read() as conn:
                room = await rooms.get(conn, "direct:!chat")
            states.append(room.state if room else None)
        ready, left = RoomState.READY, RoomState.LEFT
        assert states == [RoomState.INTENDED, ready, left, RoomState.INTENDED, ready]
    finally:
        await database.close()


async def test_a_chat_is_ready_only_once_what_was_said_in_it_was_taken(tmp_path: Path) -> None:
    database = await new_record(tmp_path)
    try:
        reader = reading(database)
        await reader.read(Batch("1", invited=(CHAT,)), "0")
        await reader.read(Batch("2", joined=(said(),)), "1")
        async with database.read() as conn:
            before = await rooms.get(conn, "direct:!chat")
        assert before is not None
        assert before.state is RoomState.INTENDED
        assert await reader.enter()
    finally:
        await database.close()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await new_record(tmp_path)
    yield opened
    await opened.close()


async def stands(database: Database, place: str, room_id: str, state: RoomState) -> None:
    """Have a room stand in the list as one that the bot knows."""
    async with database.write() as conn:
        await rooms.intend(conn, place=place, proposal=0, kind="k", alias=place)
        await rooms.set_room_id(conn, place, room_id)
        await rooms.set_state(conn, place, state)


async def found(database: Database, place: str) -> rooms.Room:
    async with database.read() as conn:
        room = await rooms.get(conn, place)
    assert room is not None
    return room


def message(room_id: str) -> Event:
    return Event(room_id, f"$in{room_id}", "@a:test", 1, "m.room.message", {})


async def test_a_room_that_no_longer_lets_the_bot_in_makes_it_deaf_nowhere_else(
    database: Database,
) -> None:
    await stands(database, "P1/plenary", "!shut", RoomState.READY)
    await stands(database, "forum", "!open", RoomState.READY)
    reader = reading(database)
    shut = Timeline("!shut", (message("!shut"),), limited=True, prev_batch="t")
    heard = Timeline("!open", (message("!open"),), limited=False, prev_batch="t")
    timelines = await reader.read(Batch("2", joined=(shut, heard)), "1")
    assert [event.event_id for _, events in timelines for event in events] == [
        "$in!shut",
        "$in!open",
    ]
    assert await told(database) == [("P1/plenary", "could not read")]


async def told(database: Database) -> list[tuple[str, str]]:
    """Return where something was said that the homeserver would not tell of, and what."""
    bodies = ((row.place, str((row.content or {})["body"])) for row in await in_words(database))
    return [(place, body[2:16]) for place, body in bodies]


async def test_a_gap_at_which_the_homeserver_fails_again_and_again_is_told_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.retry.backoff", lambda _attempt: 0)
    await stands(database, "forum", "!open", RoomState.READY)
    reader = reading(database, Failing())
    some = Timeline("!open", (message("!open"),), limited=True, prev_batch="t")
    for _ in range(2):
        ((_, events),) = await reader.read(Batch("2", joined=(some,)), "1")
        assert [event.event_id for event in events] == ["$in!open"]
    assert await told(database) == [("forum", "could not read")]
    assert await reader.enter(), "the courier is not woken"


@pytest.mark.parametrize(
    "place, state",
    [
        ("forum", RoomState.PAUSED),
        ("P1/caucus:cs", RoomState.PAUSED),
        ("direct:@secretary:test", RoomState.INTENDED),
    ],
)
async def test_an_invitation_to_a_room_that_the_bot_made_has_it_enter_that_room_again(
    database: Database, place: str, state: RoomState
) -> None:
    await stands(database, place, "!ours", RoomState.READY)
    reader = reading(database)
    await reader.read(Batch("2", invited=(Invite("!ours", "@a:test", encrypted=False),)), "1")
    room = await found(database, place)
    assert (room.state, room.room_id, room.attempt) == (state, "!ours", 1)


async def test_an_invitation_to_a_chat_from_which_it_was_removed_while_it_was_down_is_accepted(
    database: Database,
) -> None:
    await stands(database, "direct:!chat", "!chat", RoomState.READY)
    reader = reading(database)
    await reader.read(Batch("2", invited=(CHAT,)), "1")
    room = await found(database, "direct:!chat")
    assert (room.state, room.room_id) == (RoomState.INTENDED, "!chat")


async def test_what_had_ended_and_was_left_before_a_kill_counts_as_left(database: Database) -> None:
    await stands(database, "P1/plenary", "!old", RoomState.READY)
    async with database.write() as conn:
        await rooms.set_ended(conn, "P1/plenary", 1)
    reader = reading(database)
    await reader.read(Batch("2", left=("!old",)), "1")
    assert (await found(database, "P1/plenary")).state is RoomState.LEFT
