"""Asking again what may be asked again, until Matrix answers: with backoff, never in a spin."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from bot import metrics
from bot.errors import MatrixError, UnknownToken

log = structlog.get_logger()

T = TypeVar("T")
LONGEST = 60.0
"""Seconds; the longest wait between two attempts."""


def backoff(attempt: int) -> float:
    """Return how many seconds to wait after the n-th failure: exponential, with jitter."""
    longest: float = min(LONGEST, 0.5 * 2 ** min(attempt, 10))
    return random.uniform(longest / 2, longest)  # noqa: S311 - jitter, no secret


def always(_error: MatrixError) -> bool:
    """Try again after whatever was answered."""
    return True


def retryable(error: MatrixError) -> bool:
    """Try again after what a later attempt can mend."""
    return error.retry


async def until_answered(
    what: str,
    ask: Callable[[], Awaitable[T]],
    may_succeed: Callable[[MatrixError], bool] = always,
) -> T:
    """Return what ``ask`` returns, asking again after every error that may pass.

    ``what`` is for the log. Raises UnknownToken, and MatrixError if it can't succeed.
    """
    attempt = 0
    while True:
        try:
            return await ask()
        except UnknownToken as error:
            metrics.failed(error)
            raise
        except MatrixError as error:
            metrics.failed(error)
            if not may_succeed(error):
                raise
            attempt += 1
            wait = error.retry_after or backoff(attempt)
            said = {"error": str(error), "attempt": attempt, "seconds": round(wait, 1)}
            log.warning("not yet", what=what, **said)
            await asyncio.sleep(wait)
