"""A deliberation with canary words in every caucus, and who may ever come to see which.

Each canary is a word that occurs nowhere else. Imports nothing of the bot's but a sitting.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from demo.homeserver import Homeserver
from demo.person import Person
from tests.confidentiality.reach import World
from tests.e2e.conftest import (
    Opened,
    Sitting,
    newcomer,
    open_proposal,
    settled,
    shows_text,
    sitting,
    talk_to_bot,
)

CAUCUSES = {"gov": "Government", "cs": "Civil society"}
OUTSIDE = {"secretary", "visitor", "stranger", "gov-2", "cs-2"}
"""Who doesn't see plenary where that is for members alone; two of them were removed."""
CHAT = "chat"
"""The kind of canary that the bot doesn't even store: said in a room, and no command."""


@dataclass(frozen=True)
class Canary:
    """A word, what it was said in, and the roles that may see it."""

    word: str
    kind: str
    caucus: str
    inside: frozenset[str]


@dataclass
class Sown:
    """The council, its canaries, and everybody who will look for them.

    ``hearing`` are the roles that see what is released: those that see plenary.
    """

    council: Sitting
    opened: Opened
    people: dict[str, Person]
    hearing: frozenset[str]
    canaries: list[Canary] = field(default_factory=list)
    chats: dict[str, str] = field(default_factory=dict)

    def canary(self, kind: str, caucus: str, *more: str) -> str:
        """Return a new canary, which a caucus's members may see; ``more`` names others."""
        word = f"canary{secrets.token_hex(8)}"
        inside = members(caucus) | set(more)
        self.canaries.append(Canary(word, kind, caucus, frozenset(inside)))
        return word

    @property
    def world(self) -> World:
        """Return what an attacker may know."""
        chats = [self.chats[f"{key}-chair"] for key in CAUCUSES]
        rooms = [self.council.forum, self.opened.space, *self.opened.rooms, *chats]
        words = {canary.word for canary in self.canaries}
        events = {
            word: (room, event["event_id"])
            for key in CAUCUSES
            for room, timeline in self.people[f"{key}-chair"].timelines.items()
            for event in timeline
            for word in words
            if word in str(event)
        }
        slug, server = self.council.cast.slug, self.council.cast.bot.user_id.partition(":")[2]
        parts = ("", "-forum", "-p1", "-p1-cs", "-p1-gov")
        return World(
            rooms,
            sorted(events.values()),
            sorted(words)[:2],
            [f"#{slug}{part}:{server}" for part in parts],
        )


def members(caucus: str) -> set[str]:
    """Return the roles inside a caucus, once somebody was seated late and one removed."""
    inside = {f"{caucus}-chair", f"{caucus}-1", f"{caucus}-2"}
    return inside - {"gov-2"} if caucus == "gov" else inside - {"cs-2"} | {"late"}


@asynccontextmanager
async def sown(
    homeserver: Homeserver, folder: Path, plenary: str = "public"
) -> AsyncIterator[Sown]:
    """Deliberate: a member of each caucus is removed, then canaries are sown in every caucus,
    then somebody is seated in Civil society, one caucus releases its text and a note, and the
    other one an objection.

    ``plenary`` is as in the configuration: ``public`` or ``members``.
    """
    settings: dict[str, Any] = {"rooms": {"encryption": "none", "plenary": plenary}}
    async with (
        sitting(homeserver, folder, caucuses=CAUCUSES, seats=2, **settings) as council,
        newcomer(homeserver, "late") as late,
        newcomer(homeserver, "stranger") as stranger,
    ):
        opened = await open_proposal(council, "Open routing", "One.\n\nTwo.")
        people = {**council.cast.people, "late": late, "stranger": stranger}
        hearing = frozenset(people) - (OUTSIDE if plenary == "members" else set())
        found = Sown(council, opened, dict(people), hearing)
        await _remove(found)
        await council["chair"].commands(opened.plenary, "!refer")
        for key in CAUCUSES:
            await _sow(found, key)
        await _seat_late(found)
        await _release(found)
        await _look_in_chats(found)
        await settled(council)
        yield found


async def _remove(found: Sown) -> None:
    """Unseat a member of each caucus in a direct chat, with a reason that they never see."""
    for key in CAUCUSES:
        chair, gone = found.council[f"{key}-chair"], found.council[f"{key}-2"]
        room = found.opened.caucuses[key]
        await gone.room(chair.name_of(room))
        why = found.canary("a reason for unseating", key)
        chat = found.chats[f"{key}-chair"] = await talk_to_bot(found.council, chair, "!help")
        await chair.reads(chat, "!propose")
        said = await chair.commands(chat, f"!unseat {key} {gone.user_id} For {why}")
        assert "Point of order" not in said, said
        await gone.until(partial(gone.left.__contains__, room))


async def _sow(found: Sown, key: str) -> None:
    """Say secrets in a caucus, in all the ways in which something can be said there."""
    chair, member = found.council[f"{key}-chair"], found.council[f"{key}-1"]
    room = found.opened.caucuses[key]
    await chair.reads(room, "Draft 1 (")
    await member.say(room, f"I think {found.canary(CHAT, key)}")
    await member.say(
        room,
        "Look",
        format="org.matrix.custom.html",
        formatted_body=f"<b>{found.canary(CHAT, key)}</b>",
    )
    await chair.commands(room, f"!draft\nA wording: {found.canary('a caucus text', key)}")
    file = await chair.share(
        room, "wording.md", f"In a file: {found.canary('a file', key)}", caption="!draft"
    )
    await chair.answer(room, file)
    await chair.commands(room, f"!draft\nA slip: {found.canary('a text taken back', key)}")
    why = found.canary("a reason for taking a text back", key)
    await chair.sees(room, lambda event: shows_text(event).endswith(f"/{key}.3"))
    said = await chair.commands(room, f"!undraft {why}")
    assert f"Draft 1/{key}.3 is taken back" in said, said
    await member.share(room, "notes.md", f"Notes: {found.canary(CHAT, key)}")
    await chair.commands(room, f"!consensus maybe {found.canary('a malformed command', key)}")
    await chair.commands(room, f"!refer {found.canary('a command in the wrong room', key)}")
    await member.commands(room, f"!consensus no {found.canary('a refused command', key)}")
    await _call(found, key)
    await _object(found, key)
    await chair.commands(room, "!text cs.1" if key == "cs" else "!text gov.1")
    await chair.commands(room, "!diff")
    await chair.commands(room, "!history")


async def _call(found: Sown, key: str) -> None:
    """Call for objections in a caucus: one call is answered and ended, another one lapses."""
    chair, member = found.council[f"{key}-chair"], found.council[f"{key}-1"]
    room = found.opened.caucuses[key]
    words = found.canary("the words of a call", key)
    await chair.say(room, f"!call 24h {words}")
    call = await member.reads(room, "Consensus call on")
    about = {"rel_type": "m.annotation", "event_id": call["event_id"], "key": "👍"}
    await member.send(room, {"m.relates_to": about}, "m.reaction")
    await chair.sees(room, lambda event: "Answered so far: 1 of 1" in str(event))
    said = await chair.commands(room, "!extend 24h")
    assert "It ends on" in said, said
    await chair.say(room, "!end")
    await chair.reads(room, "has ended: no objection")
    words = found.canary("the words of a silence procedure", key)
    await chair.say(room, f"!silence 24h {words}")
    await member.reads(room, "Silence procedure on")


async def _object(found: Sown, key: str) -> None:
    """Object in a caucus: one objection is lifted, one answered twice, one stays open."""
    chair, member = found.council[f"{key}-chair"], found.council[f"{key}-1"]
    room = found.opened.caucuses[key]

    async def told(person: Person, command: str, kind: str, label: str = "") -> None:
        said = await person.commands(room, f"{command} {found.canary(kind, key)}")
        assert "Point of order" not in said, said
        assert label in said, said

    await told(member, "!object", "an objection", f"{key}.O1")
    await told(member, "!lift O1", "a note to a lifted objection")
    await told(member, "!object", "an objection", f"{key}.O2")
    await told(chair, "!object O2", "a reason for joining")
    await told(chair, "!dispose O2 invalid", "a reason that was a slip")
    await told(chair, "!correct", "a reason for a correction")
    await told(chair, "!dispose O2 outweighed", "a reason for a disposition")
    if key == "cs":
        await told(member, "!object", "an objection", "cs.O3")


async def _seat_late(found: Sown) -> None:
    room, late = found.opened.caucuses["cs"], found.people["late"]
    chair = found.council["cs-chair"]
    said = await chair.commands(room, f"!seat {late.user_id}")
    assert "Point of order" not in said, said
    await late.room(chair.name_of(room))


async def _release(found: Sown) -> None:
    """Government releases its latest wording and a note; of Civil society's nothing goes out but
    an objection and a reason."""
    everybody = tuple(found.hearing)
    chair, room = found.council["gov-chair"], found.opened.caucuses["gov"]
    released = found.canary("a released text", "gov", *everybody)
    await chair.commands(room, f"!draft\nFor all: {released}")
    note = found.canary("a note", "gov", *everybody)
    said = await chair.commands(room, f"!consensus amended gov.4 {note}")
    assert "Plenary has been told" in said, said
    chair, room = found.council["cs-chair"], found.opened.caucuses["cs"]
    objection = found.canary("a released objection", "cs", *everybody)
    await found.council["cs-1"].commands(room, f"!object {objection}")
    reason = found.canary("a reason for not agreeing", "cs", *everybody)
    said = await chair.commands(room, f"!consensus no with cs.O4 {reason}")
    assert "Plenary has been told" in said, said


async def _look_in_chats(found: Sown) -> None:
    """Ask the bot itself, in every room and chat, for what it has."""
    number, council, rooms = found.opened.number, found.council, found.opened.caucuses
    asked = (
        *(f"!text {number} cs.1", f"!text {number} gov.1", f"!diff {number} 1 cs.1"),
        *(f"!text {number} cs.3", f"!text {number} gov.3", f"!diff {number} 1 cs.3"),
        *(f"!history {number}", f"!status {number}", f"!objections {number}"),
    )
    here = tuple(question.replace(f" {number}", "") for question in asked)
    askers = ("observer", "secretary", "gov-2", "gov-chair", "stranger")
    await asyncio.gather(
        *(_ask_alone(found, role, asked) for role in askers),
        _ask(found.people["late"], council.forum, asked),
        _ask(council["cs-chair"], found.opened.plenary, here),
        _ask(council["gov-1"], rooms["gov"], here),
        _ask(council["cs-1"], rooms["cs"], here),
    )


async def _ask_alone(found: Sown, role: str, asked: Iterable[str]) -> None:
    person = found.people[role]
    chat = found.chats.get(role) or await talk_to_bot(found.council, person, "!help")
    await person.reads(chat, "!propose")
    await _ask(person, chat, asked)


async def _ask(person: Person, room: str, asked: Iterable[str]) -> None:
    for question in asked:
        await person.commands(room, question)


def leaks(found: Sown, seen: Mapping[str, str]) -> list[str]:
    """Return who saw what they may not; ``seen`` is what each role could reach."""
    return [
        f"{role} sees {canary.kind} of {canary.caucus}"
        for role, text in seen.items()
        for canary in found.canaries
        if canary.word in text and role not in canary.inside
    ]
