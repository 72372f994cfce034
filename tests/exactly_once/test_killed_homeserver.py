"""SIGKILL of the homeserver, then its restart, leaves what no kill leaves; the bot goes on."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from demo.homeserver import Homeserver
from demo.person import Person
from tests.exactly_once.council import Council, council
from tests.exactly_once.mortal import HOLD, TELL, Orders
from tests.exactly_once.world import World, assert_same, world
from tests.nursery.homeserver import lean


@pytest.fixture(scope="module")
async def doomed() -> AsyncIterator[Homeserver]:
    """A homeserver that may be killed."""
    async with lean() as server:
        yield server


async def killed(convened: Council) -> None:
    """Kill the homeserver when the bot says that it is at its point, and start it again."""
    process = await convened.bot.up()
    await process.hears("reached")
    await convened.homeserver.kill()
    process.tell("go")
    await convened.homeserver.restart()
    await asyncio.gather(*(enters(person) for person in convened.listening))


async def enters(person: Person) -> None:
    """Accept every invitation: a client may have lost the answer to the sync that told of one."""
    batch: dict[str, Any] = await person.ask("GET", "sync?timeout=0")
    for room in batch.get("rooms", {}).get("invite", {}):
        await person.join(room)


async def test_a_homeserver_killed_while_a_proposals_rooms_are_opened_leaves_the_same(
    doomed: Homeserver, tmp_path: Path, calm: World
) -> None:
    orders = Orders(point="after a room was made for a proposal", passage=3, does=TELL)
    async with council(doomed, tmp_path, orders) as convened:
        killing = asyncio.create_task(killed(convened))
        await convened.during(convened.deliberate())
        await killing
        await convened.during(convened.bot.settled())
        assert not convened.bot.deaths
        assert_same(await world(convened), calm)


async def test_a_homeserver_killed_between_a_command_and_its_answer_leaves_the_same(
    doomed: Homeserver, tmp_path: Path, calm: World
) -> None:
    orders = Orders(point="before the clerk's commit", passage=4, does=HOLD)
    async with council(doomed, tmp_path, orders) as convened:
        killing = asyncio.create_task(killed(convened))
        await convened.during(convened.deliberate())
        await killing
        await convened.during(convened.bot.settled())
        assert not convened.bot.deaths
        assert_same(await world(convened), calm)
