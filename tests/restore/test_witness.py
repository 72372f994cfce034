"""The time that is kept with the account says only what is so of that homeserver."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from bot.errors import MatrixError, Restored
from bot.matrix import Event
from bot.ratelimit import RateLimit
from bot.restore import absent
from bot.restore.absent import Absent
from bot.restore.witness import NAME, Witness
from storage import meta, rooms
from storage.database import Database, open_database
from storage.rooms import RoomState

NOW = 1_000
FORUM, PLENARY = "!forum", "!plenary"


class Server:
    """A homeserver with events, and an account's data. If ``limited``, it first says 429 once."""

    user_id = "@bot:test"

    def __init__(self, *events: str, limited: bool = False) -> None:
        self.events, self.limited, self.asked = set(events), limited, list[str]()
        self.data: dict[str, Mapping[str, object]] = {NAME: {"at": 5}}

    async def event(self, _room: str, event_id: str) -> Event | None:
        self.asked.append(event_id)
        if event_id not in self.events:
            raise MatrixError("M_NOT_FOUND", "no", status=404)
        return None

    async def put_account_data(self, name: str, content: Mapping[str, object]) -> None:
        if self.limited:
            self.limited, self.events = False, set()
            raise MatrixError("M_LIMIT_EXCEEDED", "later", status=429, retry_after=0.001)
        self.data[name] = content

    async def joined_rooms(self) -> frozenset[str]:
        return frozenset()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database("sqlite", tmp_path)
    yield opened
    await opened.close()


def of(database: Database, server: Server) -> Witness:
    """Return a bot's witness on a homeserver."""
    return Witness(database, cast("Any", server), RateLimit(), lambda: NOW)


async def kept(database: Database, server: Server) -> tuple[str | None, object]:
    """Return the time as the database and the account have it."""
    async with database.read() as conn:
        return await meta.get(conn, meta.WITNESS), server.data[NAME]["at"]


async def test_once_something_was_seen_there_and_here_have_a_time_that_is_not_before_it(
    database: Database,
) -> None:
    server = Server("$a", "$b")
    witness = of(database, server)
    assert witness.seen({FORUM: "$a", PLENARY: "$b"}) == NOW
    await witness.write()
    assert await kept(database, server) == ("1000", 1000)
    assert witness.seen({FORUM: "$a"}) == NOW + 1
    await witness.write()
    assert await kept(database, server) == ("1001", 1001)


async def test_where_nothing_was_seen_since_the_time_stays(database: Database) -> None:
    server = Server("$a")
    witness = of(database, server)
    await witness.write()
    assert await kept(database, server) == (None, 5)
    witness.seen({FORUM: "$a"})
    await witness.write()
    server.data[NAME] = {"at": 5}
    await witness.write()
    assert await kept(database, server) == ("1000", 5)


async def test_an_older_homeserver_is_never_given_a_new_time(database: Database) -> None:
    older = Server("$a")
    witness = of(database, older)
    witness.seen({FORUM: "$a", PLENARY: "$lost"})
    for _ in range(2):
        await witness.write()
        assert await kept(database, older) == (None, 5)


async def test_while_more_is_seen_one_event_shows_that_all_before_it_is_there(
    database: Database,
) -> None:
    server = Server(*"abcd")
    witness = of(database, server)
    assert witness.seen({FORUM: "a", PLENARY: "b"}) == NOW
    assert witness.seen({FORUM: "c", PLENARY: "d"}) == NOW + 1
    await witness.turn()
    assert (await kept(database, server), server.asked) == (("1000", 1000), ["c"])
    await witness.turn()  # nothing came since
    assert (await kept(database, server), server.asked[1:]) == (("1001", 1001), ["c", "d"])


async def test_a_homeserver_that_lacks_the_newest_of_one_room_is_given_no_time_after_it(
    database: Database,
) -> None:
    older = Server(*"abc")
    witness = of(database, older)
    witness.seen({FORUM: "a", PLENARY: "b"})
    lost = witness.seen({FORUM: "c", PLENARY: "d"})
    for _ in range(3):
        await witness.turn()
        assert await kept(database, older) == ("1000", 1000)
    assert lost > 1000


async def test_what_was_seen_in_one_room_alone_is_asked_for_at_once(database: Database) -> None:
    server = Server(*"abc")
    witness = of(database, server)
    witness.seen({FORUM: "a", PLENARY: "b"})
    witness.seen({FORUM: "c"})
    await witness.turn()
    assert (await kept(database, server), server.asked) == (("1001", 1001), ["c"])


async def test_one_put_back_while_the_bot_was_told_to_wait_is_given_none(
    database: Database,
) -> None:
    server = Server("$a", limited=True)
    witness = of(database, server)
    witness.seen({FORUM: "$a"})
    await witness.write()
    assert await kept(database, server) == (None, 5)


async def test_what_could_not_be_written_is_written_at_the_next_chance(database: Database) -> None:
    server = Server()
    witness = of(database, server)
    witness.seen({FORUM: "$a"})
    await witness.write()
    server.events.add("$a")
    await witness.write()
    assert await kept(database, server) == ("1001", 1001)


async def test_after_a_restart_no_time_is_before_the_last(database: Database) -> None:
    async with database.write() as conn:
        await meta.put(conn, meta.WITNESS, str(NOW + 9))
    witness = of(database, Server())
    await witness.recall()
    assert witness.seen({FORUM: "$a"}) == NOW + 10


async def test_a_room_that_is_gone_has_all_rooms_compared_before_anything_follows(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(absent, "BETWEEN", 0)
    async with database.write() as conn:
        await rooms.intend(conn, place="forum", proposal=0, kind="forum", alias="a")
        await rooms.set_room_id(conn, "forum", FORUM)
        await rooms.set_state(conn, "forum", RoomState.READY)

    async def older() -> None:
        raise Restored(gone=["forum"])

    looks = Absent(database, cast("Any", Server()), RateLimit(), older, asyncio.Event().set)
    with pytest.raises(Restored):
        await looks.keep_looking()
    async with database.read() as conn:
        room = await rooms.get(conn, "forum")
    assert room
    assert room.state is RoomState.READY
