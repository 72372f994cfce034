"""A calm run, with which the others are compared."""

import pytest

from demo.homeserver import Homeserver
from tests.exactly_once.council import council
from tests.exactly_once.world import World, world


@pytest.fixture(scope="session")
async def calm(homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory) -> World:
    """What a deliberation leaves behind when nothing is killed."""
    async with council(homeserver, tmp_path_factory.mktemp("calm")) as convened:
        await convened.during(convened.deliberate())
        await convened.during(convened.bot.settled())
        return await world(convened)
