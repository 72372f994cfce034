"""The courier goes on after a bug of ours, and sends nothing before what it waits for."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.courier import courier as couriers
from bot.courier.courier import Courier
from bot.courier.mark_sent import SentRows
from bot.errors import MatrixError
from bot.ratelimit import RateLimit
from bot.relay.compose import Sending
from bot.rooms.notices import Notices
from bot.service.parts import courier_of
from storage import outbox, rooms
from storage.database import Database, open_database
from storage.errors import StorageError
from storage.outbox import Row
from storage.rooms import Room, RoomState
from tests.bot.desk import SETTINGS


async def test_a_bug_in_one_room_s_work_is_tried_again_and_stops_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(couriers, "backoff", lambda _attempt: 0.0)
    part = cast("Any", SimpleNamespace())
    courier = Courier(part, part, part, part, part, SentRows(part))
    tried = []

    async def work() -> None:
        tried.append(1)
        if len(tried) == 1:
            raise RuntimeError("a bug")

    for _ in range(2):
        courier._start("P1/plenary", work)
        await asyncio.gather(*courier._busy.values())
    assert len(tried) == 2
    assert courier._failure is None


NOW = 10**9


class Server:
    """Notes what is sent, in order; the answer is not sent before it is let through."""

    user_id = SETTINGS.user_id
    since = 0

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.let_through = asyncio.Event()

    async def send(self, _room: str, _kind: str, _content: Mapping[str, Any], txn: str) -> str:
        if txn == "answer":
            await self.let_through.wait()
        self.sent.append(txn)
        return f"${txn}"


def row(key: str, lane: str, after: str = "") -> Row:
    return Row(
        key=key,
        cause="$c",
        place="forum",
        lane=lane,
        txn_id=key,
        event_type="m.room.message",
        content={"body": key},
        created_at=NOW,
        references={"after": after} if after else {},
    )


def made(database: Database, server: Server) -> Courier:
    matrix = cast("Any", server)
    return courier_of(database, matrix, SETTINGS, RateLimit(), now=lambda: NOW, version="12")


async def forum_of(database: Database) -> Room:
    """Have a forum in which everything is as wanted."""
    async with database.write() as conn:
        await rooms.intend(conn, place="forum", proposal=0, kind="forum", alias="a")
        await rooms.set_room_id(conn, "forum", "!forum")
        await rooms.set_state(conn, "forum", RoomState.READY)
        await rooms.reconciled(conn, "forum", 1)
        found = await rooms.get(conn, "forum")
    assert found
    return found


@asynccontextmanager
async def at_work(database: Database, server: Server) -> AsyncIterator[Courier]:
    """Have a courier run."""
    courier = made(database, server)
    working = asyncio.create_task(courier.run())
    try:
        async with asyncio.timeout(10):
            await courier.idle.wait()
            yield courier
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await database.close()


async def reaches(server: Server, sent: int) -> None:
    while len(server.sent) < sent:  # noqa: ASYNC110 - the fake server has no event for it
        await asyncio.sleep(0.01)


async def test_what_is_handed_is_sent_once_and_its_tick_after_it(tmp_path: Path) -> None:
    database, server = await open_database("sqlite", tmp_path), Server()
    forum = await forum_of(database)
    async with at_work(database, server) as courier:
        rows = row("answer", "forum"), row("tick", "forum ✅", after="answer")
        async with database.write() as conn:
            await outbox.put(conn, rows)
        courier.hand(Sending(((forum, rows),), whole=True))
        assert not courier.idle.is_set()
        await asyncio.sleep(couriers.A_MOMENT * 2)
        assert server.sent == []
        server.let_through.set()
        await courier.idle.wait()
    assert server.sent == ["answer", "tick"]


class Refusing(Server):
    """Refuses every message for good."""

    async def send(self, *_: object) -> str:
        raise MatrixError("M_TOO_LARGE", "too large", status=413)


async def test_what_is_set_aside_and_word_of_it_are_one_transaction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = await open_database("sqlite", tmp_path)
    courier, forum, asked = made(database, Refusing()), await forum_of(database), row("r", "forum")
    monkeypatch.setattr(courier.schedule, "is_shut_out", never)
    async with database.write() as conn:
        await outbox.put(conn, [asked])
    with monkeypatch.context() as patched:
        patched.setattr(Notices, "tell", fails)
        with pytest.raises(StorageError):
            await courier._send(forum, asked)
    async with database.read() as conn:
        assert await outbox.parked(conn) == ()
    assert await courier._send(forum, asked)
    async with database.read() as conn:
        assert [each.key for each in await outbox.parked(conn)] == ["r"]
        (told,) = await outbox.of_cause(conn, "parked:r")
    assert told.place == "secretariat"
    await database.close()


async def never(*_: object) -> bool:
    return False


async def fails(*_: object, **_data: object) -> None:
    raise StorageError


async def test_what_was_not_handed_is_looked_for_at_once(tmp_path: Path) -> None:
    database, server = await open_database("sqlite", tmp_path), Server()
    forum = await forum_of(database)
    async with at_work(database, server) as courier:
        handed, other = row("answer", "forum"), row("other", "forum ✅")
        async with database.write() as conn:
            await outbox.put(conn, [handed, other])
        courier.hand(Sending(((forum, (handed,)),), whole=False))
        await reaches(server, 1)
        assert server.sent == ["other"]
        server.let_through.set()
        await courier.idle.wait()
    assert server.sent == ["other", "answer"]


async def test_nothing_is_handed_to_a_room_where_something_is_under_way(tmp_path: Path) -> None:
    """Or the tick would go alone, and the answer wait."""
    database, server = await open_database("sqlite", tmp_path), Server()
    forum = await forum_of(database)
    under_way = asyncio.Event()

    async def work() -> None:
        await under_way.wait()

    async with at_work(database, server) as courier:
        courier._start("forum", work)
        rows = row("answer", "forum"), row("tick", "forum ✅", after="answer")
        async with database.write() as conn:
            await outbox.put(conn, rows)
        courier.hand(Sending(((forum, rows),), whole=True))
        await asyncio.sleep(couriers.A_MOMENT * 2)
        assert server.sent == []
        under_way.set()
        server.let_through.set()
        await reaches(server, 2)
    assert server.sent == ["answer", "tick"]


async def test_a_room_that_needs_something_besides_what_was_handed_gets_it(tmp_path: Path) -> None:
    database, server = await open_database("sqlite", tmp_path), Server()
    forum = await forum_of(database)
    async with at_work(database, server) as courier:
        rows = (row("answer", "forum"),)
        async with database.write() as conn:
            await outbox.put(conn, rows)
            await outbox.put(conn, [row("unheard of", "forum ✅")])
        courier.hand(Sending(((forum, rows),), whole=True))
        await reaches(server, 1)
        assert server.sent == ["unheard of"], "it is looked for, though the answer still waits"
        server.let_through.set()


async def test_no_tick_comes_before_its_own_answer_though_others_wait_in_the_same_lane(
    tmp_path: Path,
) -> None:
    database = await open_database("sqlite", tmp_path)
    await forum_of(database)
    async with database.write() as conn:
        ticks = row("tick 1", "forum ✅"), row("tick 2", "forum ✅", after="answer")
        await outbox.put(conn, [row("answer", "forum"), *ticks])
    server = Server()
    working = asyncio.create_task(made(database, server).run())
    try:
        async with asyncio.timeout(10):
            while not server.sent:  # noqa: ASYNC110 - the fake server has no event for it
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.05)
            assert server.sent == ["tick 1"]
            server.let_through.set()
            while len(server.sent) < 3:  # noqa: ASYNC110 - the same
                await asyncio.sleep(0.01)
        assert server.sent == ["tick 1", "answer", "tick 2"]
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await database.close()
