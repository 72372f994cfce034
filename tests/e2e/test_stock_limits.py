"""A homeserver that limits the bot as Synapse does unless told otherwise, but faster.

The bursts are Synapse's own, and so the limits are met; what then takes minutes takes seconds.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.errors import MatrixError
from bot.matrix import Matrix
from bot.ratelimit import AT_ONCE
from demo.homeserver import UNLIMITED, Homeserver
from tests.e2e.conftest import members, of_bot, open_proposal, settled, shows, sitting

TWO = {"gov": "Government", "cs": "Civil society"}
TIMES = 20


def limit(per_second: float, at_once: int = 10) -> dict[str, float]:
    return {"per_second": TIMES * per_second, "burst_count": at_once}


LIMITS: dict[str, Any] = {
    "rc_message": limit(0.2),
    "rc_joins": {"local": UNLIMITED},
    "rc_joins_per_room": UNLIMITED,
    "rc_login": {"address": UNLIMITED, "account": UNLIMITED},
    "rc_room_creation": limit(0.016),
    "rc_invites": {
        "per_room": limit(0.3),
        "per_user": limit(0.003, 5),
        "per_issuer": limit(0.3),
    },
}
"""As https://element-hq.github.io/synapse/latest/usage/configuration/config_documentation.html
has them in §Ratelimiting."""


@pytest.fixture
async def limited() -> AsyncIterator[Homeserver]:
    async with Homeserver.start(stock_limits=True, settings=LIMITS) as server:
        yield server


@dataclass
class Invitations:
    """Those that the bot sent, as rooms and people, in order; and those that were refused."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def first_in(self, room: str) -> str:
        """Return who was invited first to a room."""
        return next(person for where, person in self.asked if where == room)


@pytest.fixture
def invitations(monkeypatch: pytest.MonkeyPatch) -> Invitations:
    """Note whom the bot invites."""
    noted, invite = Invitations(), Matrix.invite

    async def inviting(self: Matrix, room: str, person: str) -> None:
        noted.asked.append((room, person))
        try:
            await invite(self, room, person)
        except MatrixError as error:
            if error.errcode == "M_LIMIT_EXCEEDED":
                noted.refused.append((room, person))
            raise

    monkeypatch.setattr(Matrix, "invite", inviting)
    return noted


@pytest.mark.slow
async def test_a_proposal_opens_completely_and_who_chairs_is_invited_before_others(
    limited: Homeserver, tmp_path: Path, invitations: Invitations
) -> None:
    async with sitting(limited, tmp_path, caucuses=TWO) as council:
        await settled(council)
        opened = await open_proposal(council)
        await settled(council)
        chair, bot = council["chair"], council.cast.bot.user_id
        said = of_bot(council, chair, opened.plenary)
        assert sum(shows(event) == 1 for event in said) == 1
        assert invitations.first_in(opened.plenary) == chair.user_id
        for key, room in opened.caucuses.items():
            heads = council[f"{key}-chair"]
            assert invitations.first_in(room) == heads.user_id
            assert await members(heads, room, "join") == {
                *(bot, heads.user_id, council[f"{key}-1"].user_id)
            }
        assert len(invitations.refused) <= 2 * AT_ONCE
