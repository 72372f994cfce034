"""All that an account can get out of a homeserver, tried with every id that there is.

An attacker is given what they could never guess: the ids of all rooms and events. Knows the
client API alone, and imports nothing of ours but the client.
"""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from demo.person import Person, Refused

UNSTABLE = "/_matrix/client/unstable"
V1 = "/_matrix/client/v1"
WAYS = 12
"""Requests under way at the same time."""


@dataclass(frozen=True)
class World:
    """What an attacker knows: rooms, events in them that hold secrets, words to look for."""

    rooms: Sequence[str]
    events: Sequence[tuple[str, str]]
    words: Sequence[str]
    aliases: Sequence[str]


async def reached(person: Person, world: World) -> str:
    """Return all that a person is answered, as one text."""
    gate = asyncio.Semaphore(WAYS)

    async def asked(method: str, where: str, body: Any = None) -> str:
        async with gate:
            try:
                found = await person.ask(method, where, body)
                return json.dumps(_without_echo(found), ensure_ascii=False)
            except Refused as refused:
                return "" if refused.status < 500 else str(refused)

    own = set((await person.ask("GET", "joined_rooms"))["joined_rooms"])
    events = [(room, event) for room, event in world.events if room not in own]
    requests = [*_everywhere(world), *_rooms(world.rooms), *_events(events)]
    found = await asyncio.gather(*(asked(*request) for request in requests))
    pages = await asyncio.gather(*(_history(person, room, gate) for room in world.rooms))
    return "\n".join((*found, *pages))


def _without_echo(found: Any) -> Any:
    """Return an answer without the words that a search says it looked for."""
    if isinstance(found, dict):
        found.get("search_categories", {}).get("room_events", {}).pop("highlights", None)
    return found


async def _history(person: Person, room: str, gate: asyncio.Semaphore) -> str:
    """Return all pages of a room's past, as far as it is shown."""
    said: list[str] = []
    token = ""
    while True:
        start = f"&from={quote(token)}" if token else ""
        async with gate:
            try:
                page = await person.ask(
                    "GET", f"rooms/{quote(room)}/messages?dir=b&limit=200{start}"
                )
            except Refused:
                return "".join(said)
        said.append(json.dumps(page, ensure_ascii=False))
        token = page.get("end", "")
        if not token or not page["chunk"]:
            return "".join(said)


Request = tuple[str, str] | tuple[str, str, Any]


def _everywhere(world: World) -> Iterator[Request]:
    left = quote('{"room":{"include_leave":true,"timeline":{"limit":200}}}')
    yield "GET", f"sync?full_state=true&filter={left}"
    yield "GET", "joined_rooms"
    yield "GET", "notifications?limit=100"
    yield "GET", "publicRooms?limit=500"
    yield "GET", "events?timeout=0"
    yield "GET", "initialSync?limit=100&archived=true"
    for word in world.words:
        term = {"generic_search_term": word}
        yield "POST", "publicRooms", {"filter": term, "limit": 50}
        yield "POST", "user_directory/search", {"search_term": word, "limit": 50}
        events = {"search_term": word, "event_context": {"before_limit": 5, "after_limit": 5}}
        yield "POST", "search", {"search_categories": {"room_events": events}}
    for alias in world.aliases:
        yield "GET", f"directory/room/{quote(alias, safe='')}"


def _rooms(rooms: Sequence[str]) -> Iterator[Request]:
    for room in map(quote, rooms):
        for what in ("state", "members", "joined_members", "initialSync", "aliases"):
            yield "GET", f"rooms/{room}/{what}"
        yield "GET", f"rooms/{room}/state/m.room.topic/"
        yield "GET", f"{V1}/rooms/{room}/hierarchy?limit=50&max_depth=5"
        yield "GET", f"{V1}/rooms/{room}/threads"
        yield "GET", f"{V1}/rooms/{room}/timestamp_to_event?ts=0&dir=f"
        yield "GET", f"{V1}/room_summary/{room}"
        yield "GET", f"{UNSTABLE}/im.nheko.summary/rooms/{room}/summary"
        yield "GET", f"events?timeout=0&room_id={room}"
        yield "POST", f"knock/{room}", {}
        yield "POST", f"join/{room}", {}


def _events(events: Sequence[tuple[str, str]]) -> Iterator[Request]:
    for room, event in ((quote(room), quote(event)) for room, event in events):
        yield "GET", f"rooms/{room}/event/{event}"
        yield "GET", f"rooms/{room}/context/{event}?limit=100"
        yield "GET", f"{V1}/rooms/{room}/relations/{event}"
        yield "PUT", f"rooms/{room}/redact/{event}/{event}-by-another", {}
