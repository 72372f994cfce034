"""What tests see of the database that the bot itself has no need to ask for."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import outbox, rooms, schema
from storage.outbox import Row, RowState
from storage.rooms import Room

_QUEUED = select(schema.outbox.c.key).where(schema.outbox.c.state == RowState.QUEUED)


async def queued(conn: AsyncConnection) -> tuple[Row, ...]:
    """Return the rows that are queued, whatever their rooms, in order."""
    found = await outbox.by_key(conn, (await conn.scalars(_QUEUED)).all())
    return tuple(sorted(found.values(), key=lambda row: row.seq))


async def unreconciled(conn: AsyncConnection) -> tuple[Room, ...]:
    """Return the rooms, not left, that are to be compared with what is wanted."""
    return tuple(room for room in await rooms.live(conn) if room.wanted > room.reconciled)
