"""One transaction, from BEGIN to COMMIT or ROLLBACK. Imports ``errors`` of ours alone.

The drivers can't take back what they were told, so a task that is cancelled in the
middle of BEGIN or COMMIT would leave a connection of which nobody knows what it holds
(a lock, for SQLite). These are therefore seen through before a cancellation goes on;
the caller's statements between them may be cancelled at any time.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.errors import connecting, translated

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
