"""What tests see of the database that the bot itself has no need to ask for."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.relay.visibility import may_see
from deliberation.terms import PUBLIC
from storage import export as exports
from storage import outbox, rooms, schema
from storage.outbox import Row
from storage.rooms import Room
from storage.seal import Sealed

EVER = 2**60
"""A time after all others, in ms."""
_TO_DO = select(schema.outbox.c.key).where(schema.outbox.c.state.in_(outbox.TO_DO))


async def queued(conn: AsyncConnection) -> tuple[Row, ...]:
    """Return the rows that are to be rendered or sent, whatever their rooms, in order."""
    found = await outbox.by_key(conn, (await conn.scalars(_TO_DO)).all())
    return tuple(sorted(found.values(), key=lambda row: (row.seq, row.part)))


async def unreconciled(conn: AsyncConnection) -> tuple[Room, ...]:
    """Return the rooms, not left, that are to be compared with what is wanted."""
    return tuple(room for room in await rooms.live(conn) if room.wanted > room.reconciled)


def export(sealed: Sequence[Sealed], doors: Collection[str] | None = (PUBLIC,)) -> dict[str, Any]:
    """Return the document that those behind the doors are given; for None, all of it."""
    return exports.export(sealed, lambda entry: doors is None or may_see(entry, doors))
