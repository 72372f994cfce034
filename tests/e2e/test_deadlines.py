"""A round's deadline through a real homeserver: the chair is reminded, and plenary is told."""

from dataclasses import dataclass
from pathlib import Path

from bot.clock import milliseconds
from demo.homeserver import Homeserver
from tests.e2e.conftest import open_proposal, settled, shows, sitting, state_of, told

CAUCUSES = {"gov": "Government", "cs": "Civil society"}
HOUR = 3_600_000


@dataclass
class Clock:
    """A clock that can be put forward."""

    ahead: int = 0

    def __call__(self) -> int:
        return milliseconds() + self.ahead


async def test_who_has_not_reported_is_reminded_and_plenary_is_told_at_the_end(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    clock = Clock()
    async with sitting(homeserver, tmp_path, clock, caucuses=CAUCUSES) as council:
        opened, chair = await open_proposal(council), council["chair"]
        referred = await chair.commands(opened.plenary, "!refer 4h")
        assert "(in 4 hours)" in referred
        gov, cs = council["gov-chair"], council["cs-chair"]
        await gov.sees(opened.caucuses["gov"], lambda event: shows(event) == 1)
        await gov.commands(opened.caucuses["gov"], "!consensus yes")

        clock.ahead = 2 * HOUR + 60_000
        await told(council)
        reminded = await cs.reads(opened.caucuses["cs"], "has not reported in round 1 yet")
        assert reminded["content"]["m.mentions"] == {"user_ids": [cs.user_id]}

        clock.ahead = 4 * HOUR + 60_000
        await told(council)
        passed = await chair.reads(opened.plenary, "The deadline of round 1")
        assert "Reported: Government. Not reported: Civil society." in passed["content"]["body"]
        assert passed["content"]["m.mentions"] == {"user_ids": [chair.user_id]}
        state = await state_of(chair, opened.plenary)
        assert " UTC" in state["m.room.topic", ""]["topic"]
        await settled(council)
        said = [str(e["content"].get("body")) for e in gov.timelines[opened.caucuses["gov"]]]
        assert not any("has not reported" in body for body in said)
