"""The database: opened by one process, written by one task at a time, read by any.

Who opens it takes the lock on ``data_dir``, brings the schema up to date, and takes the
lease: a number that each opening raises, checked in every write transaction. What is
stored where is in the other files. Imports ``attempts``, ``engines``, ``errors``,
``meta``, ``migrate`` and ``transaction`` of ours.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import attempts, ballot_keys, meta
from storage.attempts import Attempts
from storage.ballot_keys import BallotKeys
from storage.engines import (
    create_file,
    find_file,
    is_sqlite,
    locate,
    migrator,
    reader,
    writer,
    writer_in_haste,
)
from storage.errors import (
    DatabaseCorrupt,
    DatabaseUnwritable,
    DataDirInUse,
    LeaseLost,
)
from storage.migrate import check, migrate
from storage.transaction import UnderWay, to_the_end, transaction

LOCK = "lock"
"""The name of the lock file within ``data_dir``."""


class ReadOnlyDatabase:
    """The database for reading alone, also while the bot runs."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._readers = engine
        self._under_way = UnderWay()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A snapshot: what is committed meanwhile is not seen. Raises StorageError."""
        with self._under_way.one():
            async with transaction(self._readers) as connection:
                yield connection

    async def close(self) -> None:
        """Close every connection, after the transactions under way; none begins any more.

        It is done to the end, also if who asks for it is cancelled meanwhile.
        """
        await to_the_end(self._close())

    async def _close(self) -> None:
        await self._under_way.end()
        await self._readers.dispose()


class Database(ReadOnlyDatabase):
    """The database of the process that writes it.

    ``epoch`` is the number of this opening; ``secret`` the instance's 32 random bytes;
    ``attempts`` what is under way, and ``ballot_keys`` seals what is cast in ballots.
    """

    epoch: int
    secret: bytes

    def __init__(
        self,
        writing: AsyncEngine,
        reading: AsyncEngine,
        data_dir: Path,
        lock: FileLock,
    ) -> None:
        super().__init__(reading)
        self.attempts = Attempts(data_dir / attempts.FILE)
        self.ballot_keys = BallotKeys(data_dir / ballot_keys.FOLDER)
        self._writer = writing
        self._in_haste = writer_in_haste(writing)
        self._lock = lock
        self._turn = asyncio.Lock()  # wakes those who wait in the order they came

    @asynccontextmanager
    async def write(self, *, hasty: bool = False) -> AsyncIterator[AsyncConnection]:
        """A write transaction: committed at the end, rolled back on any exception.

        Who calls waits their turn. ``hasty``: it survives the end of the process, however
        sudden, but perhaps not the machine's; a later one that isn't hasty makes it last. For
        what is found out again. Raises StorageError: LeaseLost among them.
        """
        async with self._transaction(self._in_haste if hasty else self._writer) as connection:
            epoch = int(await meta.hold(connection, meta.EPOCH) or 0)
            if epoch != self.epoch:
                raise LeaseLost(epoch=self.epoch, found=epoch)
            yield connection

    async def _close(self) -> None:
        """Close every connection, and release the lock."""
        try:
            await super()._close()
            await self._writer.dispose()
        finally:
            self.attempts.close()
            self._lock.release()

    @asynccontextmanager
    async def _transaction(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        with self._under_way.one():
            async with self._turn, transaction(engine) as connection:
                yield connection

    async def _prepare(self) -> None:
        """Take the lease, and have a secret."""
        async with self._transaction(self._writer) as connection:
            self.epoch = await _take_lease(connection)
            self.secret = await _secret(connection)


async def open_database(url: str, data_dir: Path) -> Database:
    """Open, creating what is missing, and hold it until ``close``.

    ``url`` is ``sqlite`` (a file in ``data_dir``), ``sqlite:///PATH`` or
    ``postgresql://…``. Raises StorageError, and then holds nothing.
    """
    located = locate(url, data_dir)
    lock = _lock(data_dir)
    async with AsyncExitStack() as undo:
        undo.callback(lock.release)
        create_file(located)
        await _migrate(located)
        database = Database(writer(located), reader(located), data_dir, lock)
        undo.push_async_callback(database.close)
        await database._prepare()  # noqa: SLF001 - the other half of its construction
        undo.pop_all()
    return database


async def open_readonly(url: str, data_dir: Path = Path()) -> ReadOnlyDatabase:
    """Open for reading alone, without lock or lease: never migrates, never creates."""
    located = locate(url, data_dir)
    find_file(located)
    database = ReadOnlyDatabase(reader(located))
    async with AsyncExitStack() as undo:
        undo.push_async_callback(database.close)
        async with database.read() as connection:
            await connection.run_sync(check)
        undo.pop_all()
    return database


def _lock(data_dir: Path) -> FileLock:
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(data_dir / LOCK, blocking=False, thread_local=False)
        lock.acquire()
    except Timeout:
        raise DataDirInUse(path=str(data_dir)) from None
    except OSError as error:
        raise DatabaseUnwritable(path=str(data_dir), reason=str(error)) from error
    return lock


async def _migrate(url: URL) -> None:
    """Check the file, and bring the schema up to date, whole or not at all."""
    engine = migrator(url)
    try:
        async with transaction(engine) as connection:
            await _check(connection, "quick_check(1)")
            if await connection.run_sync(migrate):  # elsewhere SQLite enforces references
                await _check(connection, "foreign_key_check")
    finally:
        await engine.dispose()


async def _check(connection: AsyncConnection, pragma: str) -> None:
    """Have SQLite check its file. Raises DatabaseCorrupt."""
    if is_sqlite(connection.engine.url):
        row = (await connection.execute(text(f"PRAGMA {pragma}"))).first()
        if row and row[0] != "ok":
            raise DatabaseCorrupt(reason=f"{pragma}: {row[0]}")


async def _take_lease(connection: AsyncConnection) -> int:
    epoch = int(await meta.hold(connection, meta.EPOCH) or 0) + 1
    await meta.put(connection, meta.EPOCH, str(epoch))
    return epoch


async def _secret(connection: AsyncConnection) -> bytes:
    secret = await meta.get(connection, meta.SECRET)
    if secret is None:
        secret = secrets.token_hex(32)
        await meta.put(connection, meta.SECRET, secret)
    return bytes.fromhex(secret)
