"""SIGKILL of the bot at any moment, then a restart, leaves what no kill leaves."""

from pathlib import Path

import pytest

from demo.homeserver import Homeserver
from tests.exactly_once.council import council
from tests.exactly_once.mortal import Orders
from tests.exactly_once.world import World, assert_same, world

WHERE = {
    "before the clerk's commit": (1, 2, 4),
    "after the commit, before the courier is woken": (1, 2, 4),
    "before anything of a command was recorded": (2, 5),
    "after a send was answered, before its row is marked": (1, 4, 9),
    "after a room was made, before its id is committed": (1, 2, 2),
    "before a room is made": (2, 2, 3),
    "after a room of a proposal was opened": (1, 2, 1),
    "after an invitation, before it is recorded": (1, 8, 20),
    "after somebody was removed, before it is recorded": (1, 1),
    "after a setting was written": (1, 7, 20),
    "after a public alias was taken": (1, 1, 1),
    "after a sync arrived, before its items are taken": (1, 2, 4),
    "before the token is moved": (1, 4, 8),
    "between an attached draft's upload and its message": (1, 1),
    "before a file is read": (1, 1),
    "after a row was marked as sent": (3, 6, 12),
}
"""At which passage of a point one process after the other is killed."""


@pytest.mark.parametrize("point", WHERE)
async def test_a_bot_killed_at_a_point_leaves_what_a_calm_one_leaves(
    homeserver: Homeserver, tmp_path: Path, calm: World, point: str
) -> None:
    fates = [Orders(point=point, passage=passage) for passage in WHERE[point]]
    async with council(homeserver, tmp_path, *fates) as convened:
        await convened.during(convened.deliberate())
        await convened.during(convened.bot.settled())
        assert convened.bot.deaths == len(fates), "not every process reached its point"
        assert_same(await world(convened), calm)
