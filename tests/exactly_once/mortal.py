"""The bot as a process of its own that dies, waits or stumbles where it is told to.

Such a process calls ``main``. The first line on its stdin is ``Orders`` as JSON. ``settle``
asks it to say ``settled`` when nothing is left to do, ``go`` lets it go on from where it
waits, and the end of stdin ends it in an orderly way. It says ``up`` once it listens, and
``reached`` at the point. ``later MS`` moves its clock on.
"""

import asyncio
import functools
import json
import os
import signal
import sys
from collections.abc import Awaitable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import structlog

from bot import ratelimit, retry
from bot.clock import milliseconds
from bot.config import load
from bot.courier import courier
from bot.listener import listener
from bot.matrix import Batch, Matrix, Session
from bot.matrix.wire import TIMEOUT, Wire
from bot.relay.compose import Outgoing
from bot.relay.post import Post
from bot.retry import backoff
from bot.rooms import open as opening
from bot.rooms import schedule
from bot.service import login
from bot.service.login import keep, kept, logged_in
from bot.service.service import Service, service_of
from bot.settings import settings_of
from storage.database import open_database
from tests.exactly_once.points import POINTS, Call, Point

DIE, HOLD, TELL, STUMBLE = "die", "hold", "tell", "stumble"


@dataclass(frozen=True)
class Orders:
    """What a process is to do.

    At the ``passage``-th passage of the ``point`` it does what ``does`` says; at each, if that
    is to stumble (raise). It stumbles over or dies of a text whenever it is to be rendered.
    ``ahead`` is how many ms its clock is ahead; ``first`` the room that each sync is to tell of
    before the others. It waits a ``hurry``-th of what it would wait for a homeserver that fails.
    """

    point: str = ""
    passage: int = 1
    does: str = DIE
    stumbles_over: str = ""
    dies_of: str = ""
    ahead: int = 0
    first: str = ""
    hurry: int = 1

    def line(self, config: Path, session: Session) -> str:
        """Return the orders as a process reads them."""
        everything = {"orders": asdict(self), "config": str(config), "session": asdict(session)}
        return json.dumps(everything)


@dataclass
class Fate:
    """Counts the passages of a point."""

    orders: Orders
    go: asyncio.Event = field(default_factory=asyncio.Event)
    passed: int = 0
    later: int = 0
    settling: bool = False

    def now(self) -> int:
        """Return the time in ms, as its clock has it."""
        return milliseconds() + self.orders.ahead + self.later

    async def passes(self, point: Point, call: Call) -> None:
        """Do what is ordered if this is the passage."""
        self.passed += point.counts(call)
        if self.orders.does == STUMBLE and point.counts(call):
            raise RuntimeError("a bug")
        if self.passed != self.orders.passage or not point.counts(call):
            return
        if self.orders.does == DIE:
            die()
        say("reached")
        if self.orders.does == HOLD:
            await self.go.wait()


def die() -> None:
    """End this process at once, as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def say(word: str) -> None:
    """Tell the test."""
    print(word, flush=True)  # noqa: T201 - the pipe to the test


def put_in(point: Point, fate: Fate) -> None:
    """Put a point before or after the method that it is at."""
    inner = getattr(point.owner, point.method)

    @functools.wraps(inner)
    async def passed(*arguments: Any, **keywords: Any) -> Any:
        own = arguments[1:] if isinstance(point.owner, type) else arguments
        if point.before:
            await fate.passes(point, Call(own, keywords))
        result = await inner(*arguments, **keywords)
        if not point.before:
            await fate.passes(point, Call(own, keywords, result))
        return result

    setattr(point.owner, point.method, passed)


def trip(orders: Orders) -> None:
    """Have what follows from certain words raise, or end the process."""
    inner = Outgoing.post

    def posts(out: Outgoing, post: Post, **more: Any) -> None:
        said = repr(post.data)
        if orders.dies_of and orders.dies_of in said:
            die()
        if orders.stumbles_over and orders.stumbles_over in said:
            raise RuntimeError("a bug")
        inner(out, post, **more)

    setattr(Outgoing, "post", posts)  # noqa: B010 - its type is not of interest


def reorder(first: str) -> None:
    """Have each sync tell of a room before the others; the order of rooms means nothing."""
    inner = Matrix.sync

    async def sync(self: Matrix, since: str | None, timeout_ms: int) -> Batch:
        batch = await inner(self, since, timeout_ms)
        return replace(
            batch, joined=tuple(sorted(batch.joined, key=lambda each: each.room_id != first))
        )

    setattr(Matrix, "sync", sync)  # noqa: B010 - the same


def hurries(times: int) -> None:
    """Have all waits for a homeserver that fails be so many times as short."""
    for module in (retry, courier, opening, schedule, login):
        setattr(module, "backoff", lambda attempt: backoff(attempt) / times)  # noqa: B010 - the same
    ratelimit.UNTOLD /= times
    listener.SYNC_MS //= 3 * times
    answer = Wire._answer

    def sooner(wire: Wire, method: str, url: str, data: Any = None, *more: Any) -> Any:
        headers, seconds = more or (None, TIMEOUT)
        return answer(wire, method, url, data, headers, seconds / times)

    setattr(Wire, "_answer", sooner)  # noqa: B010 - the same


async def settled(service: Service) -> None:
    """Wait until all that came in is worked on and all that goes out is out."""
    progress, idle = service.listener.sync_token, service.courier.idle
    while progress.under_way or not idle.is_set():  # noqa: ASYNC110 - no event
        await asyncio.sleep(0.01)


async def settle(service: Service, fate: Fate) -> None:
    """Say when nothing is left to do."""
    await settled(service)
    fate.settling = False
    say("settled")


async def obey(lines: asyncio.StreamReader, service: Service, fate: Fate) -> None:
    """Do what the test asks until it closes the pipe."""
    if fate.settling:  # and was logged out meanwhile
        await settle(service, fate)
    while word := (await lines.readline()).decode().strip():
        if word == "go":
            fate.go.set()
        elif word.startswith("later "):
            fate.later += int(word.removeprefix("later "))
        elif word == "settle":
            fate.settling = True
            await settle(service, fate)


async def run() -> None:
    """Run the bot as ordered, until the pipe is closed or a part of it fails."""
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    told = json.loads(await lines.readline())
    orders, session = Orders(**told["orders"]), Session(**told["session"])
    fate = prepared(orders)
    config = load(Path(told["config"]))
    database = await open_database(config.database, config.data_dir)
    known = kept(config.data_dir)
    if known is None or known.device_id != session.device_id:
        keep(config.data_dir, session)

    async def serve(held: Session) -> None:
        async with (
            Matrix(config.homeserver, held) as matrix,
            service_of(database, matrix, settings_of(config, held.user_id), fate.now) as service,
        ):
            await until_first(service.failed(), listening(lines, service, fate))

    try:
        await logged_in(config, serve)
    finally:
        await database.close()


def prepared(orders: Orders) -> Fate:
    """Put in what is ordered; return what counts."""
    fate = Fate(orders)
    if orders.point:
        put_in(POINTS[orders.point], fate)
    if orders.dies_of or orders.stumbles_over:
        trip(orders)
    if orders.first:
        reorder(orders.first)
    if orders.hurry > 1:
        hurries(orders.hurry)
    return fate


async def listening(lines: asyncio.StreamReader, service: Service, fate: Fate) -> None:
    """Say when the bot listens, then do what the test asks."""
    obeying = asyncio.create_task(obey(lines, service, fate))
    try:
        await until_first(service.listener.synced.wait(), asyncio.shield(obeying))
        say("up")
        await obeying
    finally:
        obeying.cancel()


async def until_first(*works: Awaitable[Any]) -> None:
    """Wait for the first that ends, and raise what it raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    done, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in others:
        task.cancel()
    for task in done:
        task.result()


def main() -> None:
    """Log to stderr, and run."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    asyncio.run(run())
