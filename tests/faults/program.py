"""What tests of the program under faults share."""

import asyncio

import aiohttp

from bot.matrix import Session
from bot.service.login import kept
from demo.homeserver import Homeserver
from demo.person import replies
from tests.cli.program import Running
from tests.exactly_once.council import Council

TABLE = "!propose {}\nFrom: A coalition\nText."


def session(council: Council) -> Session:
    found = kept(council.cast.folder / "data")
    assert found
    return found


async def log_out(homeserver: Homeserver, device: Session) -> None:
    """End a device's login, as its owner would from another of theirs."""
    headers = {"Authorization": f"Bearer {device.access_token}"}
    async with (
        aiohttp.ClientSession(homeserver.url, headers=headers) as http,
        http.post("/_matrix/client/v3/logout", json={}) as answer,
    ):
        assert answer.status == 200


async def sentence(bot: Running) -> str:
    """Wait until the bot ended with one sentence below its log; return it."""
    assert bot.process.stderr
    async with asyncio.timeout(60):
        lines = (await bot.process.stderr.read()).decode().splitlines()
        assert await bot.process.wait() == 1
    (said,) = (line for line in lines if not line.startswith("{"))
    return said


async def answers(council: Council, command: str) -> int:
    """Return how often the proposer was answered."""
    await council["proposer"].catches_up(council.forum)
    told = council["proposer"].timelines[council.forum]
    return sum(replies(event) == command for event in told)
