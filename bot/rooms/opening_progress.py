"""How far the opening of a proposal's rooms has come, told in plenary if it takes long.

A homeserver with its usual rate limits takes minutes for it. In the transaction in which a room
becomes ready it becomes due to tell of it, so that each is told once. Knows storage.
"""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.relay import places
from deliberation import entries as e
from storage import due, record, rooms
from storage.due import Due
from storage.rooms import Room, RoomState

ROOMS_READY = "rooms_ready"
"""The kind of what is due then."""
LONG_MS = 20_000
"""Milliseconds; an opening that is through by then says nothing of itself."""
TOO_LONG_MS = 60 * 60 * 1000
"""Milliseconds; a room that becomes ready later belongs to no opening."""


@dataclass(frozen=True)
class OpeningProgress:
    """Tells how far it has come."""

    now: Clock

    async def tell(self, conn: AsyncConnection, place: str) -> None:
        """Have plenary told that the place's room is ready, if the plenary's own room is."""
        number = places.parse(place).proposal
        entry = await self._entry(conn, number) if number else None
        taken = self.now() - entry.recorded_time if entry else 0
        if entry is None or not LONG_MS < taken < TOO_LONG_MS:
            return
        counted = [room for room in await rooms.of_proposal(conn, number) if _counts(room)]
        ready = {room.place for room in counted if room.state is RoomState.READY}
        plenary = places.plenary_of(number)
        if plenary in ready:
            given = {"ready": len(ready), "total": len(counted)}
            cause = f"ready:{entry.number}:{len(ready)}"
            at = entry.recorded_time  # which has passed, so that nothing is waited for
            await due.plan(conn, Due(cause, at, plenary, ROOMS_READY, given))

    async def _entry(self, conn: AsyncConnection, number: int) -> e.Entry | None:
        """Return the entry that had the proposal's rooms opened last."""
        entries = await record.entries(conn, number)
        opening = (each for each in entries if isinstance(each.payload, e.Forwarded | e.Reopened))
        return max(opening, key=lambda each: each.number, default=None)


def _counts(room: Room) -> bool:
    """Whether a room is one of those that people wait for."""
    return not places.parse(room.place).is_space and room.state is not RoomState.LEFT
