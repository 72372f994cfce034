"""What is to be sent to each room goes out in order, while other rooms' goes out beside it.

How this works together with the rest is said at the top of ``courier``. Knows the Matrix edge and
storage.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

import structlog

from bot import metrics
from bot.courier.edits import Edits, is_overtaken
from bot.courier.mark_sent import SentRows
from bot.courier.send import REACTION, Sender
from bot.courier.tasks import Tasks
from bot.errors import MatrixError
from bot.relay.compose import TICK
from bot.relay.notices import Notice
from bot.relay.places import is_direct
from bot.retry import until_answered
from bot.rooms.notices import Notices
from bot.rooms.reconcile import Reconciler
from bot.rooms.schedule import Schedule
from storage import outbox
from storage.database import Database
from storage.outbox import Row
from storage.rooms import Room

log = structlog.get_logger()


@dataclass
class Lane:
    """The rows that are still to be sent to a room. ``removing``: somebody must leave it first."""

    room: Room
    rows: deque[Row] = field(default_factory=deque)
    removing: bool = False


@dataclass
class Lanes:
    """Sends rows. ``wake`` has the courier look; ``moved`` notes that something was answered.

    ``taken`` has the keys of rows that a lane was given, until they are recorded as sent, set aside
    or given back. ``sent`` is set while no lane is at work.
    """

    database: Database
    sender: Sender
    schedule: Schedule
    reconciler: Reconciler
    notices: Notices
    sent_rows: SentRows
    wake: Callable[[], None] = field(default=lambda: None)
    moved: Callable[[], None] = field(default=lambda: None)
    taken: set[str] = field(default_factory=set)
    sent: asyncio.Event = field(default_factory=asyncio.Event)
    _lanes: dict[str, Lane] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Have it known what is recorded as sent."""
        self.sent.set()
        self.sent_rows.recorded = self._recorded

    def give(self, tasks: Tasks, room: Room, rows: Sequence[Row], *, removing: bool) -> None:
        """Have rows sent to a room, after those that are being sent there."""
        lane = self._lanes.get(room.place)
        if lane is None:
            lane = self._lanes[room.place] = Lane(room)
            self.sent.clear()
            work = partial(self._send_all, tasks, lane)
            tasks.start(room.place, work, partial(self._end, room.place))
        lane.room = room
        lane.removing |= removing
        lane.rows += rows
        self.taken.update(row.key for row in rows)

    def _end(self, place: str) -> None:
        """Give back what a lane could not send."""
        lane = self._lanes.pop(place)
        self.taken.difference_update(row.key for row in lane.rows)
        if not self._lanes:
            self.sent.set()

    async def _send_all(self, tasks: Tasks, lane: Lane) -> None:
        """Send a lane's rows, in order, until none is left or one has to wait."""
        while lane.rows:
            if lane.removing:
                await self._remove(lane)
            row = lane.rows[0]
            if is_overtaken(row, islice(lane.rows, 1, None)):
                self.sent_rows.note(row, "")
                lane.rows.popleft()
                continue
            if row.event_type == REACTION:  # nothing waits for it
                tick = partial(self._tick, lane.room, row)
                tasks.start(f"{row.place} {TICK}", tick, lambda: None)
            elif not await self.send(lane.room, row):
                return
            lane.rows.popleft()

    async def _remove(self, lane: Lane) -> None:
        what, room = f"{lane.room.place}: removing", lane.room
        lane.removing = False
        await until_answered(what, lambda: self.reconciler.remove(room))

    async def _tick(self, room: Room, row: Row) -> None:
        done = False
        try:
            done = await self.send(room, row)
        finally:
            if not done:
                self.taken.discard(row.key)

    async def send(self, room: Room, row: Row) -> bool:
        """Send a row, however often it takes, or set it aside if it never can be sent.

        False if the room doesn't let the bot in: then the row waits until it does.
        """
        whole = await Edits(self.database, self.sent_rows).completed(row)
        if whole is None:
            self.sent_rows.note(row, "")
            return True
        try:
            event_id = await until_answered(
                f"{row.place}: sending",
                lambda: self.sender.send(room, whole),
                lambda error: error.retry,
            )
        except MatrixError as error:
            if error.errcode != "M_DUPLICATE_ANNOTATION":  # which says that it is there
                if await self.schedule.is_shut_out(room, error):
                    return False
                await self._park(row, error)
                return True
            event_id = ""
        metrics.left(metrics.Fate.SENT)
        self.moved()
        self.sent_rows.note(row, event_id)
        return True

    async def _park(self, row: Row, error: MatrixError) -> None:
        log.error("message parked", place=row.place, key=row.key, error=str(error))
        cause, what = f"parked:{row.key}", {"place": row.place, "error": error.errcode}
        async with self.database.write() as conn:
            await outbox.park(conn, row.key, str(error))
            if row.event_type != REACTION and not is_direct(row.place):
                await self.notices.tell(conn, cause, Notice.PARKED, **what)
        metrics.left(metrics.Fate.PARKED)
        self.moved()
        self.taken.discard(row.key)
        self.wake()

    def _recorded(self, rows: Collection[Row]) -> None:
        """Note that rows are recorded as sent; to pin one is a matter of its room."""
        self.taken.difference_update(row.key for row in rows)
        if not self.taken or any(row.pin for row in rows):
            self.wake()
