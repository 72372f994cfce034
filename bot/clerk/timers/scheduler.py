"""What is due becomes items, in its order, each once.

What is due stands in the database (``storage/due.py``) until the clerk has done it: it takes
the row in the transaction in which it acts, and the inbox has the cause from then on. So
after a kill, or after a week, it is handed on again, and acts once.

Nothing is handed on before all is known that was said until its time: the homeserver may be
away, or the machine have slept. With each sync the listener merges what became due with what
was said, by time; what is planned later for a time that is known already is handed on here.
Knows storage.
"""

import asyncio
from dataclasses import dataclass, field

from bot.clerk.item import Item, of_due
from bot.clerk.queue import Queue, Ready
from bot.clock import Clock
from storage import due, inbox
from storage.database import Database

AGAIN = 1.0
"""Seconds until it looks again whether something was planned for a time that has passed."""


@dataclass
class Scheduler:
    """Hands on what is due. ``now`` is a clock in ms; ``user_id`` the bot's.

    All that was said until ``known_until`` (ms) is queued, as far as the homeserver tells.
    """

    database: Database
    user_id: str
    now: Clock
    queue: Queue[Ready]
    known_until: int = 0
    _handed_on: set[tuple[str, int]] = field(default_factory=set)
    _next: int | None = None

    async def run(self) -> None:
        """Queue what is due, for ever. Raises StorageError."""
        await self._forget_done()
        while True:
            self.queue.put((Ready(item), None) for item in await self.due(self.known_until))
            await asyncio.sleep(AGAIN)

    async def due(self, until: int) -> list[Item]:
        """Return what is due by a time (ms) and was not handed on, in its order.

        That is at most now, should the clock have been put back.
        """
        until = min(until, self.now())
        async with self.database.read() as conn:
            planned = await due.until(conn, until)
            self._next = await due.after(conn, until)
        self._handed_on &= {(each.cause, each.at) for each in planned}
        fresh = [each for each in planned if (each.cause, each.at) not in self._handed_on]
        self._handed_on |= {(each.cause, each.at) for each in fresh}
        return [of_due(each, self.user_id) for each in fresh]

    def wait_ms(self, at_most: int) -> int:
        """Return how many ms may pass until it is to be known what was said."""
        if self._next is None:
            return at_most
        return min(at_most, max(self._next - self.now(), 0) + 1)

    async def _forget_done(self) -> None:
        """Have the attempts forget what an earlier process did and could not say so."""
        attempts = self.database.attempts
        async with self.database.read() as conn:
            done = await inbox.finished(conn, attempts.left)
        for cause in done:
            attempts.over(cause)
