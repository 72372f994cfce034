"""The bot says whether the sync is alive and the outbox moves, and which of them isn't."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.config import load
from bot.matrix import Matrix
from bot.service.health import OUTBOX_STILL, SYNC_SILENT
from bot.service.service import Service, service_of
from bot.settings import settings_of
from demo.cast import Cast, cast
from demo.homeserver import Homeserver
from storage import outbox, rooms
from storage.database import Database, ReadOnlyDatabase, open_database
from storage.engines import FILE, locate, reader
from tests.monitor.asking import Ahead, Asker, asked, figure
from tests.nursery.names import its_own
from tests.storage.make import row

ONE = {"cs": "Civil society"}


@dataclass
class Watched:
    """A bot at work, its clock, and who asks how it is."""

    cast: Cast
    service: Service
    database: Database
    clock: Ahead
    asker: Asker
    forum: str = ""

    async def settled(self) -> None:
        async with asyncio.timeout(30):
            await self.service.courier.idle.wait()

    async def synced(self) -> None:
        """Have the homeserver answer the sync under way, and wait until it did."""
        heard = self.service.listener.heard_at
        async with self.cast["visitor"] as visitor:
            await visitor.join(self.forum)
            await visitor.say(self.forum, "Good morning!")
        async with asyncio.timeout(30):
            while self.service.listener.heard_at == heard:  # noqa: ASYNC110 - nobody is told
                await asyncio.sleep(0.01)

    async def put(self, **values: Any) -> None:
        """Put a message for the forum into the outbox, and leave the courier asleep."""
        key = secrets.token_hex(8)
        async with self.database.write() as conn:
            given = row(key, place="forum", created_at=self.clock(), **values)
            await outbox.put(conn, [given])

    async def leads_to(self, room_id: str) -> str:
        """Have the forum be another room; return the one that it was."""
        async with self.database.write() as conn:
            forum = await rooms.get(conn, "forum")
            assert forum
            await rooms.set_room_id(conn, "forum", room_id)
        return str(forum.room_id)


@asynccontextmanager
async def at_work(made: Cast) -> AsyncIterator[Watched]:
    config, clock = load(made.config), Ahead()
    database = await open_database(config.database, config.data_dir)
    try:
        async with (
            Matrix(config.homeserver, made.bot) as matrix,
            service_of(database, matrix, settings_of(config, made.bot.user_id), clock) as service,
            asked(database, service, clock) as asker,
        ):
            await service.listener.synced.wait()
            found = Watched(made, service, database, clock, asker)
            await found.settled()
            found.forum = await found.leads_to("")
            await found.leads_to(found.forum)
            yield found
    finally:
        await database.close()


@pytest.fixture(scope="module")
async def watched(
    homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Watched]:
    """A bot for all tests here, each of which leaves it well."""
    settings: dict[str, Any] = {**its_own(), "caucuses": ONE}
    async with (
        cast(homeserver, tmp_path_factory.mktemp("watched"), listening=False, **settings) as made,
        at_work(made) as found,
    ):
        yield found


async def test_a_bot_that_hears_and_sends_is_well(watched: Watched) -> None:
    status, told = await watched.asker.health()
    assert status == 200
    assert told["ok"] is told["sync"]["ok"] is told["outbox"]["ok"] is True
    assert told["outbox"]["rows"] == told["outbox"]["seconds"] == 0


async def test_a_sync_without_an_answer_is_named_until_the_homeserver_answers_again(
    watched: Watched,
) -> None:
    status, told = await watched.asker.health()
    async with asyncio.timeout(30):
        while status == 200:  # the answer to what another test said may still come
            watched.clock.seconds(SYNC_SILENT + 1)
            status, told = await watched.asker.health()
    assert status == 503
    assert (told["ok"], told["sync"]["ok"], told["outbox"]["ok"]) == (False, False, True)
    assert told["sync"]["seconds"] >= SYNC_SILENT
    assert (await watched.asker.figures())["rapporteur_sync_lag_seconds", ()] >= SYNC_SILENT
    await watched.synced()
    assert (await watched.asker.health())[0] == 200


async def test_an_outbox_that_stands_still_is_named_until_it_moves_again(watched: Watched) -> None:
    await watched.put()
    assert (await watched.asker.health())[0] == 200
    watched.clock.seconds(OUTBOX_STILL + 1)
    await watched.synced()
    status, told = await watched.asker.health()
    assert status == 503
    assert (told["ok"], told["sync"]["ok"], told["outbox"]["ok"]) == (False, True, False)
    assert told["outbox"]["rows"] == 1
    figures = await watched.asker.figures()
    assert figures["rapporteur_outbox_rows", ()] == 1
    assert figures["rapporteur_outbox_oldest_seconds", ()] > OUTBOX_STILL
    watched.service.courier.wake()
    await watched.settled()
    status, told = await watched.asker.health()
    assert (status, told["outbox"]["rows"]) == (200, 0)


async def test_a_database_that_cannot_be_read_is_told_as_an_outbox_that_does_not_move(
    watched: Watched, tmp_path: Path
) -> None:
    gone = ReadOnlyDatabase(reader(locate("sqlite", tmp_path)))
    before = figure("rapporteur_errors_total", kind="storage")
    async with asked(gone, watched.service, watched.clock) as asker:
        status, told = await asker.health()
        assert status == 503
        assert told["outbox"] == {"ok": False, "rows": None, "seconds": None}
        figures = await asker.figures()
        assert figures["rapporteur_errors_total", ("storage",)] > before
    assert FILE not in "".join(asker.heard)
