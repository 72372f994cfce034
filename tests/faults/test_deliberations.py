"""A deliberation over a connection at which everything goes wrong leaves what a calm one leaves."""

from pathlib import Path

import pytest

from demo.homeserver import Homeserver
from tests.exactly_once.world import World, assert_same
from tests.faults.deliberating import deliberated
from tests.faults.schedule import Schedule


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_fails_on_the_way_a_deliberation_leaves_what_a_calm_one_leaves(
    homeserver: Homeserver, tmp_path: Path, calm: World, seed: int
) -> None:
    schedule = Schedule(seed, rate=20)
    assert_same(await deliberated(homeserver, tmp_path, schedule), calm)
    assert schedule.met.total() >= 20
