"""The tests' own PostgreSQL server leaves nothing behind, however the tests end."""

import asyncio
import shutil
from pathlib import Path

import asyncpg  # type: ignore[import-untyped] # it has no types
import pytest

from tests.nursery.forked import fork
from tests.postgresql import server


def hold() -> None:
    """Have a server at work, and say where, until killed."""
    asyncio.run(_hold())


async def _hold() -> None:
    async with server.started() as at_work:
        print(at_work.socket, flush=True)  # noqa: T201 - the test reads it
        await asyncio.Event().wait()


async def _fail_beside(folders: list[Path]) -> None:
    async with server.started() as at_work:
        folders.append(at_work.socket)
        await at_work.run("CREATE TABLE left_behind ()")
        raise ZeroDivisionError


async def test_it_is_gone_with_its_folder_when_what_needed_it_fails() -> None:
    folders: list[Path] = []
    with pytest.raises(ZeroDivisionError):
        await _fail_beside(folders)
    assert [folder.exists() for folder in folders] == [False]


async def test_it_ends_with_the_process_that_started_it_even_by_a_kill() -> None:
    process = await fork(hold)
    folder = Path((await process.stdout.readline()).decode().strip())
    assert (folder / "data" / "postmaster.pid").exists()
    process.kill()
    await process.communicate()
    async with asyncio.timeout(60):
        while (folder / "data" / "postmaster.pid").exists():  # noqa: ASYNC110 - the last it does
            await asyncio.sleep(0.05)
    shutil.rmtree(folder)  # which nobody was there to remove


async def test_a_database_is_empty_or_as_another_and_gone_after_its_test(
    postgresql: server.Server,
) -> None:
    async with postgresql.database() as first:
        connection = await asyncpg.connect(postgresql.url(first))
        await connection.execute("CREATE TABLE copied ()")
        await connection.close()
        async with postgresql.database(like=first) as second:
            connection = await asyncpg.connect(postgresql.url(second))
            await connection.execute("SELECT FROM copied")
            await connection.close()
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(postgresql.url(second))
