"""A time that the bot keeps with its account, by which it knows an older homeserver.

A homeserver that was restored from an older copy says an earlier time than the bot wrote there
last. Nothing that is done to rooms touches it: neither retention, nor a purge, nor a deletion.
So what is gone from a room, and had been seen before that time, was removed there.

The time says of a homeserver that it had all that was seen until then. So it is written only
where the newest that was seen is found: an older copy, which lacks that, never gets a new time.
A copy lacks what is newest in all rooms together. So while more is seen all the time, any one event
of what came last shows that all that came before it is there. The newest of each room is asked
for only once nothing comes any more, or one room is all. Knows the Matrix edge and storage.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from bot.clock import Clock
from bot.errors import MatrixError
from bot.matrix import Matrix
from bot.ratelimit import RateLimit, Urgency
from storage import meta
from storage.database import Database

log = structlog.get_logger()

NAME = "org.rapporteur.seen"
"""The type of the account's data; its content is a time in ms under ``at``."""
BETWEEN = 5.0
"""Seconds from one to the next: the bot may see something all the time."""


@dataclass
class Witness:
    """Writes the time whenever something was seen, once in five seconds at most."""

    database: Database
    matrix: Matrix
    rate_limit: RateLimit
    now: Clock
    _latest: int = 0
    _newest: Mapping[str, str] = field(default_factory=dict)
    _newest_at: int = 0
    _before: int = 0
    _seen: asyncio.Event = field(default_factory=asyncio.Event)

    async def recall(self) -> None:
        """Learn what was written before, so that all is later than that."""
        async with self.database.read() as conn:
            self._latest = int(await meta.get(conn, meta.WITNESS) or 0)

    def seen(self, events: Mapping[str, str]) -> int:
        """Note the newest events, by their rooms; return a time after all that was written."""
        self._before = self._newest_at
        self._newest = events
        self._newest_at = max(self.now(), self._latest + 1, self._before + 1)
        self._seen.set()
        return self._newest_at

    async def keep(self) -> None:
        """Write the time down, there and here, without end. Raises UnknownToken, StorageError."""
        while True:
            await self._seen.wait()
            self._seen.clear()
            await self.turn()
            await asyncio.sleep(BETWEEN)

    async def turn(self) -> None:
        """Write the time of what was seen, or of what was before the last if that asks for less.

        As ``write``.
        """
        if self._before <= self._latest or len(self._newest) == 1:
            await self.write()
            return
        room_id, event_id = next(iter(self._newest.items()))
        if await self._written(self._before, {room_id: event_id}):
            self._seen.set()  # the last is still to come

    async def write(self) -> None:
        """Write the time down if something was seen that isn't before it yet, and is still there.

        Tried once: after an outage the homeserver may be another, which is first compared. Raises
        UnknownToken, StorageError.
        """
        if not (newest := self._newest):
            return
        at = max(self.now(), self._latest + 1, self._newest_at)
        if await self._written(at, newest) and self._newest is newest:
            self._newest = {}

    async def _written(self, at: int, there: Mapping[str, str]) -> bool:
        """Write a time down, there and here; whether that was done."""
        self._latest = at
        try:
            await self.rate_limit.ask(lambda: self._put(at, there), Urgency.ROOM, counts=False)
        except MatrixError as error:
            log.warning("the time is not kept with the account", error=str(error))
            return False
        async with self.database.write(hasty=True) as conn:
            await meta.put(conn, meta.WITNESS, str(at))
        return True

    async def _put(self, at: int, newest: Mapping[str, str]) -> None:
        """Write it there, unless an event is gone. One turn: nothing is waited for between."""
        for room_id, event_id in newest.items():
            await self.matrix.event(room_id, event_id)
        await self.matrix.put_account_data(NAME, {"at": at})


@dataclass(frozen=True)
class Times:
    """What the bot wrote there last, and what the homeserver says of it (ms; 0: nothing)."""

    kept: int
    there: int

    def is_older(self, seen_at: int) -> bool | None:
        """Whether the homeserver is of a time before this one; None if these can't tell."""
        if not self.kept:
            return None
        if 0 < seen_at <= self.there:
            return False
        return True if self.there < self.kept else None
