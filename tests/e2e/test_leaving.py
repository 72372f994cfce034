"""Long after a proposal ended the bot leaves its rooms; reopened, it gets new ones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from bot.clock import milliseconds
from bot.config import load
from bot.matrix import Matrix
from bot.rooms import schedule
from bot.service.service import service_of
from bot.settings import settings_of
from demo.cast import cast
from demo.homeserver import Homeserver
from demo.person import Person, Refused
from storage.database import open_database
from tests.e2e.conftest import (
    Opened,
    Sitting,
    _public,
    left,
    members,
    open_proposal,
    settled,
    shows,
    state_of,
    told,
)
from tests.nursery.names import its_own

CS = {"cs": "Civil society"}
LONG = 91 * 24 * 60 * 60 * 1000
NOBODY = "@nobody:127.0.0.1:1"
"""Somebody on a homeserver that isn't there."""


@dataclass
class Clock:
    """A clock that can be put forward."""

    ahead: int = 0

    def __call__(self) -> int:
        return milliseconds() + self.ahead


@asynccontextmanager
async def convened(homeserver: Homeserver, folder: Path, clock: Clock) -> AsyncIterator[Sitting]:
    """A council of one caucus, with a clock of its own."""
    async with cast(homeserver, folder, **its_own(), caucuses=CS) as made:
        config = load(made.config)
        database = await open_database(config.database, config.data_dir)
        settings = settings_of(config, made.bot.user_id)
        async with (
            Matrix(config.homeserver, made.bot) as matrix,
            service_of(database, matrix, settings, clock) as service,
        ):
            room = await _public(made["proposer"], f"#{made.slug}-forum:{homeserver.server_name}")
            await asyncio.gather(*(person.join(room) for person in made.people.values()))
            yield Sitting(made, service, database, room, CS)
        await database.close()


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
async def council(
    homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory, clock: Clock
) -> AsyncIterator[Sitting]:
    async with convened(homeserver, tmp_path_factory.mktemp("leaving"), clock) as sitting:
        yield sitting


@pytest.fixture(autouse=True)
def without_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rooms are tended at once."""
    monkeypatch.setattr(schedule, "SOON", 0.1)


async def another(person: Person, old: set[str], kind: str) -> str:
    """Wait until a person is in a room of a kind that isn't among the old ones; return it."""
    found = await person.until(
        lambda: [r for r in set(person.state) - old if f" {kind} · " in person.name_of(r)]
    )
    return str(found[0])


async def closed(council: Sitting, title: str) -> Opened:
    """Return a proposal that was closed."""
    opened = await open_proposal(council, title)
    chair = council["chair"]
    await chair.commands(opened.plenary, "!refer")
    await chair.commands(opened.plenary, "!recall Enough")
    await chair.commands(opened.plenary, "!close No consensus")
    await settled(council)
    return opened


async def plenary_alias(council: Sitting, opened: Opened) -> str:
    server = council["chair"].user_id.partition(":")[2]
    alias = quote(f"#{council.cast.slug}-{opened.number.lower()}:{server}")
    try:
        found = await council["chair"].ask("GET", f"directory/room/{alias}")
    except Refused:
        return ""
    return str(found["room_id"])


async def test_an_ended_proposals_rooms_are_left_though_somebody_there_can_t_be_invited(
    council: Sitting, clock: Clock
) -> None:
    opened = await open_proposal(council, "Ends")
    chair = council["chair"]
    await chair.commands(opened.plenary, f"!observer {NOBODY}")
    await chair.commands(opened.plenary, "!refer")
    await chair.commands(opened.plenary, "!recall Enough")
    await chair.commands(opened.plenary, "!close No consensus")
    await settled(council)
    assert await plenary_alias(council, opened) == opened.plenary
    clock.ahead += LONG
    await left(council, opened)
    bot = council.cast.bot.user_id
    assert bot not in await members(chair, opened.plenary)
    assert bot not in await members(council["cs-chair"], opened.caucuses["cs"])
    assert await plenary_alias(council, opened) == ""
    other = await council.plenary(await council.opened(title="Of others"))
    await chair.commands(other, f"!unobserver {NOBODY}")


async def test_what_is_reopened_after_that_gets_new_rooms_with_what_is_shown_there_pinned(
    council: Sitting, clock: Clock
) -> None:
    opened = await closed(council, "Again")
    chair, cs = council["chair"], council["cs-chair"]
    clock.ahead += LONG
    await left(council, opened)
    old = set(chair.state) | set(cs.state)
    await chair.commands(council.forum, f"!reopen {opened.number} A new fact")
    await settled(council)
    plenary, caucus = await another(chair, old, "Plenary"), await another(cs, old, "Civil society")
    assert await plenary_alias(council, opened) == plenary
    shown = await chair.sees(plenary, lambda event: shows(event) == 1)
    await settled(council)
    state = await state_of(chair, plenary)
    assert state["m.room.pinned_events", ""]["pinned"] == [shown["event_id"]]
    assert not (await state_of(cs, caucus)).get(("m.room.pinned_events", ""))
    await chair.commands(plenary, "!refer")
    shown = await cs.sees(caucus, lambda event: shows(event) == 1)
    await settled(council)
    pinned = (await state_of(cs, caucus))["m.room.pinned_events", ""]["pinned"]
    assert pinned == [shown["event_id"]]


async def test_what_is_reopened_while_the_bot_leaves_its_rooms_gets_new_ones_all_the_same(
    council: Sitting, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = await closed(council, "Meanwhile")
    chair, held, leaving = council["chair"], asyncio.Event(), Matrix.leave

    async def leave(matrix: Matrix, room_id: str) -> None:
        await leaving(matrix, room_id)
        if room_id == opened.plenary:  # others need the places that room work has
            await held.wait()

    monkeypatch.setattr(Matrix, "leave", leave)
    old = set(chair.state)
    clock.ahead += LONG
    await told(council)
    gone: dict[str, Any] = {"membership": "leave"}
    bot = council.cast.bot.user_id
    await chair.sees(
        opened.plenary, lambda e: e.get("state_key") == bot and e["content"] | gone == e["content"]
    )
    await chair.commands(council.forum, f"!reopen {opened.number} A new fact")
    held.set()
    plenary = await another(chair, old, "Plenary")
    assert "in plenary" in await chair.commands(plenary, "!status")
