"""Relaying a draft: from ``!refer`` until each caucus's room has shown it to its chair.

Against a bare client that sends the same messages to as many rooms, all at once. What else
the bot asks (topics, pins) the bare client asks too, but not while it is measured: the first
message after a change of a room's state takes the homeserver longer. With encrypted caucuses,
against the same messages sent as they are.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.bench import Bench, sealed
from benchmarks.client import Client, shows
from benchmarks.measure import Comparison, Figure
from benchmarks.recording import Request
from benchmarks.sitting import RECALL, Sitting, milliseconds

LIMIT = 1.20


@dataclass(frozen=True)
class Referral:
    """A proposal to refer: its plenary, and who watches the caucuses' rooms."""

    council: Sitting
    chair: Client
    plenary: str
    watchers: Mapping[str, Client]

    async def bot(self) -> tuple[float, str]:
        """Have the bot relay; return what it took in ms, and the command."""
        start, command, _ = await self.council.commands(self.chair, self.plenary, "!refer")
        return milliseconds(start, *await self._shown(self.watchers)), command

    async def bare(self, requests: Sequence[Request], command: str) -> float:
        """Have the bare bot send the same; return what it took in ms."""
        ids = self.council.bare.ids
        done = self.council.bare.prepare(requests, command, Request.is_sent)
        twins = {ids[room]: client for room, client in self.watchers.items()}
        start, *_ = await self.council.commands(self.chair, ids[self.plenary], "!refer")
        took = milliseconds(start, *await self._shown(twins))
        await done
        return took

    async def back(self, requests: Sequence[Request]) -> None:
        """Have both sides' rooms be as before: the bot's recalled, the bare one's state as its."""
        bare = self.council.bare
        await bare.imitate([each for each in requests if not each.sends])
        await self.council.commands(self.chair, self.plenary, RECALL)
        await self.council.settled()

    async def _shown(self, watchers: Mapping[str, Client]) -> list[float]:
        """Wait until each room has shown the draft; return when each did.

        In an encrypted one it is the one message that a referral brings.
        """

        async def shown(room: str, client: Client) -> float:
            if self.council.encrypted:
                return (await client.sees_sealed(room, 1)).at
            seen = await client.sees(lambda where, event: where == room and shows(event) > 0)
            return seen.at

        return await asyncio.gather(*(shown(room, client) for room, client in watchers.items()))


async def referral(council: Sitting) -> Referral:
    """Return a proposal to refer, with somebody in each caucus's room on both sides."""
    number = await council.proposal()
    plenary = await council.room(f"P{number}/plenary")
    chair = await council.enter("chair", plenary)
    watchers = {}
    for key in council.keys:
        room = await council.room(f"P{number}/caucus:{key}")
        watchers[room] = await council.enter(f"{key}-chair", room)
    await council.settled()
    return Referral(council, chair, plenary, watchers)


async def measure(bench: Bench, size: int, *, encrypted: bool) -> AsyncIterator[list[Figure]]:
    """Refer a draft, recall it, refer it again, with the bare client in turn."""
    council = await bench.council(size, encrypted=encrypted)
    times = dict(bench.scale.referrals)[size]
    bench.tell(f"a proposal with {size} caucuses{sealed(encrypted)}")
    referred = await referral(council)
    found = Comparison(f"relaying a draft to {size} caucuses{sealed(encrypted)}")
    if encrypted:  # every room's key is given out with the first message of an hour
        await referred.bot()
        await referred.back(await council.settled())
    for turn in range(times):
        bench.tell(f"relaying to {size} caucuses{sealed(encrypted)}", turn + 1, times)
        ours, command = await referred.bot()
        requests = await council.settled()
        found.add(ours, await referred.bare(requests, command))
        await referred.back(requests)
    yield [found.median(LIMIT)]
