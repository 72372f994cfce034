"""Who moderates the forum, as the file has it at each start: what changed has the forum set right.

Also who of the secretariat is invited there.

Knows storage; no Matrix.
"""

import json

from bot.relay import places
from bot.settings import Settings
from storage import meta, rooms
from storage.database import Database


async def appoint_moderators(database: Database, settings: Settings) -> None:
    """Have the forum compared with what is wanted if the file names others than at the last start.

    Those are its moderators, and the secretariat.
    """
    named = json.dumps([sorted(settings.rooms.moderators), sorted(settings.rooms.secretariat)])
    async with database.write() as conn:
        if await meta.get(conn, meta.MODERATORS) != named:
            await meta.put(conn, meta.MODERATORS, named)
            await rooms.want(conn, (places.FORUM_PLACE,))
