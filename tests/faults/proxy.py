"""A reverse proxy between the bot and its homeserver at which things go wrong, as scheduled.

It knows the Matrix client API as far as a fault needs it. Must never import: anything of the
bot's.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any, cast

import aiohttp
from aiohttp import web
from yarl import URL

from demo.homeserver import free_port
from tests.faults.schedule import LATE, Fault, Schedule

HTML = "<html><body><h1>502 Bad Gateway</h1></body></html>"
FOREVER = 3600.0
SECONDS_LATE = 6.0
"""Seconds until the homeserver is asked; for five of them the bot waits for an invitation."""
PASSED_ON = ("Authorization", "Content-Type")
Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the homeserver answered."""

    status: int
    kind: str
    body: bytes

    def with_json(self, change: Callable[[Json], Json]) -> "Answer":
        """Return the answer with its JSON changed, if it is one that says yes."""
        if self.status != 200:
            return self
        return Answer(200, self.kind, json.dumps(change(json.loads(self.body))).encode())


@dataclass
class Proxy:
    """``url`` stands for the homeserver at ``upstream``. ``lapsed`` are tokens that it ended."""

    upstream: str
    schedule: Schedule
    port: int = field(default_factory=free_port)
    lapsed: set[str] = field(default_factory=set)
    last_since: str = ""
    _http: aiohttp.ClientSession | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def up(self) -> AsyncIterator["Proxy"]:
        """Stand between while in the context."""
        app = web.Application(client_max_size=100 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._handle)
        runner = web.AppRunner(app, shutdown_timeout=0, handler_cancellation=True)
        await runner.setup()
        timeout = aiohttp.ClientTimeout(total=None)
        try:
            async with aiohttp.ClientSession(timeout=timeout) as self._http:
                await web.TCPSite(runner, "127.0.0.1", self.port).start()
                yield self
        finally:
            await runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        token = request.headers.get("Authorization", "")
        if token in self.lapsed:
            return refused(401, "M_UNKNOWN_TOKEN", soft_logout=True)
        try:
            return await self._meets(request, self.schedule.next(request.path))
        except aiohttp.ClientError:  # the homeserver is down
            return drop(request)

    async def _meets(self, request: web.Request, fault: Fault | None) -> web.StreamResponse:
        if fault in BEFORE:
            return cast("web.StreamResponse", await BEFORE[fault](self, request))
        if fault is Fault.LIMITED_SYNC:
            return whole(await self._ask(request, limited(request.url)))
        if fault is Fault.SAME_AGAIN and self.last_since:
            again = request.url.update_query(since=self.last_since, timeout="0")
            return whole(await self._ask(request, again))
        if fault in LATE:
            await asyncio.sleep(SECONDS_LATE)
        answer = await self._ask(request, request.url)
        if fault in AFTER:
            return cast("web.StreamResponse", await AFTER[fault](request, answer))
        return whole(answer)

    async def _ask(self, request: web.Request, url: URL) -> Answer:
        """Have the homeserver answer."""
        assert self._http
        if request.path.endswith("/sync"):
            self.last_since = url.query.get("since", "")
        where = URL(self.upstream + url.raw_path_qs, encoded=True)
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        body = await request.read()
        async with self._http.request(request.method, where, data=body, headers=headers) as answer:
            return Answer(answer.status, answer.content_type, await answer.read())


# --- the server is not asked ------------------------------------------------------------


async def lapses(proxy: Proxy, request: web.Request) -> web.StreamResponse:
    """End the token that the request came with; its device stays."""
    proxy.lapsed.add(request.headers["Authorization"])
    return refused(401, "M_UNKNOWN_TOKEN", soft_logout=True)


def at_once(answer: Callable[[], web.Response]) -> Callable[..., Any]:
    async def answered(_proxy: Proxy, _request: web.Request) -> web.StreamResponse:
        return answer()

    return answered


async def dropped(_proxy: Proxy, request: web.Request) -> web.StreamResponse:
    return drop(request)


async def silent(_proxy: Proxy, request: web.Request) -> web.StreamResponse:
    await request.read()
    await asyncio.sleep(FOREVER)
    return drop(request)


BEFORE: dict[Fault | None, Callable[[Proxy, web.Request], Any]] = {
    Fault.DROPPED_BEFORE: dropped,
    Fault.SILENT_BEFORE: silent,
    Fault.LAPSED: lapses,
    Fault.LOGGED_OUT: at_once(lambda: refused(401, "M_UNKNOWN_TOKEN")),
    Fault.LIMITED_IN_BODY: at_once(lambda: refused(429, "M_LIMIT_EXCEEDED", retry_after_ms=150)),
    Fault.LIMITED_IN_HEADER: at_once(lambda: busy({"Retry-After": "1"})),
    Fault.LIMITED_UNTOLD: at_once(lambda: busy({})),
    Fault.BROKEN_BEFORE: at_once(lambda: refused(500, "M_UNKNOWN")),
    Fault.GATEWAY_BEFORE: at_once(lambda: page(502)),
}


# --- the server has acted ---------------------------------------------------------------


async def dropped_after(request: web.Request, _answer: Answer) -> web.StreamResponse:
    return drop(request)


async def broken_after(_request: web.Request, _answer: Answer) -> web.StreamResponse:
    return refused(500, "M_UNKNOWN")


async def gateway_after(_request: web.Request, _answer: Answer) -> web.StreamResponse:
    return page(502)


async def silent_after(request: web.Request, _answer: Answer) -> web.StreamResponse:
    await asyncio.sleep(FOREVER)
    return drop(request)


async def cut(_request: web.Request, answer: Answer) -> web.StreamResponse:
    """Give half of the body as if it were all of it."""
    return whole(Answer(answer.status, answer.kind, answer.body[: len(answer.body) // 2]))


async def slow(request: web.Request, answer: Answer) -> web.StreamResponse:
    """Give the body in pieces."""
    given = await begun(request, answer)
    size = len(answer.body) // 4 + 1
    for start in range(0, len(answer.body), size):
        await given.write(answer.body[start : start + size])
        await asyncio.sleep(0.05)
    await given.write_eof()
    return given


async def broken_off(request: web.Request, answer: Answer) -> web.StreamResponse:
    """Give half of the body, then nothing."""
    given = await begun(request, answer)
    await given.write(answer.body[: len(answer.body) // 2])
    drop(request)
    return given


async def begun(request: web.Request, answer: Answer) -> web.StreamResponse:
    given = web.StreamResponse(status=answer.status)
    given.content_type = answer.kind
    given.content_length = len(answer.body)
    await given.prepare(request)
    return given


async def events_twice(_request: web.Request, answer: Answer) -> web.StreamResponse:
    """Tell each event of a sync twice, one after the other."""

    def twice(batch: Json) -> Json:
        for room in batch.get("rooms", {}).get("join", {}).values():
            events = room.get("timeline", {}).get("events", [])
            room["timeline"]["events"] = [event for event in events for _ in range(2)]
        return batch

    return whole(answer.with_json(twice))


async def reordered(_request: web.Request, answer: Answer) -> web.StreamResponse:
    """Tell of the rooms of a sync in another order, which means nothing."""

    def shuffled(batch: Json) -> Json:
        joined = list(batch.get("rooms", {}).get("join", {}).items())
        Random(len(answer.body)).shuffle(joined)
        if joined:
            batch["rooms"]["join"] = dict(joined)
        return batch

    return whole(answer.with_json(shuffled))


async def keys_failed(_request: web.Request, answer: Answer) -> web.StreamResponse:
    """Answer as a homeserver does that didn't reach the others: with success, and its own's keys.

    Whose own it is, is who is told their user-signing key.
    """

    def without_others(told: Json) -> Json:
        own = told.get("user_signing_keys", {})
        kept = {name: {who: k for who, k in by.items() if who in own} for name, by in told.items()}
        lost = {who for by in told.values() for who in by if who.startswith("@") and who not in own}
        return {**kept, "failures": {who.partition(":")[2]: {"status": 503} for who in lost}}

    return whole(answer.with_json(without_others))


AFTER: dict[Fault | None, Callable[[web.Request, Answer], Any]] = {
    Fault.DROPPED_AFTER: dropped_after,
    Fault.BROKEN_AFTER: broken_after,
    Fault.GATEWAY_AFTER: gateway_after,
    Fault.SILENT_AFTER: silent_after,
    Fault.CUT: cut,
    Fault.SLOW: slow,
    Fault.BROKEN_OFF: broken_off,
    Fault.EVENTS_TWICE: events_twice,
    Fault.REORDERED: reordered,
    Fault.KEYS_FAILED: keys_failed,
}


# --- answers ----------------------------------------------------------------------------


def whole(answer: Answer) -> web.Response:
    return web.Response(status=answer.status, body=answer.body, content_type=answer.kind)


def refused(status: int, errcode: str, **more: Any) -> web.Response:
    said = {"errcode": errcode, "error": "as scheduled", **more}
    return web.json_response(said, status=status)


def busy(headers: dict[str, str]) -> web.Response:
    """Refuse as a proxy does that counts requests: without the homeserver's JSON."""
    return web.Response(status=429, text="Too many requests", headers=headers)


def page(status: int) -> web.Response:
    return web.Response(status=status, text=HTML, content_type="text/html")


def drop(request: web.Request) -> web.Response:
    """End the connection without an answer."""
    if request.transport:
        request.transport.abort()
    return web.Response()


def limited(url: URL) -> URL:
    """Return a sync's address that asks for no more than the last event of each room."""
    wanted = json.loads(url.query["filter"])
    wanted["room"]["timeline"]["limit"] = 1
    return url.update_query(filter=json.dumps(wanted))
