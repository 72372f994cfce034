"""What an earlier process let in is let in again; what it acted on counts no more."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.clerk.item import Item, arrival
from bot.clerk.queue import Queue, Ready, Worker
from bot.listener.floods import AT_ONCE, Floods
from bot.listener.listener import Listener
from storage import inbox
from storage.database import Database, open_database
from storage.errors import DatabaseCorrupt, DatabaseUnwritable, StorageError
from tests.bot.test_floods import BOT, Clock, items, notices


class Clerk:
    """Fails as it is told to."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    async def work(self, *_item: object, **_how: object) -> None:
        raise self.error


@asynccontextmanager
async def process(folder: Path) -> AsyncIterator[tuple[Listener, Database]]:
    """A listener in a process that is killed at the end."""
    part = cast("Any", SimpleNamespace())
    parts = {name: part for name in Listener.__dataclass_fields__ if name[0] != "_"}
    database = await open_database("sqlite", folder)
    parts |= {"database": database, "now": lambda: 1, "floods": Floods(BOT, Clock())}
    listener = Listener(**(parts | {"news": (), "synced": cast("Any", Unset())}))
    try:
        yield listener, database
    finally:
        await database.close()


class Unset:
    def is_set(self) -> bool:
        return False


def causes(found: list[Item]) -> list[str]:
    return [item.cause for item in found]


async def test_what_was_let_in_before_a_restart_is_let_in_again_however_much_it_is(
    tmp_path: Path,
) -> None:
    said = items("@a:test", AT_ONCE + 6)
    async with process(tmp_path) as (before, database):
        for some in (said[:AT_ONCE], said[AT_ONCE:]):
            before.floods = Floods(BOT, Clock())  # as much later as it takes
            assert causes(await before._let_in(some)) == causes(some)
    async with process(tmp_path) as (after, database):
        assert causes(await after._let_in(said)) == causes(said)
        async with database.read() as conn:
            assert await inbox.known(conn, causes(said)) == set()


async def test_what_was_acted_on_before_a_restart_uses_nothing_up(tmp_path: Path) -> None:
    said = items("@a:test", AT_ONCE * 2)
    async with process(tmp_path) as (_, database):
        database.attempts.begin(said[0].cause)
        async with database.write() as conn:
            for item in said[:AT_ONCE]:
                await inbox.enter(conn, arrival(item))
    async with process(tmp_path) as (listener, _):
        let_in = await listener._let_in(said)
        assert causes(let_in) == causes(said[AT_ONCE:])
        assert notices(let_in) == []
    async with process(tmp_path) as (_, database):
        assert database.attempts.left == set(causes(said[AT_ONCE:]))


@pytest.mark.parametrize("error, counted", [(DatabaseUnwritable(), 0), (DatabaseCorrupt(), 1)])
async def test_an_attempt_that_a_full_disk_ends_is_not_counted_and_any_other_is(
    tmp_path: Path, error: StorageError, counted: int
) -> None:
    (item,) = items("@a:test", 1)
    async with process(tmp_path) as (listener, _):
        queue: Queue[Ready] = Queue()
        queue.put((Ready(each), None) for each in await listener._let_in([item]))
        attempts, clerk = listener.database.attempts, cast("Any", Clerk(error))
        with pytest.raises(type(error)):
            await Worker(attempts, clerk, queue, cast("Any", None)).run()
    async with process(tmp_path) as (_, database):
        assert database.attempts.begin(item.cause) == counted + 1
