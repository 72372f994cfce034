"""What is said without an entry: to the secretariat of its rooms, to the forum of a plenary.

Each is said once, under a cause of its own. Knows storage; no Matrix.
"""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.relay import places, visibility
from bot.relay.compose import Outgoing
from bot.relay.post import Post
from bot.rooms import intended
from bot.settings import Settings
from deliberation.terms import RoomKind
from storage import outbox
from storage.database import Database
from storage.folds import Folds
from storage.rooms import Room
from templates.views import Data


@dataclass(frozen=True)
class Notices:
    """Writes notices into the outbox. ``now`` is a clock in ms."""

    database: Database
    settings: Settings
    now: Clock
    folds: Folds

    async def tell_secretariat(self, cause: str, words: str, **data: str) -> None:
        """Tell the secretariat once, in its own room."""
        async with self.database.write() as conn:
            await self.tell(conn, cause, words, **data)

    async def tell(self, conn: AsyncConnection, cause: str, words: str, **data: str) -> None:
        """Do the same in the caller's transaction.

        Those of the secretariat who left the room are invited again, to see to it.
        """
        people = tuple(sorted(self.settings.secretariat))
        if not people:
            return
        await intended.intend(conn, self.database.secret, places.SECRETARIAT_PLACE)
        out = self._outgoing(cause)
        out.post(Post(places.SECRETARIAT_PLACE, words, data, mentions=people))
        if await outbox.put(conn, out.rows):
            await intended.invite_anew(conn, places.SECRETARIAT_PLACE, people)

    async def announce(self, conn: AsyncConnection, room: Room, room_id: str) -> None:
        """Tell the forum of a room that was opened, if it is a plenary that anyone may follow.

        The link has the room's id. The public alias may be somebody else's, before the bot takes
        it and after it gives it up.
        """
        place, rooms = places.parse(room.place), self.settings.rooms
        if place.kind is not RoomKind.PLENARY or not rooms.plenary_public:
            return
        out = self._outgoing(f"opened:{room.place}/{room.attempt}")
        proposal = await self.folds.proposal(conn, place.proposal)
        doors = visibility.doors_seen_in(places.parse(places.FORUM_PLACE))
        seen = visibility.seen(proposal, doors, self.settings.plenary)
        data: Data = {"proposal": seen, "room_id": room_id, "server": rooms.server}
        out.post(Post(places.FORUM_PLACE, "plenary_open", data, answer=True))
        await outbox.put(conn, out.rows)

    def _outgoing(self, cause: str) -> Outgoing:
        return Outgoing(self.database.secret, cause, self.now(), self.settings.prefix)
