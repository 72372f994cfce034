"""The courier has rendered and sent what the outbox has, and has done what rooms need.

The database is the queue: nothing comes here but by it. Whoever commits something wakes the
courier, and it looks. Theory of operation:

What runs at the same time. One task *looks*, again and again: it reads what is to be done, has
short posts rendered, and gives what can be done now to other tasks, all of one TaskGroup. Each
*lane* (a room in which something is to be sent) has a task that sends its messages one after
another; each room that needs something else has a task for that. One task records what was sent,
and one has long posts rendered. When any of them fails for good, all end.

What the state means. ``_lanes``: the rows that each lane was given and hasn't sent; a lane is there
as long as its task. ``_taken``: the keys of rows that a lane was given, until they are recorded as
sent, set aside or given back. ``_rendering``: the keys of long posts, until they are rendered.
``_at_work``: the rooms for which something else is done. ``_again``: something was passed over
since something else was under way; when that ends, the courier looks again.

What can't happen. *A row is sent twice by one process*: only the looking task gives rows out, and
none that was taken when it began to read; what it read may be older than what is known since.
*A message overtakes another in its room*: a look gives a lane its rows in order, up to the first
that is to be rendered yet, and a lane's rows are those of one task. *A tick comes before its
answer*: it stands behind it, and a lane that can't send something ends. (Ticks themselves go beside
the messages that follow.) *Somebody who must leave reads a message*: who is to be removed is read
with the rows, and removed before the lane sends another. *Something is forgotten*: who finishes
what others may wait for wakes the courier, and it looks by itself from time to time.

In a room, messages go before anything else that it needs (see ``rooms.schedule``); an encrypted
room is reconciled first if somebody is to be invited. Knows the Matrix edge and storage.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import metrics
from bot.courier.mark_sent import SentRows
from bot.courier.send import Sender
from bot.errors import MatrixError, UnknownToken
from bot.relay.compose import TICK
from bot.relay.notices import Notice
from bot.relay.places import is_direct
from bot.rendering.renderer import Renderer, Said
from bot.retry import backoff, until_answered
from bot.rooms.notices import Notices
from bot.rooms.reconcile import Reconciler
from bot.rooms.schedule import Schedule, Work, is_changed
from bot.together import ungrouped
from storage import outbox, rooms
from storage.database import Database
from storage.errors import StorageError
from storage.outbox import Row, RowState
from storage.rooms import Room

log = structlog.get_logger()

BATCH = 1000
"""How many rows are looked at together."""
A_MOMENT = 0.02
"""Seconds for which a look renders at most, before what was rendered is sent."""
REACTION = "m.reaction"
AT_LEAST = 0.5
"""The least number of seconds until the courier looks again if nothing wakes it."""


@dataclass
class Lane:
    """The rows that are still to be sent to a room. ``removing``: somebody must leave it first."""

    room: Room
    rows: deque[Row] = field(default_factory=deque)
    removing: bool = False


@dataclass(frozen=True)
class Seen:
    """What a look found: rows in order, rooms by place, and what is to be done there first.

    ``to_remove`` and ``first`` are places: where somebody must leave, and where somebody must be
    invited before anything is said.
    """

    rows: tuple[Row, ...]
    live: Mapping[str, Room]
    to_remove: Collection[str]
    first: Collection[str]


@dataclass
class Courier:
    """Sends and reconciles until cancelled. ``idle`` is set while there is nothing to do.

    ``sent`` is set while no message is under way. ``moved_at`` is when a message last left or was
    answered, or a room was opened, in ms; 0 before.
    """

    database: Database
    renderer: Renderer
    sender: Sender
    schedule: Schedule
    reconciler: Reconciler
    notices: Notices
    sent_rows: SentRows
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    sent: asyncio.Event = field(default_factory=asyncio.Event)
    moved_at: int = 0
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _lanes: dict[str, Lane] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _rendering: set[str] = field(default_factory=set)
    _at_work: set[str] = field(default_factory=set)
    _long: asyncio.Queue[Said] = field(default_factory=asyncio.Queue)
    _again: bool = False
    _failures: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Have the schedule say when it has done something for a room."""
        self.sent.set()
        self.schedule.moved_on = self._moved_on
        self.sent_rows.recorded = self._recorded

    def wake(self) -> None:
        """Say that something was committed."""
        self.idle.clear()
        self._woken.set()

    async def run(self) -> None:
        """Send and reconcile for ever. Raises UnknownToken, StorageError."""
        async with self.database.read() as conn:
            earlier = {room.place for room in await rooms.live(conn)}
        with ungrouped():
            async with asyncio.TaskGroup() as group:
                group.create_task(self.sent_rows.keep_recording(), name="sent rows")
                group.create_task(self._render_long(), name="rendering")
                while True:
                    await self._look(group, earlier)
                    self._rest()
                    with suppress(TimeoutError):
                        async with asyncio.timeout(max(AT_LEAST, self.schedule.until_next())):
                            await self._woken.wait()

    # --- looking ----------------------------------------------------------------------

    async def _look(self, group: asyncio.TaskGroup, earlier: set[str]) -> None:
        """Give out whatever can be done and isn't under way."""
        self._woken.clear()
        self._again = False
        # Before reading, since what is done meanwhile looks undone in what is read.
        taken, rendering, at_work = {*self._taken}, {*self._rendering}, {*self._at_work}
        async with self.database.read() as conn:
            seen = await self._seen(conn)
            rows = [row for row in seen.rows if row.key not in taken]
            to_render = [r for r in rows if r.state is RowState.SAID and r.key not in rendering]
            said = await self.renderer.said(conn, _answers_first(to_render))
        for place in seen.live.keys() - earlier:
            self.schedule.opener.intended_now(place)
        earlier.update(seen.live)
        rows = _with(rows, await self._render(said))
        for place, waiting in _by_place(rows).items():
            self._give(group, place, waiting, seen)
        self._start_room_work(group, seen, at_work)

    async def _seen(self, conn: AsyncConnection) -> Seen:
        rows = await outbox.to_do(conn, BATCH)
        live = {room.place: room for room in await rooms.due(conn)}
        changed = {row.place for row in rows if is_changed(live[row.place])}
        to_remove = await self.reconciler.to_remove(conn, changed) if changed else {}
        sealed = {place for place in changed if live[place].encrypted}
        to_invite = await self.reconciler.to_invite(conn, sealed) if sealed else set()
        first = {place for place in to_invite if not self.schedule.was_tried(live[place])}
        return Seen(rows, live, to_remove.keys(), first)

    def _give(self, group: asyncio.TaskGroup, place: str, rows: Sequence[Row], seen: Seen) -> None:
        """Give a lane its rows up to the first that is to be rendered yet."""
        ready = list(takewhile(lambda row: row.state is RowState.QUEUED, rows))
        if not ready or place in seen.first:
            return
        lane = self._lanes.get(place)
        if lane is None:
            lane = self._lanes[place] = Lane(seen.live[place])
            self.sent.clear()
            self._start(group, place, partial(self._send_all, group, lane), self._ended)
        lane.room = seen.live[place]
        lane.removing |= place in seen.to_remove
        lane.rows += ready
        self._taken.update(row.key for row in ready)

    def _start_room_work(
        self, group: asyncio.TaskGroup, seen: Seen, earlier: Collection[str]
    ) -> None:
        """Start what the rooms need, unless it was under way; see ``Schedule.due``."""
        unsent = [row for row in seen.rows if row.key not in self.sent_rows.left]
        for room, work in self.schedule.due(seen.live, unsent, seen.first):
            if room.place in self._at_work:
                self._again = True
            elif room.place in earlier:
                self._woken.set()  # it ended meanwhile: what was read may be older
            else:
                self._at_work.add(room.place)
                self._start(group, room.place, partial(work, room), self._at_work.discard)
        self._again |= self.schedule.is_waiting

    def _start(
        self,
        group: asyncio.TaskGroup,
        place: str,
        work: Callable[[], Work],
        ended: Callable[[str], None],
    ) -> None:
        group.create_task(self._work_on(place, work, ended), name=place)

    async def _work_on(
        self, place: str, work: Callable[[], Work], ended: Callable[[str], None]
    ) -> None:
        """Do the work; a bug in it is logged, and the work is tried again after a pause."""
        try:
            await work()
        except (UnknownToken, StorageError):
            raise
        except Exception as error:
            metrics.failed(error)
            self._failures[place] += 1
            log.exception("the courier stumbled", at=place, times=self._failures[place])
            await asyncio.sleep(backoff(self._failures[place]))
            self._woken.set()
        else:
            del self._failures[place]
        finally:
            ended(place)
            if self._again:
                self._woken.set()
            self._rest()

    # --- rendering --------------------------------------------------------------------

    async def _render(self, said: Sequence[Said]) -> Mapping[str, Sequence[Row]]:
        """Render what is short, for a moment, and have the rest rendered; return new rows."""
        until, short = time.perf_counter() + A_MOMENT, []
        for each in said:
            if each.is_long:
                self._rendering.update(row.key for row in each.rows)
                self._long.put_nowait(each)
            elif time.perf_counter() < until:
                short.append(await self.renderer.rendered(each))
            else:
                self._woken.set()
        return await self.renderer.store(short) if short else {}

    async def _render_long(self) -> None:
        while True:
            said = await self._long.get()
            await self.renderer.store([await self.renderer.rendered(said)])
            self._rendering.difference_update(row.key for row in said.rows)
            self._woken.set()

    # --- messages -------------------------------------------------------------------

    async def _send_all(self, group: asyncio.TaskGroup, lane: Lane) -> None:
        """Send a lane's rows, in order, until none is left or one has to wait."""
        while lane.rows:
            if lane.removing:
                await self._remove(lane)
            row = lane.rows[0]
            if row.event_type == REACTION:  # nothing waits for it
                group.create_task(self._tick(lane.room, row), name=f"{row.place} {TICK}")
            elif not await self._send(lane.room, row):
                return
            lane.rows.popleft()

    async def _remove(self, lane: Lane) -> None:
        what, room = f"{lane.room.place}: removing", lane.room
        lane.removing = False
        await until_answered(what, lambda: self.reconciler.remove(room))

    async def _tick(self, room: Room, row: Row) -> None:
        async def send() -> None:
            if not await self._send(room, row):
                self._taken.discard(row.key)

        await self._work_on(f"{row.place} {TICK}", send, lambda _: None)

    def _ended(self, place: str) -> None:
        """Give back what a lane could not send."""
        lane = self._lanes.pop(place)
        self._taken.difference_update(row.key for row in lane.rows)
        if not self._lanes:
            self.sent.set()

    async def _send(self, room: Room, row: Row) -> bool:
        """Send a row, however often it takes, or set it aside if it never can be sent.

        False if the room doesn't let the bot in: then the row waits until it does.
        """
        try:
            event_id = await until_answered(
                f"{row.place}: sending",
                lambda: self.sender.send(room, row),
                lambda error: error.retry,
            )
        except MatrixError as error:
            if error.errcode != "M_DUPLICATE_ANNOTATION":  # which says that it is there
                if await self.schedule.is_shut_out(room, error):
                    return False
                await self._park(row, error)
                return True
            event_id = ""
        self._moved(metrics.Fate.SENT)
        self.sent_rows.note(row, event_id)
        return True

    async def _park(self, row: Row, error: MatrixError) -> None:
        log.error("message parked", place=row.place, key=row.key, error=str(error))
        cause, what = f"parked:{row.key}", {"place": row.place, "error": error.errcode}
        async with self.database.write() as conn:
            await outbox.park(conn, row.key, str(error))
            if row.event_type == "m.room.message" and not is_direct(row.place):
                await self.notices.tell(conn, cause, Notice.PARKED, **what)
        self._moved(metrics.Fate.PARKED)
        self._taken.discard(row.key)
        self._woken.set()

    def _recorded(self, rows: Collection[Row]) -> None:
        """Note that rows are recorded as sent; what is to be pinned is a room's matter now."""
        self._taken.difference_update(row.key for row in rows)
        if any(row.pin for row in rows):
            self._woken.set()
        self._rest()

    def _rest(self) -> None:
        """Note if there is nothing to do."""
        is_busy = self._lanes or self._taken or self._rendering or self._at_work
        if not is_busy and not self._woken.is_set():
            self.idle.set()

    def _moved(self, fate: metrics.Fate, messages: int = 1) -> None:
        metrics.left(fate, messages)
        self.moved_at = self.notices.now()

    def _moved_on(self) -> None:
        """Note that something was done for a room, and look what follows."""
        self.moved_at = self.notices.now()
        self._woken.set()


def _answers_first(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: "m.relates_to" not in (row.content or {}))


def _with(rows: Iterable[Row], rendered: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Return the rows, each that was rendered as what it became."""
    return [each for row in rows for each in rendered.get(row.key, (row,))]


def _by_place(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows by place, in order."""
    places: dict[str, list[Row]] = {}
    for row in rows:
        places.setdefault(row.place, []).append(row)
    return places
