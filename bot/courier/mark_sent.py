"""What was sent is recorded as sent, all of a moment together. No message waits for it.

If the process ends before rows are recorded, the next one sends them again. They become the
same events, since their transaction ids are those of the rows. Knows storage alone.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from storage import outbox, rooms
from storage.database import Database
from storage.outbox import Row

A_MOMENT = 0.02
"""Seconds: less than it takes anybody to reply to what was just sent."""


@dataclass
class SentRows:
    """Rows that were sent and are not yet recorded as such, by key."""

    database: Database
    _sent: dict[str, tuple[Row, str]] = field(default_factory=dict)

    @property
    def left(self) -> frozenset[str]:
        """The keys of the rows that are still to be recorded."""
        return frozenset(self._sent)

    def note(self, row: Row, event_id: str) -> None:
        """Have a row recorded as sent by the next ``write``."""
        self._sent[row.key] = (row, event_id)

    async def write(self) -> None:
        """Record what was sent until nothing is left. Raises StorageError."""
        try:
            while self._sent:
                await asyncio.sleep(A_MOMENT)
                await self._write(dict(self._sent))
        except BaseException:
            self._sent.clear()  # they are sent again, as the same events
            raise

    async def _write(self, sent: Mapping[str, tuple[Row, str]]) -> None:
        async with self.database.write(hasty=True) as conn:
            await outbox.mark_sent(conn, [(row.key, event_id) for row, event_id in sent.values()])
            await rooms.want(conn, {row.place for row, _ in sent.values() if row.pin})
        for key in sent:
            del self._sent[key]
