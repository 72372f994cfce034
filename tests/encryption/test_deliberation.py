"""A deliberation in encrypted caucuses, by people whose clients encrypt."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from demo.homeserver import Homeserver
from tests.e2e.conftest import agree, open_proposal, sitting
from tests.e2e.test_calls import agrees, called, is_edited
from tests.encryption.person import SealedPerson

SEALED: dict[str, Any] = {"rooms": {"encryption": "caucuses"}, "client": SealedPerson}


async def test_a_proposal_is_recommended_with_encrypted_caucuses(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with sitting(homeserver, tmp_path, **SEALED) as council:
        opened = await open_proposal(council)
        chair = council["chair"]
        await chair.commands(opened.plenary, "!refer")
        await agree(council, opened)
        answered = await chair.commands(opened.plenary, "!consensus yes")
        assert "is a recommendation" in answered


async def test_a_call_in_an_encrypted_caucus_is_edited_and_its_answers_count(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with sitting(homeserver, tmp_path, **SEALED) as council:
        opened = await open_proposal(council)
        await council["chair"].commands(opened.plenary, "!refer")
        chair, member, room = council["cs-chair"], council["cs-1"], opened.caucuses["cs"]
        await chair.reads(room, "Draft 1")
        call = await called(chair, room, "!silence 48h", "Silence procedure on Draft 1")
        await agrees(member, room, call)
        assert member.user_id in await is_edited(chair, room, call, "Answered so far: 1 of ")
        await chair.say(room, "!end")
        await chair.reads(room, "has ended: no objection")
        await is_edited(member, room, call, "It has ended: no objection")
        raw = await member.ask("GET", f"rooms/{quote(room)}/messages?dir=b&limit=20")
        sealed = [event for event in raw["chunk"] if event["type"] == "m.room.encrypted"]
        relations = [event["content"].get("m.relates_to", {}) for event in sealed]
        assert any(each.get("rel_type") == "m.replace" for each in relations)
        assert "Silence procedure" not in str(raw)
