"""What is gone from rooms: removed there, or lost with a homeserver of an earlier time.

Retention, a purge, and the deletion of a room take what is oldest, up to some time. A homeserver
that was restored from an older copy lacks what is newest. The time that the bot keeps with its
account tells one from the other (``witness``). What was seen after that was written, or before
the bot wrote any, is judged by the room: if it still has messages from before what is gone,
nothing removed that. Changes nothing. Knows the Matrix edge and storage.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.restore.looking import MORE, Looking, is_before
from bot.restore.witness import NAME, Times
from storage import meta
from storage.database import ReadOnlyDatabase
from storage.rooms import Room

PAGES = 5
"""How many pages of a room are read for a message: in an older copy it is among the newest."""


@dataclass(frozen=True)
class Removed:
    """Judges rooms whose last event is gone. Each method raises MatrixError."""

    database: ReadOnlyDatabase
    looking: Looking

    async def lost(self, missing: Sequence[Room]) -> frozenset[str]:
        """Return of these rooms the places of those that an older homeserver has lost."""
        if not missing:
            return frozenset()
        async with self.database.read() as conn:
            kept = int(await meta.get(conn, meta.WITNESS) or 0)
            heard_at = int(await meta.get(conn, meta.HEARD_AT) or 0)
        told = await self.looking.ask(lambda: self.looking.matrix.account_data(NAME))
        times = Times(kept, _time(told.get("at")))
        judged = {room.place: times.is_older(room.seen_at) for room in missing}
        unsure = [room for room in missing if judged[room.place] is None]
        if True not in judged.values():
            remains = [await self._remains(room, room.seen_at or heard_at) for room in unsure]
            if not any(remains):
                return frozenset()
        return frozenset(place for place, is_older in judged.items() if is_older is not False)

    async def _remains(self, room: Room, seen_at: int) -> bool:
        """Whether a room has anything of a time before what is gone was seen: then it stops."""
        start: str | None = None
        for _ in range(PAGES):
            page, start = await self.looking.page(room.room_id or "", start, MORE)
            if any(is_before(event, seen_at, self.looking.matrix.user_id) for event in page):
                return True
            if start is None:
                return False
        return False


def _time(value: object) -> int:
    return value if isinstance(value, int) else 0
