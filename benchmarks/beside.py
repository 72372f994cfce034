"""A chair's round trip in one proposal, while the bot has something to do elsewhere.

Beside an echo bot's, in a room like that one, while a bare client does the same elsewhere: two
accounts, so that neither waits for the other. Our bot is a process of its own. Commands are
said at fixed times, answered or not, until very many are unanswered: else a bot that is held up
for seconds would be asked once in that time. What the bot has to do is a file each: `beside_…`.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from benchmarks.bare import Echo
from benchmarks.bench import Bench
from benchmarks.client import Client
from benchmarks.measure import Comparison, Figure, Scale
from benchmarks.recording import Request
from benchmarks.replay import plan
from benchmarks.sitting import Sitting, milliseconds
from demo.cast import PASSWORD

EVERY = 0.25
"""Seconds from one command to the next: fewer than the bot takes for a flood."""
STATUS = "!status"


class Load(Protocol):
    """Something to do elsewhere, ``turns`` times; ``what`` is the row's name."""

    what: str
    turns: int

    async def ours(self) -> None:
        """Have the bot do it; return when it is done."""

    async def bare(self) -> None:
        """Have the bare client do the same."""

    async def back(self) -> None:
        """Have everything be as before."""

    def figures(self, found: Comparison, peak_kib: int) -> list[Figure]:
        """Return the row."""


Prepare = Callable[[Sitting, Scale], Awaitable[Load]]
"""Returns a load; the bot is at work in this process, so that its requests can be noted."""


@dataclass(frozen=True)
class Asker:
    """A caucus's chair who asks in a plenary: in ``room`` the bot, in ``twin`` the echo bot."""

    client: Client
    room: str
    twin: str

    async def ours(self, due: float) -> float:
        """Ask the bot; return the ms from when it was due until the answer was seen."""
        return await self._asks(self.room, due)

    async def bare(self, due: float) -> float:
        """Ask the echo bot."""
        return await self._asks(self.twin, due)

    async def _asks(self, room: str, due: float) -> float:
        answer = await self.client.answered(await self.client.say(room, STATUS))
        return milliseconds(due, answer.at)


async def measure(
    bench: Bench, size: int, prepare: Sequence[Prepare], *, encrypted: bool
) -> AsyncIterator[list[Figure]]:
    """Measure round trips beside each load, turn about with the echo bot's."""
    council = await bench.council(size, encrypted=encrypted)
    bench.tell(f"two proposals with {size} caucuses, and an echo bot")
    loads = [await each(council, bench.scale) for each in prepare]
    asker = await _asker(bench, council)
    running = await council.apart()
    await running.until(asker.ours(time.perf_counter()))
    await council.settled()
    for load in loads:
        found = Comparison(load.what)
        for turn in range(load.turns):
            bench.tell(load.what, turn + 1, load.turns)
            trips = _beside(load.ours(), asker.ours, bench.scale)
            found.ours += await running.until(trips)
            await council.settled()
            found.bare += await _beside(load.bare(), asker.bare, bench.scale)
            await load.back()
            await council.settled()
        yield load.figures(found, running.peak_kib())


async def _beside(
    load: Coroutine[Any, Any, None], ask: Callable[[float], Awaitable[float]], scale: Scale
) -> list[float]:
    """Ask again and again until the load is done; return what each round trip took."""
    asked: list[asyncio.Future[float]] = []
    async with asyncio.TaskGroup() as group:
        loading = group.create_task(load)
        due = time.perf_counter()
        while len(asked) < scale.at_least or not loading.done():
            asked.append(asyncio.ensure_future(ask(due)))
            due += EVERY
            await asyncio.sleep(due - time.perf_counter())
            open_ = [each for each in asked if not each.done()]
            if len(open_) >= scale.unanswered:
                await asyncio.wait(open_, return_when=asyncio.FIRST_COMPLETED)
                due = max(due, time.perf_counter())
    return await asyncio.gather(*asked)


async def _asker(bench: Bench, council: Sitting) -> Asker:
    """Return who asks in the plenary of a second proposal, and make a room like it."""
    number = await council.proposal(1)
    room = await council.room(f"P{number}/plenary")
    name = f"echo-{secrets.token_hex(4)}"
    echo = Echo(Client(council.cast["chair"].url, await bench.homeserver.register(name, PASSWORD)))
    echo.client.told = echo.told
    await council.admits(echo.client)
    mine = {council.cast.bot.user_id: echo.client.session.user_id}
    made, _ = await plan(council.opened[number], mine, _about(room)).run(echo.client, {})
    client = await council.client(f"{council.keys[0]}-chair")
    await client.join(room)
    await client.join(made[room])
    await council.settled()
    _, echo.command, _ = await council.commands(client, room, STATUS)
    echo.answer = plan(await council.settled(), made, Request.is_sent, [echo.command])
    return Asker(client, room, made[room])


def _about(room: str) -> Callable[[Request], bool]:
    """Return what says whether a request is about one room."""

    def fits(request: Request) -> bool:
        made = request.kind == "createRoom" and (request.answer or {}).get("room_id") == room
        return made or request.room == room or (request.body or {}).get("room_id") == room

    return fits
