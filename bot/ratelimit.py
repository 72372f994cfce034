"""How fast the bot asks the homeserver: so many requests at once, and pauses when told to.

Knows asyncio, ``MatrixError`` and the bot's figures alone.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TypeVar

from bot import metrics
from bot.errors import MatrixError
from bot.retry import LONGEST

AT_ONCE = 16
"""Requests under way at the same time; the benchmarks' bare client has as many."""
UNTOLD = 5.0
"""Seconds to wait after a 429 that doesn't say how long."""

T = TypeVar("T")


class RateLimit:
    """A gate for all of the account's requests. A 429 pauses the whole account.

    After one, requests go one by one, until as many have succeeded as may go at once: a
    homeserver counts some that it refuses, so that many at once would lengthen the wait.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._at_once = at_once
        self._one_by_one = asyncio.Lock()
        self._limited = 0
        self._resume = 0.0

    async def ask(self, request: Callable[[], Awaitable[T]]) -> T:
        """Make a request when there is room; after a 429, which did nothing, make it again.

        Raises MatrixError for anything else, and for a 429 that lasts longer than ``LONGEST``:
        it is about this request alone (a person is invited too often, say).
        """
        while True:
            async with self._slots, self._turn():
                await self._until_resumed()
                try:
                    answered = await request()
                except MatrixError as error:
                    wait = error.retry_after or UNTOLD
                    if error.status != 429 or wait > LONGEST:  # noqa: PLR2004 - too many requests
                        raise
                    metrics.failed(error)
                    self._pause(wait)
                else:
                    self._limited = max(self._limited - 1, 0)
                    return answered

    def _turn(self) -> AbstractAsyncContextManager[None]:
        return self._one_by_one if self._limited else nullcontext()

    def _pause(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._resume = max(self._resume, loop.time() + seconds)
        self._limited = self._at_once

    async def _until_resumed(self) -> None:
        loop = asyncio.get_running_loop()
        while (left := self._resume - loop.time()) > 0:  # noqa: ASYNC110 - until a time
            await asyncio.sleep(left)
