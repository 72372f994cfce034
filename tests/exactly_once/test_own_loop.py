"""The bot's own loop waits longer after each failure, and ends when it is logged out.

A homeserver can't be told to answer nothing but 502: this one is a small fake.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from aiohttp import web

from bot.errors import UnknownToken
from bot.matrix import Matrix, Session
from bot.retry import LONGEST, backoff
from bot.service.service import Service, service_of
from demo.homeserver import free_port
from storage.database import open_database
from tests.bot.desk import BOT, SETTINGS

LOGGED_OUT = {"errcode": "M_UNKNOWN_TOKEN", "error": "Unrecognised access token"}
AT_THE_START: dict[str, object] = {
    "joined_rooms": {"joined_rooms": []},
    "capabilities": {"capabilities": {}},
}
"""That the account is in no room, and what the homeserver can do."""
SHORTER = 50
"""The waits are so many times as short here."""


@dataclass
class Broken:
    """A homeserver that answers what a bot asks before it listens, and all else with an error."""

    port: int = field(default_factory=free_port)
    logged_out: bool = False
    asked: Counter[str] = field(default_factory=Counter)
    synced_at: list[float] = field(default_factory=list)
    waits: list[int] = field(default_factory=list)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def answer(self, request: web.Request) -> web.Response:
        what = request.path.rpartition("/")[2]
        if what in AT_THE_START:
            return web.json_response(AT_THE_START[what])
        async with self._news:
            self.asked[what] += 1
            if what == "sync":
                self.synced_at.append(asyncio.get_running_loop().time())
            self._news.notify_all()
        if self.logged_out:
            return web.json_response(LOGGED_OUT, status=401)
        return web.Response(status=502, text="<html>Bad gateway</html>")

    def waited(self, attempt: int) -> float:
        """Stand in for the bot's backoff, with shorter waits."""
        self.waits.append(attempt)
        return backoff(attempt) / SHORTER

    async def until_asked(self, what: str, times: int) -> None:
        async with asyncio.timeout(60), self._news:
            while self.asked[what] < times:
                await self._news.wait()

    @asynccontextmanager
    async def up(self) -> AsyncIterator[None]:
        """Answer while in the context."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.answer)
        runner = web.AppRunner(app, shutdown_timeout=0)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", self.port).start()
            yield
        finally:
            await runner.cleanup()

    @asynccontextmanager
    async def bot(self, folder: Path) -> AsyncIterator[Service]:
        """Have a bot at work here while in the context."""
        database = await open_database("sqlite", folder)
        session = Session(BOT, "DEVICE", "token")
        try:
            async with (
                Matrix(f"http://127.0.0.1:{self.port}", session) as matrix,
                service_of(database, matrix, SETTINGS) as service,
            ):
                yield service
        finally:
            await database.close()


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Broken:
    """A broken homeserver, and shorter waits for the bot."""
    found = Broken()
    monkeypatch.setattr("bot.retry.backoff", found.waited)
    return found


def shortest(attempt: int) -> float:
    """Return how long the bot waits at least after the n-th failure."""
    return float(min(LONGEST, 0.5 * 2**attempt)) / 2 / SHORTER


async def test_a_homeserver_that_is_down_is_asked_less_and_less_often(
    broken: Broken, tmp_path: Path
) -> None:
    async with broken.up(), broken.bot(tmp_path):
        await broken.until_asked("sync", 7)
    gaps = [later - earlier for earlier, later in pairwise(broken.synced_at)]
    assert all(gap >= shortest(number) for number, gap in enumerate(gaps, start=1))
    assert not broken.asked.keys() - {"sync", "upload"}  # of the pictures of rooms


async def test_a_homeserver_that_does_not_answer_is_asked_again_until_it_does(
    broken: Broken, tmp_path: Path
) -> None:
    async with broken.up():
        bot = broken.bot(tmp_path)
        service = await bot.__aenter__()
        await broken.until_asked("sync", 1)
    try:
        before = broken.asked["sync"]
        async with asyncio.timeout(60):
            while max(broken.waits, default=0) < 6:  # noqa: ASYNC110 - nobody is told
                await asyncio.sleep(0.01)
        async with broken.up():
            await broken.until_asked("sync", before + 1)
        assert len(broken.waits) < 60
        assert not any(task.done() for task in service.tasks)
    finally:
        await bot.__aexit__(None, None, None)


async def test_a_bot_that_is_logged_out_ends_and_asks_no_more(
    broken: Broken, tmp_path: Path
) -> None:
    broken.logged_out = True
    async with broken.up(), broken.bot(tmp_path) as service:
        with pytest.raises(UnknownToken):
            await service.listener.run()
        with pytest.raises(UnknownToken):
            await service.failed()
        assert broken.asked["sync"] <= 2


def test_no_wait_is_longer_than_the_longest_however_many_failures() -> None:
    assert LONGEST / 2 <= backoff(10_000) <= LONGEST
    assert shortest(1) * SHORTER <= backoff(1) <= 2 * shortest(1) * SHORTER
