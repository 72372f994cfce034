"""What happens in the bot's own rooms is watched as a sync tells it, and what follows is noted.

Who comes in, what is changed there, who has new devices: the courier then looks at the room. A
chair who comes in is told if it is their turn. That costs no request, and nothing where people only
talk. Knows storage; of Matrix the events.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.matrix import Event
from bot.relay import places
from bot.relay.power import power_levels
from bot.relay.rooms import is_public
from bot.rooms import tampering
from bot.rooms.people import readers
from bot.rooms.people.strangers import MEMBER, POWER, Doubted, Strangers
from bot.rooms.state_events import JOIN_RULES
from bot.rooms.tampering import Rules
from bot.rooms.wanted import WantedRooms
from deliberation.terms import RoomKind
from storage import due, rooms
from storage import readers as stored
from storage.database import Database
from storage.due import Due, Given
from storage.rooms import Room

TURN = "turn"
"""The kind of what is due when a chair is to be told that it is their turn."""


@dataclass(frozen=True)
class Watch:
    """Watches. ``doubted`` gets the rooms in which nothing may be said for now.

    ``now`` is a clock in ms.
    """

    database: Database
    wanted_rooms: WantedRooms
    strangers: Strangers
    doubted: Doubted
    now: Clock

    async def look(self, room: Room, events: Sequence[Event]) -> bool:
        """Note what events of a room change about it; return whether it is to be looked at."""
        state = [event for event in events if event.state_key is not None]
        if not state or places.is_direct(room.place):
            return False
        rules = await self._rules(room, state)
        joined = {e.state_key or "": e for e in state if e.type == MEMBER and _is_join(e)}
        came = {person: joined[person] for person in joined.keys() & {*rules.members}}
        late = await self._late(room, came)
        await self._plan_turns(room, [came[person] for person in came.keys() - late])
        found = [event for event in state if rules.changes(event)]
        if not found and not late:
            return False
        doubtful = [event for event in found if rules.is_doubtful(event)]
        if doubtful:
            # At once: messages may be under way.
            in_doubt = self.doubted.setdefault(room.room_id or "", [])
            in_doubt.extend(event for event in doubtful if event.type == MEMBER)
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
        """Return what holds in a room; its power and who may enter only if an event is of that."""
        settings, power, enter_from = self.wanted_rooms.settings, power_levels(), tuple[str, ...]()
        if any(event.type in (POWER, JOIN_RULES) for event in state):
            wanted = await self.wanted_rooms.wanted(room.place)
            power = dict(wanted.power)
            enter_from = await self.wanted_rooms.ready(wanted.enter_from)
        async with self.database.read() as conn:
            members = (await self.wanted_rooms.members(conn, (room.place,)))[room.place]
        public = is_public(places.parse(room.place), settings.rooms)
        return Rules(members, public, settings.user_id, power, enter_from)

    async def _late(self, room: Room, came: Collection[str]) -> set[str]:
        """Return who of those who came in can't read what was last shown there."""
        if not came or not readers.is_told(room):
            return set()
        async with self.database.read() as conn:
            known = await stored.of(conn, room.place)
        return {*came} - known.people if known else set()

    async def _plan_turns(self, room: Room, came: Sequence[Event]) -> None:
        """Have the chair whose room it is told if it is their turn, should they have come in."""
        if not came or places.parse(room.place).kind not in (RoomKind.PLENARY, RoomKind.CAUCUS):
            return
        chairs = (await self.wanted_rooms.wanted(room.place)).chairs
        at = self.now() - readers.KNOWN_MS
        for event in (each for each in came if each.state_key in chairs):
            given: Given = {"person": event.state_key or "", "attempt": room.attempt}
            cause = f"turn:{room.place}/{room.attempt}:{event.event_id}"
            async with self.database.write() as conn:
                await due.plan(conn, Due(cause, at, room.place, TURN, given))


def _is_join(event: Event) -> bool:
    return event.content.get("membership") == "join"
