"""A chair's round trip in one proposal while texts of 1 MiB are tabled one after another.

And the most memory that the bot's process has had by then.
"""

import time
from dataclasses import dataclass

from benchmarks.client import Client
from benchmarks.measure import Comparison, Figure, Scale, memory
from benchmarks.recording import Request
from benchmarks.sitting import Sitting
from benchmarks.texts import long

LIMIT = 1.5
MEGABYTES = 160


@dataclass
class Texts:
    """For some seconds, texts are tabled from files, each once the one before is answered.

    The bare client answers each with the same messages.
    """

    what: str
    council: Sitting
    proposer: Client
    size: int
    seconds: float
    requests: tuple[Request, ...] = ()
    command: str = ""
    turns: int = 1
    tabled: int = 0

    async def ours(self) -> None:
        """Table in the bot's forum."""
        before, end = self.tabled, time.perf_counter() + self.seconds
        while self.tabled == before or time.perf_counter() < end:
            await self.proposer.answered(await self.tables(self.council.forum))

    async def bare(self) -> None:
        """Table in the bare bot's."""
        bare = self.council.bare
        before, end = self.tabled, time.perf_counter() + self.seconds
        while self.tabled == before or time.perf_counter() < end:
            done = bare.prepare(self.requests, self.command, Request.is_sent)
            await self.proposer.answered(await self.tables(bare.ids[self.council.forum]))
            await done

    async def back(self) -> None:
        """Nothing: what is tabled stays."""

    async def tables(self, room: str) -> str:
        """Table one; return the event's id."""
        self.tabled += 1
        text = long(self.tabled, self.size)
        said = f"!propose Network {self.tabled}\nFrom: A coalition"
        return await self.proposer.share(room, said, text)

    def figures(self, found: Comparison, peak_kib: int) -> list[Figure]:
        """Compare the medians; and the peak memory, where it can be known."""
        what = f"peak memory while texts of {self.size >> 10} KiB are tabled"
        return [found.median(LIMIT), *memory(what, peak_kib, MEGABYTES)]


async def prepare(council: Sitting, scale: Scale) -> Texts:
    """Table one, to see what the bot answers."""
    proposer = await council.client("proposer")
    what = f"round trip while texts of {scale.largest >> 10} KiB are tabled for {scale.seconds:g} s"
    texts = Texts(what, council, proposer, scale.largest, scale.seconds)
    texts.command = await texts.tables(council.forum)
    await proposer.answered(texts.command)
    texts.requests = await council.settled()
    return texts
