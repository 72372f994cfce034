"""A deliberation in encrypted caucuses, by people whose clients encrypt."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from bot.listener.polls import UNSTABLE
from demo.homeserver import Homeserver
from demo.person import Person
from tests.e2e.conftest import agree, open_proposal, sitting
from tests.e2e.test_calls import agrees, called, is_edited
from tests.e2e.test_methods import MEMBERS, asked_in_chat, casts, chooses, poll_in, referred
from tests.encryption.conftest import TWO
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


async def test_a_poll_and_a_ballot_in_an_encrypted_caucus_are_read_by_nobody_else(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    """Their questions and answers go encrypted, and an answer in clear counts nowhere."""
    async with sitting(homeserver, tmp_path, seats=3, caucuses=TWO, **SEALED) as council:
        opened, chair = await referred(council), council["cs-chair"]
        room, member = opened.caucuses["cs"], council["cs-1"]
        await chair.commands(room, "!method poll")
        await chair.say(room, "!ask 72h Can we live with walruses?")
        poll = await poll_in(chair, room)
        for role in ("cs-1", "cs-2"):
            await chooses(council[role], room, poll, "1")
        relation = {"rel_type": "m.reference", "event_id": poll["event_id"]}
        forged = {"m.relates_to": relation, UNSTABLE: {"answers": ["2"]}}
        assert isinstance(member, SealedPerson)
        await Person.send(member, room, forged, UNSTABLE)
        await chair.reads(room, "your message came in clear")
        await chair.say(room, "!end")
        await chair.reads(room, "yes 2, no 0, abstained 0")

        await chair.commands(room, "!method ballot")
        await chair.say(room, "!ask 72h Walruses once more?")
        for role, chosen in zip(MEMBERS, ("2", "2", "1"), strict=True):
            assert "is taken" in await casts(council[role], chosen)
        await chair.reads(room, "the majority is not reached: yes 1, no 2, abstained 0")
        chat, _ = await asked_in_chat(member)
        for place in (room, chat):
            raw = await member.ask("GET", f"rooms/{quote(place)}/messages?dir=b&limit=50")
            assert "alrus" not in str(raw)
            assert "Secret ballot" not in str(raw)
