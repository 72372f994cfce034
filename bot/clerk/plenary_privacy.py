"""Plenaries that were for members stay so: a change of the file publishes nothing.

What was said and recorded behind closed doors was said in trust in them. Knows storage; no
Matrix.
"""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.relay import places
from bot.settings import Settings
from deliberation.terms import COUNCIL, PUBLIC, RoomKind
from storage import meta, record, rooms
from storage.database import Database


async def as_recorded(database: Database, settings: Settings) -> Settings:
    """Return the settings with plenaries for members if they were so when the council met."""
    async with database.write() as conn:
        if await would_open(conn, settings):
            settings = _closed(settings)
        await meta.put(conn, meta.PLENARY, settings.plenary)
    return settings


async def would_open(conn: AsyncConnection, settings: Settings) -> bool:
    """Whether the file makes plenaries public in which the council met for members alone."""
    if settings.plenary != PUBLIC:
        return False
    if await record.holds(conn, COUNCIL):
        return True
    were_closed = await meta.get(conn, meta.PLENARY) == COUNCIL
    live = (places.parse(room.place).kind for room in await rooms.live(conn))
    return were_closed and RoomKind.PLENARY in live


def _closed(settings: Settings) -> Settings:
    rooms = replace(settings.rooms, plenary_public=False)
    return replace(settings, plenary=COUNCIL, rooms=rooms)
