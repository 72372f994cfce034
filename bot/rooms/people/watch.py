"""What happens in the bot's own rooms is watched as a sync tells it, and what follows is noted.

Who comes in, what is changed there, who has new devices: the courier then looks at the room. That
costs no request, and nothing where people only talk. Knows storage; of Matrix the events.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.matrix import Event
from bot.relay import places
from bot.relay.power import power_levels
from bot.relay.rooms import is_public
from bot.rooms import tampering
from bot.rooms.people import readers
from bot.rooms.people.strangers import MEMBER, POWER, Doubted, Strangers
from bot.rooms.tampering import Rules
from bot.rooms.wanted import WantedRooms
from storage import readers as stored
from storage import rooms
from storage.database import Database
from storage.rooms import Room


@dataclass(frozen=True)
class Watch:
    """Watches. ``doubted`` gets the rooms in which nothing may be said for now."""

    database: Database
    wanted_rooms: WantedRooms
    strangers: Strangers
    doubted: Doubted

    async def look(self, room: Room, events: Sequence[Event]) -> bool:
        """Note what events of a room change about it; return whether it is to be looked at."""
        state = [event for event in events if event.state_key is not None]
        if not state or places.is_direct(room.place):
            return False
        rules = await self._rules(room, state)
        async with self.database.read() as conn:
            late = await self._is_late(conn, room, rules, state)
        found = [event for event in state if rules.changes(event)]
        if not found and not late:
            return False
        doubtful = [event for event in found if rules.is_doubtful(event)]
        if doubtful:
            came = [event for event in doubtful if event.type == MEMBER]
            # At once: messages may be under way.
            self.doubted.setdefault(room.room_id or "", []).extend(came)
        async with self.database.write() as conn:
            await tampering.look_after(conn, room, found)
            for event in filter(rules.loosens, found):
                await self.strangers.tell_of(conn, room, event, rules.raised(event))
            if doubtful:
                await tampering.shut_out(conn, room)
        return True

    async def devices(self, people: Sequence[str]) -> bool:
        """Have rooms looked at whose last showing people can't read who have new devices."""
        if not people:
            return False
        async with self.database.read() as conn:
            lacking = await stored.lacking(conn, people)
            members = await self.wanted_rooms.members(conn, lacking)
        late = [place for place, missing in lacking.items() if missing & members[place]]
        if late:
            async with self.database.write() as conn:
                await rooms.want(conn, late)
        return bool(late)

    async def _rules(self, room: Room, state: Sequence[Event]) -> Rules:
        """Return what holds in a room; its power only if an event is about that."""
        settings, power = self.wanted_rooms.settings, power_levels()
        if any(event.type == POWER for event in state):
            power = dict((await self.wanted_rooms.wanted(room.place)).power)
        async with self.database.read() as conn:
            members = (await self.wanted_rooms.members(conn, (room.place,)))[room.place]
        public = is_public(places.parse(room.place), settings.rooms)
        return Rules(members, public, settings.user_id, power)

    async def _is_late(
        self, conn: AsyncConnection, room: Room, rules: Rules, state: Sequence[Event]
    ) -> bool:
        """Whether somebody came in who can't read what was last shown there."""
        joined = {e.state_key for e in state if e.type == MEMBER and _is_join(e)} & {*rules.members}
        known = await stored.of(conn, room.place) if joined and readers.is_told(room) else None
        return known is not None and not joined <= known.people


def _is_join(event: Event) -> bool:
    return event.content.get("membership") == "join"
