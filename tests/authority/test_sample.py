"""The sample of what people may not do covers what it says it covers.

``tests/torture/authority.py`` tries it on a real homeserver, a part of it whenever the tests
run. The pure core has all of it: see ``tests/deliberation/test_whole_table.py``.
"""

import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.authority.oracle import MAY, Case, covering, forbidden

Of = Callable[[Case], Any]


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
