"""With encrypted caucuses too, a bot that is killed leaves what a calm one leaves.

And everybody can read all of it: what a killed process had not shared the key of was not said.
Whoever gets a key a moment late, since a process ended while it gave it, may be told how things
stand besides: that is more than a calm one says, and never less.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
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


TOLD = "welcome. This room is encrypted"
"""What somebody is told who could not read what was said before; what is shown stands below."""


def but_for_what_is_told_late(found: World, calm: World) -> World:
    """Return a world without what somebody was told who got a key late."""
    messages = {}
    for room, said in found.messages.items():
        is_told = any(TOLD in each for each in said)
        rest = {each: count for each, count in said.items() if TOLD not in each}
        most = calm.messages.get(room, Counter())
        messages[room] = Counter(
            {m: min(n, most[m] or n) if is_told else n for m, n in rest.items()}
        )
    return replace(found, messages=messages)


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
        found = but_for_what_is_told_late(await world(convened), calm_and_sealed)
        assert_same(found, calm_and_sealed)
