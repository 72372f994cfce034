"""The courier empties the outbox into Matrix and keeps the rooms as wanted.

The database is the queue. A lane (a room's messages, a room's ticks) is sent in order,
lanes at the same time. In a room, whoever must leave is removed first, then messages
go out; when those of this moment are out everywhere, the rest is reconciled. An encrypted
room is reconciled before that if somebody is to be invited. Knows the Matrix edge and
storage.
"""

import asyncio
import contextlib
import math
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile
from typing import Any

import structlog

from bot import metrics
from bot.access import Access, Found
from bot.errors import MatrixError, UnknownToken
from bot.marks import Marks
from bot.outlook import Outlook
from bot.pace import backoff
from bot.patience import patiently
from bot.places import is_direct
from bot.rooms import Rooms
from bot.sender import Sender
from storage import outbox, rooms
from storage.database import Database
from storage.errors import StorageError
from storage.outbox import Row
from storage.rooms import Room, RoomState

log = structlog.get_logger()

Work = Coroutine[Any, Any, None]
BATCH = 1000
"""Queued rows looked at in one go."""
HOUR = 3600.0
"""Seconds; at least so often the courier looks for rooms to leave."""
MARKS = "marks"
"""The name of the work that records what was sent."""
AT_LEAST = 0.5
"""Seconds between two looks that nothing woke the courier for."""
ENTERING = 4
"""Chats that the bot enters at the same time, however many it is invited to."""
SOON = 5.0
"""Seconds for which messages that were just written go before the tending of any room."""


@dataclass
class Courier:
    """Sends and reconciles until cancelled. ``idle`` is set while there is nothing to do.

    ``moved_at`` is when a message last left or was answered, or a room was opened, in ms; 0
    before.
    """

    database: Database
    sender: Sender
    rooms: Rooms
    outlook: Outlook
    marks: Marks
    access: Access
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    moved_at: int = 0
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _under_way: dict[str, asyncio.Event] = field(default_factory=dict)
    _entered: set[tuple[str, int]] = field(default_factory=set)
    _lanes: set[str] = field(default_factory=set)
    _passed_over: bool = False
    _put_off: float = 0.0
    _later: dict[str, tuple[int, int, float]] = field(default_factory=dict)
    _stumbled: Counter[str] = field(default_factory=Counter)
    _failure: BaseException | None = None
    _door: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(ENTERING))

    def wake(self) -> None:
        """Say that something was committed."""
        self.idle.clear()
        self._woken.set()

    async def run(self) -> None:
        """Send and reconcile for ever. Raises UnknownToken, StorageError."""
        try:
            async with self.database.read() as conn:
                known = {room.place for room in await rooms.live(conn)}
            while True:
                self._woken.clear()
                await self._look(known)
                if not self._busy and not self.marks.left and not self._woken.is_set():
                    self.idle.set()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._until_next()):
                        await self._woken.wait()
                if self._failure:
                    raise self._failure
        finally:
            for task in self._busy.values():
                task.cancel()
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _look(self, known: set[str]) -> None:
        """Start whatever can be done and isn't under way."""
        # Before reading, since what is done meanwhile looks undone in what is read.
        busy, sent = frozenset(self._busy), self.marks.left
        async with self.database.read() as conn:
            queued = await outbox.sendable(conn, BATCH)
            due = {room.place: room for room in await rooms.due(conn, self._ended_before())}
            changed = {row.place for row in queued if _is_changed(due[row.place])}
            crowded = await self.rooms.crowded(conn, changed) if changed else {}
            sealed = {place for place in changed if due[place].encrypted}
            short = await self.rooms.short(conn, sealed) if sealed else set()
        first = {place for place in short if not self._was_tended(due[place])}
        self._entered &= {(each.place, each.attempt) for each in due.values() if _is_new(each)}
        for place in due.keys() - known:
            self.rooms.intended_now(place)
        known.update(due)
        unsent = {row.key: row for row in queued if row.key not in sent}
        lanes = _lanes(unsent.values())
        self._passed_over = False
        for lane, waiting in lanes.items():
            room = due[waiting[0].place]
            held_back = lane in busy or room.place in first
            rows = [] if held_back else self._free(waiting, unsent)
            self._passed_over |= len(rows) < len(waiting)
            self._start_lane(lane, room, rows, removing=room.place in crowded)
        self._tend(due, lanes, busy, first)
        if self._passed_over and not busy <= self._busy.keys():
            self._woken.set()  # what stood in the way finished meanwhile

    def _free(self, rows: Sequence[Row], unsent: Mapping[str, Row]) -> list[Row]:
        """Return a lane's rows up to one that waits for a row that isn't under way."""
        held_up = unsent.keys() - self._under_way.keys()
        return list(takewhile(lambda row: row.references.get("after") not in held_up, rows))

    def _start_lane(self, lane: str, room: Room, rows: Sequence[Row], *, removing: bool) -> None:
        if rows:
            self._lanes.add(lane)
            for row in rows:
                self._under_way.setdefault(row.key, asyncio.Event())
            self._start(lane, partial(self._send_lane, room, rows, removing=removing))

    def _was_tended(self, room: Room) -> bool:
        """Whether it was tried to make a room as it is wanted now."""
        wanted, times, _ = self._later.get(room.place, (0, 0, 0.0))
        return wanted == room.wanted and times > 0

    def _tend(
        self,
        live: Mapping[str, Room],
        lanes: Mapping[str, list[Row]],
        busy: Collection[str],
        first: Collection[str],
    ) -> None:
        """See to the rooms, but not while messages of this moment are on their way anywhere.

        Those that are to be seen to ``first`` don't wait: who isn't invited before something is
        said in an encrypted room can't read it.
        """
        now = self.outlook.now()
        ready = {place for place, room in live.items() if room.state is RoomState.READY}
        fresh = now - SOON * 1000
        sending = any(
            row.place in ready and row.created_at > fresh for rows in lanes.values() for row in rows
        )
        self._put_off = (self._put_off or now) if sending else 0.0
        waits = sending and now - self._put_off < SOON * 1000
        for gone in self._later.keys() - live.keys():
            del self._later[gone]
        for room in live.values():
            name = f"{room.place} room"
            work = self._due(room, waits=waits and room.place not in first)
            if work and name in busy:
                self._passed_over = True
            elif work:
                self._start(name, partial(work, room))

    def _due(self, room: Room, *, waits: bool) -> Callable[[Room], Work] | None:
        """Return what a room needs now besides messages, which go first; None if nothing."""
        if room.state is RoomState.INTENDED:
            if not room.room_id:
                return self._open
            return None if (room.place, room.attempt) in self._entered else self._enter
        if waits:
            return None
        return self._leave if self._is_over(room) else self._tending(room)

    def _tending(self, room: Room) -> Callable[[Room], Work] | None:
        is_paused = room.state is RoomState.PAUSED
        if not is_paused and not _is_changed(room):
            self._later.pop(room.place, None)
            return None
        wanted, _, at = self._later.get(room.place, (0, 0, 0.0))
        if wanted == room.wanted and _clock() < at:
            return None
        return self._regain if is_paused else self._reconcile

    def _until_next(self) -> float:
        """Return how many seconds may pass until there is something to do again."""
        again = [at - _clock() for _, _, at in self._later.values()]
        return max(AT_LEAST, min([SOON if self._put_off else HOUR, *again]))

    def _start(self, name: str, work: Callable[[], Work]) -> None:
        if name in self._busy:
            return
        task = asyncio.create_task(self._going_on(name, work), name=name)
        self._busy[name] = task
        task.add_done_callback(self._finished)

    async def _going_on(self, name: str, work: Callable[[], Work]) -> None:
        """Do the work; a bug in it is logged, and after a pause it is looked at again."""
        try:
            await work()
        except (UnknownToken, StorageError):
            raise
        except Exception as error:
            metrics.failed(error)
            self._stumbled[name] += 1
            log.exception("the courier stumbled", at=name, times=self._stumbled[name])
            await asyncio.sleep(backoff(self._stumbled[name]))
        else:
            del self._stumbled[name]

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._busy.pop(task.get_name(), None)
        if not task.cancelled() and task.exception():
            self._failure = task.exception()
        if self.marks.left and not self._failure:
            self._start(MARKS, self.marks.write)
        sending = self._busy.keys() & {*self._lanes, MARKS}
        if self._failure or self._passed_over or not sending:
            self._woken.set()

    # --- messages -------------------------------------------------------------------

    async def _send_lane(self, room: Room, rows: Sequence[Row], *, removing: bool) -> None:
        if removing:
            await patiently(f"{room.place}: removing", lambda: self.rooms.remove(room))
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
            event_id = await patiently(
                f"{row.place}: sending",
                lambda: self.sender.send(room, row),
                lambda error: error.retry,
            )
        except UnknownToken:
            raise
        except MatrixError as error:
            if error.errcode != "M_DUPLICATE_ANNOTATION":  # which says that it is there
                if await self._is_shut_out(room, error):
                    return False
                await self._park(row, error)
                return True
            event_id = ""
        self._moved(metrics.Fate.SENT)
        self.marks.note(row, event_id)
        self._start(MARKS, self.marks.write)
        return True

    async def _is_shut_out(self, room: Room, error: MatrixError) -> bool:
        """Whether a refusal came because the bot has lost a room of its own."""
        if error.errcode != "M_FORBIDDEN" or is_direct(room.place):
            return False
        found = await patiently(f"{room.place}: access", lambda: self.access.look(room))
        self.moved_at = self.outlook.now()  # what waits there waits for people, not for us
        self._woken.set()
        return found is not Found.FINE

    async def _park(self, row: Row, error: MatrixError) -> None:
        log.error("message parked", place=row.place, key=row.key, error=str(error))
        async with self.database.write() as conn:
            await outbox.park(conn, row.key, str(error))
        self._moved(metrics.Fate.PARKED)
        self._woken.set()
        if row.event_type == "m.room.message" and not is_direct(row.place):
            await self.outlook.tell_secretariat(
                f"parked:{row.key}", "parked", place=row.place, error=error.errcode
            )

    def _moved(self, fate: metrics.Fate, messages: int = 1) -> None:
        metrics.left(fate, messages)
        self.moved_at = self.outlook.now()

    # --- rooms ----------------------------------------------------------------------

    async def _open(self, room: Room) -> None:
        await patiently(f"{room.place}: opening", lambda: self.rooms.open(room))
        self.moved_at = self.outlook.now()
        self._woken.set()

    def _ended_before(self) -> int:
        """Return the time (ms) before which what has ended is to be left."""
        return self.outlook.now() - self.outlook.office.leave_after

    def _is_over(self, room: Room) -> bool:
        return 0 < room.ended_at < self._ended_before()

    async def _leave(self, room: Room) -> None:
        await patiently(f"{room.place}: leaving", lambda: self.rooms.leave(room))

    async def _reconcile(self, room: Room) -> None:
        """Bring a room to what is wanted; who can't be invited now is tried again later."""
        what = f"{room.place}: reconciling"
        _, times, _ = self._later.get(room.place, (0, 0, 0.0))
        self._later[room.place] = (room.wanted, times, math.inf)
        try:
            done = await self._reconciled(what, room)
        except BaseException:
            self._later.pop(room.place, None)
            raise
        if done:
            self._later.pop(room.place, None)
        else:
            self._later[room.place] = (room.wanted, times + 1, _clock() + backoff(times + 1))

    async def _reconciled(self, what: str, room: Room) -> bool:
        try:
            return await patiently(what, lambda: self.rooms.reconcile(room), _may_pass)
        except UnknownToken:
            raise
        except MatrixError as error:
            return await self._is_shut_out(room, error)

    async def _regain(self, room: Room) -> None:
        """Look whether a paused room lets the bot work there again; if not, later."""
        _, times, _ = self._later.get(room.place, (0, 0, 0.0))
        what = f"{room.place}: access"
        if await patiently(what, lambda: self.access.look(room)) is not Found.PAUSED:
            self._later.pop(room.place, None)
            self._woken.set()
        else:
            self._later[room.place] = (room.wanted, times + 1, _clock() + backoff(times + 1))

    async def _enter(self, room: Room) -> None:
        """Enter a room to which somebody invited the bot; the listener says when it is in."""
        room_id = room.room_id or ""
        try:
            await patiently(
                f"{room.place}: entering",
                lambda: self._join(room_id),
                lambda error: error.retry,
            )
        except UnknownToken:
            raise
        except MatrixError as error:
            log.warning("not entered", place=room.place, error=str(error))
            async with self.database.write() as conn:
                await rooms.set_state(conn, room.place, RoomState.LEFT)
        else:
            self._entered.add((room.place, room.attempt))

    async def _join(self, room_id: str) -> None:
        async with self._door:
            await self.sender.matrix.join(room_id)


def _clock() -> float:
    return asyncio.get_running_loop().time()


def _is_changed(room: Room) -> bool:
    """Whether a room is to be compared with what is wanted."""
    return room.wanted > room.reconciled


def _is_new(room: Room) -> bool:
    return room.state is RoomState.INTENDED


def _lanes(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows by lane, in order."""
    lanes: dict[str, list[Row]] = {}
    for row in rows:
        lanes.setdefault(row.lane, []).append(row)
    return lanes


def _may_pass(error: MatrixError) -> bool:
    return error.errcode != "M_FORBIDDEN"
