"""Another homeserver than most tests have: with older rooms."""

from collections.abc import AsyncIterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from demo.homeserver import Homeserver
from tests.exactly_once.council import council
from tests.exactly_once.world import View, World, assert_same, world
from tests.nursery.homeserver import lean


@pytest.fixture
async def of_version_11() -> AsyncIterator[Homeserver]:
    """A homeserver whose new rooms are of version 11."""
    async with lean(default_room_version="11") as server:
        yield server


async def test_in_rooms_of_version_11_a_deliberation_leaves_what_it_leaves_in_newer_ones(
    of_version_11: Homeserver, tmp_path: Path, calm: World
) -> None:
    async with council(of_version_11, tmp_path) as convened:
        await convened.during(convened.deliberate())
        await convened.during(convened.bot.settled())
        found = await world(convened)
        async with View(convened) as view:
            for room_id in await view.rooms():
                room = await view.room(room_id)
                assert room.state[("m.room.create", "")]["room_version"] == "11"
                users = room.state[("m.room.power_levels", "")]["users"]
                assert users[convened.cast.bot.user_id] == 100
    assert_same(without_own_power(found), calm)


def without_own_power(found: World) -> World:
    """Return a world without the bot's own power, which newer rooms don't name."""
    plain: dict[str, dict[str, Any]] = deepcopy(found.settings)
    for settings in plain.values():
        del settings["m.room.power_levels "]["users"]["@rapporteur:localhost"]
    return World(found.names, plain, found.members, found.messages, found.keys, found.record)
