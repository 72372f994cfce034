"""A person with a chat client: what the scripted council, the tests and the benchmarks use.

A client of its own on aiohttp, sharing no code with the bot. It follows the sync, at once
while somebody waits for something and else at a glance now and then; accepts every
invitation, and remembers all that it was shown.
"""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, ClassVar, Self
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.matrix import Session

PATIENCE = 30.0
"""Seconds to wait for something to be seen."""
REFUSALS = 10
"""How often a room to which somebody was invited may refuse them until they give up."""
Seen = Mapping[str, Any]
"""An event as the homeserver gave it."""
POLL = "org.matrix.msc3381.poll.start"
POLL_RESPONSE = "org.matrix.msc3381.poll.response"
"""A poll and the answer to one, by the names that clients of today send."""


class Refused(Exception):  # noqa: N818 - what the homeserver did
    """The homeserver refused a request; ``errcode`` is its code.

    ``session`` is that of the login that it asks for, or empty.
    """

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.errcode = str(body.get("errcode", ""))
        self.session = str(body.get("session", ""))


class NotSeen(Exception):  # noqa: N818 - what didn't happen
    """What was waited for was not seen in time."""


@dataclass
class Person:
    """One account, used in ``async with``. ``timelines`` has what each room showed, in order.

    ``glance`` are the seconds between two looks while it waits for nothing.
    """

    glance: ClassVar[float] = 1.0

    url: str
    session: Session
    timelines: dict[str, list[Seen]] = field(default_factory=lambda: defaultdict(list))
    state: dict[str, dict[tuple[str, str], dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    left: set[str] = field(default_factory=set)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _looking: int = 0
    _looked: asyncio.Event = field(default_factory=asyncio.Event)
    _http: aiohttp.ClientSession | None = None
    _listening: asyncio.Task[None] | None = None
    _accepting: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def user_id(self) -> str:
        """The account's Matrix id."""
        return self.session.user_id

    async def __aenter__(self) -> Self:
        headers = {"Authorization": f"Bearer {self.session.access_token}"}
        self._http = aiohttp.ClientSession(self.url, headers=headers)
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        tasks = [*self._accepting, *([self._listening] if self._listening else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._http:
            await self._http.close()

    # --- doing ----------------------------------------------------------------------

    async def say(self, room: str, text: str, *, reply_to: str = "", **more: Any) -> str:
        """Send a text; ``more`` is further content. Returns the event id."""
        content: dict[str, Any] = {"msgtype": "m.text", "body": text, **more}
        if reply_to:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to}}
        return await self.send(room, content)

    async def send(
        self, room: str, content: Mapping[str, Any], kind: str = "m.room.message"
    ) -> str:
        """Send an event with this content. Returns its id."""
        where = f"rooms/{quote(room)}/send/{kind}/{secrets.token_hex(8)}"
        sent = await self.ask("PUT", where, content)
        return str(sent["event_id"])

    async def share(self, room: str, name: str, text: str, caption: str = "") -> str:
        """Upload a text as a file and send it, with a caption. Returns the event id."""
        data = text.encode()
        stored = await self.ask("POST", f"/_matrix/media/v3/upload?filename={quote(name)}", data)
        content = {
            "msgtype": "m.file",
            "body": caption or name,
            "filename": name,
            "url": stored["content_uri"],
            "info": {"size": len(data), "mimetype": "text/markdown"},
        }
        return await self.send(room, content)

    async def join(self, room: str) -> str:
        """Join a room by id or alias. Returns its id."""
        joined = await self.ask("POST", f"join/{quote(room)}", {})
        return str(joined["room_id"])

    async def ask(self, method: str, where: str, body: Any = None) -> Any:
        """Make a request of the client API. Raises Refused."""
        if self._http is None:
            raise RuntimeError("not entered")
        path = where if where.startswith("/") else f"/_matrix/client/v3/{where}"
        how: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {"json": body}
        url = URL(path, encoded=True)
        async with self._http.request(method, url, **how) as answer:
            reply = await answer.json(content_type=None)
            if answer.status != 200:
                raise Refused(answer.status, reply)
            return reply

    # --- seeing ---------------------------------------------------------------------

    async def sees(
        self, room: str, fits: Callable[[Seen], bool], *, seconds: float = PATIENCE
    ) -> Seen:
        """Wait until a room has shown an event that fits; return it. Raises NotSeen."""
        try:
            seen: Seen = await self.until(
                lambda: next((e for e in self.timelines[room] if fits(e)), None), seconds=seconds
            )
        except NotSeen:
            shown = [e.get("content", {}).get("body") for e in self.timelines[room][-12:]]
            raise NotSeen(f"{self.user_id} in {room}: the last of it is {shown}") from None
        return seen

    async def until(self, look: Callable[[], Any], *, seconds: float = PATIENCE) -> Any:
        """Wait until ``look`` finds something, and return it. Raises NotSeen."""
        self._looking += 1
        self._looked.set()
        try:
            async with asyncio.timeout(seconds), self._news:
                while not (result := look()):
                    await self._news.wait()
                return result
        except TimeoutError:
            raise NotSeen(f"{self.user_id} waited {seconds:g} s in vain") from None
        finally:
            self._looking -= 1
            if not self._looking:
                self._looked.clear()

    async def reads(self, room: str, words: str, *, seconds: float = PATIENCE) -> Seen:
        """Wait until a message with these words is shown in a room. Raises NotSeen."""
        return await self.sees(
            room, lambda e: words in str(e.get("content", {}).get("body", "")), seconds=seconds
        )

    async def answer(self, room: str, command: str, *, seconds: float = PATIENCE) -> Seen:
        """Wait for the reply to an event. Raises NotSeen."""
        return await self.sees(room, lambda e: replies(e) == command, seconds=seconds)

    async def commands(self, room: str, text: str, *, reply_to: str = "", **more: Any) -> str:
        """Send a command and return the body of the answer. Raises NotSeen."""
        event_id = await self.say(room, text, reply_to=reply_to, **more)
        answered = await self.answer(room, event_id)
        return str(answered["content"]["body"])

    async def catches_up(self, room: str) -> None:
        """Wait until all that a room showed so far is seen. Raises NotSeen."""
        said = await self.say(room, "So far.")
        await self.sees(room, lambda e: e["event_id"] == said)

    async def room(self, name: str, *, seconds: float = PATIENCE) -> str:
        """Wait until in a room with this name, or with this before its first dot; return its id.

        Raises NotSeen.
        """
        try:
            return str(await self.until(lambda: self._named(name), seconds=seconds))
        except NotSeen:
            names = sorted(str(self.name_of(room)) for room in self.state)
            raise NotSeen(f"{self.user_id} is not in {name!r}, but in {names}") from None

    def name_of(self, room: str) -> str:
        """Return a room's name as far as known."""
        return str(self.state[room].get(("m.room.name", ""), {}).get("name", ""))

    def _named(self, name: str) -> str | None:
        there = (room for room in self.state if room not in self.left)
        return next((r for r in there if is_named(self.name_of(r), name)), None)

    async def _listen(self) -> None:
        since = ""
        while True:
            wait = 30_000 if since else 0
            query = f"sync?timeout={wait}" + (f"&since={quote(since)}" if since else "")
            try:
                batch = await self.ask("GET", query)
                await self._take(batch.get("rooms", {}))
            except (aiohttp.ClientError, Refused, TimeoutError):
                await asyncio.sleep(0.2)  # then the same batch again
                continue
            since = batch["next_batch"]
            with suppress(TimeoutError):
                async with asyncio.timeout(self.glance):
                    await self._looked.wait()

    async def _take(self, rooms: Mapping[str, Any]) -> None:
        for room in rooms.get("invite", {}):  # beside the listening: a room may be gone by now
            task = asyncio.create_task(self._accept(room))
            self._accepting.add(task)
            task.add_done_callback(self._accepting.discard)
        earlier = {
            room: await self._earlier(room, news["timeline"]["prev_batch"])
            for room, news in rooms.get("join", {}).items()
            if news.get("timeline", {}).get("limited")
        }
        async with self._news:
            self.left.update(rooms.get("leave", {}))
            for room, news in rooms.get("join", {}).items():
                self.left.discard(room)
                timeline = news.get("timeline", {}).get("events", [])
                for event in (*news.get("state", {}).get("events", []), *timeline):
                    if "state_key" in event:
                        key = (event["type"], event["state_key"])
                        self.state[room][key] = event.get("content", {})
                listed = {event["event_id"] for event in self.timelines[room]}
                missed = [e for e in earlier.get(room, []) if e["event_id"] not in listed]
                self.timelines[room] += [*missed, *timeline]
            self._news.notify_all()

    async def _accept(self, room: str) -> None:
        """Join a room, again if the homeserver went away meanwhile: it invites but once.

        An invitation from another homeserver can arrive before that one has it itself, and
        until then it lets nobody in.
        """
        refusals = 0
        while refusals < REFUSALS:
            try:
                await self.join(room)
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(0.2)
            except Refused as refused:
                refusals += refused.status < HTTPStatus.INTERNAL_SERVER_ERROR
                await asyncio.sleep(0.2)
            else:
                return

    async def _earlier(self, room: str, token: str) -> list[Seen]:
        """Return what a limited timeline left out: the page before it, oldest first.

        That is nothing of a room that is gone by now.
        """
        where = f"rooms/{quote(room)}/messages?dir=b&limit=200&from={token}"
        try:
            page = await self.ask("GET", where)
        except Refused as refused:
            if refused.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            return []
        return list(reversed(page["chunk"]))


def is_named(called: str, name: str) -> bool:
    """Whether what a room is called is this name, or begins with it: ``P12 Plenary · Title``."""
    return called == name or called.startswith(f"{name} · ")


def replies(event: Seen) -> str:
    """Return the id of the event that an event replies to, or empty."""
    relation = event.get("content", {}).get("m.relates_to") or {}
    return str((relation.get("m.in_reply_to") or {}).get("event_id", ""))


def ticks(event: Seen) -> str:
    """Return the id of the event that a reaction is about, or empty."""
    relation = event.get("content", {}).get("m.relates_to") or {}
    return str(relation.get("event_id", "")) if event.get("type") == "m.reaction" else ""
