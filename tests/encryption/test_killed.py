"""With encrypted caucuses too, a bot that is killed leaves what a calm one leaves.

And everybody can read all of it: what a killed process had not shared the key of was not said.
"""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from demo.homeserver import Homeserver
from tests.encryption.conftest import SEALED
from tests.exactly_once.council import council
from tests.exactly_once.mortal import Orders
from tests.exactly_once.world import World, assert_same, world

MOMENTS = {
    "while it shares keys": (
        ("after a room's key was given to people's devices, before the message is sent", 1),
        ("after one-time keys were uploaded", 2),
        ("after a room's key was given to people's devices, before the message is sent", 3),
        ("after a send was answered, before its row is marked", 4),
    ),
    "while it hears commands": (
        ("after a sync arrived, before its items are taken", 2),
        ("before anything of a command was recorded", 2),
        ("before the token is moved", 4),
        ("after the commit, before the courier is woken", 2),
    ),
}


@pytest.fixture(scope="module")
async def calm_and_sealed(
    homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """What a deliberation in encrypted caucuses leaves behind when nothing is killed."""
    async with council(homeserver, tmp_path_factory.mktemp("calm"), **SEALED) as convened:
        await convened.during(convened.deliberate())
        await convened.during(convened.bot.settled())
        yield await world(convened)


@pytest.mark.parametrize("points", [pytest.param(p, id=when) for when, p in MOMENTS.items()])
async def test_a_killed_bot_leaves_what_a_calm_one_leaves_and_all_of_it_can_be_read(
    homeserver: Homeserver,
    tmp_path: Path,
    calm_and_sealed: World,
    points: Sequence[tuple[str, int]],
) -> None:
    fates = [Orders(point=point, passage=passage) for point, passage in points]
    async with council(homeserver, tmp_path, *fates, **SEALED) as convened:
        await convened.during(convened.deliberate())
        await convened.during(convened.bot.settled())
        assert convened.bot.deaths == len(fates), "not every process reached its point"
        assert_same(await world(convened), calm_and_sealed)
