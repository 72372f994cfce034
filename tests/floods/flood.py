"""Floods for the bot, and how long a chair waits for an answer meanwhile.

``Sitting`` is the small council of ``tests.bot.desk`` on a homeserver that can be flooded.
"""

import asyncio
import random
import resource
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bot.clock import Clock, milliseconds
from bot.matrix import Matrix, Session
from bot.service.service import Service, service_of
from storage.database import open_database
from tests.bot.desk import BOT, SETTINGS
from tests.floods.server import Crowded

FLOODER = "@flooder:test"
TOO_MUCH = "asked for more than I can answer"
GIANT = 60_000
"""Characters of a message that an event can just hold."""
HTML = "org.matrix.custom.html"


@dataclass(frozen=True)
class Waits:
    """How many seconds answers took."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def worst(self) -> float:
        return max(self.seconds)


@dataclass(frozen=True)
class Sitting:
    """A council with a proposal in plenary. ``forum`` and ``plenary`` are room ids."""

    server: Crowded
    service: Service
    forum: str
    plenary: str

    async def chair_works(self, until: Callable[[], bool], every: float) -> Waits:
        """Have the council's chair refer and recall the proposal; return the waits."""
        waits: list[float] = []
        while not waits or not until():
            for act in ("!refer", "!recall Not yet"):
                waits.append(await self.server.commands(self.plenary, "@chair:test", act))
                await asyncio.sleep(every)
        return Waits(tuple(waits))

    async def flood(
        self, a_second: int, seconds: float, messages: Iterator[Mapping[str, Any]]
    ) -> int:
        """Have one person send so many messages to forum and plenary; return how many."""
        began, sent = time.perf_counter(), 0
        while (passed := time.perf_counter() - began) < seconds:
            due = int(passed * a_second) - sent
            for room in (self.forum, self.plenary):
                some = [next(messages) for _ in range(due // 2)]
                await self.server.say(room, FLOODER, some)
                sent += len(some)
            await asyncio.sleep(0.02)
        return sent

    def bodies(self) -> list[str]:
        """Return what the bot said, everywhere."""
        events = [e for room in self.server.rooms.values() for _, e in room.events]
        return [str(e["content"].get("body", "")) for e in events if e["sender"] == BOT]

    def answers_to(self, person: str, since: float = 0.0) -> int:
        """Return how many of a person's messages the bot answered, from a moment on."""
        events = [e for room in self.server.rooms.values() for _, e in room.events]
        theirs = {event["event_id"] for event in events if event["sender"] == person}
        return sum(each in theirs and at >= since for each, at in self.server.answered.items())

    def shut_at(self) -> float:
        """Return when somebody was first told that they ask too much; 0 if nobody was."""
        events = [e for room in self.server.rooms.values() for _, e in room.events]
        told = [e["content"] for e in events if TOO_MUCH in str(e["content"].get("body", ""))]
        replied = [each["m.relates_to"]["m.in_reply_to"]["event_id"] for each in told]
        return min((self.server.answered[each] for each in replied), default=0.0)


@asynccontextmanager
async def at_work(
    server: Crowded, folder: Path, now: Clock = milliseconds
) -> AsyncIterator[Service]:
    """Run the bot on a homeserver that is up."""
    database = await open_database("sqlite", folder)
    try:
        async with (
            Matrix(server.url, Session(BOT, "DEVICE", "token")) as matrix,
            service_of(database, matrix, SETTINGS, now) as service,
        ):
            await service.courier.idle.wait()
            yield service
            assert not any(task.done() for task in service.tasks), "the bot stopped"
    finally:
        await database.close()


@asynccontextmanager
async def sitting(folder: Path) -> AsyncIterator[Sitting]:
    """Open a proposal on a homeserver that can be flooded."""
    server = Crowded(BOT)
    async with server.up(), at_work(server, folder) as service:
        forum = server.named("Forum · Council")
        await server.commands(forum, "@a:test", "!propose Title\nFrom: A group\nOne.\n\nTwo.")
        await server.commands(forum, "@forum-chair:test", "!consensus yes P1")
        await service.courier.idle.wait()
        yield Sitting(server, service, forum, server.named("P1 Plenary"))


def commands(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Yield commands without end: questions, acts, and what is none of either."""
    asked = ("!help", "!status P1", "!history P1", "!roster", "!refer", "!nonsense", "!consensus")
    while True:
        yield {"msgtype": "m.text", "body": chance.choice(asked)}


def giants(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Yield messages as large as an event can be, some of them commands."""
    fillers = ("word ", "<a ", "<b>x</b>", "&", "<!--", "P1 ", "@x:y ", "\n- ")
    begins = ("!propose T\nFrom: x\n", "!seat ", "!consensus yes ", "!", "", "", "")
    while True:
        filler = chance.choice(fillers)
        body = chance.choice(begins) + filler * (GIANT // 2 // len(filler))
        html = filler * (GIANT // 2 // len(filler))
        yield {"msgtype": "m.text", "body": body, "format": HTML, "formatted_body": html}


def fuzz(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Yield contents of no sense."""
    keys = ("body", "msgtype", "m.relates_to", "formatted_body", "format", "url", "file", "info")
    values: tuple[Any, ...] = (None, 1, [], {}, "!refer", "m.text", "m.file", {"event_id": 3}, HTML)
    inner = {"rel_type": "m.replace", "event_id": "$1"}
    while True:
        content = {key: chance.choice(values) for key in chance.sample(keys, 4)}
        yield {**content, "body": chance.choice(("!help", "x", 3))} | (
            {"m.relates_to": inner} if chance.random() < 0.2 else {}
        )


def peak_mib() -> float:
    """Return the most memory that this process ever had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
