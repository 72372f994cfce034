"""How fast the bot asks the homeserver: so many requests at once, and pauses when told to.

Knows asyncio and ``MatrixError`` alone.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.errors import MatrixError

AT_ONCE = 16
"""Requests under way at the same time; the benchmarks' bare client has as many."""
LONGEST = 60.0
"""Seconds; the longest wait between two attempts."""
UNTOLD = 5.0
"""Seconds to wait after a 429 that doesn't say how long."""

T = TypeVar("T")


class Pace:
    """A gate for all of the account's requests. A 429 pauses the whole account."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._resume = 0.0

    async def ask(self, request: Callable[[], Awaitable[T]]) -> T:
        """Make a request when there is room; after a 429, which did nothing, make it again.

        Raises MatrixError for anything else.
        """
        while True:
            async with self._slots:
                await self._until_resumed()
                try:
                    return await request()
                except MatrixError as error:
                    if error.status != 429:  # noqa: PLR2004 - HTTP: too many requests
                        raise
                    self._pause(error.retry_after or UNTOLD)

    def _pause(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._resume = max(self._resume, loop.time() + seconds)

    async def _until_resumed(self) -> None:
        loop = asyncio.get_running_loop()
        while (left := self._resume - loop.time()) > 0:  # noqa: ASYNC110 - until a time
            await asyncio.sleep(left)


def backoff(attempt: int) -> float:
    """Return how many seconds to wait after the n-th failure: exponential, with jitter."""
    longest: float = min(LONGEST, 0.5 * 2 ** min(attempt, 10))
    return random.uniform(longest / 2, longest)  # noqa: S311 - jitter, no secret
