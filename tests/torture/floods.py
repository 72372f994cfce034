"""Floods: how long a chair waits for an answer meanwhile, and how much memory it takes.

Once on a real homeserver, as fast as that takes messages from several of one person's
clients; once on one that lets through a thousand a second for a minute, with giants, fuzz
and ten thousand invitations among them.
"""

import asyncio
import random
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

from bot.gate.floods import AT_ONCE, EDITS, EDITS_A_SECOND, PUT_OFF, SHUT
from demo.person import Person
from tests.e2e.conftest import Opened, Sitting, open_proposal, sitting
from tests.floods import flood
from tests.floods.flood import FLOODER, Waits
from tests.torture.rig import Rig

A_SECOND = 1000
MINUTE = 60.0
REAL = 15.0
"""Seconds for which a real homeserver is flooded."""
CLIENTS = 6
LONGEST = 30.0
"""Seconds that a chair may wait at worst, on the slowest machine."""
GROWTH = 400
"""MiB that a minute's flood may add at most."""


async def run(rig: Rig) -> None:
    """Flood both homeservers; raises AssertionError if a chair is not answered soon."""
    left = max(rig.deadline - time.monotonic(), 10)
    await _real(rig, min(REAL, left / 4))
    await _minute(rig, min(MINUTE, left / 2))


def _count(rig: Rig, where: str, calm: Waits, flooded: Waits) -> None:
    for name, waits in (("calm", calm), ("flooded", flooded)):
        rig.counts[f"{where}, {name}: a chair's wait in ms, median"] = round(1000 * waits.median)
        rig.counts[f"{where}, {name}: a chair's wait in ms, worst"] = round(1000 * waits.worst)
    assert flooded.worst < LONGEST, f"{where}: a chair waited {flooded.worst:.0f} s"


# --- a thousand a second for a minute ---------------------------------------------------


async def _minute(rig: Rig, seconds: float) -> None:
    async with flood.sitting(rig.folder / "minute") as council:
        calm = await council.chair_works(_times(5), 0.1)
        before = flood.peak_mib()
        messages = _mixed(rig.random)
        flooding = asyncio.create_task(council.flood(A_SECOND, seconds, messages))
        await council.server.invite([FLOODER] * 10_000)
        flooded = await council.chair_works(flooding.done, 0.5)
        rig.counts["flood messages"] += await flooding
        rig.counts["flood invitations"] += 10_000
        rig.counts["answers to who flooded"] += council.answers_to(FLOODER)
        grown = flood.peak_mib() - before
        rig.counts["the flood's memory in MiB, the homeserver's included"] = max(round(grown), 1)
        _count(rig, "1,000 a second", calm, flooded)
        at_first = 2 * AT_ONCE + EDITS + PUT_OFF + 4
        most = at_first * (1 + seconds // SHUT) + EDITS_A_SECOND * seconds
        assert council.answers_to(FLOODER) <= most, "a flood is answered"
        assert grown < GROWTH, f"{grown:.0f} MiB"


def _mixed(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Yield commands and fuzz, and one giant in a hundred."""
    kinds = (flood.commands(chance), flood.fuzz(chance), flood.giants(chance))
    while True:
        yield next(chance.choices(kinds, (70, 29, 1))[0])


def _times(number: int) -> Callable[[], bool]:
    """Return what is true the n-th time it is asked."""
    left = iter(range(number))
    return lambda: next(left, None) is None


# --- a real homeserver ------------------------------------------------------------------


async def _real(rig: Rig, seconds: float) -> None:
    homeserver = await rig.homeserver()
    caucuses = {"gov": "Government", "cs": "Civil society"}
    folder = rig.folder / secrets.token_hex(4)
    async with sitting(homeserver, folder, caucuses=caucuses) as council:
        opened = await open_proposal(council, "Flooded")
        calm = await _chair(council, opened, _times(4))
        end = time.monotonic() + seconds
        flooding = asyncio.gather(
            *(
                _client(council["cs-1"], (council.forum, opened.plenary), end)
                for _ in range(CLIENTS)
            )
        )
        flooded = await _chair(council, opened, flooding.done)
        rig.counts["flood messages"] += sum(await flooding)
        _count(rig, "Synapse", calm, flooded)


async def _client(person: Person, rooms: tuple[str, ...], end: float) -> int:
    sent = 0
    while time.monotonic() < end:
        await person.say(rooms[sent % len(rooms)], "!status P1")
        sent += 1
    return sent


async def _chair(council: Sitting, opened: Opened, until: Callable[[], bool]) -> Waits:
    waits: list[float] = []
    while not waits or not until():
        for act in ("!refer", "!recall Not yet"):
            began = time.perf_counter()
            await council["chair"].commands(opened.plenary, act)
            waits.append(time.perf_counter() - began)
    return Waits(tuple(waits))
