"""A small homeserver that can be flooded faster than a real one takes messages.

It keeps rooms, state and timelines, tells them as Synapse does (fifty events a room, the
rest through ``/messages``), and takes what the bot sends. It knows the bot alone: everybody
else's events are put in by ``say``. Never imports the bot.
"""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from demo.homeserver import free_port
from demo.person import is_named

LIMIT = 50
"""Events of a room that one sync tells."""
Json = dict[str, Any]


@dataclass
class Room:
    """A room: its events with their places in the stream, and its state."""

    events: list[tuple[int, Json]] = field(default_factory=list)
    state: dict[tuple[str, str], Json] = field(default_factory=dict)

    def after(self, place: int) -> list[tuple[int, Json]]:
        """Return the events behind a place, looked for from the end."""
        new = itertools.takewhile(lambda each: each[0] > place, reversed(self.events))
        return list(new)[::-1]


@dataclass
class Crowded:
    """The homeserver, and what the bot did there. ``asked`` counts its requests by kind."""

    bot: str
    port: int = field(default_factory=free_port)
    rooms: dict[str, Room] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    answered: dict[str, float] = field(default_factory=dict)
    invited: dict[str, str] = field(default_factory=dict)
    declined: set[str] = field(default_factory=set)
    _invitations: list[tuple[int, str]] = field(default_factory=list)
    _stream: int = 0
    _sent: dict[str, str] = field(default_factory=dict)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    # --- what people do ---------------------------------------------------------------

    async def say(
        self, room: str, sender: str, contents: Iterable[Mapping[str, Any]], at: int | None = None
    ) -> list[str]:
        """Have somebody send messages; return their ids. ``at`` is when, in ms, if not now."""
        when = {} if at is None else {"origin_server_ts": at}
        ids = [
            self._append(room, sender, "m.room.message", dict(each), **when) for each in contents
        ]
        await self._tell()
        return ids

    async def commands(self, room: str, sender: str, text: str) -> float:
        """Have somebody say a command; return how many seconds its answer took."""
        began = time.perf_counter()
        (said,) = await self.say(room, sender, [{"msgtype": "m.text", "body": text}])
        async with self._news:
            await self._news.wait_for(lambda: said in self.answered)
        return self.answered[said] - began

    async def invite(self, inviters: Iterable[str]) -> None:
        """Have people invite the bot, each to a room of their own."""
        for inviter in inviters:
            self._stream += 1
            room = f"!chat{self._stream}"
            self.invited[room] = inviter
            self._invitations.append((self._stream, room))
        await self._tell()

    async def until(self, done: Any) -> None:
        """Wait until something is the case."""
        async with self._news:
            await self._news.wait_for(done)

    def named(self, name: str) -> str:
        """Return the room with this name, or with this before its first dot, or empty."""
        named = (k for k, r in self.rooms.items() if is_named(_name(r), name))
        return next(named, "")

    def _append(self, room: str, sender: str, kind: str, content: Json, **more: Any) -> str:
        self._stream += 1
        event: Json = {
            "event_id": f"${self._stream}",
            "sender": sender,
            "type": kind,
            "content": content,
            "origin_server_ts": time.time_ns() // 1_000_000,
            **more,
        }
        self.rooms[room].events.append((self._stream, event))
        if "state_key" in more:
            self.rooms[room].state[kind, more["state_key"]] = event
        return str(event["event_id"])

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    # --- what the bot asks ------------------------------------------------------------

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one request of the bot's."""
        if request.path.endswith("/upload"):
            return web.json_response({"content_uri": "mxc://test/file"})
        parts = request.path.removeprefix("/_matrix/client/v3/").split("/")
        what = parts[0] if parts[0] != "rooms" else parts[2]
        self.asked[what] += 1
        body = await request.json() if request.can_read_body else {}
        found = getattr(self, f"_on_{what}", None)
        if found is None:
            return web.json_response({"errcode": "M_UNRECOGNIZED"}, status=404)
        answered = found(parts, body, request)
        answered = await answered if asyncio.iscoroutine(answered) else answered
        await self._tell()
        return web.json_response(answered)

    def _on_capabilities(self, *_: Any) -> Json:
        return {"capabilities": {"m.room_versions": {"default": "12", "available": {}}}}

    async def _on_sync(self, _parts: list[str], _body: Json, request: web.Request) -> Json:
        since = request.query.get("since")
        if since is None:
            return {"next_batch": f"s{self._stream}"}
        place, timeout = int(since[1:]), int(request.query["timeout"]) / 1000
        async with self._news:
            try:
                async with asyncio.timeout(timeout):
                    await self._news.wait_for(lambda: self._stream > place)
            except TimeoutError:
                pass
        return self._since(place)

    def _since(self, place: int) -> Json:
        joined = {k: r.after(place) for k, r in self.rooms.items()}
        told = {key: {"timeline": _timeline(new)} for key, new in joined.items() if new}
        invited = {
            r: _invitation(self.bot, self.invited[r]) for p, r in self._invitations if p > place
        }
        return {"next_batch": f"s{self._stream}", "rooms": {"join": told, "invite": invited}}

    def _on_event(self, parts: list[str], *_: Any) -> Json:
        return next(e for _, e in self.rooms[parts[1]].events if e["event_id"] == parts[3])

    def _on_joined_rooms(self, *_: Any) -> Json:
        return {"joined_rooms": [*self.rooms]}

    def _on_messages(self, parts: list[str], _body: Json, request: web.Request) -> Json:
        start = int(request.query.get("from", f"s{self._stream + 1}")[1:])
        stop = int(request.query.get("to", "s0")[1:])
        limit = int(request.query["limit"])
        events = [e for e in self.rooms[parts[1]].after(stop) if e[0] < start]
        page = events[-limit:][::-1]
        end = {"end": f"s{page[-1][0]}"} if len(events) > limit else {}
        return {"chunk": [event for _, event in page], **end}

    def _on_send(self, parts: list[str], body: Json, _request: web.Request) -> Json:
        if parts[4] not in self._sent:
            self._sent[parts[4]] = self._append(parts[1], self.bot, parts[3], body)
            replied = body.get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id", "")
            self.answered.setdefault(replied, time.perf_counter())
        return {"event_id": self._sent[parts[4]]}

    def _on_createRoom(self, _parts: list[str], body: Json, _request: web.Request) -> Json:  # noqa: N802 - Matrix' name
        self._stream += 1
        room = f"!room{self._stream}"
        self.rooms[room] = Room()
        self.aliases[f"#{body['room_alias_name']}:test"] = room
        self._join(room)
        made = {
            "m.room.create": {"room_version": "12"},
            "m.room.power_levels": body["power_level_content_override"],
            "m.room.name": {"name": body["name"]},
        }
        made |= {each["type"]: each["content"] for each in body["initial_state"]}
        for kind, content in made.items():
            self._append(room, self.bot, kind, content, state_key="")
        return {"room_id": room}

    def _on_state(self, parts: list[str], body: Any, request: web.Request) -> Any:
        if request.method == "GET":
            return [*self.rooms[parts[1]].state.values()]
        key = parts[4] if len(parts) > 4 else ""
        return {"event_id": self._append(parts[1], self.bot, parts[3], body, state_key=key)}

    def _on_invite(self, parts: list[str], body: Json, _request: web.Request) -> Json:
        self._append(
            parts[1], self.bot, "m.room.member", {"membership": "join"}, state_key=body["user_id"]
        )
        return {}

    def _on_join(self, parts: list[str], _body: Json, _request: web.Request) -> Json:
        room = parts[1]
        self.rooms[room] = Room()
        inviter = self.invited[room]
        self._append(room, inviter, "m.room.member", {"membership": "join"}, state_key=inviter)
        content = {"membership": "invite"}
        self._append(room, inviter, "m.room.member", content, state_key=self.bot)
        self._join(room)
        return {"room_id": room}

    def _on_leave(self, parts: list[str], _body: Json, _request: web.Request) -> Json:
        self.declined.add(parts[1])
        return {}

    def _join(self, room: str) -> None:
        self._append(room, self.bot, "m.room.member", {"membership": "join"}, state_key=self.bot)

    def _on_directory(self, parts: list[str], body: Json, request: web.Request) -> Json:
        if request.method == "PUT":
            self.aliases[parts[-1]] = body.get("room_id", "")
        return {"room_id": self.aliases.get(parts[-1], "")}

    @asynccontextmanager
    async def up(self) -> AsyncIterator[None]:
        """Answer while in the context."""
        app = web.Application(client_max_size=1 << 20)
        app.router.add_route("*", "/{path:.*}", self.answer)
        runner = web.AppRunner(app, shutdown_timeout=0, handler_cancellation=True)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", self.port).start()
            yield
        finally:
            await runner.cleanup()


def _timeline(new: list[tuple[int, Json]]) -> Json:
    told = new[-LIMIT:]
    return {
        "events": [event for _, event in told],
        "limited": len(new) > LIMIT,
        "prev_batch": f"s{told[0][0]}",
    }


def _invitation(bot: str, inviter: str) -> Json:
    content = {"membership": "invite"}
    event = {"type": "m.room.member", "sender": inviter, "state_key": bot, "content": content}
    return {"invite_state": {"events": [event]}}


def _name(room: Room) -> str:
    return str(room.state.get(("m.room.name", ""), {}).get("content", {}).get("name", ""))
