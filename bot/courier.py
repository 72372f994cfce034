"""The courier empties the outbox into Matrix and keeps the rooms as wanted.

The database is the queue. A lane (a room's messages, a room's ticks) is sent in order,
lanes at the same time. In a room, whoever must leave is removed first, then messages
go out, then the rest is reconciled. Knows the Matrix edge and storage.
"""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.errors import MatrixError, UnknownToken
from bot.matrix import Matrix
from bot.outgoing import FIELD
from bot.outlook import Outlook
from bot.pace import Pace, backoff
from bot.rooms import Rooms
from storage import meta, outbox, rooms
from storage.database import Database
from storage.outbox import Row
from storage.rooms import Room, RoomState

log = structlog.get_logger()

BATCH = 1000
"""Queued rows looked at in one go."""
HOUR_MS = 60 * 60 * 1000
"""A server may have forgotten the transaction id of a row older than this (MATRIX.md)."""


@dataclass
class Courier:
    """Sends and reconciles until cancelled. ``idle`` is set while there is nothing to do."""

    database: Database
    matrix: Matrix
    pace: Pace
    rooms: Rooms
    outlook: Outlook
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _sent: dict[str, tuple[Row, str]] = field(default_factory=dict)
    _failure: BaseException | None = None

    def wake(self) -> None:
        """Say that something was committed."""
        self.idle.clear()
        self._woken.set()

    async def run(self) -> None:
        """Send and reconcile for ever. Raises UnknownToken, StorageError and bugs."""
        try:
            async with self.database.read() as conn:
                known = {room.place for room in await rooms.live(conn)}
            while True:
                self._woken.clear()
                await self._look(known)
                if not self._busy and not self._sent:
                    self.idle.set()
                await self._woken.wait()
                if self._failure:
                    raise self._failure
        finally:
            for task in self._busy.values():
                task.cancel()
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _look(self, known: set[str]) -> None:
        """Start whatever can be done and isn't under way."""
        async with self.database.read() as conn:
            queued = await outbox.queued(conn, BATCH)
            live = {room.place: room for room in await rooms.live(conn)}
        for place in live.keys() - known:
            self.rooms.intended_now(place)
        known.update(live)
        lanes: dict[str, list[Row]] = {}
        for row in queued:
            if row.key not in self._sent:
                lanes.setdefault(row.lane, []).append(row)
        for lane, rows in lanes.items():
            room = live.get(rows[0].place)
            if room and room.state is RoomState.READY:
                self._start(lane, self._send_lane(room, rows))
        for room in live.values():
            if room.state is RoomState.INTENDED:
                self._start(f"{room.place} room", self._open(room))
            elif room.wanted > room.reconciled and room.place not in lanes:
                self._start(f"{room.place} room", self._reconcile(room))

    def _start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        if name in self._busy:
            work.close()
            return
        task = asyncio.create_task(work, name=name)
        self._busy[name] = task
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._busy.pop(task.get_name(), None)
        if not task.cancelled() and task.exception():
            self._failure = task.exception()
        self._woken.set()

    # --- messages -------------------------------------------------------------------

    async def _send_lane(self, room: Room, rows: Sequence[Row]) -> None:
        if room.wanted > room.reconciled:
            await self._until_done(lambda: self.rooms.remove(room), f"{room.place}: removing")
        for row in rows:
            await self._send(room, row)

    async def _send(self, room: Room, row: Row) -> None:
        """Send a row until it is sent or can never be."""
        attempt = 0
        while True:
            try:
                event_id = await self._sent_before(room, row) or await self._send_once(room, row)
            except UnknownToken:
                raise
            except MatrixError as error:
                if error.errcode == "M_DUPLICATE_ANNOTATION":
                    return await self._mark(row, "")
                if not _may_succeed(error, room):
                    return await self._park(row, error)
                attempt += 1
                log.warning("not sent yet", place=row.place, error=str(error), attempt=attempt)
                await asyncio.sleep(backoff(attempt))
            else:
                return await self._mark(row, event_id)

    async def _send_once(self, room: Room, row: Row) -> str:
        room_id = room.room_id or ""
        content = dict(row.content or {})
        if row.only_with and row.otherwise is not None:
            there = await self.pace.ask(lambda: self.matrix.joined_members(room_id))
            if there != {row.only_with, self.matrix.user_id}:
                content = dict(row.otherwise)
        if row.attachment is not None:
            data = row.attachment.encode("utf-8", "replace")
            content["url"] = await self.pace.ask(
                lambda: self.matrix.upload(data, row.filename, "text/markdown; charset=utf-8")
            )
        return await self.pace.ask(
            lambda: self.matrix.send(room_id, row.event_type, content, row.txn_id)
        )

    async def _sent_before(self, room: Room, row: Row) -> str:
        """Return the event as which an earlier process sent an old row, or empty."""
        old = self.outlook.now() - row.created_at > HOUR_MS
        if not old or row.epoch == self.database.epoch:
            return ""
        async with self.database.read() as conn:
            token = await meta.get(conn, meta.SYNC_TOKEN)
        while token:
            start = token
            page, token = await self.pace.ask(
                lambda: self.matrix.messages_back(room.room_id or "", start)
            )
            for event in page:
                mark = event.content.get(FIELD)
                if event.sender == self.matrix.user_id and _key(mark) == row.key:
                    return event.event_id
            if page and page[-1].ts < row.created_at - HOUR_MS:
                break
        return ""

    async def _mark(self, row: Row, event_id: str) -> None:
        """Record a row as sent, together with whatever else was sent meanwhile."""
        self._sent[row.key] = (row, event_id)
        if len(self._sent) > 1:
            return  # who put the first is about to write all
        await asyncio.sleep(0)
        while self._sent:
            async with self.database.write() as conn:
                marked = dict(self._sent)
                await outbox.mark_sent(conn, [(r.key, e) for r, e in marked.values()])
                await rooms.want(conn, {r.place for r, _ in marked.values() if r.pin})
            for key in marked:
                del self._sent[key]
        self._woken.set()

    async def _park(self, row: Row, error: MatrixError) -> None:
        log.error("message parked", place=row.place, key=row.key, error=str(error))
        async with self.database.write() as conn:
            await outbox.park(conn, row.key, str(error))
        if row.event_type == "m.room.message" and not row.place.startswith("direct:"):
            await self.outlook.tell_secretariat(
                f"parked:{row.key}", "parked", place=row.place, error=error.errcode
            )

    # --- rooms ----------------------------------------------------------------------

    async def _open(self, room: Room) -> None:
        await self._until_done(lambda: self.rooms.open(room), f"{room.place}: opening")

    async def _reconcile(self, room: Room) -> None:
        attempt = 0
        while not await self._until_done(
            lambda: self.rooms.reconcile(room), f"{room.place}: reconciling"
        ):
            attempt += 1
            await asyncio.sleep(backoff(attempt))

    async def _until_done(self, work: Any, what: str) -> Any:
        """Do something that may be repeated until Matrix lets it be done."""
        attempt = 0
        while True:
            try:
                return await work()
            except UnknownToken:
                raise
            except MatrixError as error:
                attempt += 1
                log.warning("not done yet", what=what, error=str(error), attempt=attempt)
                await asyncio.sleep(backoff(attempt))


def _may_succeed(error: MatrixError, room: Room) -> bool:
    """Whether the same request can succeed later: a room may let the bot in again."""
    kept_out = error.errcode == "M_FORBIDDEN" and not room.place.startswith("direct:")
    return error.retry or kept_out


def _key(mark: object) -> object:
    return mark.get("key") if isinstance(mark, Mapping) else None
