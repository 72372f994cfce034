"""Keys that could not be given are given as soon as that can be done, beside all else.

May know: the encryption, who is in a room. Must never import: nio, aiohttp, the rest of ours but
`bot.errors`.

A message waits for nobody's keys twice. Whoever's homeserver could not be asked for them, or had
none, is owed the key of each session that began meanwhile. They are asked again later and later,
and at once when they are heard of. Then the owed keys go to those who are still in the room, so
that they can read what was said since. What is owed is kept with our keys, and outlives a restart.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from bot.errors import MatrixError
from bot.matrix.encryption import Encryption

PAUSE = 0.1
"""Seconds between two rounds."""
FIRST, LONGEST = 1.0, 60.0
"""Seconds without an attempt after our own homeserver failed; twice as long each time."""


@dataclass
class Mending:
    """Mends for one account; `people` says who is in a room or invited. Raises MatrixError."""

    encryption: Encryption
    people: Callable[[str], Awaitable[set[str]]]

    async def run(self) -> None:
        """Mend for ever. Raises UnknownToken, KeysUnusable, bugs."""
        failures = 0
        while True:
            await self._until_due()
            try:
                await self.once()
                failures = 0
                await asyncio.sleep(PAUSE)
            except MatrixError as error:
                failures += 1
                pause = min(FIRST * 2**failures, LONGEST)
                await asyncio.sleep(error.retry_after or pause)

    async def _until_due(self) -> None:
        news = self.encryption.news
        while True:
            news.clear()
            seconds = self.encryption.due_in()
            if seconds == 0:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await news.wait()

    async def once(self) -> None:
        """Ask again for what is due, and send what can be sent."""
        keyring = self.encryption.keyring
        for room_id in keyring.owed.rooms():  # those who went since are not asked for
            keyring.owe_only(room_id, await self._there(room_id))
        await self.encryption.mend()
        await self.encryption.tell_devices()
        for room_id in keyring.sendable():
            await self.encryption.give_owed(room_id, await self._there(room_id))

    async def _there(self, room_id: str) -> frozenset[str]:
        """Who is in a room or invited: nobody if we are not there ourselves any more."""
        try:
            return frozenset(await self.people(room_id))
        except MatrixError as error:
            if error.retry:
                raise
            return frozenset()
