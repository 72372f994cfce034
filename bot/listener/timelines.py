"""From a sync to whole timelines: gaps filled, new rooms read from the invitation on.

Knows the Matrix edge and storage.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import MatrixError
from bot.listener.invitations import Invitations
from bot.matrix import Batch, Event, Invite, Matrix, Timeline, Unreadable, invitation_in
from bot.matrix.timelines import Timelines
from bot.ratelimit import RateLimit, Urgency
from bot.relay import places
from bot.relay.notices import Notice, Occasion, post
from bot.retry import until_answered
from bot.rooms import intended, state_events, tampering
from bot.rooms.intended import alias_of
from bot.rooms.notices import Notices
from bot.rooms.people.watch import Watch
from bot.rooms.state_events import ENCRYPTION
from deliberation.terms import RoomKind
from storage import rooms
from storage.database import Database
from storage.rooms import Room, RoomState

log = structlog.get_logger()

FAILS, TIMES = 500, 5
"""With this status a homeserver fails at what it is asked; so often it may."""


@dataclass
class Reader:
    """Reads what happened in the rooms that the bot knows, and notes those it is invited to."""

    database: Database
    matrix: Matrix
    rate_limit: RateLimit
    invitations: Invitations
    notices: Notices
    watch: Watch
    _ready: dict[str, Room] = field(default_factory=dict)
    _new: list[str] = field(default_factory=list)
    _rooms_changed: bool = False

    async def read(self, batch: Batch, since: str, news: Timelines = ()) -> Timelines:
        """Return each known room's events since ``since``, oldest first, none left out.

        ``news`` are events that were read from the rooms themselves before the batch came. The
        batch may lack them, since a homeserver repeats its answers for a while.
        """
        for invite in self.invitations.admitted(batch.invited):
            await self._accept(invite)
        self._rooms_changed |= await self.watch.devices(batch.devices)
        await self._left(batch.left)
        ours = await self._ours(timeline.room_id for timeline in batch.joined)
        timelines = [
            (ours[each.room_id], await self._whole(each, ours[each.room_id], since))
            for each in batch.joined
            if each.room_id in ours
        ]
        return [await self._readable(room, events) for room, events in completed(timelines, news)]

    async def _readable(
        self, room: Room, events: Sequence[Event]
    ) -> tuple[Room, tuple[Event, ...]]:
        """Return a room and its events, decrypted as far as they can be."""
        for event in events:
            self.matrix.noticed(event)
            if event.type == ENCRYPTION and event.state_key == "" and not room.encrypted:
                room = await self._encrypted(room)
        if await self.watch.look(room, events):
            self._ready.pop(room.room_id or "", None)
            self._rooms_changed = True
        return room, tuple([await self._decrypted(event) for event in events])

    async def _decrypted(self, event: Event) -> Event:
        try:
            return await self.matrix.decrypted(event)
        except (Unreadable, MatrixError) as error:
            log.info("not readable yet", cause=event.event_id, reason=str(error))
            return event

    async def _encrypted(self, room: Room) -> Room:
        """Note that a room is encrypted from now on."""
        async with self.database.write() as conn:
            await rooms.encrypt(conn, room.place)
        self._ready.pop(room.room_id or "", None)
        return replace(room, encrypted=True)

    async def _ours(self, room_ids: Iterable[str]) -> dict[str, Room]:
        """Return the rooms with these ids, as far as they are ours; ready ones are remembered."""
        asked = tuple(room_ids)
        unsure = [room_id for room_id in asked if room_id not in self._ready]
        stored: dict[str, Room] = {}
        if unsure:
            async with self.database.read() as conn:
                rows = [await rooms.by_room_id(conn, room_id) for room_id in unsure]
            stored = {room.room_id: room for room in rows if room and room.room_id}
            ready = {key: room for key, room in stored.items() if room.state is RoomState.READY}
            self._ready.update(ready)
        return stored | {key: self._ready[key] for key in asked if key in self._ready}

    async def _whole(self, timeline: Timeline, room: Room, since: str) -> tuple[Event, ...]:
        prev, room_id = timeline.prev_batch, timeline.room_id
        is_new = room.state is RoomState.INTENDED
        if room.state is RoomState.PAUSED and (returned := self._since_entry(timeline.events)):
            return returned
        if is_new:
            self._new.append(room.place)
            await self._as_it_is(room)
        if not prev:
            return timeline.events
        earlier: tuple[Event, ...] | None = ()
        if is_new and not invitation_in(timeline.events, self.matrix.user_id):
            earlier = await self._earlier(room, lambda: self.matrix.since_invitation(room_id, prev))
        elif timeline.limited and not is_new:
            earlier = await self._earlier(room, lambda: self.matrix.gap(room_id, prev, since))
        if earlier is None:
            await self._tell_of_gap(room, prev)
        return (*(earlier or ()), *timeline.events)

    def _since_entry(self, events: Sequence[Event]) -> tuple[Event, ...]:
        """Return what was said since the bot came back into a room; empty if it did not."""
        own = [n for n, event in enumerate(events) if event.state_key == self.matrix.user_id]
        came = [n for n in own if events[n].content.get("membership") == "join"]
        return tuple(events[came[-1] :]) if came else ()

    async def _as_it_is(self, room: Room) -> None:
        """Note whether a room that the bot enters is encrypted, before anything is said there."""
        room_id = room.room_id or ""
        try:
            state = await until_answered(
                "entering a chat",
                lambda: self.rate_limit.ask(
                    lambda: self.matrix.full_state(room_id), Urgency.ANSWER, counts=False
                ),
                lambda error: error.retry,
            )
        except MatrixError as error:
            log.warning("not entered", place=room.place, error=str(error))
            return
        if state_events.is_encrypted(state):
            await self._encrypted(room)

    async def _earlier(
        self, room: Room, request: Callable[[], Awaitable[tuple[Event, ...]]]
    ) -> tuple[Event, ...] | None:
        """Return what a timeline left out; None if the homeserver won't tell it.

        It may let the bot in no longer, or fail at this room alone, again and again.
        """
        failed = 0

        def may_succeed(error: MatrixError) -> bool:
            nonlocal failed
            failed += error.status == FAILS
            return error.retry and failed < TIMES

        what = f"{room.place}: reading what came before"
        try:
            return await until_answered(
                what,
                lambda: self.rate_limit.ask(request, Urgency.ANSWER, counts=False),
                may_succeed,
            )
        except MatrixError as error:
            log.warning("not read", place=room.place, error=str(error))
            return None

    async def _tell_of_gap(self, room: Room, prev: str) -> None:
        """Tell in a room, once, that something of what was said there is not known."""
        async with self.database.write() as conn:
            council = await self.notices.folds.council(conn)
            told = post(Notice.GAP, Occasion(room.place, council=council), {})
            await self.notices.put(conn, f"gap:{room.place}/{prev}", (told,))
        self._rooms_changed = True

    async def _accept(self, invite: Invite) -> None:
        """Note a room to which somebody invited the bot; the courier enters it."""
        self._ready.pop(invite.room_id, None)
        async with self.database.write() as conn:
            room = await rooms.by_room_id(conn, invite.room_id)
            name = room.place if room else places.direct_in(invite.room_id)
            if name == places.direct_in(invite.room_id):
                await self._accept_chat(conn, name, invite.room_id)
            elif places.is_direct(name):
                await rooms.set_state(conn, name, RoomState.INTENDED)
            elif room:  # the courier enters it when it looks at it
                await tampering.shut_out(conn, room)
                await rooms.want(conn, (name,))

    async def _accept_chat(self, conn: AsyncConnection, name: str, room_id: str) -> None:
        secret = self.database.secret
        room = await rooms.intend(
            conn,
            place=name,
            proposal=0,
            kind=RoomKind.DIRECT.value,
            alias=alias_of(secret, name, 1),
        )
        if room.state is not RoomState.INTENDED:
            await intended.again(conn, secret, room)
        await rooms.set_room_id(conn, name, room_id)
        await rooms.reconciled(conn, name, room.wanted + 1)

    async def enter(self) -> bool:
        """Note that the chats that were read for the first time are ready.

        To be called once their events were taken: until then they count as new. Returns whether
        there is something to do about rooms.
        """
        entered, self._new = self._new, []
        rooms_changed, self._rooms_changed = self._rooms_changed, False
        if entered:
            async with self.database.write() as conn:
                for place in entered:
                    await rooms.set_state(conn, place, RoomState.READY)
        return bool(entered) or rooms_changed

    async def _left(self, room_ids: Sequence[str]) -> None:
        for room_id in room_ids:  # first: the place may have another room by now
            self._ready.pop(room_id, None)
        for room in (await self._ours(room_ids)).values():
            self._ready.pop(room.room_id or "", None)
            if room.state is RoomState.LEFT:
                continue
            log.warning("no longer in a room", place=room.place)
            async with self.database.write() as conn:
                await tampering.put_out(conn, room)
            self._rooms_changed = True


def completed(timelines: Timelines, news: Timelines) -> Timelines:
    """Return a sync's timelines with the news that it left out, each room's events in order.

    Of a room that is in both, either may begin or end earlier than the other.
    """
    told = {room.place: events for room, events in timelines}
    read = {room.place: events for room, events in news}
    of = {room.place: room for room, _ in (*news, *timelines)}
    return [(of[place], _joined(read.get(place, ()), told.get(place, ()))) for place in of]


def _joined(read: Sequence[Event], told: Sequence[Event]) -> tuple[Event, ...]:
    """Join two stretches of a timeline that overlap, or of which the first is the earlier one."""
    read_ids = {event.event_id for event in read}
    overlap = next((n for n, event in enumerate(told) if event.event_id in read_ids), 0)
    after = (event for event in told[overlap:] if event.event_id not in read_ids)
    return (*told[:overlap], *read, *after)
