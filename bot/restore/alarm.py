"""The bot stops when the record and Matrix contradict each other, and says so.

Each of the secretariat is told once, however often the bot is started: the rows are in the
outbox, under a cause that stays the same until something is recorded. Nothing else is sent.
Knows what opens rooms, sets them up and sends messages, and storage.
"""

import asyncio
from dataclasses import dataclass

import structlog

from bot.courier.send import Sender
from bot.errors import MatrixError, RequestError
from bot.matrix.timelines import Timelines
from bot.relay.notices import Notice
from bot.rendering.renderer import Renderer
from bot.restore import absent
from bot.restore.compare import ALARM, Comparison
from bot.restore.difference import Compared, DifferenceKind
from bot.rooms.intended import again
from bot.rooms.notices import Notices
from bot.rooms.open import Opener
from bot.rooms.reconcile import Reconciler
from storage import outbox, record, rooms
from storage.database import Database
from storage.outbox import Row, RowState
from storage.rooms import Room, RoomState

log = structlog.get_logger()

WORST_FIRST = (DifferenceKind.UNKNOWN, DifferenceKind.OTHER, DifferenceKind.GONE)
"""What is told, if rooms differ in several ways."""
WITHIN = 30.0
"""Seconds for telling; then the bot stops all the same."""


@dataclass(frozen=True)
class Alarm:
    """Compares the rooms with the record, and stops the bot."""

    database: Database
    comparison: Comparison
    notices: Notices
    opener: Opener
    reconciler: Reconciler
    renderer: Renderer
    sender: Sender

    async def look(self) -> Timelines:
        """Return what the rooms have that the bot hasn't seen, if nothing differs.

        Raises Restored, after telling the secretariat; MatrixError.
        """
        look = await self.comparison.look()
        if look.differences:
            log.error("restored from an older copy", **{k: look.rooms(k) for k in DifferenceKind})
            await self._tell(look)
        look.check()
        if look.absent:
            await absent.note(self.database, look.absent)
        return look.news

    async def _tell(self, look: Compared) -> None:
        try:
            async with asyncio.timeout(WITHIN):
                for row in await self._rows(look):
                    await self._send(row)
        except (RequestError, TimeoutError) as error:
            log.warning("the secretariat is not told", error=str(error))

    async def _rows(self, look: Compared) -> tuple[Row, ...]:
        """Return the messages to the secretariat that are not sent yet."""
        kind = next(kind for kind in WORST_FIRST if look.rooms(kind))
        async with self.database.read() as conn:
            head = await record.head(conn)
        cause = f"{ALARM}{kind}:{head.hash}"
        names = ", ".join(look.rooms(kind))
        await self.notices.tell_secretariat(
            cause, Notice.STOPPED, kind=kind, rooms=names, number=str(head.number)
        )
        async with self.database.read() as conn:
            rows = await outbox.of_cause(conn, cause)
            to_render = [row for row in rows if row.state is RowState.SAID]
            said = await self.renderer.said(conn, to_render)
        parts = await self.renderer.store([await self.renderer.rendered(each) for each in said])
        return tuple(each for row in rows for each in parts.get(row.key, (row,)))

    async def _send(self, row: Row) -> None:
        room = await self._opened(row.place)
        try:
            await self.reconciler.reconcile(room)
        except MatrixError as error:
            if error.errcode != "M_FORBIDDEN":
                raise
            room = await self._anew(room)  # it is one of those that are gone
            await self.reconciler.reconcile(room)
        event_id = await self.sender.send(room, row)
        async with self.database.write() as conn:
            await outbox.mark_sent(conn, [(row.key, event_id)])

    async def _opened(self, place: str) -> Room:
        """Return a place's room, which is opened if need be."""
        while (room := await self._room(place)).state is RoomState.INTENDED:
            await self.opener.open(room)
        return room

    async def _anew(self, room: Room) -> Room:
        async with self.database.write() as conn:
            await again(conn, self.database.secret, room)
        return await self._opened(room.place)

    async def _room(self, place: str) -> Room:
        async with self.database.read() as conn:
            room = await rooms.get(conn, place)
        if room is None:
            raise LookupError(place)
        return room
