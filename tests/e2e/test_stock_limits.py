"""A homeserver that limits the bot as Synapse does unless told otherwise, ten times as fast.

The bursts are Synapse's own, and so the limits are met; what then takes minutes takes seconds.
How often one person may be invited is not limited here: it is the one limit that holds up
nobody but them, for five minutes.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.rooms import opening_progress
from demo.homeserver import UNLIMITED, Homeserver
from tests.e2e.conftest import (
    agree,
    members,
    of_bot,
    open_proposal,
    settled,
    shows,
    sitting,
)

TWO = {"gov": "Government", "cs": "Civil society"}
TIMES = 10
LONG_MS = 4_000
"""A tenth of what takes long at the usual rates, and twice of what it takes without limits."""


def limit(per_second: float) -> dict[str, float]:
    return {"per_second": TIMES * per_second, "burst_count": 10}


LIMITS: dict[str, Any] = {
    "rc_message": limit(0.2),
    "rc_joins": {"local": limit(0.1)},
    "rc_joins_per_room": limit(1),
    "rc_invites": {
        "per_room": limit(0.3),
        "per_user": UNLIMITED,
        "per_issuer": limit(0.3),
    },
}
"""As https://element-hq.github.io/synapse/latest/usage/configuration/config_documentation.html
has them in §Ratelimiting."""


@pytest.fixture
async def limited() -> AsyncIterator[Homeserver]:
    async with Homeserver.start(stock_limits=True, settings=LIMITS) as server:
        yield server


@pytest.mark.slow
async def test_a_proposal_opens_completely_and_plenary_hears_when_its_rooms_are_ready(
    limited: Homeserver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening_progress, "LONG_MS", LONG_MS)
    async with sitting(limited, tmp_path, caucuses=TWO) as council:
        opened = await open_proposal(council)
        chair = council["chair"]
        await chair.reads(opened.plenary, "All 3 rooms are ready.")
        await settled(council)
        said = of_bot(council, chair, opened.plenary)
        told = [str(event["content"]["body"]) for event in said]
        assert told.count("All 3 rooms are ready.") == 1
        assert sum(shows(event) == 1 for event in said) == 1
        bot = council.cast.bot.user_id
        for key, room in opened.caucuses.items():
            there = await members(council[f"{key}-chair"], room, "join")
            assert there == {bot, *(council[f"{key}-{who}"].user_id for who in ("chair", "1"))}
        await chair.commands(opened.plenary, "!refer")
        await agree(council, opened)
        await chair.reads(opened.plenary, "Every caucus agrees")
