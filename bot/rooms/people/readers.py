"""Who can read what an encrypted room was last shown, and who is told since they can't.

Before a message that shows a draft is sent, those are written down who were given its key; of a
new room, those of its first message. Who belongs there and is not among them is told how things
stand when they are there and can read it: when they come in, or when a later message is the first
whose key they get. What is told shows the draft again, so that it counts as the last showing.
Knows the Matrix edge and storage.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.matrix import Matrix
from bot.ratelimit import RateLimit, Urgency
from bot.relay import places
from bot.relay.rooms import Wanted
from bot.rooms import state_events
from deliberation.terms import RoomKind
from storage import due, readers, rooms
from storage.database import Database
from storage.due import Due, Given
from storage.outbox import Row
from storage.readers import Readers
from storage.rooms import Room

BRIEF = "brief"
"""The kind of what is due when somebody is to be told how things stand."""
KNOWN_MS = 60_000
"""What was said until so long ago is known, so that what was due then is done at once."""


def is_told(room: Room) -> bool:
    """Whether newcomers are told how things stand in a room, since they can't read it there."""
    kind = places.parse(room.place).kind
    return room.encrypted and kind in (RoomKind.PLENARY, RoomKind.CAUCUS)


@dataclass(frozen=True)
class Readership:
    """Keeps who can read what. ``now`` is a clock in ms."""

    database: Database
    matrix: Matrix
    rate_limit: RateLimit
    now: Clock
    _known: dict[tuple[str, int], Readers] = field(default_factory=dict)

    async def note(self, room: Room, row: Row, given: frozenset[str]) -> frozenset[str]:
        """Note who was given the key of a message that is about to be sent.

        Returns those of them who weren't given that of what was last shown. A row that is sealed
        a second time may have been sent the first time: then only those count who have both keys.
        """
        known = await self._of(room)
        if known and not row.pin and not row.shows:
            return given - known.people
        goes_on = known is not None and (known.key == row.key or not row.pin)
        now = Readers(known.key, given & known.people) if known and goes_on else None
        await self._put(room, now or Readers(row.key, given))
        return frozenset()

    async def _of(self, room: Room) -> Readers | None:
        where = room.place, room.attempt
        if where not in self._known:
            async with self.database.read() as conn:
                found = await readers.of(conn, room.place)
            if found is None:
                return None
            self._known[where] = found
        return self._known[where]

    async def _put(self, room: Room, now: Readers) -> None:
        async with self.database.write() as conn:
            present = await rooms.get(conn, room.place)
            if present and present.attempt == room.attempt:  # else the place has another room
                await readers.put(conn, room.place, now)
        self._known[room.place, room.attempt] = now

    async def look_again(self, room: Room) -> None:
        """Have it looked whether somebody in a room is to be told how things stand."""
        async with self.database.write() as conn:
            await rooms.want(conn, (room.place,))

    async def brief(self, room: Room, wanted: Wanted, state: state_events.State) -> None:
        """Have those told who belong into a room, are in it, and can read what is said now.

        Of those whose client can't decrypt, nobody has anything. Raises MatrixError.
        """
        known = await self._of(room) if is_told(room) else None
        if known is None:
            return
        joined = {p for p, how in state_events.memberships(state).items() if how == "join"}
        late = (joined & wanted.members.keys()) - known.people
        reached = (
            await self.rate_limit.ask(lambda: self.matrix.reached(late), Urgency.ROOM, counts=False)
            if late
            else late
        )
        if reached:
            async with self.database.write() as conn:
                await self._plan(conn, room, known.key, reached)

    async def _plan(
        self, conn: AsyncConnection, room: Room, key: str, people: Collection[str]
    ) -> None:
        names = " ".join(sorted(people))
        given: Given = {"people": names, "attempt": room.attempt}
        cause = f"brief:{room.place}/{room.attempt}:{key}:{names}"
        at = self.now() - KNOWN_MS
        await due.plan(conn, Due(cause, at, room.place, BRIEF, given))
