"""Somebody's homeserver is dead, and thirty proposals are open: what the bot asks in a day.

With the schedule, the inviter and the record as they are; the clock and Matrix are not.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.accounts.servers import LONGEST, Servers
from bot.errors import MatrixError
from bot.matrix import Matrix
from bot.ratelimit import RateLimit
from bot.relay.rooms import Wanted
from bot.rooms import intended
from bot.rooms import schedule as module
from bot.rooms.invite import Inviter
from bot.rooms.schedule import Schedule
from storage import rooms
from storage.database import Database
from storage.rooms import Room, RoomState
from tests.bot.test_servers import DAY, DEAD, REFUSES, Clock
from tests.nursery.record import new_record

PROPOSALS = 30
PLACES = [
    f"P{number}/{part}"
    for number in range(1, PROPOSALS + 1)
    for part in ("space", "plenary", "caucus:cs")
]
AFAR, HERE, OTHER = "@afar:dead", "@near:here", "@other:well"


@dataclass
class Homeservers:
    """Ours, as the bot sees it; ``errors`` is what invitations to others' servers fail with."""

    errors: dict[str, MatrixError] = field(default_factory=lambda: {"dead": DEAD})
    asked: Counter[str] = field(default_factory=Counter)
    invited: set[tuple[str, str]] = field(default_factory=set)

    async def invite(self, room_id: str, person: str) -> None:
        self.asked[person] += 1
        await asyncio.sleep(0)
        if error := self.errors.get(person.partition(":")[2]):
            raise error
        self.invited.add((room_id, person))

    async def full_state(self, _room_id: str) -> dict[Any, Any]:
        return {}


@dataclass
class Looking:
    """Compares rooms with what is wanted, of which there are only the members."""

    database: Database
    inviter: Inviter
    people: tuple[str, ...]
    looked: int = 0

    async def reconcile(self, room: Room) -> bool:
        self.looked += 1
        members = dict.fromkeys(self.people, 1)
        wanted = Wanted(public=False, world_readable=False, members=members, power={})
        state = {
            ("m.room.member", person): {"membership": "invite"}
            for place, person in cast("Any", self.inviter.matrix).invited
            if place == room.room_id
        }
        done = await self.inviter.invite(room, wanted, state)
        if done:
            async with self.database.write() as conn:
                await rooms.reconciled(conn, room.place, room.wanted)
        return done


class Told:
    """Notes who is said to wait, and who to be refused."""

    def __init__(self) -> None:
        self.waiting: set[str] = set()
        self.refusals: set[str] = set()

    async def waits(self, person: str, _entry: int) -> None:
        self.waiting.add(person)

    async def refused(self, person: str, _entry: int) -> None:
        self.refusals.add(person)


@dataclass
class Bot:
    """A schedule at work, by a clock of its own."""

    database: Database
    servers: Homeservers
    looking: Looking
    schedule: Schedule
    told: Told
    clock: Clock

    async def look(self) -> None:
        """Do what is due now, and what that makes due, as the courier does."""
        while True:
            async with self.database.read() as conn:
                due = {room.place: room for room in await rooms.due(conn)}
            work = [each(room) for room, each in self.schedule.due(due, (), ())]
            if not work:
                return
            await asyncio.gather(*work)

    async def until(self, end: float) -> None:
        """Let time go by, looking when the schedule says."""
        while self.clock.now < end:
            await self.look()
            self.clock.now = min(end, self.clock.now + max(0.5, self.schedule.until_next()))
        await self.look()


@asynccontextmanager
async def at_work(
    folder: Path, servers: Homeservers, monkeypatch: pytest.MonkeyPatch, *people: str
) -> AsyncIterator[Bot]:
    clock, told, part = Clock(), Told(), cast("Any", SimpleNamespace())
    monkeypatch.setattr(module, "_clock", clock)
    database = await new_record(folder)
    async with database.write() as conn:
        for place in PLACES:
            await intended.intend(conn, database.secret, place)
            await rooms.set_room_id(conn, place, f"!{place}")
            await rooms.set_state(conn, place, RoomState.READY)
    known = Servers("here", clock)
    matrix = cast("Matrix", servers)
    inviter = Inviter(database, matrix, RateLimit(), part, known, cast("Any", told))
    looking = Looking(database, inviter, people)
    schedule = Schedule(database, part, cast("Any", looking), part, known, lambda: 0)
    try:
        yield Bot(database, servers, looking, schedule, told, clock)
    finally:
        await database.close()


async def test_a_dead_server_is_asked_a_few_dozen_times_a_day_and_keeps_nobody_else_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers = Homeservers()
    async with at_work(tmp_path, servers, monkeypatch, AFAR, HERE, OTHER) as bot:
        await bot.look()
        assert {person for _, person in servers.invited} == {HERE, OTHER}
        assert len(servers.invited) == 2 * len(PLACES)
        assert servers.asked[AFAR] == 1
        assert bot.looking.looked == len(PLACES)
        await bot.until(DAY)
        assert servers.asked[AFAR] <= 60
        assert bot.looking.looked <= len(PLACES) + 60
        assert servers.asked[HERE] == servers.asked[OTHER] == len(PLACES)


async def test_once_it_answers_every_room_s_invitation_goes_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers = Homeservers()
    async with at_work(tmp_path, servers, monkeypatch, AFAR) as bot:
        await bot.until(3 * LONGEST)
        asked = servers.asked[AFAR]
        servers.errors.clear()
        await bot.until(4 * LONGEST)
        assert servers.invited == {(f"!{place}", AFAR) for place in PLACES}
        assert servers.asked[AFAR] == asked + len(PLACES)
        async with bot.database.read() as conn:
            assert not await rooms.due(conn)


async def test_what_is_recorded_meanwhile_has_no_dead_server_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers = Homeservers()
    async with at_work(tmp_path, servers, monkeypatch, AFAR) as bot:
        await bot.look()
        for _ in range(10):
            async with bot.database.write() as conn:
                await rooms.want(conn, PLACES)
            await bot.look()
        assert servers.asked[AFAR] == 1


async def test_each_who_waits_is_named_once_though_another_one_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = (AFAR, "@second:dead", HERE)
    async with at_work(tmp_path, Homeservers(), monkeypatch, *people) as bot:
        await bot.look()
        assert bot.told.waiting == {AFAR, "@second:dead"}
        assert bot.told.refusals == set()


async def test_a_server_that_refuses_one_person_lets_the_others_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers = Homeservers({"dead": REFUSES})
    async with at_work(tmp_path, servers, monkeypatch, AFAR, HERE) as bot:
        await bot.until(DAY)
        assert bot.told.refusals == {AFAR}
        assert bot.told.waiting == set()
        assert servers.asked[AFAR] == len(PLACES)
        async with bot.database.read() as conn:
            assert not await rooms.due(conn)


async def test_a_room_that_is_gone_keeps_no_other_from_finding_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers = Homeservers()
    async with at_work(tmp_path, servers, monkeypatch, AFAR) as bot:
        await bot.look()
        async with bot.database.write() as conn:
            for place in PLACES[:3]:  # among them the one that waits for longest
                await rooms.reconciled(conn, place, 1)
        servers.errors.clear()
        await bot.until(LONGEST)
        assert len(servers.invited) == len(PLACES) - 3
