"""A short torture runs with the other tests; ``make torture`` goes on for as long as it is told."""

from pathlib import Path

import pytest

from demo.homeserver import Homeserver
from tests.torture.rig import parts, torture

SEED = 20130
SECONDS = 5.0
"""Until which a part begins another round; it finishes the first one in any case."""
ELSEWHERE = {
    "canaries": "tests/confidentiality",
    "floods": "tests/floods",
    "faults": "tests/faults",
    "gaps": "tests/exactly_once/test_bot_was_down.py",
    "invitations": "tests/encryption/test_late_members.py",
    "keys": "tests/encryption/test_owed_keys.py and test_fallback_keys.py",
    "operators": "tests/restore/test_removed.py and tests/encryption/test_strangers.py",
    "outages": "tests/exactly_once/test_killed_homeserver.py",
    "sealed": "tests/encryption/test_killed.py",
}
"""Parts of which other tests have a short form already."""


@pytest.mark.slow
@pytest.mark.timeout(170)
@pytest.mark.parametrize("part", [part for part in parts() if part not in ELSEWHERE])
async def test_under_a_short_torture_of_each_kind_every_promise_holds(
    homeserver: Homeserver, tmp_path: Path, part: str
) -> None:
    (result,) = await torture([part], seed=SEED, seconds=SECONDS, folder=tmp_path, given=homeserver)
    if result.broken:
        raise result.broken
    assert result.counts.total()
