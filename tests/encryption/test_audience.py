"""Who gets the keys of what is said in a room: those who are there, whatever is heard late."""

import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.matrix import ENCRYPTED, Event, Matrix
from bot.matrix.keyring import Unreadable
from bot.rooms.state_events import ENCRYPTION, State

ALGORITHM = {"algorithm": "m.megolm.v1.aes-sha2"}
Account = Callable[[str], Awaitable[Matrix]]


@pytest.fixture
async def sealing(account: Account, tmp_path: Path) -> Account:
    """Makes accounts that encrypt, each with keys of its own."""

    async def made(name: str) -> Matrix:
        found = await account(name)
        await found.encrypt(tmp_path / name)
        return found

    return made


async def room_of(owner: Matrix) -> str:
    sealed = {"type": ENCRYPTION, "state_key": "", "content": ALGORITHM}
    return await owner.create_room(
        alias_localpart=None, name="Caucus", topic="", initial_state=[sealed]
    )


async def says(bot: Matrix, room_id: str, body: str) -> Event:
    """Say something; return it as it lies on the homeserver."""
    said = {"msgtype": "m.text", "body": body}
    event_id = await bot.send_sealed(room_id, "m.room.message", said, secrets.token_hex(), {})
    page, _ = await bot.messages_back(room_id, None, limit=1)
    assert [event.event_id for event in page] == [event_id]
    assert page[0].type == ENCRYPTED
    return page[0]


def heard(room_id: str, person: str, membership: str) -> Event:
    return Event(
        room_id, "$late", person, 1, "m.room.member", {"membership": membership}, state_key=person
    )


async def test_who_is_in_a_room_can_read_after_an_old_leave_of_theirs_is_heard(
    sealing: Account,
) -> None:
    bot, ana = await sealing("bot"), await sealing("ana")
    room_id = await room_of(bot)
    await bot.invite(room_id, ana.user_id)
    await ana.join(room_id)
    await says(bot, room_id, "one")
    bot.noticed(heard(room_id, ana.user_id, "leave"))
    second = await says(bot, room_id, "two")
    await ana.sync(None, 0)
    assert (await ana.decrypted(second)).content["body"] == "two"


async def test_who_is_in_no_room_gets_no_key_of_it_when_an_old_join_of_theirs_is_heard(
    sealing: Account,
) -> None:
    bot, ana, eve = await sealing("bot"), await sealing("ana"), await sealing("eve")
    room_id = await room_of(bot)
    await bot.invite(room_id, ana.user_id)
    await ana.join(room_id)
    await says(bot, room_id, "one")
    bot.noticed(heard(room_id, eve.user_id, "join"))
    second = await says(bot, room_id, "two")
    for each in (ana, eve):
        await each.sync(None, 0)
    assert (await ana.decrypted(second)).content["body"] == "two"
    with pytest.raises(Unreadable):
        await eve.decrypted(second)


@pytest.mark.parametrize("is_heard", [True, False], ids=["heard of", "by the bot itself"])
async def test_who_goes_while_the_bot_asks_who_is_there_gets_no_key_of_what_is_said_after(
    sealing: Account, monkeypatch: pytest.MonkeyPatch, *, is_heard: bool
) -> None:
    bot, ana, eve = await sealing("bot"), await sealing("ana"), await sealing("eve")
    room_id = await room_of(bot)
    for each in (ana, eve):
        await bot.invite(room_id, each.user_id)
        await each.join(room_id)
    asking, asked = bot.full_state, 0

    async def late(room: str) -> State:
        nonlocal asked
        asked += 1
        state = await asking(room)
        if asked == 1 and is_heard:
            await eve.leave(room_id)
            bot.noticed(heard(room_id, eve.user_id, "leave"))
        elif asked == 1:
            await bot.kick(room_id, eve.user_id, "")
        return state

    monkeypatch.setattr(bot, "full_state", late)
    event = await says(bot, room_id, "to those who are here")
    for each in (ana, eve):
        await each.sync(None, 0)
    assert (await ana.decrypted(event)).content["body"] == "to those who are here"
    with pytest.raises(Unreadable):
        await eve.decrypted(event)
