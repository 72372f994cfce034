"""Plenaries that were for members stay so: a change of the file publishes nothing.

What was said and recorded behind closed doors was said in trust in them. Knows storage; no
Matrix.
"""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.relay import places
from bot.settings import Office
from deliberation.terms import COUNCIL, PUBLIC, RoomKind
from storage import meta, record, rooms
from storage.database import Database


async def as_recorded(database: Database, office: Office) -> Office:
    """Return the office with plenaries for members if they were so when the council met."""
    async with database.write() as conn:
        if await would_open(conn, office):
            office = _closed(office)
        await meta.put(conn, meta.PLENARY, office.plenary)
    return office


async def would_open(conn: AsyncConnection, office: Office) -> bool:
    """Whether the file has plenaries public in which the council has met for members alone."""
    if office.plenary != PUBLIC:
        return False
    if await record.holds(conn, COUNCIL):
        return True
    were_closed = await meta.get(conn, meta.PLENARY) == COUNCIL
    live = (places.parse(room.place).kind for room in await rooms.live(conn))
    return were_closed and RoomKind.PLENARY in live


def _closed(office: Office) -> Office:
    settings = replace(office.settings, plenary_public=False)
    return replace(office, plenary=COUNCIL, settings=settings)
