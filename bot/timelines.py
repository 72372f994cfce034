"""From a sync to whole timelines: gaps filled, new rooms read from the invitation on.

Knows the Matrix edge and which rooms are known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import structlog

from bot import places, roomstate
from bot.errors import MatrixError, UnknownToken
from bot.invitations import Invitations
from bot.matrix import Batch, Event, Invite, Matrix, Timeline, Unreadable, invitation_in
from bot.pace import Pace
from bot.patience import patiently
from bot.roomlist import alias_of
from bot.roomstate import ENCRYPTION
from deliberation.terms import RoomKind
from storage import rooms
from storage.database import Database
from storage.rooms import Room, RoomState

log = structlog.get_logger()

Timelines = list[tuple[Room, tuple[Event, ...]]]


@dataclass
class Reader:
    """Reads what happened in the rooms that the bot knows, and notes those it is invited to."""

    database: Database
    matrix: Matrix
    pace: Pace
    invitations: Invitations
    _ready: dict[str, Room] = field(default_factory=dict)
    _new: list[str] = field(default_factory=list)

    async def read(self, batch: Batch, since: str) -> Timelines:
        """Return each known room's events since ``since``, oldest first, none left out."""
        for invite in self.invitations.welcome(batch.invited):
            await self._accept(invite)
        await self._left(batch.left)
        known = await self._known(timeline.room_id for timeline in batch.joined)
        found = [
            (known[each.room_id], await self._whole(each, known[each.room_id], since))
            for each in batch.joined
            if each.room_id in known
        ]
        return [await self._readable(room, events) for room, events in found]

    async def _readable(
        self, room: Room, events: Sequence[Event]
    ) -> tuple[Room, tuple[Event, ...]]:
        """Return a room and its events, what is encrypted as what is in it where that can be."""
        for event in events:
            self.matrix.noticed(event)
            if event.type == ENCRYPTION and event.state_key == "" and not room.encrypted:
                room = await self._encrypted(room)
        return room, tuple([await self._opened(event) for event in events])

    async def _opened(self, event: Event) -> Event:
        try:
            return await self.matrix.opened(event)
        except UnknownToken:
            raise
        except (Unreadable, MatrixError) as error:
            log.info("not readable yet", cause=event.event_id, reason=str(error))
            return event

    async def _encrypted(self, room: Room) -> Room:
        """Note that a room is encrypted from now on."""
        async with self.database.write() as conn:
            await rooms.encrypt(conn, room.place)
        self._ready.pop(room.room_id or "", None)
        return replace(room, encrypted=True)

    async def _known(self, room_ids: Iterable[str]) -> dict[str, Room]:
        """Return the rooms with these ids, as far as they are ours; ready ones are remembered."""
        asked = tuple(room_ids)
        unsure = [room_id for room_id in asked if room_id not in self._ready]
        found: dict[str, Room] = {}
        if unsure:
            async with self.database.read() as conn:
                rows = [await rooms.by_room_id(conn, room_id) for room_id in unsure]
            found = {room.room_id: room for room in rows if room and room.room_id}
            ready = {key: room for key, room in found.items() if room.state is RoomState.READY}
            self._ready.update(ready)
        return found | {key: self._ready[key] for key in asked if key in self._ready}

    async def _whole(self, timeline: Timeline, room: Room, since: str) -> tuple[Event, ...]:
        prev, room_id = timeline.prev_batch, timeline.room_id
        is_new = room.state is RoomState.INTENDED
        if is_new:
            self._new.append(room.place)
            await self._as_it_is(room)
        if not prev:
            return timeline.events
        if is_new and not invitation_in(timeline.events, self.matrix.user_id):
            return (*await self._invited_to(room_id, prev), *timeline.events)
        if timeline.limited and not is_new:
            return (*await self._gap(room_id, prev, since), *timeline.events)
        return timeline.events

    async def _as_it_is(self, room: Room) -> None:
        """Note whether a room that the bot enters is encrypted, before anything is said there."""
        room_id = room.room_id or ""
        try:
            state = await patiently(
                "entering a chat",
                lambda: self.pace.ask(lambda: self.matrix.full_state(room_id)),
                lambda error: error.retry,
            )
        except UnknownToken:
            raise
        except MatrixError as error:
            log.warning("not entered", place=room.place, error=str(error))
            return
        if roomstate.is_encrypted(state):
            await self._encrypted(room)

    async def _gap(self, room_id: str, prev: str, since: str) -> tuple[Event, ...]:
        return await patiently(
            "filling a gap", lambda: self.pace.ask(lambda: self.matrix.gap(room_id, prev, since))
        )

    async def _invited_to(self, room_id: str, prev: str) -> tuple[Event, ...]:
        return await patiently(
            "reading a new chat",
            lambda: self.pace.ask(lambda: self.matrix.since_invitation(room_id, prev)),
        )

    async def _accept(self, invite: Invite) -> None:
        """Note a room to which somebody invited the bot; the courier enters it."""
        self._ready.pop(invite.room_id, None)
        name = places.direct_in(invite.room_id)
        secret = self.database.secret
        async with self.database.write() as conn:
            room = await rooms.intend(
                conn,
                place=name,
                proposal=0,
                door=places.parse(name).door,
                kind=RoomKind.DIRECT.value,
                alias=alias_of(secret, name, 1),
            )
            if room.state is RoomState.LEFT:
                await rooms.next_attempt(conn, name, alias_of(secret, name, room.attempt + 1))
            await rooms.set_room_id(conn, name, invite.room_id, "")
            await rooms.reconciled(conn, name, room.wanted + 1)

    async def enter(self) -> bool:
        """Note that the chats that were read for the first time are ready; whether any were.

        To be called once their events were taken: until then they count as new.
        """
        entered, self._new = self._new, []
        if entered:
            async with self.database.write() as conn:
                for place in entered:
                    await rooms.set_state(conn, place, RoomState.READY)
        return bool(entered)

    async def _left(self, room_ids: Sequence[str]) -> None:
        for room in (await self._known(room_ids)).values():
            if room.state is RoomState.LEFT:
                continue
            log.warning("no longer in a room", place=room.place)
            if places.is_direct(room.place):
                async with self.database.write() as conn:
                    await rooms.set_state(conn, room.place, RoomState.LEFT)
        for room_id in room_ids:
            self._ready.pop(room_id, None)
