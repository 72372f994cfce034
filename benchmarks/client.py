"""A bare Matrix client on aiohttp: it follows the sync, remembers, and asks.

The people of the benchmarks use it, and so does the bare bot that ours is measured
against. Of ours it imports what a session is, the bot's sync filter (the same
requests), and how many requests may be under way at once.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

from bot.matrix import ENCRYPTED, Matrix, Session
from bot.matrix.reading import SYNC_FILTER
from bot.ratelimit import AT_ONCE

PATIENCE = 300.0
"""Seconds to wait for something to be seen, on a machine that may be busy."""
SYNC_MS = 30_000
OK = 200

Event = Mapping[str, Any]
Fits = Callable[[str, Event], bool]


class Refused(Exception):  # noqa: N818 - what the homeserver did
    """The homeserver refused a request that it was to grant."""


@dataclass(frozen=True)
class Seen:
    """An event, the room that showed it, and when this client had it (``perf_counter``)."""

    at: float
    room: str
    event: Event


@dataclass
class Client:
    """One account, used in ``async with``; ``accepts``: it takes every invitation.

    ``seen`` is what rooms have shown since it was last cleared. ``told`` is called with
    each event as it comes. ``sealed`` are the rooms in which it speaks through ``sealing``,
    encrypted; it reads nothing that is encrypted.
    """

    url: str
    session: Session
    accepts: bool = False
    seen: list[Seen] = field(default_factory=list)
    told: Callable[[str, Event], None] | None = None
    sealing: Matrix | None = None
    sealed: set[str] = field(default_factory=set)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _http: aiohttp.ClientSession | None = None
    _listening: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        headers = {"Authorization": f"Bearer {self.session.access_token}"}
        self._http = aiohttp.ClientSession(headers=headers, cookie_jar=aiohttp.DummyCookieJar())
        since = str((await self.sync("", 0))["next_batch"])
        self._listening = asyncio.create_task(self._listen(since))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._listening:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        if self._http:
            await self._http.close()

    # --- doing ----------------------------------------------------------------------

    async def ask(
        self, method: str, path: str, data: bytes | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Make a request when fewer than ``AT_ONCE`` are under way; ``path`` is encoded."""
        async with self._gate:
            return await self._ask(method, path, data)

    async def post(self, where: str, body: Mapping[str, Any], method: str = "POST") -> Any:
        """Make a request of the client API that is to be granted. Raises Refused."""
        path = f"/_matrix/client/v3/{where}"
        status, found = await self.ask(method, path, json.dumps(body).encode())
        if status != OK:
            raise Refused(f"{where}: {status} {found}")
        return found

    async def say(self, room: str, text: str) -> str:
        """Send a text; return the event's id."""
        if self.sealing and room in self.sealed:
            said = {"msgtype": "m.text", "body": text}
            txn = secrets.token_hex(8)
            return await self.sealing.send_sealed(room, "m.room.message", said, txn, {})
        where = f"rooms/{quote(room)}/send/m.room.message/{secrets.token_hex(8)}"
        sent = await self.post(where, {"msgtype": "m.text", "body": text}, "PUT")
        return str(sent["event_id"])

    async def share(self, room: str, caption: str, text: str) -> str:
        """Upload a text as a file and send it with a caption; return the event's id."""
        data = text.encode()
        status, stored = await self.ask("POST", "/_matrix/media/v3/upload?filename=text.md", data)
        if status != OK:
            raise Refused(f"upload: {status} {stored}")
        said = {
            "msgtype": "m.file",
            "body": caption,
            "filename": "text.md",
            "url": stored["content_uri"],
            "info": {"size": len(data), "mimetype": "text/markdown"},
        }
        where = f"rooms/{quote(room)}/send/m.room.message/{secrets.token_hex(8)}"
        return str((await self.post(where, said, "PUT"))["event_id"])

    async def join(self, room: str) -> None:
        """Enter a room to which one is invited, or that is public."""
        await self.post(f"join/{quote(room, safe='')}", {})

    # --- seeing ---------------------------------------------------------------------

    async def sees(self, fits: Fits) -> Seen:
        """Wait until a room has shown what fits, since ``seen`` was cleared."""
        async with asyncio.timeout(PATIENCE), self._news:
            while (found := self._found(fits)) is None:
                await self._news.wait()
        return found

    async def sees_so_many(self, number: int, fits: Fits) -> Seen:
        """Wait until rooms have shown so many events that fit, since ``seen`` was cleared."""

        def last() -> Seen | None:
            found = [each for each in self.seen if fits(each.room, each.event)]
            return found[number - 1] if len(found) >= number else None

        async with asyncio.timeout(PATIENCE), self._news:
            while (seen := last()) is None:
                await self._news.wait()
        return seen

    async def sees_sealed(self, room: str, number: int) -> Seen:
        """Wait until a room has shown so many encrypted events since ``seen`` was cleared."""
        return await self.sees_so_many(
            number, lambda where, event: where == room and event["type"] == ENCRYPTED
        )

    async def answered(self, command: str) -> Seen:
        """Wait for the reply to a command."""
        return await self.sees(lambda _room, event: replied_to(event) == command)

    async def sync(self, since: str, wait_ms: int) -> dict[str, Any]:
        """Ask what happened since; the batch as the homeserver gave it."""
        query = {"filter": SYNC_FILTER, "set_presence": "offline", "timeout": str(wait_ms)}
        if since:
            query["since"] = since
        _, found = await self._ask("GET", f"/_matrix/client/v3/sync?{urlencode(query)}", None)
        return found

    def _found(self, fits: Fits) -> Seen | None:
        return next((each for each in self.seen if fits(each.room, each.event)), None)

    async def _listen(self, since: str) -> None:
        while True:
            batch = await self.sync(since, SYNC_MS)
            since = str(batch["next_batch"])
            await self._take(batch.get("rooms", {}))

    async def _take(self, rooms: Mapping[str, Any]) -> None:
        now = time.perf_counter()
        for room, news in rooms.get("join", {}).items():
            for event in news.get("timeline", {}).get("events", []):
                self.seen.append(Seen(now, room, event))
                if self.told:
                    self.told(room, event)
        async with self._news:
            self._news.notify_all()
        if self.accepts:
            await asyncio.gather(*(self.join(room) for room in rooms.get("invite", {})))

    async def _ask(self, method: str, path: str, data: bytes | None) -> tuple[int, dict[str, Any]]:
        if self._http is None:
            raise RuntimeError("not entered")
        headers = {"Content-Type": "application/json"} if data is not None else None
        url = URL(f"{self.url}{path}", encoded=True)
        async with self._http.request(method, url, data=data, headers=headers) as answer:
            found = json.loads(await answer.read())
        # A room's state is a list; nothing here reads it.
        return answer.status, found if isinstance(found, dict) else {}


def replied_to(event: Event) -> str:
    """Return the id of the event that an event replies to, or empty."""
    relation = event.get("content", {}).get("m.relates_to") or {}
    return str((relation.get("m.in_reply_to") or {}).get("event_id", ""))


def shows(event: Event) -> int:
    """Return the number of the draft that a message shows, or 0."""
    mark = event.get("content", {}).get("org.rapporteur") or {}
    return int(mark.get("shows", 0))
