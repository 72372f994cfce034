"""All that the demo's people and the bot say in all rooms, as text that is the same every time.

``python -m tests.demo.transcript`` plays the demo and writes ``transcript.txt`` anew, on purpose.
The rooms are read from the homeserver after the play, by its administrator. Knows the demo alone,
and nothing of the bot.

What is left out or put in another order, since it isn't the same at each play:

- Times, ids, ports, and the hashes of the record's entries, which hash such things, become names
  in braces. A text's fingerprint stays: it hashes the text alone.
- A room's messages stay in the homeserver's order. The bot sends those of one room one after the
  other, and people in the play speak only after they have seen what the bot had to say before.
- The bot's ticks go their own way, beside its messages. The one promise is that a tick comes after
  the answer to the same command. One that does is put there, however many of the bot's messages
  overtook it; one that doesn't is put right after the command. People wait for the tick.
- The bot brings a room's name, topic, pins, rights and members to what they should be when it has
  said what there is to say, and several changes at once where they follow each other quickly. How
  each room stands at the end is compared, not on which way it came there.
- Of a message that is edited, the first words and the last are shown: of several edits that wait,
  the bot sends the last alone.
- The link to the proposal's space comes as soon as that stands. It is put behind the opening.
- How far an opening has come is said only if it takes long, so only on a slow machine.
"""

import asyncio
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rich.console import Console

from demo.homeserver import NO_PUSH, Homeserver
from demo.person import Seen, replies, ticks
from demo.play import Evening
from demo.screen import Pace, Screen
from demo.stage import Stage

FILE = Path(__file__).with_name("transcript.txt")
LONG_OPENING = re.compile(r"\d+ of \d+ rooms (is|are) ready;.*|All \d+ rooms are ready\.")
SPACE = re.compile(r"Members of the council find all rooms of P\d+ together")
REST = 30.0
"""Seconds without any change after which nothing more is expected to come. What is as expected
is not waited for."""
LOOK = 0.5
"""Seconds between two readings of the rooms."""
CHANGING = (
    (re.compile(r"localhost(:|%3A)\d+"), "localhost"),
    (re.compile(r"mxc://[^\"\s]+"), "{file}"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "{hash}"),
    (re.compile(r"\b[0-9a-f]{40}\b"), "{random}"),
    (re.compile(r"(?<=/)\$[\w-]{43}\b"), "{event}"),
    (re.compile(r"\b\d{4}-\d\d-\d\d \d\d:\d\d UTC"), "{moment}"),
)
BLOCK = re.compile(r"(?<=[^\n])(?=<(?:p|ul|ol|li|blockquote|details|summary|h\d|pre)\b)")
"""Where a line of the transcript ends though none ends in the message, to be read more easily."""


@dataclass
class Played:
    """A play that is over: its exit code, what the screen showed, and what was said."""

    code: int
    screen: str
    said: str


@dataclass
class Reader:
    """Reads the rooms once the play is over, until they are as ``expected`` or change no more."""

    expected: str = ""
    said: str = ""

    async def __call__(self, stage: Stage) -> None:
        """Read them."""
        loop = asyncio.get_running_loop()
        changed = loop.time()
        while loop.time() < changed + REST:
            now = await transcript(stage.homeserver)
            if now != self.said:
                self.said, changed = now, loop.time()
            if now == self.expected:
                return
            await asyncio.sleep(LOOK)


async def played(expected: str = "") -> Played:
    """Play the demo without pauses, and read all of its rooms at the end."""
    shown, reader = io.StringIO(), Reader(expected)
    screen = Screen(Console(file=shown, width=80, highlight=False))
    code = await Evening(screen, Pace(wanted=False), reader, NO_PUSH).pass_()
    return Played(code, shown.getvalue(), reader.said)


async def transcript(server: Homeserver) -> str:
    """Return what all rooms of a homeserver show, by their names."""
    listed = (await server.admin("GET", "/_synapse/admin/v1/rooms?limit=1000"))["rooms"]
    rooms = await asyncio.gather(*(_read(server, room["room_id"]) for room in listed))
    names = Names({room.id: room.name for room in rooms})
    return "\n".join(names.steady(room.shown(names)) for room in sorted(rooms, key=Room.order))


async def _read(server: Homeserver, room_id: str) -> "Room":
    where = f"/_synapse/admin/v1/rooms/{quote(room_id)}"
    state = (await server.admin("GET", f"{where}/state"))["state"]
    page = await server.admin("GET", f"{where}/messages?dir=f&limit=1000")
    events = page["chunk"]
    while page["chunk"] and "end" in page:
        page = await server.admin("GET", f"{where}/messages?dir=f&limit=1000&from={page['end']}")
        events += page["chunk"]
    return Room(room_id, state, events)


@dataclass(frozen=True)
class Names:
    """What stands for what has another name at each play."""

    rooms: Mapping[str, str]

    def steady(self, text: str) -> str:
        """Return a text with names in braces for what is another at each play."""
        for room, name in self.rooms.items():
            for written in (room, quote(room), quote(room, safe="")):
                text = text.replace(written, f"{{room: {name}}}")
        for changing, name in CHANGING:
            text = changing.sub(name, text)
        return text


@dataclass
class Room:
    """A room: its state at the end, and all of its events in the homeserver's order."""

    id: str
    state: Sequence[Seen]
    events: Sequence[Seen]
    by_id: dict[str, Seen] = field(init=False)

    def __post_init__(self) -> None:
        """Know the events by their ids."""
        self.by_id = {event["event_id"]: event for event in self.events}

    @property
    def name(self) -> str:
        """Its name."""
        named = (e["content"].get("name", "") for e in self.state if e["type"] == "m.room.name")
        return str(next(named, ""))

    def order(self) -> tuple[str, Sequence[str]]:
        """Return what rooms are sorted by. All direct chats have one name, but other people."""
        there = [event["state_key"] for event in self.state if event["type"] == "m.room.member"]
        return self.name, sorted(there)

    def shown(self, names: Names) -> str:
        """Return its section of the transcript."""
        said = [e for e in self.events if "state_key" not in e and not edited(e)]
        lines = [f"═══ {self.name} ═══", "", *self._standing(names), ""]
        for event in settled([event for event in said if not _is_of_slowness(event)]):
            lines += [*self._event(event), ""]
        return "\n".join(lines)

    def _standing(self, names: Names) -> list[str]:
        """Return how it stands at the end: who is there, and its other state."""
        members: dict[str, list[str]] = {}
        others = []
        for event in self.state:
            if event["type"] == "m.room.member":
                where = members.setdefault(event["content"]["membership"], [])
                where.append(_person(event["state_key"]))
            else:
                key = f" {event['state_key']}" if event["state_key"] else ""
                others.append(f"{event['type']}{key}: {_json(self._pointing(event['content']))}")
        people = [f"{how}: {' '.join(sorted(who))}" for how, who in sorted(members.items())]
        return [*people, *sorted(names.steady(other) for other in others)]

    def _event(self, event: Seen) -> Iterator[str]:
        """Yield the lines of an event: who says what on what, the words, and their form."""
        content = dict(event["content"])
        if ticked := ticks(event):
            sign = content["m.relates_to"]["key"]
            yield f"{_person(event['sender'])} {sign} {self._words(ticked)}"
            return
        kind = content.pop("msgtype", event["type"])
        replied = f", to {self._words(replies(event))}" if replies(event) else ""
        yield f"{_person(event['sender'])}, {kind}{replied}"
        body, html = content.pop("body", ""), content.pop("formatted_body", "")
        if rest := self._rest(content):
            yield f"    {_json(rest)}"
        yield from (f"    │ {line}".rstrip() for line in body.split("\n"))
        if html:
            yield from (f"    ┆ {line}" for line in BLOCK.sub("⏎\n", html).split("\n"))
        yield from self._at_last(event)

    def _at_last(self, event: Seen) -> Iterator[str]:
        """Yield the words that a message has at last, if it was edited."""
        edits = [each for each in self.events if edited(each) == event["event_id"]]
        if edits:
            body = str(edits[-1]["content"]["m.new_content"]["body"])
            yield "  at last"
            yield from (f"    │ {line}".rstrip() for line in body.split("\n"))

    def _rest(self, content: dict[str, Any]) -> dict[str, Any]:
        """Return what else a message says to clients, and to the bot when it reads it again."""
        mark = {**content.get("org.rapporteur", {})}
        mark.pop("key", None)
        relation = {**content.get("m.relates_to", {})}
        relation.pop("m.in_reply_to", None)
        own = {"org.rapporteur": mark, "m.relates_to": self._pointing(relation)}
        rest = {**content, **{name: value for name, value in own.items() if name in content}}
        return {name: value for name, value in rest.items() if value not in ({}, HTML)}

    def _pointing(self, value: Any) -> Any:
        """Return something of JSON with the words of events in place of their ids."""
        if isinstance(value, dict):
            return {key: self._pointing(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._pointing(each) for each in value]
        return self._words(value) if value in self.by_id else value

    def _words(self, event_id: str) -> str:
        """Return who said what, instead of an event's id."""
        event = self.by_id.get(event_id)
        if event is None:
            return "{event elsewhere}"
        words = str(event["content"].get("body", event["type"])).split("\n")[0]
        return f"{_person(event['sender'])} “{words}”"


def edited(event: Seen) -> str:
    """Return the id of the event that an event edits, or empty."""
    relation = event.get("content", {}).get("m.relates_to") or {}
    return str(relation["event_id"]) if relation.get("rel_type") == "m.replace" else ""


HTML = "org.matrix.custom.html"


def settled(events: Sequence[Seen]) -> list[Seen]:
    """Return events with each tick right after the answer that it waits for, if it did."""
    order: list[Seen] = []
    for event in events:
        order.insert(_place(order, event), event)
    return order


def _place(order: Sequence[Seen], event: Seen) -> int:
    """Return where an event belongs among those before it."""
    place = len(order)
    if SPACE.match(str(event["content"].get("body", ""))):
        return 1
    if not (ticked := ticks(event)):
        return place
    while place and order[place - 1]["sender"] == event["sender"]:
        if replies(order[place - 1]) == ticked:
            return place
        place -= 1
    return place if place and order[place - 1]["event_id"] == ticked else len(order)


def _is_of_slowness(event: Seen) -> bool:
    return LONG_OPENING.fullmatch(str(event["content"].get("body", ""))) is not None


def _person(user_id: str) -> str:
    return user_id.partition(":")[0]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


if __name__ == "__main__":
    play = asyncio.run(played(FILE.read_text(encoding="utf-8") if FILE.exists() else ""))
    if play.code:
        raise SystemExit(play.screen)
    FILE.write_text(play.said, encoding="utf-8")
