"""The listener follows the sync, fills its gaps, and hands items to the clerk in order.

The token is ours: it is moved only after all that came before it is committed. Knows
the Matrix edge, the clerk and storage.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import structlog

from bot import incoming, places
from bot.clerk import Clerk
from bot.courier import Courier
from bot.enclosures import Enclosures, Unfetched
from bot.errors import MatrixError, UnknownToken
from bot.incoming import Item
from bot.lanes import Lanes
from bot.matrix import Batch, Event, Invite, Matrix, Timeline
from bot.pace import Pace, backoff
from bot.roomlist import alias_of
from commands.command import Asked, Below
from commands.errors import UsageError
from deliberation.terms import RoomKind
from storage import inbox, meta, outbox, rooms
from storage.database import Database
from storage.inbox import InboxState
from storage.rooms import Room, RoomState

log = structlog.get_logger()

SYNC_MS = 30_000


@dataclass(frozen=True)
class Ready:
    """An item with what had to be fetched for it; see ``Clerk.work``."""

    item: Item
    attempts: int
    alone: bool = False
    unreadable: bool = False

    @property
    def about(self) -> str:
        """What it may hold up, and be held up by."""
        return self.item.about


@dataclass
class _Taken:
    """A batch that was handed on: its token may be moved once nothing is left of it."""

    token: str
    left: set[str]


@dataclass
class Listener:
    """Listens until cancelled. ``synced`` is set once the first sync came back."""

    database: Database
    matrix: Matrix
    pace: Pace
    clerk: Clerk
    courier: Courier
    enclosures: Enclosures
    synced: asyncio.Event = field(default_factory=asyncio.Event)
    _lanes: Lanes[Ready] = field(default_factory=Lanes)
    _taken: deque[_Taken] = field(default_factory=deque)

    async def run(self) -> None:
        """Follow the sync for ever. Raises UnknownToken, StorageError and bugs."""
        async with self.database.read() as conn:
            since = await meta.get(conn, meta.SYNC_TOKEN)
        if since is None:
            since = (await self._sync(None, 0)).token
            await self._move(since)
        timeout = 0
        while True:
            batch = await self._sync(since, timeout)
            await self._take(batch, since)
            since = batch.token
            timeout = SYNC_MS
            self.synced.set()

    async def work(self) -> None:
        """Have the clerk work on items for ever. Raises StorageError and bugs."""
        try:
            while True:
                ready = await self._lanes.take()
                item = ready.item
                await self.clerk.work(
                    item, ready.attempts, alone=ready.alone, unreadable=ready.unreadable
                )
                self.courier.wake()
                await self._finished(item.cause)
        finally:
            self._lanes.close()

    async def _sync(self, since: str | None, timeout: int) -> Batch:
        return await self._patiently(lambda: self.matrix.sync(since, timeout), "sync")

    async def _patiently(self, ask: Callable[[], Awaitable[Batch]], what: str) -> Batch:
        attempt = 0
        while True:
            try:
                return await ask()
            except UnknownToken:
                raise
            except MatrixError as error:
                attempt += 1
                wait = error.retry_after or backoff(attempt)
                log.warning("homeserver not answering", what=what, error=str(error))
                await asyncio.sleep(wait)

    # --- from a sync to items -------------------------------------------------------

    async def _take(self, batch: Batch, since: str) -> None:
        for invite in batch.invited:
            await self._accept(invite)
        for room_id in batch.left:
            await self._left(room_id)
        known = await self._known(timeline.room_id for timeline in batch.joined)
        timelines = [
            (known[each.room_id], await self._whole(each, known[each.room_id], since))
            for each in batch.joined
            if each.room_id in known
        ]
        items = await self._items(timelines)
        await self._hand_on(items, batch.token)

    async def _known(self, room_ids: Iterable[str]) -> dict[str, Room]:
        async with self.database.read() as conn:
            found = [await rooms.by_room_id(conn, room_id) for room_id in room_ids]
        return {room.room_id: room for room in found if room and room.room_id}

    async def _whole(self, timeline: Timeline, room: Room, since: str) -> tuple[Event, ...]:
        """Return a timeline with what it left out, from our invitation on in a new room."""
        if room.state is RoomState.INTENDED:
            await self._enter(room)
            events = await self._since_invitation(timeline)
        elif timeline.limited and timeline.prev_batch:
            events = await self._gap(timeline, since)
        else:
            events = timeline.events
        return events

    async def _gap(self, timeline: Timeline, since: str) -> tuple[Event, ...]:
        prev = timeline.prev_batch or ""
        missing = await self._asked(
            lambda: self.matrix.gap(timeline.room_id, prev, since), "filling a gap"
        )
        return (*missing, *timeline.events)

    async def _since_invitation(self, timeline: Timeline) -> tuple[Event, ...]:
        own = self.matrix.user_id
        if not timeline.prev_batch or any(_is_invitation(e, own) for e in timeline.events):
            return timeline.events
        prev = timeline.prev_batch
        earlier = await self._asked(
            lambda: self.matrix.since_invitation(timeline.room_id, prev), "reading a new chat"
        )
        return (*earlier, *timeline.events)

    async def _asked(
        self, ask: Callable[[], Awaitable[tuple[Event, ...]]], what: str
    ) -> tuple[Event, ...]:
        attempt = 0
        while True:
            try:
                return await self.pace.ask(ask)
            except UnknownToken:
                raise
            except MatrixError as error:
                if not error.retry:
                    log.warning("history not readable", what=what, error=str(error))
                    return ()
                attempt += 1
                await asyncio.sleep(backoff(attempt))

    async def _items(self, timelines: Sequence[tuple[Room, tuple[Event, ...]]]) -> list[Item]:
        """Return what a sync asks of the clerk, in the order in which it was said."""
        user_id, prefix = self.matrix.user_id, self.clerk.office.prefix
        found: list[list[Item]] = []
        async with self.database.read() as conn:
            for room, events in timelines:
                place = places.parse(room.place)
                of_room = []
                for event in events:
                    replied = incoming.replied_to(event.content)
                    row = await outbox.by_event(conn, replied) if replied else None
                    about = _proposal_of(row.about) if row and row.place == room.place else 0
                    replies = {replied: about} if about else {}
                    item = incoming.item(event, place, user_id, prefix, replies)
                    of_room += [item] if item else []
                found.append(of_room)
        return merged(found)

    async def _hand_on(self, items: Sequence[Item], token: str) -> None:
        attempts: dict[str, int] = {}
        if items:
            causes = [(i.cause, i.place.name, i.event.sender, _is_command(i)) for i in items]
            async with self.database.write() as conn:
                taken = await inbox.take(conn, causes, self.clerk.now())
            fresh = {c: r.attempts for c, r in taken.items() if r.state is InboxState.TAKEN}
            under_way = {cause for batch in self._taken for cause in batch.left}
            attempts = {c: n for c, n in fresh.items() if c not in under_way}
        self._taken.append(_Taken(token, set(attempts)))
        self._lanes.put(
            (Ready(item, attempts[item.cause]), self._fetching(item, attempts[item.cause]))
            for item in items
            if item.cause in attempts
        )
        if not attempts:
            await self._settle()

    def _fetching(self, item: Item, attempts: int) -> Callable[[], Awaitable[Ready]] | None:
        """Return what fetches the text an item refers to, or who is in a direct chat."""
        asked = item.what
        is_direct = item.place.kind is RoomKind.DIRECT
        if not isinstance(asked, Asked):
            return None
        has_text_elsewhere = asked.text is not None and not isinstance(asked.text, Below)
        if not is_direct and not has_text_elsewhere:
            return None

        async def fetch() -> Ready:
            alone = is_direct and await self._alone(item)
            ready = Ready(item, attempts, alone=alone)
            if not has_text_elsewhere:
                return ready
            try:
                whole = await self.enclosures.enclosed(item, asked)
                return replace(ready, item=replace(item, what=whole))
            except UsageError as error:
                return replace(ready, item=replace(item, what=error))
            except Unfetched:
                return replace(ready, unreadable=True)

        return fetch

    async def _alone(self, item: Item) -> bool:
        try:
            there = await self.pace.ask(lambda: self.matrix.joined_members(item.event.room_id))
        except MatrixError:
            return False
        return there == {item.event.sender, self.matrix.user_id}

    # --- the token ------------------------------------------------------------------

    async def _finished(self, cause: str) -> None:
        for batch in self._taken:
            batch.left.discard(cause)
        await self._settle()

    async def _settle(self) -> None:
        """Move the token past every batch of which nothing is left."""
        token = None
        while self._taken and not self._taken[0].left:
            token = self._taken.popleft().token
        if token is not None:
            await self._move(token)

    async def _move(self, token: str) -> None:
        async with self.database.write() as conn:
            await meta.put(conn, meta.SYNC_TOKEN, token)

    # --- rooms that others open -----------------------------------------------------

    async def _accept(self, invite: Invite) -> None:
        """Enter a room to which somebody invited the bot; noted first, so never forgotten."""
        name = places.direct_in(invite.room_id)
        async with self.database.write() as conn:
            secret = self.database.secret
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
        try:
            await self.pace.ask(lambda: self.matrix.join(invite.room_id))
        except UnknownToken:
            raise
        except MatrixError as error:
            log.warning("invitation not taken", inviter=invite.inviter, error=str(error))

    async def _enter(self, room: Room) -> None:
        async with self.database.write() as conn:
            await rooms.set_state(conn, room.place, RoomState.READY)

    async def _left(self, room_id: str) -> None:
        known = await self._known([room_id])
        for room in known.values():
            log.warning("no longer in a room", place=room.place)
            if places.parse(room.place).kind is RoomKind.DIRECT:
                async with self.database.write() as conn:
                    await rooms.set_state(conn, room.place, RoomState.LEFT)


def merged(timelines: Sequence[Sequence[Item]]) -> list[Item]:
    """Merge rooms' items: the server's order within a room, the time sent across rooms.

    An item never comes before an earlier one of its room, whatever its own clock says.
    """
    timed: list[tuple[int, int, int, Item]] = []
    for room, items in enumerate(timelines):
        latest = 0
        for index, item in enumerate(items):
            latest = max(latest, item.event.ts)
            timed.append((latest, room, index, item))
    return [item for *_, item in sorted(timed, key=lambda each: each[:3])]


def _is_command(item: Item) -> bool:
    return isinstance(item.what, Asked)


def _is_invitation(event: Event, user_id: str) -> bool:
    is_own = event.type == "m.room.member" and event.state_key == user_id
    return is_own and event.content.get("membership") == "invite"


def _proposal_of(about: str) -> int:
    number = about.partition("/")[0].removeprefix("P")
    return int(number) if number.isdigit() else 0
