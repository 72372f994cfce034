"""A person talks to the bot alone: who is there decides what is answered."""

import pytest

from demo.person import Person
from tests.e2e.conftest import (
    Opened,
    Sitting,
    bodies,
    members,
    of_bot,
    open_proposal,
    settled,
    talk_to_bot,
)

CAUCUSES = {"gov": "Government", "cs": "Civil society"}

WORDING = "Only the caucus has read this."
MEGOLM = {
    "algorithm": "m.megolm.v1.aes-sha2",
    "ciphertext": "AwgAEnACgAkLmt6qF84IK",
    "device_id": "ADEVICE",
    "sender_key": "a sender's key",
    "session_id": "a session",
}


@pytest.fixture(scope="module")
async def opened(council: Sitting) -> Opened:
    """A proposal with the caucuses; Civil society has a wording of its own, not released."""
    found = await open_proposal(council, "Open routing", "One.\n\nTwo.")
    chair, cs = council["chair"], council["cs-chair"]
    await chair.commands(found.plenary, "!refer")
    await cs.reads(found.caucuses["cs"], "Draft 1 (")
    await cs.commands(found.caucuses["cs"], f"!draft\n{WORDING}")
    await settled(council)
    return found


async def test_a_command_sent_before_the_bot_is_there_is_answered(
    council: Sitting, opened: Opened
) -> None:
    visitor = council["visitor"]
    room = await talk_to_bot(council, visitor, "!status")
    answered = await visitor.reads(room, "P1 · Open routing")
    assert "with the caucuses" in answered["content"]["body"]
    assert "P1 · Open routing" in await visitor.commands(room, "!list")
    assert "round 1" in await visitor.commands(room, "!status P1")
    help_ = await visitor.commands(room, "!help")
    assert "!propose" in help_
    assert "!status" in help_
    assert "!seat [KEY] @user" in await visitor.commands(room, "!help seat")
    assert council["cs-chair"].user_id in await visitor.commands(room, "!roster")


async def test_a_member_reads_their_own_caucus_text_in_a_direct_chat(
    council: Sitting, opened: Opened
) -> None:
    member = council["cs-1"]
    room = await talk_to_bot(council, member, "!text P1 cs.1")
    answered = await member.reads(room, WORDING)
    assert "not released" in answered["content"]["body"]


@pytest.mark.parametrize("role", ["chair", "gov-chair", "observer", "secretary", "visitor"])
async def test_nobody_else_reads_a_caucus_text_that_was_not_released(
    council: Sitting, opened: Opened, role: str
) -> None:
    person = council[role]
    room = await talk_to_bot(council, person, "!text P1 cs.1")
    await person.reads(room, "there is no such caucus text")
    await person.commands(room, "!diff P1 1 cs.1")
    await person.commands(room, "!history P1")
    await person.commands(room, "!status P1")
    said = bodies(of_bot(council, person, room))
    assert WORDING not in said
    assert "cs.1" not in said


async def test_a_chat_of_three_is_shown_public_matters_alone_and_acts_are_refused(
    council: Sitting, opened: Opened
) -> None:
    member, other = council["cs-chair"], council["visitor"]
    room = await talk_to_bot(council, member, "!text P1 cs.1", other)
    await member.reads(room, "there is no such caucus text")
    assert "One." in await member.commands(room, "!text P1")
    assert "cs.1" not in await member.commands(room, "!history P1")
    refused = await member.commands(room, f"!unseat cs {council['cs-1'].user_id}")
    assert "Point of order" in refused
    there = await members(member, opened.caucuses["cs"])
    assert council["cs-1"].user_id in there
    assert WORDING not in bodies(of_bot(council, member, room))


async def test_when_a_third_person_comes_a_direct_chat_becomes_public(
    council: Sitting, opened: Opened
) -> None:
    member, other = council["cs-1"], council["observer"]
    room = await talk_to_bot(council, member, "!text P1 cs.1")
    await member.reads(room, WORDING)
    await member.ask("POST", f"rooms/{room}/invite", {"user_id": other.user_id})
    joined = "m.room.member"
    await member.sees(
        room,
        lambda e: (
            (e["type"], e.get("state_key"), e["content"].get("membership"))
            == (joined, other.user_id, "join")
        ),
    )
    assert "there is no such caucus text" in await member.commands(room, "!text P1 cs.1")


async def test_acts_on_a_proposal_need_their_room(council: Sitting, opened: Opened) -> None:
    chair = council["cs-chair"]
    room = await talk_to_bot(council, chair, "!consensus yes")
    answered = await chair.reads(room, "Point of order")
    assert "works in" in answered["content"]["body"]


async def encrypted_chat(council: Sitting, person: Person) -> str:
    made = await person.ask(
        "POST",
        "createRoom",
        {
            "preset": "trusted_private_chat",
            "is_direct": True,
            "invite": [council.cast.bot.user_id],
            "initial_state": [
                {
                    "type": "m.room.encryption",
                    "state_key": "",
                    "content": {"algorithm": MEGOLM["algorithm"]},
                }
            ],
        },
    )
    return str(made["room_id"])


async def test_in_an_encrypted_chat_the_bot_says_once_that_it_cannot_read_and_invites_to_another(
    council: Sitting, opened: Opened
) -> None:
    person = council["gov-1"]
    known = set(person.state)
    room = await encrypted_chat(council, person)
    await person.send(room, MEGOLM, "m.room.encrypted")
    said = await person.reads(room, "encrypted, and I can't read")
    assert said["type"] == "m.room.message"
    await person.send(room, MEGOLM, "m.room.encrypted")
    await settled(council)

    offered = await person.until(lambda: set(person.state) - known - {room})
    (other,) = offered
    await person.reads(other, "not encrypted")
    assert "P1 · Open routing" in await person.commands(other, "!list")
    there = await members(person, other)
    assert there == {person.user_id, council.cast.bot.user_id}
    assert len(of_bot(council, person, room)) == 1

    another = await encrypted_chat(council, person)
    await person.send(another, MEGOLM, "m.room.encrypted")
    await person.reads(another, "encrypted, and I can't read")
    await settled(council)
    assert set(person.state) - known == {room, other, another}
