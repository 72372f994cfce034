"""What encrypted rooms keep: files, direct chats, and who reads what when the roster changes."""

import asyncio
from collections.abc import Mapping
from typing import Any

from nio.crypto import attachments  # type: ignore[import-untyped]

from tests.e2e.conftest import bodies, of_bot, state_of, talk_to_bot
from tests.encryption.conftest import Sealed
from tests.encryption.person import SealedPerson

LONG = "Whoever routes says how. " * 5_000
"""One clause that fits in no event."""


async def raw_messages(person: SealedPerson, room: str) -> list[Mapping[str, Any]]:
    """Return the room's newest messages as the homeserver has them, the oldest first."""
    page = await person.ask("GET", f"rooms/{room}/messages?dir=b&limit=100")
    return [each for each in reversed(page["chunk"]) if "state_key" not in each]


async def test_the_homeserver_sees_nothing_of_what_is_said_in_a_caucus(sealed: Sealed) -> None:
    chair, room = sealed["cs-chair"], sealed.opened.caucuses["cs"]
    await chair.commands(room, "!draft\nA wording that is ours alone.")
    found = await raw_messages(chair, room)
    assert {each["type"] for each in found} <= {"m.room.encrypted", "m.reaction"}
    assert "ours alone" not in str(found)
    assert ("m.room.encryption", "") in await state_of(chair, room)
    assert ("m.room.encryption", "") not in await state_of(chair, sealed.opened.plenary)


async def test_a_draft_in_an_encrypted_file_is_read(sealed: Sealed) -> None:
    chair, room = sealed["cs-chair"], sealed.opened.caucuses["cs"]
    file = await chair.share(room, "ours.md", "Clause one.\n\nClause two.", "!draft")
    answered = await chair.answer(room, file)
    assert "Draft 1/cs.1" in answered["content"]["body"]
    shown = await chair.commands(room, "!text cs.1")
    assert "Clause two." in shown


async def test_a_draft_that_fits_in_no_event_goes_out_as_an_encrypted_file(
    sealed: Sealed,
) -> None:
    chair, room = sealed["cs-chair"], sealed.opened.caucuses["cs"]
    file = await chair.share(room, "long.md", LONG, "!draft")
    await chair.answer(room, file)
    bot = sealed.council.cast.bot.user_id
    attached = await chair.sees(
        room, lambda e: e["sender"] == bot and e.get("content", {}).get("msgtype") == "m.file"
    )
    secret = attached["content"]["file"]
    server, media = secret["url"].removeprefix("mxc://").split("/")
    where = f"/_matrix/client/v1/media/download/{server}/{media}"
    stored = await download(chair, where)
    assert b"Whoever" not in stored
    key, digest = secret["key"]["k"], secret["hashes"]["sha256"]
    assert (
        "Whoever routes says how."
        in attachments.decrypt_attachment(stored, key, digest, secret["iv"]).decode()
    )


async def download(person: SealedPerson, where: str) -> bytes:
    """Return a file as the homeserver has it."""
    assert person._http
    async with person._http.get(where) as answer:
        assert answer.status == 200
        return await answer.read()


async def test_an_encrypted_direct_chat_is_read_and_answered_encrypted(sealed: Sealed) -> None:
    chair, council = sealed["cs-chair"], sealed.council
    room = await talk_to_bot(council, chair, "!help")
    await chair.reads(room, "You may ask")
    state = {"algorithm": "m.megolm.v1.aes-sha2"}
    await chair.ask("PUT", f"rooms/{room}/state/m.room.encryption/", state)
    await chair.until(lambda: chair.is_encrypted(room))
    answered = await chair.commands(room, f"!status {sealed.opened.number}")
    assert sealed.opened.number in answered
    newest = (await raw_messages(chair, room))[-1]
    assert newest["type"] == "m.room.encrypted"


async def test_whoever_is_seated_later_is_told_how_things_stand(sealed: Sealed) -> None:
    chair, room = sealed["cs-chair"], sealed.opened.caucuses["cs"]
    leaving, coming = sealed["cs-1"], sealed["visitor"]
    await chair.commands(room, f"!consensus no {LATER}")
    await chair.commands(room, f"!unseat {leaving.user_id}")
    await chair.commands(room, f"!seat {coming.user_id}")
    there = await coming.room(f"{sealed.opened.number} Civil society")
    told = await coming.reads(there, "This is how things stand")
    assert "Civil society: not agreed" in told["content"]["body"]
    assert coming.user_id in told["content"]["m.mentions"]["user_ids"]
    shown = await coming.reads(there, "Draft 1 (fingerprint")
    assert "¶1\u00a0One." in shown["content"]["body"]
    assert (await coming.commands(there, "!status")).count("not agreed") == 1
    await chair.commands(room, f"!unseat {coming.user_id}")
    await chair.commands(room, f"!seat {leaving.user_id}")


LATER = "it says too little of small networks"


async def test_whoever_is_removed_gets_no_key_of_what_is_said_after(sealed: Sealed) -> None:
    chair, room, gone = sealed["gov-chair"], sealed.opened.caucuses["gov"], sealed["gov-1"]
    await chair.commands(room, f"!unseat {gone.user_id}")
    await gone.until(lambda: room in gone.left)
    said = await chair.say(room, "!status")
    await chair.answer(room, said)
    newest = next(
        each for each in reversed(await raw_messages(chair, room))
        if each["type"] == "m.room.encrypted" and each["sender"] != chair.user_id
    )  # fmt: skip
    session = newest["content"]["session_id"]
    known = gone.nio.olm.inbound_group_store[room].values()
    assert not any(session in sessions for sessions in known)
    there = chair.nio.olm.inbound_group_store[room].values()
    assert any(session in sessions for sessions in there)
    await chair.commands(room, f"!seat {gone.user_id}")


async def test_a_device_that_logs_in_later_reads_what_is_said_from_then_on(
    sealed: Sealed,
) -> None:
    chair, room = sealed["cs-chair"], sealed.opened.caucuses["cs"]
    session = await sealed.council.service.listener.matrix.login(
        chair.url, chair.user_id, "rapporteur-demo", device_name="a second client"
    )
    async with SealedPerson(chair.url, session) as second:
        await second.until(lambda: second.is_encrypted(room))
        await asyncio.sleep(0)
        said = await chair.say(room, "!status")
        answered = await second.answer(room, said)
        assert sealed.opened.number in answered["content"]["body"]
    assert "Draft 1 (fingerprint" in bodies(of_bot(sealed.council, chair, room))
