"""How far the bot has listened is written down a moment later, and at once when it counts."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.listener.sync_token import SyncToken
from storage import meta, rooms
from storage.database import Database, open_database

FORUM, SEEN = "!forum", 1_000
WITNESS: Any = SimpleNamespace(seen=lambda _events: SEEN)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database("sqlite", tmp_path)
    async with opened.write() as conn:
        await rooms.intend(conn, place="forum", proposal=0, kind="forum", alias="a")
        await rooms.set_room_id(conn, "forum", FORUM)
    yield opened
    await opened.close()


async def written(database: Database) -> tuple[str | None, str, int]:
    """Return the token, and the last event of the forum and when it was seen."""
    async with database.read() as conn:
        room = await rooms.get(conn, "forum")
        assert room
        return await meta.get(conn, meta.SYNC_TOKEN), room.last_event, room.seen_at


async def test_what_was_worked_on_is_written_at_once_when_it_is_asked_for(
    database: Database,
) -> None:
    sync_token = SyncToken(database, WITNESS)
    sync_token.took("s1", ["$a"], {FORUM: "$a"})
    await sync_token.write()
    assert await written(database) == (None, "", 0)
    sync_token.finished("$a")
    await sync_token.write()
    assert await written(database) == ("s1", "$a", SEEN)


async def test_what_is_broken_off_by_the_end_is_written_once_more(database: Database) -> None:
    sync_token = SyncToken(database, WITNESS)
    sync_token.took("s1", [], {FORUM: "$a"})
    async with database.write():  # its turn doesn't come
        writing = asyncio.create_task(sync_token.write())
        await asyncio.sleep(0)
        writing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await writing
    assert await written(database) == (None, "", 0)
    await sync_token.write()
    assert await written(database) == ("s1", "$a", SEEN)
