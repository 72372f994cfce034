"""Rooms that the homeserver's directory doesn't show yet are tried again at each start.

A homeserver may refuse it at first, as its administrator has to allow it. Knows storage; no Matrix.
"""

from bot.relay import places
from storage import meta, rooms
from storage.database import Database

LISTED = (places.SPACE_PLACE, places.FORUM_PLACE)


async def list_again(database: Database) -> None:
    """Have the rooms that are to be in the directory, and aren't, compared with what is wanted."""
    async with database.write() as conn:
        found = [await rooms.get(conn, place) for place in LISTED]
        shown = await meta.listed(conn)
        await rooms.want(conn, [each.place for each in found if each and each.room_id not in shown])
