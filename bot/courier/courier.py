"""The courier sends what the outbox has, and has done what rooms need.

The outbox is the queue; rows that were just committed are also handed over directly. The
rows of a lane (a room's messages, or a room's ticks) are sent in order, different lanes at the
same time. In a room, whoever must leave is removed first, then messages go out. When the
messages of the moment are out everywhere, the rest is done (see ``rooms.schedule``). An
encrypted room is reconciled before its messages if somebody is to be invited. Knows the
Matrix edge and storage.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile

import structlog

from bot import metrics
from bot.courier.mark_sent import SentRows
from bot.courier.send import Sender
from bot.errors import MatrixError, UnknownToken
from bot.relay.compose import Sending
from bot.relay.notices import Notice
from bot.relay.places import is_direct
from bot.retry import backoff, until_answered
from bot.rooms.notices import Notices
from bot.rooms.reconcile import Reconciler
from bot.rooms.schedule import Schedule, Work, is_changed
from storage import outbox, rooms
from storage.database import Database
from storage.errors import StorageError
from storage.outbox import Row
from storage.rooms import Room

log = structlog.get_logger()

BATCH = 1000
"""How many queued rows are looked at together."""
RECORDER = "sent rows"
"""The name of the task that records what was sent."""
A_MOMENT = 0.1
"""Seconds after an answer until the courier looks whether more is to be done."""
AT_LEAST = 0.5
"""The least number of seconds until the courier looks again if nothing wakes it."""


@dataclass
class Courier:
    """Sends and reconciles until cancelled. ``idle`` is set while there is nothing to do.

    ``sent`` is set while no message is under way.
    ``moved_at`` is when a message last left or was answered, or a room was opened, in ms; 0
    before.
    """

    database: Database
    sender: Sender
    schedule: Schedule
    reconciler: Reconciler
    notices: Notices
    sent_rows: SentRows
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    sent: asyncio.Event = field(default_factory=asyncio.Event)
    moved_at: int = 0
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _under_way: dict[str, asyncio.Event] = field(default_factory=dict)
    _lanes: set[str] = field(default_factory=set)
    _passed_over: bool = False
    _failures: Counter[str] = field(default_factory=Counter)
    _failure: BaseException | None = None

    def __post_init__(self) -> None:
        """Have the schedule say when it has done something for a room."""
        self.sent.set()
        self.schedule.moved_on = self._moved_on

    def wake(self) -> None:
        """Say that something was committed."""
        self.idle.clear()
        self._woken.set()

    def hand(self, sending: Sending) -> None:
        """Send what was just committed without looking for it; look for the rest.

        If that was all, rooms may still need something, but that can wait a moment.
        """
        self.idle.clear()
        whole = sending.whole
        for room, rows in sending.rooms:
            lanes = _lanes(rows)
            if self._busy.keys() & lanes.keys():
                whole = False
                continue
            for lane, those in lanes.items():
                self._start_lane(lane, room, those, removing=False)
        if whole:
            asyncio.get_running_loop().call_later(A_MOMENT, self.wake)
        else:
            self.wake()

    async def run(self) -> None:
        """Send and reconcile for ever. Raises UnknownToken, StorageError."""
        try:
            async with self.database.read() as conn:
                earlier = {room.place for room in await rooms.live(conn)}
            while True:
                self._woken.clear()
                await self._look(earlier)
                if not self._busy and not self.sent_rows.left and not self._woken.is_set():
                    self.idle.set()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(max(AT_LEAST, self.schedule.until_next())):
                        await self._woken.wait()
                if self._failure:
                    raise self._failure
        finally:
            for task in self._busy.values():
                task.cancel()
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _look(self, earlier: set[str]) -> None:
        """Start whatever can be done and isn't under way."""
        # Before reading, since what is done meanwhile looks undone in what is read.
        busy, sent = frozenset(self._busy), self.sent_rows.left
        async with self.database.read() as conn:
            queued = await outbox.sendable(conn, BATCH)
            due = {room.place: room for room in await rooms.due(conn)}
            changed = {row.place for row in queued if is_changed(due[row.place])}
            to_remove = await self.reconciler.to_remove(conn, changed) if changed else {}
            sealed = {place for place in changed if due[place].encrypted}
            to_invite = await self.reconciler.to_invite(conn, sealed) if sealed else set()
        first = {place for place in to_invite if not self.schedule.was_tried(due[place])}
        for place in due.keys() - earlier:
            self.schedule.opener.intended_now(place)
        earlier.update(due)
        sent |= self.sent_rows.left  # what was handed over and sent meanwhile
        unsent = {row.key: row for row in queued if row.key not in sent}
        lanes = _lanes(unsent.values())
        self._passed_over = False
        for lane, waiting in lanes.items():
            room = due[waiting[0].place]
            must_wait = lane in busy or room.place in first
            rows = [] if must_wait else self._free(waiting, unsent)
            self._passed_over |= len(rows) < len(waiting)
            self._start_lane(lane, room, rows, removing=room.place in to_remove)
        self._start_room_work(due, unsent.values(), busy, first)
        if self._passed_over and not busy <= self._busy.keys():
            self._woken.set()  # what stood in the way finished meanwhile

    def _free(self, rows: Sequence[Row], unsent: Mapping[str, Row]) -> list[Row]:
        """Return a lane's rows up to one that waits for a row that isn't under way."""
        not_started = unsent.keys() - self._under_way.keys()
        return list(takewhile(lambda row: row.references.get("after") not in not_started, rows))

    def _start_lane(self, lane: str, room: Room, rows: Sequence[Row], *, removing: bool) -> None:
        if rows and lane not in self._busy:
            self._lanes.add(lane)
            self.sent.clear()
            for row in rows:
                self._under_way.setdefault(row.key, asyncio.Event())
            self._start(lane, partial(self._send_lane, room, rows, removing=removing))

    def _start_room_work(
        self,
        live: Mapping[str, Room],
        unsent: Collection[Row],
        busy: Collection[str],
        first: Collection[str],
    ) -> None:
        """Start what the rooms need; see ``Schedule.due``."""
        for room, work in self.schedule.due(live, unsent, first):
            name = f"{room.place} room"
            if name in busy:
                self._passed_over = True
            else:
                self._start(name, partial(work, room))

    def _start(self, name: str, work: Callable[[], Work]) -> None:
        if name in self._busy:
            return
        task = asyncio.create_task(self._work_on(name, work), name=name)
        self._busy[name] = task
        task.add_done_callback(self._finished)

    async def _work_on(self, name: str, work: Callable[[], Work]) -> None:
        """Do the work; a bug in it is logged, and the work is tried again after a pause."""
        try:
            await work()
        except (UnknownToken, StorageError):
            raise
        except Exception as error:
            metrics.failed(error)
            self._failures[name] += 1
            log.exception("the courier stumbled", at=name, times=self._failures[name])
            await asyncio.sleep(backoff(self._failures[name]))
        else:
            del self._failures[name]

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._busy.pop(task.get_name(), None)
        if not task.cancelled() and task.exception():
            self._failure = task.exception()
        if self.sent_rows.left and not self._failure:
            self._start(RECORDER, self.sent_rows.write)
        if not self._busy.keys() & self._lanes:
            self.sent.set()
        sending = self._busy.keys() & {*self._lanes, RECORDER}
        if self._failure or self._passed_over or not sending:
            self._woken.set()

    # --- messages -------------------------------------------------------------------

    async def _send_lane(self, room: Room, rows: Sequence[Row], *, removing: bool) -> None:
        if removing:
            await until_answered(f"{room.place}: removing", lambda: self.reconciler.remove(room))
        for row in rows:
            if before := self._under_way.get(row.references.get("after", "")):
                await before.wait()
            if not await self._send(room, row):
                break  # the others wait for the same
            self._under_way.pop(row.key).set()
        for row in rows:
            if waiting := self._under_way.pop(row.key, None):
                waiting.set()

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
        self._start(RECORDER, self.sent_rows.write)
        return True

    async def _park(self, row: Row, error: MatrixError) -> None:
        log.error("message parked", place=row.place, key=row.key, error=str(error))
        cause, what = f"parked:{row.key}", {"place": row.place, "error": error.errcode}
        async with self.database.write() as conn:
            await outbox.park(conn, row.key, str(error))
            if row.event_type == "m.room.message" and not is_direct(row.place):
                await self.notices.tell(conn, cause, Notice.PARKED, **what)
        self._moved(metrics.Fate.PARKED)
        self._woken.set()

    def _moved(self, fate: metrics.Fate, messages: int = 1) -> None:
        metrics.left(fate, messages)
        self.moved_at = self.notices.now()

    def _moved_on(self) -> None:
        """Note that something was done for a room, and look what follows."""
        self.moved_at = self.notices.now()
        self._woken.set()


def _lanes(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows by lane, in order."""
    lanes: dict[str, list[Row]] = {}
    for row in rows:
        lanes.setdefault(row.lane, []).append(row)
    return lanes
