"""Rooms that the bot is in no more, though no sync said so.

An administrator's deletion of a room puts everybody out of it and then takes away all trace of
that, often before the homeserver tells anybody. So it is asked now and then in which rooms the bot
is. A homeserver of an earlier time lacks rooms, too: before anything follows, all rooms are
compared with the record. Knows the Matrix edge and storage.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass

import structlog

from bot.matrix import Matrix
from bot.ratelimit import RateLimit, Urgency
from bot.retry import until_answered
from bot.rooms import tampering
from storage import rooms
from storage.database import Database
from storage.rooms import Room, RoomState

log = structlog.get_logger()

BETWEEN = 60.0
"""Seconds from one look to the next."""


@dataclass(frozen=True)
class Absent:
    """Looks for such rooms.

    ``compare`` compares all rooms and notes those in which the bot is no more; ``wake`` has it
    seen to what rooms need.
    """

    database: Database
    matrix: Matrix
    rate_limit: RateLimit
    compare: Callable[[], Awaitable[object]]
    wake: Callable[[], None]

    async def keep_looking(self) -> None:
        """Look every minute, without end.

        Raises Restored, UnknownToken, MatrixError, StorageError.
        """
        while True:
            await asyncio.sleep(BETWEEN)
            async with self.database.read() as conn:
                live = await rooms.live(conn)
            there = await until_answered(
                "asking for its rooms",
                lambda: self.rate_limit.ask(self.matrix.joined_rooms, Urgency.ROOM, counts=False),
            )
            if absent(live, there):
                await self.compare()
                self.wake()


def absent(live: Iterable[Room], there: Collection[str]) -> tuple[Room, ...]:
    """Return those of the rooms in which the bot should be and isn't."""
    ready = (room for room in live if room.state is RoomState.READY)
    return tuple(room for room in ready if room.room_id not in there)


async def note(database: Database, gone: Iterable[Room]) -> None:
    """Have it seen to that the bot is in some rooms no more."""
    async with database.write() as conn:
        for room in gone:
            log.warning("no longer in a room", place=room.place)
            await tampering.put_out(conn, room)
