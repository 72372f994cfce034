import asyncio
import gc
import sqlite3
import stat
import sys
from contextlib import AbstractAsyncContextManager, closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import meta, record
from storage.database import Database, open_database, open_readonly
from storage.engines import FILE, locate
from storage.errors import (
    DatabaseCorrupt,
    DatabaseUnreachable,
    DatabaseUnsupported,
    DatabaseUnwritable,
    DataDirInUse,
    DriverMissing,
    LeaseLost,
    StorageError,
)
from tests.storage.make import referred, seated, tabled


async def test_the_secret_is_made_once_and_the_epoch_rises(tmp_path: Path, empty_url: str) -> None:
    seen = []
    for _ in range(3):
        database = await open_database(empty_url, tmp_path)
        seen.append((database.epoch, database.secret))
        await database.close()
    assert [epoch for epoch, _ in seen] == [1, 2, 3]
    assert len(seen[0][1]) == 32
    assert len({secret for _, secret in seen}) == 1


async def test_what_is_created_is_for_its_owner_alone(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    database = await open_database("sqlite", data_dir)
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700
    for suffix in ("", "-wal", "-shm"):
        assert stat.S_IMODE((data_dir / (FILE + suffix)).stat().st_mode) == 0o600
    await database.close()


async def test_a_value_is_put_and_put_again(database: Database) -> None:
    async with database.write() as conn:
        assert await meta.get(conn, "sync_token") is None
        for token in ("s1", "s2"):
            await meta.put(conn, "sync_token", token)
            assert await meta.get(conn, "sync_token") == token


async def test_sqlite_is_as_careful_as_it_can_be(tmp_path: Path) -> None:
    database = await open_database("sqlite", tmp_path)
    async with database.write() as conn:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        found = [await conn.scalar(text(f"PRAGMA {name}")) for name in names]
    await database.close()
    assert found == ["wal", 2, 1, 1]


async def test_only_what_is_written_in_haste_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    database = await open_database("sqlite", tmp_path)
    found = []
    for hasty in (True, False, True):
        async with database.write(hasty=hasty) as conn:
            found.append(await conn.scalar(text("PRAGMA synchronous")))
    async with database.write() as conn:
        found.append(await conn.scalar(text("PRAGMA synchronous")))
    await database.close()
    assert found == [1, 2, 1, 2]


async def test_a_second_opening_of_the_data_dir_is_refused(tmp_path: Path, url: str) -> None:
    database = await open_database(url, tmp_path)
    with pytest.raises(DataDirInUse) as caught:
        await open_database(url, tmp_path)
    await database.close()
    assert caught.value.fields == {"path": str(tmp_path)}


async def test_closing_lets_another_open(tmp_path: Path, url: str) -> None:
    for _ in range(2):
        await (await open_database(url, tmp_path)).close()


async def test_closing_waits_for_those_who_still_read(url: str, tmp_path: Path) -> None:
    database = await open_database(url, tmp_path)
    async with database.read() as conn:
        closing = asyncio.create_task(database.close())
        for _ in range(2):
            await asyncio.sleep(0)  # it begins
        assert await _is_refused(database.read())
        assert await record.entries(conn, 1) == ()
        assert not closing.done()
    await closing
    gc.collect()  # a connection that nobody closed says so


async def test_who_is_cancelled_while_closing_leaves_nothing_open(url: str, tmp_path: Path) -> None:
    database = await open_database(url, tmp_path)
    async with database.read():
        pass
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0)  # it begins
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing
    gc.collect()  # a connection that nobody closed says so
    await (await open_database(url, tmp_path)).close()


async def test_after_closing_nothing_is_read_or_written(url: str, tmp_path: Path) -> None:
    database = await open_database(url, tmp_path)
    await database.close()
    assert await _is_refused(database.read())
    assert await _is_refused(database.write())


async def _is_refused(asked: AbstractAsyncContextManager[AsyncConnection]) -> bool:
    try:
        async with asked:
            return False
    except DatabaseUnreachable as error:
        return error.fields == {"reason": "it is closed"}


async def test_an_opening_that_fails_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"This is not a database. " * 1000)
    with pytest.raises(DatabaseCorrupt):
        await open_database("sqlite", tmp_path)
    (tmp_path / FILE).unlink()
    await (await open_database("sqlite", tmp_path)).close()


async def test_an_opening_that_finds_no_database_holds_nothing(
    tmp_path: Path, migrated_database: str
) -> None:
    missing = migrated_database.replace("@/", "@/no_")
    with pytest.raises(DatabaseUnreachable, match="does not exist"):
        await open_database(missing, tmp_path)
    with pytest.raises(DatabaseUnreachable, match="does not exist"):
        await open_readonly(missing, tmp_path)
    await (await open_database(migrated_database, tmp_path)).close()


async def test_a_connection_that_the_server_ends_is_told_and_then_made_anew(
    tmp_path: Path, migrated_database: str
) -> None:
    database = await open_database(migrated_database, tmp_path)
    with pytest.raises(DatabaseUnreachable):
        async with database.write() as conn:
            await _append_where_all_others_end(database, conn)
    async with database.write() as conn:
        assert await record.entries(conn, 1) == ()
        await record.append(conn, [tabled()])
    async with database.read() as reading:
        assert len(await record.entries(reading, 1)) == 1
    await database.close()


async def _append_where_all_others_end(database: Database, conn: AsyncConnection) -> None:
    async with database.read() as reading:
        await reading.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    await record.append(conn, [tabled()])


async def test_who_lost_the_lease_writes_nothing(tmp_path: Path, url: str) -> None:
    shared = f"sqlite:///{tmp_path / 'shared.sqlite3'}" if url == "sqlite" else url
    first = await open_database(shared, tmp_path / "one")
    second = await open_database(shared, tmp_path / "two")
    with pytest.raises(LeaseLost) as caught:
        async with first.write() as conn:
            await record.append(conn, [tabled()])
    async with second.write() as conn:
        assert await record.entries(conn, 1) == ()
    await first.close()
    await second.close()
    assert caught.value.fields == {"epoch": 1, "found": 2}


async def test_an_exception_rolls_the_transaction_back(database: Database) -> None:
    async def work() -> None:
        async with database.write() as conn:
            await record.append(conn, [tabled()])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await work()
    async with database.write() as conn:
        assert await record.entries(conn, 1) == ()


async def test_a_cancelled_transaction_leaves_nothing_and_hinders_nobody(
    database: Database,
) -> None:
    async def work() -> None:
        async with database.write() as conn:
            while True:
                await record.append(conn, [seated()])
                await asyncio.sleep(0)

    held = []  # an exception that is kept keeps the cursor at which it was raised
    for steps in (0, 1, 2, 4, 8, *range(16, 320, 16)):
        task = asyncio.ensure_future(work())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        held.append(caught)
        async with database.write() as conn:
            assert await record.entries(conn, 0) == ()


async def test_writers_take_turns_in_the_order_they_came(database: Database) -> None:
    order: list[int] = []

    async def work(number: int) -> None:
        async with database.write() as conn:
            await record.append(conn, [seated()])
            order.append(number)

    await asyncio.gather(*(work(number) for number in range(20)))
    assert order == list(range(20))
    async with database.read() as conn:
        assert [entry.number for entry in await record.entries(conn, 0)] == list(range(1, 21))


async def test_a_reader_sees_one_moment_and_does_not_wait_for_the_writer(
    database: Database,
) -> None:
    async with database.write() as conn:
        await record.append(conn, [tabled()])
    async with database.read() as reading:
        before = await record.entries(reading, 1)
        async with database.write() as conn:
            await record.append(conn, [referred()])
        assert await record.entries(reading, 1) == before
    async with database.read() as reading:
        assert len(await record.entries(reading, 1)) == 2


async def test_a_reader_can_not_write(database: Database) -> None:
    with pytest.raises((StorageError, DBAPIError)):
        async with database.read() as conn:
            await record.append(conn, [tabled()])


@pytest.mark.parametrize("running", ["running", ""])
async def test_it_is_read_by_another_whether_or_not_the_bot_runs(
    tmp_path: Path, url: str, running: str
) -> None:
    database = await open_database(url, tmp_path)
    async with database.write() as conn:
        await record.append(conn, [tabled()])
    if not running:
        await database.close()
    other = await open_readonly(url, tmp_path)
    async with other.read() as conn:
        assert len(await record.entries(conn, 1)) == 1
    await other.close()
    if running:
        await database.close()


async def test_reading_alone_creates_nothing(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable):
        await open_readonly("sqlite", data_dir := tmp_path / "data")
    assert not data_dir.exists()


async def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    database = await open_database("sqlite", tmp_path)
    async with database.write() as conn:
        await record.append(conn, [seated(f"@{number}:x") for number in range(300)])
    await database.close()
    path = tmp_path / FILE
    damaged = bytearray(path.read_bytes())
    damaged[8192 : len(damaged) // 2] = b"\xa5" * (len(damaged) // 2 - 8192)
    path.write_bytes(damaged)
    with pytest.raises(DatabaseCorrupt):
        await open_database("sqlite", tmp_path)


async def test_a_full_disk_loses_the_transaction_and_nothing_else(tmp_path: Path) -> None:
    # SQLite gives the same SQLITE_FULL for its own limit of pages as for a disk without
    # room, and takes the same way back; so no file system is filled here.
    database = await open_database("sqlite", tmp_path)
    async with database.write() as conn:
        (kept,) = await record.append(conn, [tabled()])
        pages = await conn.scalar(text("PRAGMA page_count"))
        await conn.execute(text(f"PRAGMA max_page_count = {pages + 2}"))
    with pytest.raises(DatabaseUnwritable):
        async with database.write() as conn:
            await record.append(conn, [tabled(2, text="long " * 100_000)])
    async with database.read() as reading:
        assert await record.entries(reading, 1) == (kept,)
        assert await record.entries(reading, 2) == ()
    async with database.write() as conn:
        await conn.execute(text("PRAGMA max_page_count = 1000000"))
        await record.append(conn, [tabled(2, text="long " * 100_000)])
    await database.close()


async def test_a_lock_held_by_another_program_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite._PATIENCE_MS", 50)
    database = await open_database("sqlite", tmp_path)
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DataDirInUse, match="locked"):
        async with database.write():
            pass
    other.close()
    async with database.write() as conn:
        await record.append(conn, [tabled()])
    await database.close()


async def test_a_lock_that_another_program_holds_for_a_while_is_waited_for(tmp_path: Path) -> None:
    database = await open_database("sqlite", tmp_path)
    async with database.write() as conn:
        assert await conn.scalar(text("PRAGMA busy_timeout")) >= 30_000
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writing = asyncio.ensure_future(_tabled(database))
        while not database._turn.locked():  # noqa: ASYNC110 - no event
            await asyncio.sleep(0)
        async with database.read() as reading:
            assert await record.entries(reading, 1) == ()
        assert not writing.done()
        other.execute("ROLLBACK")
    await writing
    await database.close()


async def _tabled(database: Database) -> None:
    async with database.write() as conn:
        await record.append(conn, [tabled()])


async def test_a_data_dir_that_can_not_be_made_is_unwritable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseUnwritable):
        await open_database("sqlite", tmp_path / "file" / "data")


async def test_a_server_that_does_not_answer_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable):
        await open_database("postgresql://nobody@127.0.0.1:1/none", tmp_path)


async def test_without_postgresqls_driver_that_is_what_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    for opening in (open_database, open_readonly):
        with pytest.raises(DriverMissing) as caught:
            await opening("postgresql://bot@127.0.0.1/record", tmp_path)
        assert caught.value.fields["name"] == "asyncpg"


def test_postgresqls_own_name_for_encryption_is_understood() -> None:
    located = locate("postgresql://bot@db/record?sslmode=require&host=/run", Path())
    assert dict(located.query) == {"ssl": "require", "host": "/run"}


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite://", "sqlite:///:memory:"])
def test_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUnsupported):
        locate(url, Path())


async def test_a_data_dir_may_have_any_name(tmp_path: Path) -> None:
    odd = tmp_path / "what? 100%25 #1 é"
    await (await open_database("sqlite", odd)).close()
    await (await open_readonly("sqlite", odd)).close()
    assert (odd / FILE).exists()
