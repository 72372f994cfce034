"""The sync token, moved only after all that came before it is committed.

The last event of each room is written down with it: if it is gone later, the homeserver may
have been restored from an older copy.

The token is written a moment later than it could be. After a restart the bot may then see
some events again, which act only once. Knows storage, and what is known of times.
"""

import asyncio
from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from bot.gate.clocks import Clocks
from bot.gate.moments import Moments
from bot.restore.witness import Witness
from storage import meta, rooms
from storage.database import Database

A_MOMENT = 0.2
"""Seconds: long enough not to hold up the answer to the command that moved it."""


@dataclass
class _Batch:
    """What came with a sync. Its token is written down once nothing is left to work on."""

    token: str
    left: set[str]
    seen: Mapping[str, str]
    heard_at: int


@dataclass
class SyncToken:
    """How far the bot has worked on what syncs brought."""

    database: Database
    witness: Witness
    _batches: deque[_Batch] = field(default_factory=deque)
    _under_way: dict[str, list[_Batch]] = field(default_factory=dict)
    _reached: str = ""
    _heard_at: int = 0
    _seen: dict[str, str] = field(default_factory=dict)
    _moved: asyncio.Event = field(default_factory=asyncio.Event)
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def token(self) -> str | None:
        """Return the token up to which everything is committed; None in a new database."""
        await self.witness.recall()
        async with self.database.read() as conn:
            return await meta.get(conn, meta.SYNC_TOKEN)

    async def recall(self, moments: Moments, clocks: Clocks) -> None:
        """Have it known when the homeserver gave that token, and how others' clocks went."""
        async with self.database.read() as conn:
            moments.heard(int(await meta.get(conn, meta.HEARD_AT) or 0))
            clocks.remember(await meta.get(conn, meta.CLOCKS))

    async def learnt(self, clocks: Clocks) -> None:
        """Write down how other homeservers' clocks go."""
        async with self.database.write(hasty=True) as conn:
            await meta.put(conn, meta.CLOCKS, clocks.written())

    @property
    def under_way(self) -> Collection[str]:
        """The causes that were taken and are not finished."""
        return self._under_way.keys()

    def took(
        self,
        token: str,
        causes: Iterable[str],
        seen: Mapping[str, str] | None = None,
        heard_at: int = 0,
    ) -> None:
        """Note what came before a token and is still to be worked on.

        ``seen`` maps the Matrix ids of rooms to the last event that came of each; ``heard_at`` is
        when the token came, in ms.
        """
        batch = _Batch(token, set(causes), seen or {}, heard_at)
        self._batches.append(batch)
        for cause in batch.left:
            self._under_way.setdefault(cause, []).append(batch)
        self._settle()

    def finished(self, cause: str) -> None:
        """Note that a cause was worked on, and its transaction committed."""
        for batch in self._under_way.pop(cause, ()):
            batch.left.discard(cause)
        self._settle()

    def _settle(self) -> None:
        while self._batches and not self._batches[0].left:
            batch = self._batches.popleft()
            self._reached, self._heard_at = batch.token, batch.heard_at
            self._seen.update(batch.seen)
            self._moved.set()

    async def keep(self) -> None:
        """Write the token down whenever it moves, without end. Raises StorageError."""
        while True:
            await self._moved.wait()
            await asyncio.sleep(A_MOMENT)
            await self.write()

    async def write(self) -> None:
        """Write the token down if it moved; return once that is done. Raises StorageError.

        At once before the homeserver is compared, and before the end: what was seen counts then.
        """
        async with self._writing:
            if not self._moved.is_set():
                return
            self._moved.clear()
            seen, self._seen = self._seen, {}
            try:
                await self.move(self._reached, seen, self._heard_at, hasty=True)
            except asyncio.CancelledError:  # at the end it is written once more
                self._seen = {**seen, **self._seen}
                self._moved.set()
                raise

    async def move(
        self, token: str, seen: Mapping[str, str], heard_at: int, *, hasty: bool = False
    ) -> None:
        """Write a token down, when it came, and the last event of each room before it.

        ``hasty`` if there is one already: what comes again acts only once.
        """
        async with self.database.write(hasty=hasty) as conn:
            await meta.put(conn, meta.SYNC_TOKEN, token)
            await meta.put(conn, meta.HEARD_AT, str(heard_at))
            if seen:
                await rooms.saw(conn, seen, self.witness.seen(seen))
