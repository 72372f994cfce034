"""Starting: from the process's start until the first command is answered.

The command was said while the bot was down. With many ended proposals in the record,
against the same without them; each side is a council with a bot of its own. Then with timers that
are due, against the same council with none. At last, the peak
memory of the process of the bot without ended ones, once it has many live ones.
"""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from benchmarks import past
from benchmarks.bench import Bench
from benchmarks.client import Client
from benchmarks.measure import Comparison, Figure, memory
from benchmarks.sitting import Sitting, milliseconds, sitting
from bot.clerk.timers.plan import DEADLINE
from bot.relay import places
from storage import due
from storage.due import Due

LIMIT = 1.20
MEGABYTES = 130


@dataclass(frozen=True)
class Waiting:
    """A council whose bot is down, and who asks it what in its forum.

    ``peaks`` are the most memory, in KiB, that the bot had at each of its starts.
    """

    council: Sitting
    asker: Client
    command: str
    peaks: list[int] = field(default_factory=list)

    async def start(self) -> float:
        """Say a command, start the bot, wait for the answer, stop it; return the ms."""
        command = await self.asker.say(self.council.forum, self.command)
        start = time.perf_counter()
        running = await self.council.apart()
        answer = await running.until(self.asker.answered(command))
        self.peaks.append(running.peak_kib())
        await self.council.rests()
        return milliseconds(start, answer.at)


async def measure(bench: Bench) -> AsyncIterator[list[Figure]]:
    """Start with the long record and with the short one, turn about."""
    scale = bench.scale
    what = f"starting with {scale.ended} ended and {scale.live} live proposals"
    found = Comparison(f"{what}, against the latter")
    async with _waiting(bench, scale.ended) as long, _waiting(bench, 0) as short:
        for turn in range(scale.starts):
            bench.tell(what, turn + 1, scale.starts)
            found.add(await long.start(), await short.start())
        yield [found.median(LIMIT)]
        yield [await _due(bench, short)]
        if scale.kept > scale.live:
            await _more(short, range(scale.live + 1, scale.kept + 1))
            await short.start()
        what = f"peak memory with {scale.kept} live proposals"
        yield memory(what, short.peaks[-1], MEGABYTES)


async def _due(bench: Bench, waiting: Waiting) -> Figure:
    """Start with timers that are due, each without a reason any more, and without, turn about."""
    scale = bench.scale
    what = f"starting with {scale.timers} timers due"
    found = Comparison(f"{what}, against none")
    for turn in range(scale.starts):
        bench.tell(what, turn + 1, scale.starts)
        async with waiting.council.record() as (database, _), database.write() as conn:
            place, given = places.plenary_of(scale.live), {"entry": 0, "until": 0}
            for nth in range(scale.timers):
                await due.plan(conn, Due(f"timer:{turn}/{nth}", 1, place, DEADLINE, given))
        found.add(await waiting.start(), await waiting.start())
    return found.median(LIMIT)


async def _more(waiting: Waiting, numbers: range) -> None:
    """Write more live proposals into a record."""
    async with waiting.council.record() as (database, settings):
        await past.write(database, settings, numbers, ended=False)


@asynccontextmanager
async def _waiting(bench: Bench, ended: int) -> AsyncIterator[Waiting]:
    """Convene a council, stop its bot, and give it a past."""
    scale = bench.scale
    bench.tell(f"a council with {ended + scale.live} proposals in its record")
    seats = scale.people - 1
    made = sitting(bench.homeserver, bench.folder, scale.named, seats, compared=False)
    async with made as council:
        asker = await council.client("chair")
        await asker.join(council.forum)
        last = ended + scale.live
        async with council.record() as (database, settings):
            await past.write(database, settings, range(1, ended + 1), ended=True)
            await past.write(database, settings, range(ended + 1, last + 1), ended=False)
        yield Waiting(council, asker, f"!status P{last}")
