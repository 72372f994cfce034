"""SIGKILL of the bot at any moment, then a restart, leaves what no kill leaves."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from demo.homeserver import Homeserver
from tests.exactly_once.council import council
from tests.exactly_once.mortal import Orders
from tests.exactly_once.world import World, assert_same, world

MOMENTS = {
    "while it acts on commands and sends": (
        ("before anything of a command was recorded", 2),
        ("before the clerk's commit", 2),
        ("after the commit, before the courier is woken", 2),
        ("before the clerk's commit", 1),
        ("after the commit, before the courier is woken", 1),
        ("after a send was answered, before its row is marked", 1),
        ("after a row was marked as sent", 3),
        ("after a send was answered, before its row is marked", 4),
        ("after a send was answered, before its row is marked", 9),
    ),
    "while it makes rooms, and between them": (
        ("after a room was made, before its id is committed", 1),
        ("before a room is made", 2),
        ("after a room was made, before its id is committed", 2),
        ("after a room of a proposal was opened", 1),
        ("after a room of a proposal was opened", 1),
        ("after the settings of a proposal's room were written", 2),
        ("after the settings of a proposal's room were written", 3),
    ),
    "while it sets rooms up": (
        ("after a public alias was taken", 1),
        ("after a setting was written", 4),
        ("after an invitation, before it is recorded", 1),
        ("after an invitation, before it is recorded", 5),
        ("after somebody was removed, before it is recorded", 1),
    ),
    "while it listens": (
        ("before the token is moved", 1),
        ("after a sync arrived, before its items are taken", 1),
        ("before the token is moved", 4),
        ("after a sync arrived, before its items are taken", 2),
        ("before the token is moved", 2),
    ),
    "while it reads and attaches files": (
        ("before a file is read", 1),
        ("between an attached draft's upload and its message", 1),
        ("between an attached draft's upload and its message", 2),
    ),
}
"""At which passage of which point one process after the other is killed."""


@pytest.mark.parametrize("points", [pytest.param(p, id=when) for when, p in MOMENTS.items()])
async def test_a_bot_that_is_killed_leaves_what_a_calm_one_leaves(
    homeserver: Homeserver, tmp_path: Path, calm: World, points: Sequence[tuple[str, int]]
) -> None:
    fates = [Orders(point=point, passage=passage) for point, passage in points]
    async with council(homeserver, tmp_path, *fates) as convened:
        await convened.during(convened.deliberate())
        await convened.during(convened.bot.settled())
        assert convened.bot.deaths == len(fates), "not every process reached its point"
        assert_same(await world(convened), calm)


async def test_a_bot_that_is_killed_while_it_is_to_end_ends_all_the_same(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    """Else a test that has held fails sometimes: the next process would wait for orders."""
    async with council(homeserver, tmp_path) as convened:
        (await convened.bot.up()).kill()
    assert convened.bot.deaths == 1
