"""Whoever runs the homeserver can log in as anybody, without their keys: and reads no caucus.

The operator sets each person's password, comes with a new device of theirs, asks the bot
whatever it answers, in every room and in a direct chat in clear, and looks everywhere.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest

from bot.matrix import Matrix
from demo.homeserver import Homeserver
from demo.person import Person, Refused
from storage import record
from tests.confidentiality.reach import World, reached
from tests.e2e.conftest import Opened, Sitting, open_proposal, settled, shows_text, sitting
from tests.encryption.conftest import SEALED, TWO

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
ALGORITHM = {"algorithm": "m.megolm.v1.aes-sha2"}
ASKED = (
    *("!status {}", "!history {}", "!roster", "!list", "!text {}"),
    *("!text {} cs.1", "!text {} gov.1", "!diff {} 1 cs.1", "!diff {} 1 gov.1"),
)
"""What the operator asks, with the proposal's number."""
ACTS = (
    *("!consensus yes", "!consensus amended cs.1", "!consensus amended gov.1"),
    *("!draft\nAs I want it.", "!seat cs @outsider:example.org", "!unseat gov {visitor}"),
)
"""What they try to do, where it is about a caucus."""


@dataclass
class Secrets:
    """Words said in a caucus and released by nobody, each by what it was said in."""

    words: dict[str, str] = field(default_factory=dict)

    def new(self, kind: str) -> str:
        word = f"canary{secrets.token_hex(8)}"
        self.words[word] = kind
        return word

    def found_in(self, text: str) -> list[str]:
        """Return what is in a text that should not be."""
        return sorted(kind for word, kind in self.words.items() if word in text)


@dataclass
class Sown:
    """A council whose caucuses said their secrets, and what was recorded until then."""

    council: Sitting
    opened: Opened
    canaries: Secrets
    chats: list[str] = field(default_factory=list)

    def world(self) -> World:
        """Return what an operator knows: every room, and every event in a caucus."""
        council, opened = self.council, self.opened
        rooms = [council.forum, opened.space, *opened.rooms, *self.chats]
        events = [
            (room, event["event_id"])
            for key, room in opened.caucuses.items()
            for event in council[f"{key}-chair"].timelines[room]
            if event["type"] == "m.room.message"
        ]
        return World(rooms, events, sorted(self.canaries.words)[:2], [])


@pytest.fixture(scope="module")
async def sown(
    homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Sown]:
    folder = tmp_path_factory.mktemp("operated")
    async with sitting(homeserver, folder, caucuses=TWO, **SEALED) as council:
        opened = await open_proposal(council)
        found = Sown(council, opened, Secrets())
        await council["chair"].commands(opened.plenary, "!refer")
        await asyncio.gather(*(_say(found, key) for key in TWO))
        await settled(council)
        yield found


async def _say(sown: Sown, key: str) -> None:
    """Say secrets in a caucus, and in its chair's encrypted direct chat."""
    chair, member = sown.council[f"{key}-chair"], sown.council[f"{key}-1"]
    room, new = sown.opened.caucuses[key], sown.canaries.new
    await chair.reads(room, "Draft 1 (")
    await member.say(room, f"I think {new('chat')}")
    await chair.commands(room, f"!draft\nA wording: {new('a caucus text')}")
    file = await chair.share(room, "ours.md", f"In a file: {new('a file')}", caption="!draft")
    await chair.answer(room, file)
    await chair.commands(room, f"!draft\nA slip: {new('a text taken back')}")
    await chair.sees(room, lambda event: shows_text(event).endswith(f"/{key}.3"))
    await chair.commands(room, f"!undraft {new('a reason for taking a text back')}")
    await chair.commands(room, f"!refer {new('a command in the wrong room')}")
    await chair.commands(room, f"!consensus maybe {new('a malformed command')}")
    chat = await _encrypted_chat(sown.council, chair)
    sown.chats.append(chat)
    await chair.commands(chat, f"!text {sown.opened.number} {key}.1")


async def _encrypted_chat(council: Sitting, person: Person) -> str:
    """Open a direct chat as clients do that encrypt; return it once the bot is there."""
    sealed = {"type": "m.room.encryption", "state_key": "", "content": ALGORITHM}
    bot = council.cast.bot.user_id
    how = {"preset": "trusted_private_chat", "is_direct": True, "invite": [bot]}
    made = await person.ask("POST", "createRoom", {**how, "initial_state": [sealed]})
    room = str(made["room_id"])
    await person.until(
        lambda: person.state[room].get(("m.room.member", bot), {}).get("membership") == "join"
    )
    return room


async def intruded(sown: Sown, homeserver: Homeserver, role: str) -> str:
    """Return all that the operator gets as somebody, in clear."""
    owner, password = sown.council[role], secrets.token_hex()
    reset = {"new_password": password, "logout_devices": False}
    where = f"/_synapse/admin/v1/reset_password/{quote(owner.user_id)}"
    await homeserver.admin("POST", where, reset)
    session = await Matrix.login(homeserver.url, owner.user_id, password, device_name="intruder")
    async with Person(homeserver.url, session) as intruder:
        chat = await _chat_in_clear(sown.council, intruder)
        answered = await _asked(sown, intruder, chat)
        joined = (await intruder.ask("GET", "joined_rooms"))["joined_rooms"]
        for room in set(sown.opened.rooms).intersection(joined):
            answered += await _asked(sown, intruder, room)
        everything = await reached(intruder, sown.world())
        return "\n".join((everything, str(answered), await _own(intruder), str(intruder.timelines)))


async def _chat_in_clear(council: Sitting, intruder: Person) -> str:
    how = {"preset": "trusted_private_chat", "is_direct": True}
    invited = {**how, "invite": [council.cast.bot.user_id]}
    return str((await intruder.ask("POST", "createRoom", invited))["room_id"])


async def _asked(sown: Sown, intruder: Person, room: str) -> list[Any]:
    """Ask and try everything in a room; return the bot's answers."""
    number = "" if room in sown.opened.rooms else sown.opened.number
    acts = () if room == sown.opened.plenary else ACTS  # it is in clear, and not about a caucus
    visitor = sown.council["visitor"].user_id
    asked = [each.format(number).replace("  ", " ").strip() for each in ASKED]
    tried = [each.format(visitor=visitor) for each in acts]
    said = [await intruder.say(room, each) for each in (*asked, *tried)]
    return [await intruder.answer(room, event_id) for event_id in said]


async def _own(intruder: Person) -> str:
    """Return what the account has beside rooms: its data, and what came for its devices."""
    who = quote(intruder.user_id)
    found = [await intruder.ask("GET", "sync?timeout=0&full_state=true")]
    for where in (f"user/{who}/account_data/m.direct", "devices", "room_keys/version"):
        try:
            found.append(await intruder.ask("GET", where))
        except Refused:
            continue
    return str(found)


@pytest.mark.parametrize("role", ["cs-chair", "gov-1", "chair"])
async def test_an_operator_who_logs_in_as_somebody_without_their_keys_reads_and_does_nothing(
    sown: Sown, homeserver: Homeserver, role: str
) -> None:
    before = await kinds(sown)
    assert sown.canaries.found_in(await intruded(sown, homeserver, role)) == []
    assert await kinds(sown) == before


async def test_no_file_of_the_homeserver_has_a_word_of_a_caucus(
    sown: Sown, homeserver: Homeserver
) -> None:
    files = [path for path in homeserver.folder.rglob("*") if path.is_file()]
    held = b"".join(path.read_bytes() for path in files)
    assert sown.canaries.found_in(held.decode("latin-1")) == []
    assert b"Civil society" in held  # what is no secret is found


async def kinds(sown: Sown) -> list[str]:
    """Return the kinds of what is recorded of the proposal and of the council, in order."""
    async with sown.council.database.read() as conn:
        sealed = await record.sealed(conn, None)
        return [each.entry.payload.kind for each in sealed]
