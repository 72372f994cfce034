"""Objections through a real homeserver, with encrypted caucuses: raised, answered, declared."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from demo.homeserver import Homeserver
from tests.e2e.conftest import Sitting, agree, open_proposal, settled, shows, sitting
from tests.encryption.person import SealedPerson

CAUCUSES = {"gov": "Government", "cs": "Civil society"}


@pytest.fixture(scope="module")
async def council(
    homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Sitting]:
    folder: Path = tmp_path_factory.mktemp("council")
    sealed: dict[str, Any] = {"rooms": {"encryption": "caucuses"}, "client": SealedPerson}
    async with sitting(homeserver, folder, caucuses=CAUCUSES, **sealed) as convened:
        yield convened


async def test_a_proposal_is_recommended_once_every_objection_is_addressed(
    council: Sitting,
) -> None:
    opened = await open_proposal(council, "Objections", "One.\n\nTwo.")
    chair, cs, member = council["chair"], council["cs-chair"], council["cs-1"]
    await chair.commands(opened.plenary, "!refer")
    room = await member.room(f"{opened.number} Civil society")
    await cs.sees(room, lambda event: shows(event) == 1)

    raised = await member.commands(room, "!object ¶2 Two is too many for us.")
    assert raised.startswith("cs.O1 is recorded"), raised
    refused = await cs.commands(room, "!consensus yes")
    assert refused.startswith("Point of order: 1 objection stands against Draft 1"), refused
    out = await cs.commands(room, "!consensus no with cs.O1 We can't agree to two.")
    assert "O1 (here cs.O1), clause 2" in out, out
    told = await chair.reads(opened.plenary, "With it Civil society objects in plenary")
    assert "Two is too many for us." in told["content"]["body"]

    await agree(council, opened, ["gov"])
    await chair.commands(opened.plenary, "!draft\nOne.\n\nTwo at most.")
    answer = await chair.commands(opened.plenary, "!dispose O1 accommodated It is at most two now.")
    assert answer.startswith("O1: accommodated in Draft 2"), answer
    await chair.commands(opened.plenary, "!refer")
    lifted = await member.commands(room, "!lift O1 thank you")
    assert lifted.startswith("cs.O1 is lifted"), lifted
    await agree(council, opened, draft=2)
    await chair.commands(opened.plenary, "!consensus yes")
    declared = await council["visitor"].reads(council.forum, "is a recommendation of the")
    said = declared["content"]["body"]
    assert "O1 to Draft 1, clause 2, by Civil society: “Two is too many for us.”" in said
    await settled(council)


async def test_the_refusal_of_a_yes_links_to_the_objection_itself(council: Sitting) -> None:
    number, visitor, forum = await council.table("Linked"), council["visitor"], council.forum
    objected = await visitor.say(forum, f"!object {number} Not this.")
    await visitor.answer(forum, objected)
    yes = await council["forum-chair"].say(forum, f"!consensus yes {number}")
    refused = await council["forum-chair"].answer(forum, yes)
    assert f"/{objected}?via=" in refused["content"]["formatted_body"]
