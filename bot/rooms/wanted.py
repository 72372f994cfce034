"""What the courier asks of the record: how a room should stand; whom to tell of it.

Knows storage and the pure ``wanted``; no Matrix.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.relay import places
from bot.relay.compose import Outgoing
from bot.relay.messages import Post
from bot.relay.rooms import Wanted, is_public, members, wanted
from bot.rooms import intended
from bot.settings import Office
from deliberation.terms import RoomKind
from storage import outbox, rooms
from storage.database import Database
from storage.folds import Folds
from storage.rooms import Room


@dataclass(frozen=True)
class Outlook:
    """Reads what is wanted from the record. ``now`` is a clock in ms."""

    database: Database
    office: Office
    now: Callable[[], int]
    folds: Folds = field(default_factory=Folds)

    async def wanted(self, name: str) -> Wanted:
        """Return how the room of a place should stand now."""
        number = places.parse(name).proposal
        async with self.database.read() as conn:
            council = await self.folds.council(conn)
            proposal = await self.folds.proposal(conn, number)
            kept: tuple[int, ...] = ()
            if name == places.SPACE_PLACE:
                live = await rooms.live(conn)
                kept = tuple(dict.fromkeys(r.proposal for r in live if r.proposal))
        return wanted(name, council, proposal, self.office.settings, kept)

    async def members(self, conn: AsyncConnection, names: Iterable[str]) -> dict[str, set[str]]:
        """Return by place who is to be in its room, for those that not anyone may enter."""
        settings = self.office.settings
        closed = [p for p in map(places.parse, names) if not is_public(p, settings)]
        council = await self.folds.council(conn)
        about = {n: await self.folds.proposal(conn, n) for n in {p.proposal for p in closed}}
        return {p.name: set(members(p, council, about[p.proposal], settings)) for p in closed}

    async def tell_secretariat(self, cause: str, words: str, **data: str) -> None:
        """Tell the secretariat once, in its own room."""
        async with self.database.write() as conn:
            await self.tell(conn, cause, words, **data)

    async def tell(self, conn: AsyncConnection, cause: str, words: str, **data: str) -> None:
        """Do the same in the caller's transaction.

        Whoever of them left the room is invited again: there is something to see to.
        """
        people = tuple(sorted(self.office.secretariat))
        if not people:
            return
        await intended.intend(conn, self.database.secret, places.SECRETARIAT_PLACE)
        out = self._outgoing(cause)
        out.post(Post(places.SECRETARIAT_PLACE, words, data, mentions=people))
        if await outbox.put(conn, out.rows):
            await intended.invite_anew(conn, places.SECRETARIAT_PLACE, people)

    async def announce(self, conn: AsyncConnection, room: Room, room_id: str) -> None:
        """Tell the forum of a room that was opened, if it is a plenary that anyone may follow.

        It is linked by its id: before the bot has the public alias, and after it has given it
        up, that may be anybody's.
        """
        place, settings = places.parse(room.place), self.office.settings
        if place.kind is not RoomKind.PLENARY or not settings.plenary_public:
            return
        out = self._outgoing(f"opened:{room.place}/{room.attempt}")
        proposal = await self.folds.proposal(conn, place.proposal)
        data = {"proposal": proposal, "room_id": room_id, "server": settings.server}
        out.post(Post(places.FORUM_PLACE, "plenary_open", data, answer=True))
        await outbox.put(conn, out.rows)

    def _outgoing(self, cause: str) -> Outgoing:
        secret, epoch = self.database.secret, self.database.epoch
        return Outgoing(secret, cause, self.now(), epoch, self.office.prefix)
