"""One transaction, from BEGIN to COMMIT or ROLLBACK. Imports ``errors`` of ours alone.

The drivers can't take back what they were told, so a task that is cancelled in the
middle of BEGIN or COMMIT would leave a connection of which nobody knows what it holds
(a lock, for SQLite). These are therefore seen through before a cancellation goes on;
the caller's statements between them may be cancelled at any time.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.errors import DatabaseUnreachable, connecting, translated

T = TypeVar("T")


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Commit at the end; roll back on any exception, cancellation among them.

    Raises StorageError for what is wrong with the database.
    """
    connection = engine.connect()
    with translated():
        try:
            await to_the_end(_begin(connection))
            yield connection
            await to_the_end(_commit(connection))
        finally:
            if connection.sync_connection is not None and not connection.closed:
                await to_the_end(connection.close())  # rolls back what is not committed


async def _begin(connection: AsyncConnection) -> None:
    with connecting():
        await connection.start()
    await connection.begin()


async def _commit(connection: AsyncConnection) -> None:
    await connection.commit()
    await connection.close()


async def to_the_end(work: Awaitable[T]) -> T:
    """Return the result; if cancelled meanwhile, raise that when the work has ended."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled and not task.cancelled():
        task.exception()  # seen: the cancellation is what goes on
        raise cancelled
    return task.result()


class UnderWay:
    """The transactions under way.

    An engine that was disposed of opens a new connection for whoever asks, and takes back one
    that is still in use: nobody would close either.
    """

    def __init__(self) -> None:
        self._count = 0
        self._none = asyncio.Event()
        self._none.set()
        self._ended = False

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count one more while in the context. Raises DatabaseUnreachable after the end."""
        if self._ended:
            raise DatabaseUnreachable(reason="it is closed")
        self._count += 1
        self._none.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._none.set()

    async def end(self) -> None:
        """Let none begin any more, and wait for those under way."""
        self._ended = True
        await self._none.wait()
