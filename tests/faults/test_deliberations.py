"""A deliberation over a connection at which everything goes wrong leaves what a calm one leaves.

Once, with the faults of one seed; ``make torture ARGS="--only faults"`` draws others for as long
as it is given.
"""

from pathlib import Path

from demo.homeserver import Homeserver
from tests.exactly_once.world import World, assert_same
from tests.faults.deliberating import deliberated
from tests.faults.schedule import Schedule

SEED = 1


async def test_whatever_fails_on_the_way_a_deliberation_leaves_what_a_calm_one_leaves(
    homeserver: Homeserver, tmp_path: Path, calm: World
) -> None:
    schedule = Schedule(SEED, rate=20)
    assert_same(await deliberated(homeserver, tmp_path, schedule), calm)
    assert schedule.met.total() >= 20
