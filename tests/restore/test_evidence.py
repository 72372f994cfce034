"""By what it is told whether an event was removed from a room, or lost with an older homeserver."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from bot.clock import DAY_MS
from bot.matrix import Event
from bot.ratelimit import RateLimit
from bot.restore.looking import Looking
from bot.restore.removed import Removed
from bot.restore.witness import Times
from storage import meta
from storage.database import Database, open_database
from storage.rooms import Room

SEEN = 100 * DAY_MS
FORUM = Room(
    place="forum", proposal=0, kind="forum", attempt=1, alias="a", room_id="!forum", seen_at=SEEN
)


@pytest.mark.parametrize(
    "times, is_older",
    [
        (Times(SEEN + 1, SEEN + 1), False),
        (Times(SEEN + 9, SEEN), False),
        (Times(SEEN + 1, SEEN - 1), True),
        (Times(SEEN + 1, 0), True),
        (Times(SEEN - 1, SEEN - 1), None),
        (Times(SEEN - 1, SEEN + 9), False),
        (Times(0, SEEN + 9), None),
    ],
    ids=[
        "the time is later than the event",
        "an older copy has the event's time",
        "an older copy hasn't",
        "a copy from before any time",
        "the event came after the time",
        "the time was not noted before a crash",
        "nothing was ever written",
    ],
)
def test_the_time_tells_whether_the_homeserver_had_the_event(
    times: Times, is_older: object
) -> None:
    assert times.is_older(SEEN) is is_older


def test_what_was_seen_by_an_earlier_release_counts_as_seen_before_an_older_copy() -> None:
    assert Times(SEEN, SEEN - 1).is_older(0) is True
    assert Times(SEEN, SEEN).is_older(0) is None


def event(ts: int, **more: Any) -> Event:
    """Return a message, or with a state key some state."""
    values: dict[str, Any] = {
        "type": "m.room.message",
        "sender": "@x:test",
        "content": {},
        "state_key": None,
    }
    return Event(room_id="!forum", event_id=f"${ts}", ts=ts, **(values | more))


class Server:
    """A homeserver with a room's events, newest first, and an account's time."""

    user_id = "@bot:test"

    def __init__(self, there: object, *events: Event) -> None:
        self.there, self.events = there, events

    async def account_data(self, _name: str) -> Mapping[str, object]:
        return {"at": self.there}

    async def messages_back(self, *_: object, limit: int) -> tuple[tuple[Event, ...], None]:
        return self.events[:limit], None


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database("sqlite", tmp_path)
    yield opened
    await opened.close()


async def lost(database: Database, server: Server, *rooms: Room, kept: int = 0) -> set[str]:
    """Return the places that are judged to be lost, of rooms whose last event is gone."""
    async with database.write() as conn:
        await meta.put(conn, meta.WITNESS, str(kept))
        await meta.put(conn, meta.HEARD_AT, str(SEEN + 1))
    looking = Looking(cast("Any", server), RateLimit())
    return set(await Removed(database, looking).lost(rooms or (FORUM,)))


async def test_if_an_older_message_is_there_nothing_removed_the_event(database: Database) -> None:
    joined = event(SEEN - 5, type="m.room.member", state_key="@x:test")
    for kept in (0, SEEN - 1):
        then = Server(kept, event(SEEN + 9), event(SEEN - 9))
        assert await lost(database, then, kept=kept) == {"forum"}
        assert await lost(database, Server(kept, joined), kept=kept) == {"forum"}
        removed = Server(kept, event(SEEN + 9))
        assert await lost(database, removed, kept=kept) == set()
        assert await lost(database, Server(kept), kept=kept) == set()


async def test_where_one_room_shows_an_older_homeserver_the_others_are_lost_with_it(
    database: Database,
) -> None:
    deleted = Room(**{**vars(FORUM), "place": "P1/plenary", "seen_at": SEEN + 5})
    of_before = Room(**{**vars(FORUM), "place": "space", "seen_at": SEEN - 5})
    server = Server(SEEN - 1)
    rooms = (FORUM, deleted, of_before)
    assert await lost(database, server, *rooms, kept=SEEN + 9) == {"forum", "P1/plenary"}


@pytest.mark.parametrize("told", ["soon", None, 1.5, True, [SEEN]])
async def test_a_time_that_is_none_counts_as_none(database: Database, told: object) -> None:
    assert await lost(database, Server(told), kept=SEEN + 1) == {"forum"}
