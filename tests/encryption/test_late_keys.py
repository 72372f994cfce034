"""A message whose key comes late keeps its place, acts once, and inverts nothing."""

import asyncio

from storage import held, record
from storage.held import Held
from tests.encryption.conftest import Sealed


async def kinds(sealed: Sealed) -> list[str]:
    """Return the kinds of the proposal's entries, in order."""
    async with sealed.council.database.read() as conn:
        return [
            entry.payload.kind
            for entry in await record.entries(conn, int(sealed.opened.number[1:]))
        ]


async def stir(sealed: Sealed) -> None:
    """Have the bot's sync return, and all that came before be worked on."""
    await sealed["chair"].commands(sealed.opened.plenary, "!status")


async def is_held(sealed: Sealed) -> None:
    """Wait until the bot holds a message."""
    async with asyncio.timeout(60):
        while not await waiting(sealed):  # noqa: ASYNC110 - nobody is told
            await asyncio.sleep(0.05)


async def waiting(sealed: Sealed) -> tuple[Held, ...]:
    """Return what the bot holds."""
    async with sealed.council.database.read() as conn:
        return await held.waiting(conn)


async def test_a_command_acts_when_its_key_comes(sealed: Sealed) -> None:
    chair, room = sealed["cs-chair"], sealed.opened.caucuses["cs"]
    command = await chair.say_without_key(room, "!consensus yes")
    await is_held(sealed)
    before = await kinds(sealed)
    await chair.give_key()
    answered = await chair.answer(room, command)
    assert "calls rough consensus on Draft 1" in answered["content"]["body"]
    assert await kinds(sealed) == [*before, "position"]


async def test_a_key_that_comes_only_when_it_is_asked_for_is_asked_for(sealed: Sealed) -> None:
    chair, room = sealed["cs-chair"], sealed.opened.caucuses["cs"]
    chair.gives_when_asked = True
    command = await chair.say_without_key(room, "!consensus yes")
    answered = await chair.answer(room, command)
    assert "calls rough consensus on Draft 1" in answered["content"]["body"]


async def test_who_wrote_what_stays_unreadable_is_told_after_a_minute_and_not_before(
    sealed: Sealed,
) -> None:
    chair, room = sealed["cs-chair"], sealed.opened.caucuses["cs"]
    command = await chair.say_without_key(room, "!consensus yes")
    await is_held(sealed)
    sealed.clock.by += 61_000
    await stir(sealed)
    answered = await chair.answer(room, command)
    assert "its key has not reached me" in answered["content"]["body"]
    await chair.give_key()
    await stir(sealed)
    assert "position" not in await kinds(sealed)


async def test_a_command_that_was_overtaken_is_quoted_and_not_acted_on(sealed: Sealed) -> None:
    chair, room = sealed["cs-chair"], sealed.opened.caucuses["cs"]
    command = await chair.say_without_key(room, "!consensus yes")
    await is_held(sealed)
    await sealed["gov-chair"].commands(sealed.opened.caucuses["gov"], "!consensus no too vague")
    await chair.give_key()
    answered = await chair.answer(room, command)
    assert "recorded in this matter meanwhile" in answered["content"]["body"]
    assert "!consensus yes" in answered["content"]["body"]
    assert (await kinds(sealed)).count("position") == 1


async def test_a_message_that_is_no_command_is_let_go_when_it_can_be_read(sealed: Sealed) -> None:
    chair, room = sealed["cs-chair"], sealed.opened.caucuses["cs"]
    await chair.say_without_key(room, "good morning")
    await is_held(sealed)
    await chair.give_key()
    await stir(sealed)
    assert not await waiting(sealed)


async def test_a_command_in_clear_in_an_encrypted_room_does_not_act(sealed: Sealed) -> None:
    chair, room = sealed["cs-chair"], sealed.opened.caucuses["cs"]
    where = f"rooms/{room}/send/m.room.message/in-clear"
    said = {"msgtype": "m.text", "body": "!consensus yes"}
    command = str((await chair.ask("PUT", where, said))["event_id"])
    answered = await chair.answer(room, command)
    assert "your message came in clear" in answered["content"]["body"]
    assert "position" not in await kinds(sealed)
