"""A chair's round trip in one proposal while three others are opened."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.client import Client
from benchmarks.measure import Comparison, Figure, Scale
from benchmarks.recording import Request
from benchmarks.sitting import Sitting
from benchmarks.texts import draft

LIMIT = 1.5
PROPOSALS = 3


@dataclass
class Opening:
    """The forum chair forwards three proposals; done once their rooms are as wanted.

    The bare client makes again what three such ``commands`` made the bot ask. Nobody accepts an
    invitation.
    """

    what: str
    turns: int
    council: Sitting
    forum_chair: Client
    tabled: list[int]
    requests: tuple[Request, ...] = ()
    commands: Sequence[str] = ()

    async def ours(self) -> None:
        """Forward the next three."""
        numbers = self.tabled[:PROPOSALS]
        await self.forwards()
        await self.council.stand(numbers)

    async def forwards(self) -> Sequence[str]:
        """Forward the next three, at the same time; return the ids of the commands."""
        forum, numbers = self.council.forum, self.tabled[:PROPOSALS]
        del self.tabled[:PROPOSALS]
        said = await asyncio.gather(
            *(self.forum_chair.say(forum, f"!consensus yes P{number}") for number in numbers)
        )
        await asyncio.gather(*map(self.forum_chair.answered, said))
        return said

    async def bare(self) -> None:
        """Say as much to the bare bot, which begins at the last word."""
        bare, (*others, last) = self.council.bare, self.commands
        forum = bare.ids[self.council.forum]
        for command in others:
            bare.ids[command] = await self.forum_chair.say(forum, "consensus yes")
        done = bare.prepare(self.requests, last, lambda _request: True)
        await self.forum_chair.say(forum, "!consensus yes")
        await done

    async def back(self) -> None:
        """Nothing: what is opened stays."""

    def figures(self, found: Comparison, peak_kib: int) -> list[Figure]:  # noqa: ARG002 - a row
        """Compare the medians."""
        return [found.median(LIMIT)]


async def prepare(council: Sitting, scale: Scale) -> Opening:
    """Table all that is to be opened; open three, to see what the bot asks."""
    forum_chair, turns = await council.client("forum-chair"), scale.besides
    tabled = [await council.tables(draft(1)) for _ in range(PROPOSALS * (turns + 1))]
    what = f"round trip while {PROPOSALS} proposals are opened elsewhere"
    opening = Opening(what, turns, council, forum_chair, tabled)
    opening.commands = await opening.forwards()
    opening.requests = await council.settled()
    return opening
