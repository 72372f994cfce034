"""How rooms should stand, as the record has it.

Knows storage and the pure ``relay.rooms``; no Matrix.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.relay import places
from bot.relay.rooms import Wanted, enterers, is_public, members, wanted
from bot.settings import Settings
from deliberation import council as councils
from deliberation.council import Council
from deliberation.entries import COUNCIL_CHAIN
from deliberation.proposal import Proposal
from deliberation.terms import RoomKind
from storage import due, record, rooms
from storage.database import Database
from storage.folds import Folds

_PERIODS = {RoomKind.PLENARY: "statements", RoomKind.CAUCUS: "correct"}


def closing(proposal: Proposal, kind: RoomKind) -> str:
    """Return under which cause it is due that rooms of what has ended can only be read."""
    return f"timer:P{proposal.number}/{_PERIODS[kind]}/{proposal.ended}"


async def speaks_until(conn: AsyncConnection, proposal: Proposal, kind: RoomKind) -> int:
    """Return until when (ms) rooms of what has ended are open to speak in, 0: they are not."""
    if not proposal.stage.is_outcome or kind not in _PERIODS:
        return 0
    return await due.planned(conn, closing(proposal, kind))


CALL = "call"
"""The kind of what is due when a call ends; until then its message is pinned where it is."""


@dataclass(frozen=True)
class WantedRooms:
    """Reads what is wanted from the record."""

    database: Database
    settings: Settings
    folds: Folds = field(default_factory=Folds)

    async def wanted(self, name: str) -> Wanted:
        """Return how the room of a place should stand now."""
        place = places.parse(name)
        number = place.proposal
        async with self.database.read() as conn:
            council = await self.folds.council(conn)
            proposal = await self.folds.proposal(conn, number)
            room = await rooms.get(conn, name)
            kept: tuple[int, ...] = ()
            if name == places.SPACE_PLACE:
                live = await rooms.live(conn)
                kept = tuple(dict.fromkeys(r.proposal for r in live if r.proposal))
            speaks = bool(proposal and await speaks_until(conn, proposal, place.kind))
        sealed = room is not None and room.encrypted
        settings = self.settings.rooms
        return wanted(name, council, proposal, settings, kept, sealed=sealed, speaks=speaks)

    async def ready(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return the ids of places' rooms, in their order; none before all of them are there."""
        async with self.database.read() as conn:
            found = [await rooms.get(conn, name) for name in names]
        ids = tuple(room.room_id for room in found if room and room.room_id)
        return ids if len(ids) == len(names) else ()

    async def invitees(self, conn: AsyncConnection, names: Iterable[str]) -> dict[str, set[str]]:
        """Return, by place, who is to be invited to its room, should they not be there."""
        named = tuple(names)
        council, settings = await self.folds.council(conn), self.settings.rooms
        there = await self.members(conn, named)
        return {n: there[n] - enterers(places.parse(n), council, settings) for n in named}

    async def members(self, conn: AsyncConnection, names: Iterable[str]) -> dict[str, set[str]]:
        """Return, by place, who is to be in its room; others may be in a public one too."""
        rooms, asked = self.settings.rooms, [places.parse(name) for name in names]
        council = await self.folds.council(conn)
        about = {n: await self.folds.proposal(conn, n) for n in {p.proposal for p in asked}}
        return {p.name: set(members(p, council, about[p.proposal], rooms)) for p in asked}

    async def ever(self, conn: AsyncConnection, name: str) -> set[str]:
        """Return who was to be in a place's room at any time, as the record has it."""
        place, council, people = places.parse(name), Council(), set[str]()
        proposal = await self.folds.proposal(conn, place.proposal)
        for entry in await record.entries(conn, COUNCIL_CHAIN):
            council = councils.apply(council, entry)
            people |= members(place, council, proposal, self.settings.rooms).keys()
        return people

    async def closed_to_others(
        self, conn: AsyncConnection, names: Iterable[str]
    ) -> dict[str, set[str]]:
        """Return the same of those rooms alone that nobody else may enter."""
        rooms = self.settings.rooms
        closed = [name for name in names if not is_public(places.parse(name), rooms)]
        return await self.members(conn, closed)
