"""A message is encrypted for those who belong into its room, and it is noted who can read it.

Whoever else is there gets no key: nothing is said in a closed room before they are put out. Knows
the Matrix edge and storage.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.matrix import ENCRYPTED, Matrix, Sealed
from bot.ratelimit import RateLimit, Urgency
from bot.relay import places
from bot.relay.rooms import is_public
from bot.rooms.people.readers import Readership, is_told
from bot.rooms.people.strangers import not_right
from bot.rooms.wanted import WantedRooms
from storage.database import Database
from storage.outbox import Row
from storage.rooms import Room


@dataclass(frozen=True)
class Seals:
    """Sends rows encrypted."""

    database: Database
    matrix: Matrix
    rate_limit: RateLimit
    wanted_rooms: WantedRooms
    readership: Readership

    async def send(
        self,
        room: Room,
        row: Row,
        urgency: Urgency,
        content: Mapping[str, Any],
        outside: Mapping[str, Any],
    ) -> str:
        """Send a row's content encrypted; return the event's id. ``outside`` stays readable.

        Raises MatrixError: NOT_RIGHT if a stranger is there.
        """
        room_id = room.room_id or ""
        members = await self._members(room)
        closed = members if self._is_closed(room) else None
        sealed = await self.rate_limit.ask(
            lambda: self._sealed(room_id, row, content, closed), urgency
        )
        late = await self.readership.note(room, row, sealed.readers) if is_told(room) else ()
        event_id = await self.rate_limit.ask(
            lambda: self.matrix.send(room_id, ENCRYPTED, {**sealed.content, **outside}, row.key),
            urgency,
        )
        if is_told(room) and await self._are_there(room_id, sealed, {*late}, members):
            await self.readership.look_again(room)
        return event_id

    async def _sealed(
        self, room_id: str, row: Row, content: Mapping[str, Any], closed: set[str] | None
    ) -> Sealed:
        there = (await self.matrix.people(room_id)).keys() - {self.matrix.user_id}
        if closed is not None and there - closed:
            raise not_right()
        return await self.matrix.seal(room_id, row.event_type, content, closed)

    def _is_closed(self, room: Room) -> bool:
        """Whether a room is the council's, and not for everybody."""
        place = places.parse(room.place)
        is_direct = places.is_direct(room.place)
        return not (is_direct or is_public(place, self.wanted_rooms.settings.rooms))

    async def _members(self, room: Room) -> set[str]:
        async with self.database.read() as conn:
            return (await self.wanted_rooms.members(conn, (room.place,)))[room.place]

    async def _are_there(
        self, room_id: str, sealed: Sealed, late: set[str], members: set[str]
    ) -> bool:
        """Whether somebody of the room is there now who may not have read what was shown.

        They came in while the message went out, or got a key for the first time.
        """
        people = await self.matrix.people(room_id)
        joined = {person for person, how in people.items() if how == "join"} & members
        return bool(joined & (late | (joined - sealed.people)))
