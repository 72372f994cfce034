"""What a deliberation leaves behind: the rooms as the homeserver has them, and the record.

As plain data in which whatever differs from run to run (ids, the accounts' suffix, hashes)
has a name instead, so that two runs can be compared.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import unified_diff
from pprint import pformat
from typing import Any, Self
from urllib.parse import quote

import aiohttp

from storage import record
from storage.database import open_readonly
from storage.verify import verify
from tests.exactly_once.council import Council
from tests.storage.look import export

FIELD = "org.rapporteur"
SETTINGS = (
    "m.room.name",
    "m.room.topic",
    "m.room.avatar",
    "m.room.join_rules",
    "m.room.guest_access",
    "m.room.history_visibility",
    "m.room.power_levels",
    "m.room.canonical_alias",
    "m.room.pinned_events",
    "m.room.encryption",
    "m.space.child",
)
ADDED = "m.topic"
"""What Synapse adds to the topic with which a room is created, and to no later one. A room that is
created late has its last topic from the start."""
ENCRYPTED = "m.room.encrypted"
TOLD_LATE = "welcome. This room is encrypted"
"""What somebody is told who could not read what was shown before; the draft follows once more."""
PROGRESS = re.compile(
    r"^(\d+ of|All) \d+ rooms (is|are) ready|^@\S+: it is (your|this caucus's) turn on "
)
"""What is told of rooms that take long to open, and to a chair who comes in when it is their turn.

Both depend on how fast the machine is.
"""
Json = Mapping[str, Any]

MOMENT = re.compile(r"\b\d{4}-\d\d-\d\d \d\d:\d\d UTC")
"""When something is due, which is later in a run that takes longer."""


@dataclass(frozen=True)
class World:
    """What is left behind. ``keys`` are those of all of the bot's messages, in no order."""

    names: list[str]
    settings: dict[str, dict[str, Any]]
    members: dict[str, dict[str, str]]
    messages: dict[str, Counter[str]]
    keys: list[str]
    record: list[dict[str, Any]]


async def world(council: Council) -> World:
    """Look at everything that the bot is in, and at its record, which must hold."""
    document = await written(council)
    assert verify(document) == ()
    async with View(council) as view:
        seen = [await view.room(room) for room in await view.rooms()]
    rooms = [await legible(council, room) for room in seen]
    plain = Plain(council, document, rooms)
    names = [plain.name(room) for room in rooms]
    return World(
        names=sorted(names),
        settings={name: plain.settings(room) for name, room in zip(names, rooms, strict=True)},
        members={name: plain.members(room) for name, room in zip(names, rooms, strict=True)},
        messages={name: plain.messages(room) for name, room in zip(names, rooms, strict=True)},
        keys=[key for room in rooms for key in keys(room)],
        record=[
            plain.of({name: entry["content"][name] for name in ("kind", "person", "payload")})
            for entry in document["entries"]
        ],
    )


async def legible(council: Council, room: "Room") -> "Room":
    """Return a room with what is encrypted as somebody there reads it, whose client is on."""
    sealed = {event["event_id"] for event in room.messages if event["type"] == ENCRYPTED}
    there = [each for each in council.listening if room.state.get(("m.room.member", each.user_id))]
    if not sealed or not there:
        return room
    person = there[0]

    def read() -> dict[str, Json]:
        shown = {e["event_id"]: e for e in person.timelines[room.room_id] if e.get("sealed")}
        return shown if shown.keys() >= sealed else {}

    shown = await person.until(read)
    return replace(room, messages=[shown.get(e["event_id"], e) for e in room.messages])


def assert_same(found: World, calm: World) -> None:
    """Assert that a run left what a calm one leaves."""
    _same("record", found.record, calm.record)
    _same("rooms", found.names, calm.names)
    assert len(found.keys) == len(set(found.keys))
    for name in calm.names:
        _same(f"messages in {name}", found.messages[name], calm.messages[name])
        _same(f"members of {name}", found.members[name], calm.members[name])
        _same(f"settings of {name}", found.settings[name], calm.settings[name])


def but_for_what_is_told_late(found: World, calm: World) -> World:
    """Return a world without what those were told whose keys could not be had at first.

    That is more than a calm run says, and never less.
    """
    messages = {}
    for room, said in found.messages.items():
        rest = Counter({each: n for each, n in said.items() if TOLD_LATE not in each})
        most = calm.messages.get(room, Counter())
        if rest != said:
            rest = Counter({each: min(n, most[each] or n) for each, n in rest.items()})
        messages[room] = rest
    return replace(found, messages=messages)


def _same(what: str, found: Any, calm: Any) -> None:
    """Assert it, and say line by line what differs."""
    ours, theirs = (pformat(each, width=160).splitlines() for each in (found, calm))
    assert found == calm, "\n".join([what, *unified_diff(theirs, ours, "calm", "found", n=1)])


async def written(council: Council) -> dict[str, Any]:
    """Return the whole record as exported for everybody's eyes."""
    database = await open_readonly("sqlite", council.cast.folder / "data")
    try:
        async with database.read() as conn:
            return export(await record.sealed(conn, None), None)
    finally:
        await database.close()


async def kinds(council: Council) -> list[str]:
    """Return the kinds of the record's entries, in order."""
    return [entry["content"]["kind"] for entry in (await written(council))["entries"]]


@dataclass(frozen=True)
class Room:
    """A room as the homeserver has it: its present state, and its messages, oldest first."""

    room_id: str
    state: dict[tuple[str, str], Json]
    messages: list[Json]


def keys(room: Room) -> Iterable[str]:
    """Yield the keys of the bot's messages."""
    marks = (event["content"].get(FIELD) for event in room.messages)
    return (mark["key"] for mark in marks if mark)


class View:
    """The homeserver as the bot's account sees it, through a client of its own."""

    def __init__(self, council: Council) -> None:
        token = council.cast.bot.access_token
        self._http = aiohttp.ClientSession(
            council.homeserver.url, headers={"Authorization": f"Bearer {token}"}
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    async def get(self, where: str) -> Any:
        async with self._http.get(f"/_matrix/client/v3/{where}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def rooms(self) -> list[str]:
        found: list[str] = (await self.get("joined_rooms"))["joined_rooms"]
        return found

    async def room(self, room_id: str) -> Room:
        where = f"rooms/{quote(room_id, safe='')}"
        state = await self.get(f"{where}/state")
        page = await self.get(f"{where}/messages?dir=b&limit=1000")
        return Room(
            room_id,
            {(each["type"], each["state_key"]): each["content"] for each in state},
            [each for each in reversed(page["chunk"]) if "state_key" not in each],
        )


class Plain:
    """Gives names to whatever differs from run to run."""

    def __init__(self, council: Council, document: Json, rooms: Iterable[Room]) -> None:
        self._named = {f"-{council.tag}": "", f"c{council.tag}": "mipc"}
        self._named[council.homeserver.server_name] = "localhost"
        for entry in document["entries"]:
            self._named[entry["hash"]] = "HASH"
            self._named[entry["content"]["event"] or "no event"] = "EVENT"
        for room in rooms:
            self._named[room.room_id] = f"ROOM {self.name(room)}"
        self._events = {
            event["event_id"]: f"<{str(event['content'].get('body', event['type']))[:60]}>"
            for room in rooms
            for event in room.messages
        }

    def of(self, value: Any) -> Any:
        """Return a value with names for what differs."""
        if isinstance(value, dict):
            if "hashes" in value and "key" in value:
                return "AN ENCRYPTED FILE"
            return {self.of(key): self.of(each) for key, each in value.items() if key != FIELD}
        if isinstance(value, list):
            return [self.of(each) for each in value]
        return self._said(value) if isinstance(value, str) else value

    def _said(self, text: str) -> str:
        if text in self._events:
            return self._said(self._events[text])
        for told, name in sorted(self._named.items(), key=lambda each: -len(each[0])):
            text = text.replace(told, name).replace(quote(told, safe=""), name)
        text = MOMENT.sub("SOME TIME", text)
        return re.sub(r"mxc://\S+", "FILE", text)

    def name(self, room: Room) -> str:
        """Return a room's name."""
        name = str(room.state.get(("m.room.name", ""), {}).get("name", ""))
        with_whom = [person for kind, person in room.state if kind == "m.room.member"]
        return f"{name} {len(with_whom)}" if "Plenary" not in name and not name else name

    def settings(self, room: Room) -> dict[str, Any]:
        """Return a room's settings."""
        return {
            f"{kind} {self.of(key)}": self.of({k: v for k, v in content.items() if k != ADDED})
            for (kind, key), content in room.state.items()
            if kind in SETTINGS
        }

    def members(self, room: Room) -> dict[str, str]:
        """Return who is in a room (or invited, which people accept when they see it) or was."""
        return {
            self.of(person): "there" if content["membership"] in {"join", "invite"} else "gone"
            for (kind, person), content in room.state.items()
            if kind == "m.room.member"
        }

    def messages(self, room: Room) -> Counter[str]:
        """Return each message with how often it is there."""
        return Counter(
            json.dumps(
                [event["type"], self.of(event["sender"]), self.of(event["content"])],
                sort_keys=True,
                ensure_ascii=False,
            )
            for event in room.messages
            if not PROGRESS.search(str(event["content"].get("body", "")))
        )
