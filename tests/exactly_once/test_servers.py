"""Other homeservers than most tests have: with Synapse's own rate limits, with older rooms."""

from collections.abc import AsyncIterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from demo.homeserver import Homeserver
from demo.person import replies, ticks
from tests.exactly_once.council import SMALLEST, council
from tests.exactly_once.world import View, World, assert_same, world


@pytest.fixture
async def of_version_11() -> AsyncIterator[Homeserver]:
    """A homeserver whose new rooms are of version 11."""
    async with Homeserver.start(default_room_version="11") as server:
        yield server


@pytest.fixture
async def with_stock_limits() -> AsyncIterator[Homeserver]:
    """A homeserver with Synapse's own rate limits, that apply to the bot's account too."""
    async with Homeserver.start(stock_limits=True) as server:
        yield server


@pytest.mark.slow
async def test_under_stock_rate_limits_a_council_is_convened_and_a_proposal_tabled(
    with_stock_limits: Homeserver, tmp_path: Path
) -> None:
    """The smallest case: one caucus. Opening a proposal's rooms takes minutes at that rate."""
    async with council(with_stock_limits, tmp_path, **SMALLEST) as convened:
        proposer, forum = convened["proposer"], convened.forum
        command = await proposer.say(forum, "!propose Open routing\nFrom: A coalition\nText.")
        answered = await proposer.answer(forum, command, seconds=100)
        assert "P1" in answered["content"]["body"]
        await proposer.sees(forum, lambda event: ticks(event) == command, seconds=100)
        assert [replies(event) for event in proposer.timelines[forum]].count(command) == 1
        async with View(convened) as view:
            rooms = [await view.room(room) for room in await view.rooms()]
        joining = [room.state[("m.room.join_rules", "")]["join_rule"] for room in rooms]
        assert sorted(joining) == ["invite", "public", "public"]  # the secretariat's, and two
        for room in rooms:
            assert room.state[("m.room.power_levels", "")]["state_default"] == 100


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
