"""Somebody is named who has no account, or whose homeserver is off; on two real homeservers."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from deliberation.entries import COUNCIL_CHAIN
from demo.person import Seen
from storage import record
from tests.e2e.conftest import Sitting, settled, sitting
from tests.federation.conftest import Two

CAUCUSES = {"cs": "Civil society"}
PROPOSALS = ("P1", "P2")
ROOMS = 2 + 3 * len(PROPOSALS)


@pytest.fixture
async def council(two: Two, tmp_path: Path) -> AsyncIterator[Sitting]:
    """A council on one of the homeservers, whose caucus has a free seat."""
    async with sitting(two.here, tmp_path / "council", caucuses=CAUCUSES) as convened:
        yield convened


async def recorded(council: Sitting) -> list[str]:
    async with council.database.read() as conn:
        return [entry.payload.kind for entry in await record.entries(conn, COUNCIL_CHAIN)]


def invites(person: str) -> Callable[[Seen], bool]:
    """Return what says of an event whether it invites a person."""

    def invited(event: Seen) -> bool:
        is_theirs = event["type"] == "m.room.member" and event.get("state_key") == person
        return is_theirs and event["content"]["membership"] == "invite"

    return invited


async def test_who_has_no_account_becomes_no_chair_and_who_is_off_is_invited_once_they_are_back(
    two: Two, council: Sitting
) -> None:
    for _ in PROPOSALS:
        await council.opened()
    chair, rooms = council["cs-chair"], [await council.caucus(each) for each in PROPOSALS]
    room, here, there = rooms[0], two.here.server_name, two.there.server_name
    nils = (await two.there.register("nils", "secret")).user_id
    await chair.commands(room, f"!unseat {council['cs-1'].user_id}")
    before = await recorded(council)
    for nobody, hint in (
        (f"@nobody:{here}", "Check the user id"),
        (f"@nobody:{there}", "Check the user id"),
        (f"@Nils:{there}", f"Did you mean {nils}?"),
    ):
        refused = await chair.commands(room, f"!chair {nobody}")
        assert "knows no account" in refused
        assert hint in refused
    assert await recorded(council) == before

    await settled(council)
    two.cut()
    tried = two.links[1].tried
    seated = await chair.commands(room, f"!seat {nils}")
    assert "Their homeserver doesn't answer" in seated
    assert "repeat your command" in await chair.commands(room, f"!chair {nils}")
    assert await recorded(council) == [*before, "seated"]
    await settled(council)
    assert two.links[1].tried - tried < ROOMS
    two.heal()
    for each in rooms:
        await chair.sees(each, invites(nils), seconds=90)
    named = await chair.commands(room, f"!chair {nils}")
    assert f"{nils} is now the chair" in named
    assert "answer" not in named
