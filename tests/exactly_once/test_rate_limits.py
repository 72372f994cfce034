"""What a refusal for too many requests (429) holds up, and what it doesn't."""

import asyncio

import pytest

from bot.errors import MatrixError
from bot.pace import ENOUGH
from bot.ratelimit import RateLimit
from bot.retry import LONGEST


def limited(seconds: float) -> MatrixError:
    return MatrixError("M_LIMIT_EXCEEDED", "", status=429, retry=True, retry_after=seconds)


async def test_a_limit_that_lasts_for_minutes_holds_up_its_own_request_alone() -> None:
    """A homeserver limits how often one person is invited; nobody else is to wait for that."""
    rate_limit = RateLimit()

    async def invite() -> None:
        raise limited(LONGEST + 1)

    async def other() -> str:
        return "answered"

    with pytest.raises(MatrixError):
        await rate_limit.ask(invite)
    async with asyncio.timeout(1):
        assert await rate_limit.ask(other) == "answered"


async def test_after_a_refusal_requests_go_one_by_one_until_enough_succeeded() -> None:
    rate_limit, at_once, most = RateLimit(4), 0, list[int]()
    refusals = [limited(0.001)]

    async def request() -> None:
        nonlocal at_once
        if refusals:
            raise refusals.pop()
        at_once += 1
        most.append(at_once)
        await asyncio.sleep(0)
        at_once -= 1

    await asyncio.gather(*(rate_limit.ask(request) for _ in range(ENOUGH)))
    assert max(most) == 1
    await asyncio.gather(*(rate_limit.ask(request) for _ in range(8)))
    assert max(most) == 4
