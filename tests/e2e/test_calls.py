"""Calls through a real homeserver: a message that is edited and pinned, answers, a finding."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from demo.homeserver import Homeserver
from demo.person import Person
from tests.e2e.conftest import Sitting, open_proposal, settled, sitting, state_of, told
from tests.e2e.test_deadlines import CAUCUSES, HOUR, Clock


async def called(person: Person, room: str, command: str, words: str) -> Mapping[str, Any]:
    """Have a call opened; return its message."""
    await person.say(room, command)
    return await person.reads(room, words)


async def agrees(person: Person, room: str, call: Mapping[str, Any], sign: str = "👍") -> str:
    """React to a call's message; return the reaction."""
    await person.sees(room, lambda event: event["event_id"] == call["event_id"])
    about = {"rel_type": "m.annotation", "event_id": call["event_id"], "key": sign}
    return await person.send(room, {"m.relates_to": about}, "m.reaction")


async def is_edited(person: Person, room: str, call: Mapping[str, Any], words: str) -> str:
    """Wait until a call's message is edited so that it has these words; return all of them."""

    def fits(event: Mapping[str, Any]) -> bool:
        relation = event.get("content", {}).get("m.relates_to") or {}
        edits = relation.get("rel_type") == "m.replace"
        return edits and relation["event_id"] == call["event_id"] and words in new(event)

    def new(event: Mapping[str, Any]) -> str:
        return str(event["content"]["m.new_content"]["body"])

    return new(await person.sees(room, fits))


async def pins(council: Sitting, person: Person, room: str) -> list[str]:
    await settled(council)
    state = await state_of(person, room)
    return list(state["m.room.pinned_events", ""]["pinned"])


async def test_a_call_in_plenary_is_answered_edited_pinned_and_ends_by_itself(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    clock = Clock()
    async with sitting(homeserver, tmp_path, clock, caucuses=CAUCUSES) as council:
        opened, chair = await open_proposal(council), council["chair"]
        room, gov, cs = opened.plenary, council["gov-1"], council["cs-1"]
        draft = await pins(council, chair, room)
        call = await called(chair, room, "!call 4h Is this the text?", "Consensus call on Draft 1")
        assert call["content"]["msgtype"] == "m.text"
        assert await pins(council, chair, room) == [*draft, call["event_id"]]

        given = await agrees(gov, room, call)
        assert gov.user_id in await is_edited(chair, room, call, "Answered so far: 1 of 4.")
        await agrees(cs, room, call, "👍🏽")
        await is_edited(chair, room, call, "Answered so far: 2 of 4.")
        await agrees(council["observer"], room, call)
        await agrees(council["cs-chair"], room, call, "🎉")
        await gov.ask("PUT", f"rooms/{quote(room)}/redact/{quote(given)}/a", {})
        await is_edited(chair, room, call, "Answered so far: 1 of 4. No objection: " + cs.user_id)

        clock.ahead = 4 * HOUR + 60_000
        await told(council)
        found = await chair.reads(room, "has ended: no objection within 4 hours; 1 of 4 answered")
        assert found["content"]["m.mentions"] == {"user_ids": [chair.user_id]}
        await is_edited(chair, room, call, "It has ended: no objection within 4 hours")
        assert await pins(council, chair, room) == draft
        bodies = [str(e["content"].get("body")) for e in chair.timelines[room]]
        assert sum("has ended: no objection" in body for body in bodies if body[:2] != "* ") == 1


async def test_a_silence_procedure_in_a_caucus_is_broken_and_nobody_else_hears_of_it(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with sitting(homeserver, tmp_path, caucuses=CAUCUSES) as council:
        opened, chair = await open_proposal(council), council["chair"]
        await chair.commands(opened.plenary, "!refer")
        room, cs_chair = opened.caucuses["cs"], council["cs-chair"]
        await cs_chair.reads(room, "Draft 1")
        call = await called(cs_chair, room, "!silence 48h", "Silence procedure on Draft 1")
        await agrees(cs_chair, room, call)  # who need not, and may
        await is_edited(cs_chair, room, call, "Answered so far: 1 of 2.")
        await council["cs-1"].commands(room, "!object It goes too far.")
        broken = await cs_chair.reads(room, "has ended: broken by cs.O1")
        assert broken["content"]["m.mentions"] == {"user_ids": [cs_chair.user_id]}
        await is_edited(cs_chair, room, call, "It has ended: broken by cs.O1")
        await settled(council)
        for person, others in ((chair, opened.plenary), (council["gov-1"], council.forum)):
            said = [str(e["content"].get("body")) for e in person.timelines[others]]
            assert not [body for body in said if "ilence" in body or "too far" in body]


async def test_in_the_forum_answers_are_counted_and_nobody_is_named(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with sitting(homeserver, tmp_path, caucuses=CAUCUSES) as council:
        number = await council.table()
        chair, room = council["forum-chair"], council.forum
        greeting = await pins(council, chair, room)
        call = await called(chair, room, f"!call {number} 24h", "Consensus call on Draft 1")
        assert await pins(council, chair, room) == [*greeting, call["event_id"]]
        for name in ("gov-1", "observer"):
            await agrees(council[name], room, call)
        said = await is_edited(chair, room, call, "Answered so far: 2.")
        assert council["gov-1"].user_id not in said
        refused = await council["cs-1"].commands(room, f"!end {number}")
        assert "Point of order" in refused
        await chair.say(room, "!end", reply_to=call["event_id"])
        await chair.reads(room, "ended early; 2 people answered")
        assert await pins(council, chair, room) == greeting
