"""Events with anything in them come in: bodies, formatted bodies, relations, files, marks.

Each is read by ``incoming``, and what that makes an item of is decided by a clerk with a
real record. Nothing raises, nothing is given up; what only looks like a command is none;
nobody without an office gets more into the record than a proposal, and objections where they
may talk; the record holds.
"""

import asyncio
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.clerk.item import Altered, Item
from bot.listener import recognise
from bot.matrix import Event, events
from bot.relay import places
from bot.rendering.parts import HTML
from commands.parsing.command import Asked
from commands.registry import COMMANDS
from deliberation import entries as e
from deliberation.objections import payloads as objections
from storage import inbox, record
from storage.inbox import InboxState
from storage.verify import verify
from tests.bot.desk import BOT, Desk, desk
from tests.storage.look import export
from tests.torture.rig import Rig

READ, DECIDED = 500, 10
"""Events of a round that are read, and items of it that are decided."""
ROUNDS = 30
"""Rounds with the same record, which grows."""
CHAIRS = {
    "forum": "@forum-chair:test",
    "P1/plenary": "@chair:test",
    "P1/caucus:cs": "@cs-chair:test",
    "P1/caucus:gov": "@gov-chair:test",
}
OFFICES = tuple(CHAIRS.values())
PLACES = (*CHAIRS, "direct:!chat", "P1/space")
OTHERS = ("@visitor:test", "@observer:test", "@cs-1:test", "@secretary:test", "", "nobody", "@x:\n")
KINDS = ("m.room.message",) * 8 + ("m.room.redaction", "m.room.encrypted", "m.reaction")
ANYBODYS = (e.Tabled, e.Withdrawn)
"""What those without an office may bring into the record."""
OBJECTIONS = (
    *(objections.ObjectionRaised, objections.ObjectionJoined),
    *(objections.ObjectionRaisedAgain, objections.ObjectionLifted),
)
TALKING: Mapping[str, tuple[str, ...]] = {
    "forum": OTHERS,
    "council": ("@visitor:test", "@observer:test", "@cs-1:test"),
    "cs": ("@cs-1:test",),
    "gov": (),
}
"""Those without an office who may talk in the room of a body, and so object there. The visitor
has tabled P1."""
LETTERS = "abc P1!3@:#$.,-—«»\"'`<>&\n\t\0\u202e\ud800é한👩‍👩‍👧"
ARGUMENTS = (
    *("", " yes", " no x", " amended", " P1", " P1 x", " 3", " cs.1", " @a:b", " cs @a:b"),
    *(" yes P1", " T\nFrom: I\nText.", "\nOne.\n\nTwo.", " cs", " @cs-1:test", " reason"),
)


@dataclass
class Fuzz:
    """Makes events up."""

    random: random.Random
    _ids: int = 0

    def json(self, depth: int = 3) -> Any:
        """Return any JSON."""
        pick = self.random.randrange(8 if depth else 6)
        if pick == 6:
            return [self.json(depth - 1) for _ in range(self.random.randrange(4))]
        if pick == 7:
            return {self.text(8): self.json(depth - 1) for _ in range(self.random.randrange(4))}
        number = self.random.choice((0, 1, -1, 2**53, 2**70, 1e300))
        return (None, True, number, self.text(30), "$1", "m.replace")[pick]

    def text(self, longest: int) -> str:
        """Return any text, with what could matter in it."""
        return "".join(self.random.choices(LETTERS, k=self.random.randrange(longest)))

    def command(self) -> str:
        """Return a command that may be meant."""
        return f"!{self.random.choice(sorted(COMMANDS))}{self.random.choice(ARGUMENTS)}"

    def words(self) -> Any:
        """Return a body: a command, one that was spoiled, a text, or no text at all."""
        pick = self.random.randrange(6)
        if pick == 5:
            return self.json()
        said = self.text(200) if pick == 4 else self.command()
        return self.spoiled(said) if pick == 3 else said

    def spoiled(self, text: str) -> str:
        """Return a text with something else somewhere in it."""
        at = self.random.randrange(len(text) + 1)
        return text[:at] + self.text(6) + text[at + self.random.randrange(3) :]

    def relation(self) -> Any:
        """Return any ``m.relates_to``: true to the specification, nearly so, or not at all."""
        kinds = ("m.thread", "m.annotation", "m.reference", self.json())
        made: dict[str, Any] = {
            "rel_type": self.random.choice(kinds),
            "event_id": self.random.choice(("$1", "$2", self.json())),
            "m.in_reply_to": self.random.choice(
                ({"event_id": "$1"}, {"event_id": {}}, self.json())
            ),
            "is_falling_back": self.random.choice((True, False, self.json())),
            "key": self.json(),
        }
        some = {key: made[key] for key in made if self.random.random() < 0.5}
        return self.random.choice((some, some, some, self.json()))

    def content(self) -> dict[str, Any]:
        """Return the content of a message, with or without what belongs into it."""
        made: dict[str, Callable[[], Any]] = {
            "m.relates_to": self.relation,
            "formatted_body": self.html,
            "m.mentions": self.json,
            "m.new_content": self.json,
            "filename": lambda: self.random.choice(("a.md", self.json())),
            "url": lambda: self.random.choice(("mxc://a/b", self.json())),
            "file": self.json,
            "info": self.json,
            "org.rapporteur": lambda: {"key": self.json(), "shows": self.json()},
        }
        kind = self.random.choice(("m.text", "m.text", "m.text", "m.file", self.json()))
        some = {key: make() for key, make in made.items() if self.random.random() < 0.25}
        form = {"format": HTML}
        return {"msgtype": kind, "body": self.words(), **form, **some}

    def html(self) -> Any:
        """Return a formatted body."""
        tag = self.random.choice(
            ("p", "blockquote", "pre", "code", "a href='https://matrix.to/#/@x:y'")
        )
        return self.random.choice((f"<{tag}>{self.words()}</{tag.split()[0]}>", self.words()))

    def event(self, content: Mapping[str, Any], **more: Any) -> Event:
        """Return an event with a content, from somebody somewhere."""
        self._ids += 1
        told: dict[str, Any] = {
            "event_id": f"$fuzz-{self._ids}",
            "sender": self.random.choice((*OFFICES, *OTHERS, BOT)),
            "origin_server_ts": self.random.choice((1, self._ids, 2**53, 2**70, self.json())),
            "type": "m.room.message",
            "content": content,
        }
        return events.event("!room", {**told, **more})

    def anything(self) -> Event:
        """Return an event that may be anything."""
        content = self.content() if self.random.random() < 0.9 else {"": self.json()}
        redacts = self.random.choice((None, "$1", "$fuzz-1"))
        return self.event(content, type=self.random.choice(KINDS), redacts=redacts)

    def forgery(self) -> Event:
        """Return an event that looks like a command of a chair's, and is none."""
        said, chair = self.command(), self.random.choice(OFFICES)
        plain = {"msgtype": "m.text", "body": said}
        edit = {"rel_type": "m.replace", "event_id": self.random.choice(("$1", self.json()))}
        forms: tuple[dict[str, Any], ...] = (
            {"m.relates_to": {**_mapping(self.relation()), **edit}, "m.new_content": plain},
            {"msgtype": self.random.choice(("m.notice", "m.emote", "m.image", 1, None, [said]))},
            {"body": f"> {said}"},
            {"body": f"`{said}`"},
            {"body": f"```\n{said}\n```"},
            {"formatted_body": f"<pre><code>{said}</code></pre>", "format": HTML},
            {"formatted_body": f"<blockquote><p>{said}</p></blockquote>", "format": HTML},
            {"body": [said]},
        )
        return self.event(plain | self.random.choice(forms), sender=chair)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


@dataclass
class Bench:
    """A clerk with a record, to whom events are brought.

    ``officers`` were named at some time, and ``talking`` may talk in the room of a body.
    """

    desk: Desk
    fuzz: Fuzz
    decided: int = 0
    head: int = field(default=0)
    officers: set[str] = field(default_factory=lambda: set(OFFICES))
    talking: dict[str, set[str]] = field(
        default_factory=lambda: {body: set(people) for body, people in TALKING.items()}
    )

    def round(self) -> None:
        """Read many events, decide some."""
        for _ in range(READ // 2):
            forged = self.fuzz.forgery()
            taken = self.item(forged)
            assert not (taken and isinstance(taken.what, Asked)), forged
        # An edit or a deletion is next to nothing for the clerk.
        found = [self.item(self.fuzz.anything()) for _ in range(READ // 2)]
        items = [each for each in found if each and not isinstance(each.what, Altered)]
        chosen = self.fuzz.random.sample(items, min(len(items), DECIDED // 2))
        asked = [each for each in items if isinstance(each.what, Asked) and each not in chosen]
        chosen += asked[: DECIDED // 2]
        self.desk.runner.run(self.decide(chosen))

    def item(self, event: Event) -> Item | None:
        """Read an event as if it had been said somewhere."""
        place = self.fuzz.random.choice(PLACES)
        if place in CHAIRS and self.fuzz.random.random() < 0.5:
            event = replace(event, sender=CHAIRS[place])
        words = recognise.said(event)
        recognise.replied_to(words)
        return recognise.item(event, words, places.parse(place), BOT, "!", about={"$1": "P1"})

    async def decide(self, items: Iterable[Item]) -> None:
        """Have the clerk decide items, and look at what is recorded."""
        for item in items:
            alone = self.fuzz.random.random() < 0.5
            await self._work(item, alone=alone)
            self.decided += 1
            for entry in await self._new():
                assert entry.person == item.person, item
                assert entry.person in self.officers or self._is_anybodys(entry), item
                self._note(entry.payload)

    def _is_anybodys(self, entry: e.Entry) -> bool:
        """Whether somebody without an office may have brought this into the record."""
        payload = entry.payload
        if isinstance(payload, OBJECTIONS):
            return entry.person in self.talking[payload.body]
        return isinstance(payload, ANYBODYS)

    def _note(self, payload: e.Payload) -> None:
        """Note who has an office now, or a seat."""
        if isinstance(payload, e.ChairNamed | e.DeputyNamed):
            self.officers.add(payload.person)
        elif isinstance(payload, e.Seated):
            self.talking[payload.caucus].add(payload.person)
            self.talking["council"].add(payload.person)

    async def _work(self, item: Item, *, alone: bool) -> None:
        await self.desk.clerk.work(item, 1, alone=alone, unfetched=False)
        async with self.desk.database.read() as conn:
            row = await inbox.get(conn, item.cause)
        assert row, item
        assert row.state is InboxState.DONE, f"given up: {item}"

    async def _new(self) -> list[e.Entry]:
        async with self.desk.database.read() as conn:
            if (head := (await record.head(conn)).number) == self.head:
                return []
            new = [s.entry for s in await record.sealed(conn, None) if s.entry.number > self.head]
        self.head = head
        return new

    async def whole(self) -> None:
        """Check that the record holds."""
        async with self.desk.database.read() as conn:
            assert verify(export(await record.sealed(conn, None), None)) == ()


async def run(rig: Rig) -> None:
    """Bring events until the time is over."""
    fuzz = Fuzz(rig.random)
    while not rig.counts["fuzzed events"] or rig.more():
        await asyncio.to_thread(_one_record, rig, fuzz)


def _one_record(rig: Rig, fuzz: Fuzz) -> None:
    folder = Path(rig.folder / str(rig.counts["fuzzed events"]))
    with desk(folder) as opened:
        opened.say("forum", "@visitor:test", "!propose T\nFrom: I\nOne.\n\nTwo.")
        opened.say("forum", "@forum-chair:test", "!consensus yes P1")
        bench = Bench(opened, fuzz)
        opened.runner.run(bench._new())
        for _ in range(ROUNDS):
            bench.round()
            rig.counts["fuzzed events"] += READ
            if not rig.more():
                break
        opened.runner.run(bench.whole())
        rig.counts["of these, decided by the clerk"] += bench.decided
        rig.counts["entries recorded meanwhile"] += bench.head
