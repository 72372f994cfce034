"""The peak memory of the bot's process with many live proposals, once it answered a command."""

from collections.abc import AsyncIterator

from benchmarks import past
from benchmarks.bench import Bench
from benchmarks.measure import Figure, memory

MEGABYTES = 130
FIRST = 10_000
"""The number of the first of the proposals: after all that the council has."""


async def measure(bench: Bench, size: int, *, encrypted: bool) -> AsyncIterator[list[Figure]]:
    """Start the bot of a council whose record is as long as that. It is of no use afterwards."""
    council, kept = await bench.council(size, encrypted=encrypted), bench.scale.kept
    bench.tell(f"a record with {kept} live proposals")
    asker = await council.client("forum-chair")
    await council.settled()
    async with council.record() as (database, office):
        await past.write(database, office, range(FIRST, FIRST + kept), ended=False)
    running = await council.apart()
    await running.until(council.commands(asker, council.forum, f"!status P{FIRST}"))
    yield memory(f"peak memory with {kept} live proposals", running.peak_kib(), MEGABYTES)
