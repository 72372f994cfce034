"""How rooms should stand, as the record has it.

Knows storage and the pure ``relay.rooms``; no Matrix.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.relay import places
from bot.relay.rooms import Wanted, is_public, members, wanted
from bot.settings import Settings
from storage import rooms
from storage.database import Database
from storage.folds import Folds


@dataclass(frozen=True)
class WantedRooms:
    """Reads what is wanted from the record."""

    database: Database
    settings: Settings
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
        return wanted(name, council, proposal, self.settings.rooms, kept)

    async def members(self, conn: AsyncConnection, names: Iterable[str]) -> dict[str, set[str]]:
        """Return, by place, who is to be in its room; a public room is left out."""
        rooms = self.settings.rooms
        closed = [p for p in map(places.parse, names) if not is_public(p, rooms)]
        council = await self.folds.council(conn)
        about = {n: await self.folds.proposal(conn, n) for n in {p.proposal for p in closed}}
        return {p.name: set(members(p, council, about[p.proposal], rooms)) for p in closed}
