"""Who may not do something is told so, and nothing changes: a sample on a real homeserver.

Every role, room and command occurs with every other in ``python -m tests.torture --only
authority``; here a part of that. The pure core has all of it: see
``tests/deliberation/test_whole_table.py``.
"""

import random
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from demo.homeserver import Homeserver
from storage import rooms
from tests.authority import forgeries
from tests.authority.hall import Hall, hall, ticked
from tests.authority.oracle import MAY, Case, covering, forbidden
from tests.e2e.conftest import settled

SAMPLE = 40
Of = Callable[[Case], Any]


@pytest.fixture(scope="module")
async def convened(
    homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Hall]:
    async with hall(homeserver, tmp_path_factory.mktemp("hall")) as found:
        yield found


async def test_what_somebody_may_not_do_is_refused_and_changes_nothing(convened: Hall) -> None:
    before = await convened.head()
    ticks = await ticked(convened, convened.council["chair"])
    cases = covering(random.Random(1), forbidden())[:SAMPLE]
    assert await convened.tried(cases) == SAMPLE
    await settled(convened.council)
    assert await convened.head() == before
    assert await ticked(convened, convened.council["chair"]) == ticks


async def test_nothing_that_looks_like_a_chair_s_act_is_one(convened: Hall) -> None:
    assert await forgeries.tried(convened) > 25
    async with convened.council.database.read() as conn:
        caucus = await rooms.get(conn, f"{convened.opened.number}/caucus:cs")
    assert caucus
    assert caucus.shown == 1


@pytest.mark.parametrize(
    "of",
    [
        lambda case: (case.role, case.room),
        lambda case: (case.role, case.command),
        lambda case: (case.room, case.command),
    ],
)
def test_the_covering_sample_has_every_pair_that_there_is(of: Of) -> None:
    cases = forbidden()
    found = covering(random.Random(1), cases)
    assert {of(case) for case in found} == {of(case) for case in cases}
    assert len(found) < len(cases) / 2


def test_the_oracle_has_every_act_but_tabling() -> None:
    told = {command.split()[0] for command in MAY}
    assert told == {
        *("!consensus", "!draft", "!undraft", "!refer", "!recall", "!return", "!close"),
        *("!reopen", "!withdraw", "!seat", "!unseat", "!chair", "!deputy", "!undeputy"),
        *("!observer", "!unobserver"),
    }
