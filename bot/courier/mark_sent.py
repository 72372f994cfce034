"""What was sent is recorded as sent, all of a moment together. No message waits for it.

If the process ends before rows are recorded, the next one sends them again. They become the
same events, since their transaction ids are those of the rows. Knows storage alone.
"""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from storage import outbox, rooms
from storage.database import Database
from storage.outbox import Row

A_MOMENT = 0.02
"""Seconds: less than it takes anybody to reply to what was just sent."""


@dataclass
class SentRows:
    """Rows that were sent and are not yet recorded as such, by key.

    ``recorded`` is called with those that are.
    """

    database: Database
    recorded: Callable[[Collection[Row]], None] = field(default=lambda _: None)
    _sent: dict[str, tuple[Row, str]] = field(default_factory=dict)
    _noted: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def left(self) -> Collection[str]:
        """The keys of the rows that are still to be recorded."""
        return self._sent.keys()

    def event_of(self, key: str) -> str:
        """Return the event as which a row was sent that isn't recorded yet, or empty."""
        _, event_id = self._sent.get(key, (None, ""))
        return event_id

    def note(self, row: Row, event_id: str) -> None:
        """Have a row recorded as sent, a moment later."""
        self._sent[row.key] = (row, event_id)
        self._noted.set()

    async def keep_recording(self) -> None:
        """Record for ever what was sent. Raises StorageError."""
        while True:
            await self._noted.wait()
            await asyncio.sleep(A_MOMENT)
            await self.write()

    async def write(self) -> None:
        """Record what was sent until now. Raises StorageError."""
        self._noted.clear()
        sent = dict(self._sent)
        async with self.database.write(hasty=True) as conn:
            await outbox.mark_sent(conn, [(row.key, event_id) for row, event_id in sent.values()])
            await rooms.want(conn, {row.place for row, _ in sent.values() if row.pin})
        for key in sent:
            del self._sent[key]
        self.recorded([row for row, _ in sent.values()])
