"""Commands come from devices that their owner has signed, and keys go to no others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from demo.cast import PASSWORD
from tests.e2e.conftest import state_of
from tests.encryption.conftest import Sealed
from tests.encryption.owner import owned
from tests.encryption.person import SealedPerson

MEGOLM = "m.megolm.v1.aes-sha2"


@asynccontextmanager
async def another_login(sealed: Sealed, who: SealedPerson) -> AsyncIterator[SealedPerson]:
    """Log in as somebody on another device, as whoever runs their homeserver can."""
    session = await sealed.council.service.listener.matrix.login(
        who.url, who.user_id, PASSWORD, device_name="another login"
    )
    async with SealedPerson(who.url, session) as other:
        yield other


async def chat_with_bot(sealed: Sealed, person: SealedPerson) -> str:
    """Have a person open an encrypted direct chat with the bot."""
    encryption = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": MEGOLM}}
    made = await person.ask(
        "POST",
        "createRoom",
        {
            "preset": "trusted_private_chat",
            "is_direct": True,
            "invite": [sealed.council.cast.bot.user_id],
            "initial_state": [encryption],
        },
    )
    room = str(made["room_id"])
    bot = sealed.council.cast.bot.user_id
    await person.sees(
        room,
        lambda e: e.get("state_key") == bot and e["content"].get("membership") == "join",
    )
    return room


def knows_key(person: SealedPerson, room: str, event_id: str) -> bool:
    """Whether a device could read a message."""
    found = next(each for each in person.timelines[room] if each["event_id"] == event_id)
    return bool(found["type"] != "m.room.encrypted")


def withheld(person: SealedPerson, room: str) -> set[str]:
    """Return why a device was told that it gets no keys of a room."""
    contents = (each["content"] for each in person.withholdings)
    return {each["code"] for each in contents if each["room_id"] == room}


async def test_an_unsigned_login_of_a_chair_is_not_obeyed_and_gets_no_keys(sealed: Sealed) -> None:
    chair, room = sealed["cs-chair"], sealed.opened.caucuses["cs"]
    await owned(chair)
    async with another_login(sealed, chair) as other:
        await other.until(lambda: other.is_encrypted(room))
        command = await other.say(room, "!consensus no it was never agreed")
        refused = await chair.answer(room, command)
        assert "a session that you have not verified" in refused["content"]["body"]
        assert "Settings → Sessions / Devices" in refused["content"]["body"]
        await other.sees(room, lambda each: each["event_id"] == refused["event_id"])
        assert not knows_key(other, room, refused["event_id"])
        assert await other.until(lambda: withheld(other, room)) == {"m.unverified"}
    assert "calls rough consensus on Draft 1" in await chair.commands(room, "!consensus yes")
    assert "not agreed" not in await chair.commands(room, "!status")


async def test_a_login_that_its_owner_then_signs_is_obeyed_and_gets_keys(sealed: Sealed) -> None:
    person, room = sealed["gov-1"], sealed.opened.caucuses["gov"]
    owner = await owned(person)
    async with another_login(sealed, person) as other:
        await other.until(lambda: other.is_encrypted(room))
        await person.answer(room, await other.say(room, "!status"))
        await owner.sign(other)
        answered = await other.answer(room, await other.say(room, "!status"))
        assert sealed.opened.number in answered["content"]["body"]


async def test_no_text_is_taken_from_what_an_unsigned_login_said_until_its_owner_signs_it(
    sealed: Sealed,
) -> None:
    chair, person, room = sealed["cs-chair"], sealed["cs-1"], sealed.opened.caucuses["cs"]
    owner = await owned(person)
    async with another_login(sealed, person) as other:
        await other.until(lambda: other.is_encrypted(room))
        wording = await other.say(room, "Nothing is decided.")
        refused = await chair.commands(room, "!draft", reply_to=wording)
        assert f"a session that {person.user_id} has not verified" in refused
        assert "They can verify the session" in refused
        await owner.sign(other)
        assert "/cs.1" in await chair.commands(room, "!draft", reply_to=wording)


async def test_nothing_private_is_told_to_an_unsigned_login_in_a_direct_chat_of_its_own(
    sealed: Sealed,
) -> None:
    chair, person = sealed["cs-chair"], sealed["cs-1"]
    await owned(person)
    await chair.commands(sealed.opened.caucuses["cs"], "!draft\nOurs alone.")
    async with another_login(sealed, person) as other:
        room = await chat_with_bot(sealed, other)
        command = await other.say(room, f"!text {sealed.opened.number} cs.1")
        refused = await other.sees(
            room,
            lambda each: (
                each["sender"] != other.user_id
                and command in str(each["content"].get("m.relates_to"))
            ),
        )
        assert not knows_key(other, room, refused["event_id"])
        assert "Ours alone" not in str(other.timelines[room])


async def test_another_identity_is_obeyed_only_once_the_persons_chair_has_confirmed_it(
    sealed: Sealed,
) -> None:
    chair, person, room = sealed["cs-chair"], sealed["cs-1"], sealed.opened.caucuses["cs"]
    first = await owned(person)
    await person.commands(room, "!status")
    second = await owned(person, anew=True)
    command = await person.say(room, "!status")
    refused = await chair.answer(room, command)
    assert "not the one that I know" in refused["content"]["body"]
    await chair.reads(room, f"The identity behind the sessions of {person.user_id}")
    shown = await chair.commands(room, f"!verify {person.user_id}")
    for owner in (first, second):
        assert owner.master[:4] in shown
        assert owner.master[-3:] in shown
    wrong = await chair.commands(room, f"!verify {person.user_id} {first.master[:12]}")
    assert "not the key that" in wrong
    done = await chair.commands(room, f"!verify {person.user_id} {second.master[:12]}")
    assert "count as theirs" in done
    answered = await person.answer(room, await person.say(room, "!status"))
    assert sealed.opened.number in answered["content"]["body"]


async def test_nobody_but_the_persons_chair_confirms_and_never_in_clear(sealed: Sealed) -> None:
    chair, person, room = sealed["gov-chair"], sealed["gov-1"], sealed.opened.caucuses["gov"]
    await owned(person)
    await chair.commands(room, "!status")  # so that the bot gives keys, and sees who is there
    second = await owned(person, anew=True)
    await chair.commands(room, "!status")
    head = second.master[:12]
    plenary, council_chair = sealed.opened.plenary, sealed["chair"]
    in_clear = await council_chair.commands(plenary, f"!verify {person.user_id} {head}")
    assert "this came in clear" in in_clear
    direct = await chat_with_bot(sealed, council_chair)
    refused = await council_chair.commands(direct, f"!verify {person.user_id} {head}")
    assert "only the chair of Government can do that" in refused
    assert "count as theirs" in await chair.commands(room, f"!verify {person.user_id} {head}")


async def test_a_caucus_chairs_other_identity_is_confirmed_by_the_council_chair_and_told(
    sealed: Sealed,
) -> None:
    chair, council_chair = sealed["gov-chair"], sealed["chair"]
    room, other = sealed.opened.caucuses["gov"], sealed["gov-1"]
    await owned(chair)
    await chair.commands(room, "!status")
    second = await owned(chair, anew=True)
    await other.answer(room, await chair.say(room, "!consensus yes"))
    direct = await chat_with_bot(sealed, council_chair)
    told = await council_chair.commands(direct, f"!verify {chair.user_id} {second.master[:12]}")
    assert "Their rooms are told" in told
    heard = await other.reads(room, "has confirmed that")
    assert council_chair.user_id in heard["content"]["body"]
    assert "calls rough consensus" in await chair.commands(room, "!consensus yes")


async def test_who_has_no_cross_signing_is_obeyed_as_before(sealed: Sealed) -> None:
    chair, room = sealed["gov-chair"], sealed.opened.caucuses["gov"]
    assert ("m.room.encryption", "") in await state_of(chair, room)
    shown = await sealed["visitor"].commands(
        sealed.council.forum, f"!verify {sealed['observer'].user_id}"
    )
    assert "I have seen no identity" in shown
