"""The bot is killed at every point of the trip and at any moment; the world is the same.

Whenever a process is killed the next is started, dozens of times in a short deliberation.
Afterwards rooms, members, messages, pins, topics and record equal those of a calm one.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.matrix import Session
from demo.homeserver import Homeserver
from tests.exactly_once.council import EVERYWHERE, LONG, Council, Patient, council
from tests.exactly_once.process import LOG, Bot, Process
from tests.exactly_once.world import World, assert_same, world
from tests.nursery.forked import fork
from tests.torture import marks
from tests.torture.doomed import DIED, PASSED, Doom, live
from tests.torture.rig import Rig

SHARE = 5
LOADED = "tests.torture.loaded"
RECORD = Path("data/rapporteur.sqlite3")
SMALL: dict[str, Any] = {"caucuses": {"cs": "Civil society"}, "seats": 1}
MOST = 30
"""Kills in one deliberation."""
AT_A_MOMENT = 0.25
"""How many of the kills come at a moment instead of at a point."""
SECONDS = 1.5
"""The longest life of a process that is killed at a moment."""
YOUNG, OLD = 300, 2400
"""Points that a process passes at most: a start has some hundreds, a deliberation 30,000."""
FURTHER = 1500
"""Points that a process may pass beyond those to get to one at which none died yet."""
AT_ONCE = 2
"""Deliberations at the same time; each waits for the homeserver now and then."""


class VeryPatient(Patient):
    """Somebody who waits for a bot that is killed all the time."""

    times = 10


@dataclass
class Reaper:
    """Decides when each process dies, and keeps account of where they did."""

    random: random.Random
    points: frozenset[str] = field(default_factory=marks.points)
    at: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    kills: int = 0

    def dooms(self, record: Path, most: int) -> Iterator[Doom]:
        """Yield when each of the next processes dies, and at last none."""
        for _ in range(most):
            yield self._doom(record)
        while True:
            yield Doom(record)

    def _doom(self, record: Path) -> Doom:
        if self.random.random() < AT_A_MOMENT:
            return Doom(record, seconds=self.random.uniform(0, SECONDS))
        longest = self.random.choice((YOUNG, OLD, OLD))
        after = self.random.randrange(longest)
        return Doom(record, after=after, next=FURTHER, known=frozenset(self.at))

    def died(self, process: Process) -> None:
        """Take down where a process died."""
        self.kills += 1
        self.at |= _said(process, DIED)


def _said(process: Process, word: str) -> set[str]:
    return {each.removeprefix(f"{word} ") for each in process.said if each.startswith(f"{word} ")}


@dataclass
class Reaped(Bot):
    """A bot each of whose processes dies when its time has come."""

    reaper: Reaper | None = None
    most: int = 0
    _dooms: Iterator[Doom] = field(default_factory=lambda: iter(()))

    def __post_init__(self) -> None:
        assert self.reaper
        self._dooms = self.reaper.dooms(self.config.parent / RECORD, self.most)

    async def _born(self) -> Process:
        with (self.config.parent / LOG).open("ab") as log:
            doom = next(self._dooms)
            return Process(await fork(live, doom, loaded=LOADED, errors=log.fileno()))

    def _died(self, process: Process) -> None:
        super()._died(process)
        assert self.reaper
        self.reaper.died(process)


async def run(rig: Rig) -> None:
    """Kill the bot in one deliberation after the other."""
    await deliberations(rig)


async def deliberations(rig: Rig, **settings: Any) -> None:
    """Kill the bot in one deliberation after the other; ``settings`` are the council's."""
    reaper = Reaper(rig.random)
    rig.counts["points of the trip"] = len(reaper.points)
    homeserver = await rig.homeserver()
    calm = await after(homeserver, rig.folder, reaper, 0, **settings)
    begun: list[bool] = []

    async def killed() -> None:
        while not begun or rig.more():
            begun.append(True)
            await after(homeserver, rig.folder, reaper, MOST, calm, **settings)
            rig.counts["deliberations"] += 1

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(killed())
    finally:
        rig.counts["kills"] = reaper.kills
        rig.counts["points that a calm deliberation passes"] = len(reaper.passed)
        rig.counts["of these, points died at"] = len(reaper.at & reaper.passed)
        rig.counts["other points died at"] = len(reaper.at - reaper.passed)


async def everything(council: Council) -> None:
    """The smallest deliberation that comes through all that a bot does."""
    plenary, chair, cs = await council.opened(), council["chair"], council["cs-chair"]
    await chair.commands(plenary, "!refer")
    room = await council.caucus("cs")
    await council.shown(room, 1, "cs-chair")
    await cs.commands(room, "!draft\nOne and a half.\n\nTwo.")
    await cs.commands(room, "!consensus amended cs.1 see clause 1")
    await chair.answer(plenary, await chair.share(plenary, "draft.md", LONG, "!draft"))
    await council.invited("cs-1", "cs-chair", EVERYWHERE)
    await cs.commands(room, f"!unseat {council['cs-1'].user_id}")
    await chair.commands(plenary, "!refer")
    await council.position("cs", 2)
    answered = await chair.commands(plenary, "!consensus yes")
    assert "is a recommendation" in answered, answered
    await council["proposer"].reads(council.forum, "recommendation of the Internet Governance")


async def after(
    homeserver: Homeserver,
    folder: Path,
    reaper: Reaper,
    most: int,
    calm: World | None = None,
    *,
    of: type[Reaped] = Reaped,
    script: Callable[[Council], Awaitable[None]] = everything,
    **settings: Any,
) -> World:
    """Return what a deliberation leaves in which at most so many processes are killed.

    Raises AssertionError if that is not what a calm one left.
    """

    def reaped(config: Path, session: Session) -> Bot:
        return of(config, session, reaper=reaper, most=most)

    how = SMALL | {"client": VeryPatient} | settings
    async with council(homeserver, folder, of=reaped, **how) as convened:
        try:
            await convened.during(script(convened))
            await convened.during(convened.bot.settled())
            found = await world(convened)
            if calm:
                assert_same(found, calm)
        except Exception as broken:
            broken.add_note(convened.bot.log())
            raise
    assert convened.bot.process
    reaper.passed |= _said(convened.bot.process, PASSED)
    return found
