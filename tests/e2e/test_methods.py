"""A caucus's own method through a real homeserver: a native poll, and a secret ballot."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.listener.polls import UNSTABLE
from bot.relay.post import POLL, POLL_END
from demo.homeserver import Homeserver
from demo.person import Person
from tests.e2e.conftest import Opened, Sitting, open_proposal, settled, sitting, told
from tests.e2e.test_calls import is_edited, pins
from tests.e2e.test_deadlines import HOUR, Clock

CAUCUSES = {"gov": "Government", "cs": "Civil society"}
MEMBERS = ("cs-1", "cs-2", "cs-3")


async def referred(council: Sitting) -> Opened:
    """Have a proposal referred; return its rooms once Civil society was shown the draft."""
    opened = await open_proposal(council)
    await council["chair"].commands(opened.plenary, "!refer")
    await council["cs-chair"].reads(opened.caucuses["cs"], "Draft 1 (fingerprint")
    return opened


async def poll_in(person: Person, room: str) -> Mapping[str, Any]:
    """Wait for a native poll; return its event."""
    return await person.sees(room, lambda event: event["type"] == POLL)


async def chooses(person: Person, room: str, poll: Mapping[str, Any], chosen: str) -> str:
    """Answer a native poll as clients do."""
    await person.sees(room, lambda event: event["event_id"] == poll["event_id"])
    relation = {"rel_type": "m.reference", "event_id": poll["event_id"]}
    return await person.send(
        room, {"m.relates_to": relation, UNSTABLE: {"answers": [chosen]}}, UNSTABLE
    )


async def asked_in_chat(person: Person) -> tuple[str, Mapping[str, Any]]:
    """Wait until the bot asks a person in a chat of their own; return it, and the message."""
    words = "Secret ballot in Civil society"

    def there() -> tuple[str, Mapping[str, Any]] | None:
        for room, events in person.timelines.items():
            for event in events:
                body = str(event.get("content", {}).get("body", ""))
                if words in body and "Reply here with a number" in body:
                    return room, event
        return None

    found: tuple[str, Mapping[str, Any]] = await person.until(there)
    return found


async def casts(person: Person, chosen: str) -> str:
    """Answer a ballot in the chat in which the bot asks; return what it says to that."""
    room, question = await asked_in_chat(person)
    return await person.commands(room, chosen, reply_to=question["event_id"])


async def test_a_native_poll_is_answered_ended_and_told_to_plenary(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    clock = Clock()
    async with sitting(homeserver, tmp_path, clock, caucuses=CAUCUSES, seats=3) as council:
        opened, chair = await referred(council), council["cs-chair"]
        room = opened.caucuses["cs"]
        assert "decides by poll" in await chair.commands(room, "!method poll")
        draft = await pins(council, chair, room)
        await chair.say(room, "!ask 4h Can we live with it?")
        poll = await poll_in(chair, room)
        assert await pins(council, chair, room) == [*draft, poll["event_id"]]
        await chooses(council["cs-1"], room, poll, "1")
        typed = await council["cs-2"].say(room, "1", reply_to=poll["event_id"])
        await chair.sees(room, lambda event: ticked(event) == typed)
        await chooses(council["cs-3"], room, poll, "2")
        await chooses(council["cs-3"], room, poll, "3")
        await chooses(chair, room, poll, "2")
        await chair.reads(room, f"{chair.user_id}, your answer doesn't count")

        clock.ahead = 4 * HOUR + 60_000
        await told(council)
        found = await chair.reads(room, "the majority is reached: yes 2, no 0, abstained 1")
        assert found["content"]["m.mentions"] == {"user_ids": [chair.user_id]}
        end = await chair.sees(room, lambda event: event["type"] == POLL_END)
        assert end["content"]["m.relates_to"]["event_id"] == poll["event_id"]
        assert await pins(council, chair, room) == draft
        answer = await chair.commands(room, "!consensus yes with finding")
        assert "by poll (yes 2, no 0, abstained 1)" in answer
        await council["chair"].reads(opened.plenary, "by poll (yes 2, no 0, abstained 1)")


async def test_a_secret_ballot_is_cast_in_chats_and_nothing_but_the_count_is_left(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with sitting(homeserver, tmp_path, caucuses=CAUCUSES, seats=3) as council:
        opened, chair = await referred(council), council["cs-chair"]
        room = opened.caucuses["cs"]
        await chair.commands(room, "!method secret ballot")
        await chair.say(room, "!ask 72h")
        asked = await chair.reads(room, "Secret ballot on Draft 1")
        await council["cs-1"].say(room, "2", reply_to=asked["event_id"])
        chat, _ = await asked_in_chat(council["cs-1"])
        await council["cs-1"].reads(chat, "It does not count.")

        keys = council.database.ballot_keys.folder
        assert len([*keys.iterdir()]) == 1
        for role, chosen in zip(MEMBERS, ("1", "yes", "2"), strict=True):
            assert "is taken" in await casts(council[role], chosen)
        await chair.reads(room, "the majority is reached: yes 2, no 1, abstained 0")
        last = "It has ended: the majority is reached: yes 2, no 1, abstained 0"
        assert "@" not in (await is_edited(chair, room, asked, last)).partition("has ended")[2]
        await settled(council)
        assert [*keys.iterdir()] == []
        await chair.commands(room, "!consensus yes")
        said = await council["chair"].reads(opened.plenary, ", by secret ballot.")
        assert "yes 2" not in said["content"]["body"]


async def test_a_ballot_goes_on_where_the_bot_was_down_meanwhile(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    """What is cast while the bot is down is taken when it is back, and the key is still there."""
    async with sitting(homeserver, tmp_path, caucuses=CAUCUSES, seats=3) as council:
        opened, chair = await referred(council), council["cs-chair"]
        room = opened.caucuses["cs"]
        await chair.commands(room, "!method ballot")
        await chair.say(room, "!ask 72h")
        await asyncio.gather(*(asked_in_chat(council[role]) for role in MEMBERS))
        assert "is taken" in await casts(council["cs-1"], "2")
        assert "is taken" in await casts(council["cs-1"], "1")
        await asyncio.gather(*(casts(council[role], "1") for role in MEMBERS[1:]))
        await chair.reads(room, "the majority is reached: yes 3, no 0, abstained 0")


def ticked(event: Mapping[str, Any]) -> str:
    relation = event.get("content", {}).get("m.relates_to") or {}
    is_tick = event.get("type") == "m.reaction" and relation.get("key") == "✅"
    return str(relation.get("event_id", "")) if is_tick else ""
