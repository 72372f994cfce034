"""A command's round trip: said, recorded durably, its answer seen by who said it.

Against a bare echo bot in a room like the bot's: an aiohttp sync loop that answers with
the same message, and then sends the same tick. With encryption, the bot's room is encrypted,
and the echo bot's is not. The bot is a process of its own, as it is wherever people use it. What
the echo bot sends is what the bot asked of the homeserver for such a command before.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from benchmarks.bench import Bench, sealed
from benchmarks.client import Client
from benchmarks.measure import Comparison, Figure
from benchmarks.recording import Request
from benchmarks.sitting import RECALL, Sitting, milliseconds
from benchmarks.texts import draft

LIMIT = 1.15


async def measure(bench: Bench, size: int, *, encrypted: bool) -> AsyncIterator[list[Figure]]:
    """Measure an act and a query, turn about."""
    council = await bench.council(size, encrypted=encrypted)
    bench.tell(f"a proposal to measure round trips in{sealed(encrypted)}")
    number = await council.proposal()
    yield await compared(bench, await referred(council, number), sealed(encrypted))
    plenary = await council.room(f"P{number}/plenary")
    await council.commands(await council.client("chair"), plenary, RECALL)
    await council.settled()


async def referred(council: Sitting, number: int) -> "Asked":
    """Have a proposal referred; return who gives commands about it, in a caucus's room."""
    plenary = await council.room(f"P{number}/plenary")
    chair = await council.enter("chair", plenary)
    await council.commands(chair, plenary, "!refer")
    return Asked(council, *await _caucus(council, number))


async def compared(bench: Bench, asked: "Asked", what: str) -> list[Figure]:
    """Return how long an act and a query take, turn about; ``what`` ends the rows' names."""
    act = Comparison(f"round trip of an act (a caucus text){what}")
    query = Comparison(f"round trip of a query (!status){what}")
    acts, queries = await asked.noted(f"!draft\n{draft(2)}"), await asked.noted("!status")
    running = await asked.council.apart()
    await running.until(asked.ours("!status"))
    for turn in range(bench.scale.trips):
        bench.tell(f"round trips{what}", turn + 1, bench.scale.trips)
        act.add(*await running.until(asked.both(f"!draft\n{draft(turn + 3)}", acts)))
        query.add(*await running.until(asked.both("!status", queries)))
    return [act.median(LIMIT), query.median(LIMIT)]


async def _caucus(council: Sitting, number: int) -> tuple[Client, str]:
    """Return a caucus chair who takes part in their caucus's room, and that room."""
    key = council.keys[0]
    room = await council.room(f"P{number}/caucus:{key}")
    member = await council.enter(f"{key}-chair", room)
    await council.settled()
    if council.encrypted:
        await council.seal(f"{key}-chair", room)
        await council.commands(member, room, "!status")
        await council.settled()
    return member, room


@dataclass(frozen=True)
class Noted:
    """What the bot asked of the homeserver for a command, and that command's id."""

    requests: tuple[Request, ...]
    command: str


@dataclass(frozen=True)
class Asked:
    """Somebody who gives commands in a room, and in the echo bot's that is like it."""

    council: Sitting
    member: Client
    room: str

    async def noted(self, text: str) -> Noted:
        """Give a command to the bot in this process."""
        _, command, _ = await self.council.commands(self.member, self.room, text)
        return Noted(await self.council.settled(), command)

    async def ours(self, text: str) -> float:
        """Return how long the bot's answer takes, in ms."""
        start, _, answer = await self.council.commands(self.member, self.room, text)
        await self.council.settled()
        return milliseconds(start, answer.at)

    async def both(self, text: str, noted: Noted) -> tuple[float, float]:
        """Return how long the bot's answer takes, and then the echo bot's."""
        ours, bare = await self.ours(text), self.council.bare
        done = bare.prepare(noted.requests, noted.command, Request.is_sent)
        room = bare.ids[self.room]
        start, _, answer = await self.council.commands(self.member, room, text)
        await done
        await self.council.settled()
        return ours, milliseconds(start, answer.at)
