"""What is due becomes items, in its order, each once.

What is due stands in the database (``storage/due.py``) until the clerk has done it: it takes
the row in the transaction in which it acts, and the inbox has the cause from then on. So
after a kill, or after a week, it is handed on again, and acts once.

Nothing is handed on while it isn't known what was said meanwhile: at the start, and while the
homeserver is away. The listener then merges what became due with what was said, by time.
Knows storage.
"""

import asyncio
from dataclasses import dataclass, field

from bot.clerk.item import Item, of_due
from bot.clerk.queue import Queue, Ready
from bot.clock import Clock
from storage import due, inbox
from storage.database import Database

AT_MOST = 1.0
"""Seconds until it looks again: another part may have planned something, or the clock changed."""
MOST = 1000
"""How much is looked at together."""


@dataclass
class Scheduler:
    """Hands on what is due. ``now`` is a clock in ms; ``user_id`` the bot's.

    ``caught_up`` is set while all that was said is known, as far as the homeserver tells.
    """

    database: Database
    user_id: str
    now: Clock
    queue: Queue[Ready]
    caught_up: asyncio.Event = field(default_factory=asyncio.Event)
    _handed_on: set[tuple[str, int]] = field(default_factory=set)
    _next: int | None = None

    async def run(self) -> None:
        """Queue what is due, for ever. Raises StorageError."""
        await self._forget_done()
        while True:
            await self.caught_up.wait()
            self.queue.put((Ready(item), None) for item in await self.due())
            await asyncio.sleep(self._until_next())

    async def due(self) -> list[Item]:
        """Return what is due now and was not handed on, what was due first coming first."""
        async with self.database.read() as conn:
            planned = await due.first(conn, MOST)
        now = self.now()
        self._handed_on &= {(each.cause, each.at) for each in planned}
        fresh = [p for p in planned if p.at <= now and (p.cause, p.at) not in self._handed_on]
        self._handed_on |= {(each.cause, each.at) for each in fresh}
        self._next = next((each.at for each in planned if each.at > now), None)
        return [of_due(each, self.user_id) for each in fresh]

    def _until_next(self) -> float:
        seconds = AT_MOST if self._next is None else (self._next - self.now()) / 1000
        return max(0.0, min(seconds, AT_MOST))

    async def _forget_done(self) -> None:
        """Have the attempts forget what an earlier process did and could not say so."""
        attempts = self.database.attempts
        async with self.database.read() as conn:
            done = await inbox.known(conn, attempts.left)
        for cause in done:
            attempts.over(cause)
