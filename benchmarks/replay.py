"""The bot's requests made again by a bare client, in rooms of its own.

Every request is made as soon as what it needs is there, at the client's concurrency. It
needs the rooms and events that it names, and the alias that it makes canonical; a room's
messages follow one another, a tick follows the messages, and so do writes of the same
piece of state. Nothing else waits.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from benchmarks.client import OK, Client, Refused
from benchmarks.recording import Request

TICK = "m.reaction"
TOO_MANY = 429


@dataclass(frozen=True)
class Step:
    """A request to make again.

    ``names`` are the ids in its ``text`` to be replaced, ``needs`` the steps before it,
    ``gives`` the id that it made.
    """

    request: Request
    text: str
    names: tuple[str, ...]
    needs: tuple[int, ...]
    gives: str


Place = Callable[[Step], AbstractAsyncContextManager[None]]
"""What a request waits for besides what it needs."""


def at_once(_step: Step) -> AbstractAsyncContextManager[None]:
    """Wait for nothing."""
    return nullcontext()


@dataclass(frozen=True)
class Plan:
    """Requests to make again. ``ids`` maps what they name to what the bare client has."""

    steps: tuple[Step, ...]
    ids: Mapping[str, str]

    async def run(
        self, client: Client, given: Mapping[str, str], place: Place = at_once
    ) -> tuple[dict[str, str], float]:
        """Make the requests, each in its ``place``; ``given`` maps what is known only now.

        Returns the map of all ids, and when the last answer came. Raises Refused.
        """
        ids = {**self.ids, **given}
        made = [asyncio.get_running_loop().create_future() for _ in self.steps]

        async def make(number: int, step: Step) -> None:
            for need in step.needs:
                await made[need]
            async with place(step):
                found = await _ask(client, step, ids)
            if step.gives:
                ids[step.gives] = _made(found)
            made[number].set_result(None)

        async with asyncio.TaskGroup() as group:
            for number, step in enumerate(self.steps):
                group.create_task(make(number, step))
        return ids, time.perf_counter()


async def _ask(client: Client, step: Step, ids: Mapping[str, str]) -> Mapping[str, Any]:
    text = step.text
    for name in step.names:
        text = text.replace(name, ids[name])
    parts, body = json.loads(text)
    if step.request.sends:
        parts[-1] = secrets.token_hex(20)
    below = "/_matrix/media/v3/" if step.request.uploads else "/_matrix/client/v3/"
    path = below + "/".join(quote(part, safe="") for part in parts)
    path += f"?{step.request.query}" if step.request.query else ""
    data = step.request.data if body is None else json.dumps(body).encode()
    status, found = await client.ask(step.request.method, path, data)
    while status == TOO_MANY:  # on a busy machine one may come too early
        await asyncio.sleep(found["retry_after_ms"] / 1000)
        status, found = await client.ask(step.request.method, path, data)
    if status != OK and step.request.answer is not None:
        raise Refused(f"{step.request.kind} of the bare client: {status} {found}")
    return found


def plan(
    requests: Sequence[Request],
    ids: Mapping[str, str],
    only: Callable[[Request], bool] = lambda _request: True,
    later: Sequence[str] = (),
) -> Plan:
    """Return what it takes to make those requests again that ``only`` says.

    ``later`` are ids to be replaced by what ``run`` is given.
    """
    chosen = [request for request in _once(requests) if only(request)]
    chosen.sort(key=lambda each: each.sends and each.parts[3] == TICK)
    gives = [_given(request) for request in chosen]
    maker = {given: number for number, given in enumerate(gives) if given}
    known = {**ids, **dict(_fresh(chosen))}
    replaced = (*known, *later, *maker)
    aliases = {each.parts[2]: number for number, each in enumerate(chosen) if _takes_alias(each)}
    before: dict[tuple[str, ...], int] = {}
    steps = []
    for number, request in enumerate(chosen):
        text = json.dumps([request.parts, request.body], ensure_ascii=False)
        needs = {made for named, made in maker.items() if named in text} - {number}
        if lane := _lane(request):
            needs |= {before[lane]} if lane in before else set()
            before[lane] = number
        if request.kind == "state" and request.parts[3] == "m.room.canonical_alias":
            named = (request.body or {}).get("alias", "")
            needs |= {aliases[named]} if named in aliases else set()
        names = tuple(name for name in dict.fromkeys(replaced) if name in text)
        steps.append(Step(request, text, names, tuple(sorted(needs)), gives[number]))
    return Plan(tuple(steps), known)


def _once(requests: Sequence[Request]) -> Iterator[Request]:
    """Yield the requests but those that say the same message a second time."""
    sent = set()
    for request in requests:
        if request.sends and (request.answer is None or request.parts in sent):
            continue
        sent.add(request.parts)
        yield request


def _given(request: Request) -> str:
    """Return the id of the room, event or file that a request made, or empty."""
    if not request.writes or request.kind not in {"createRoom", "send", "state", "upload"}:
        return ""
    return _made(request.answer or {})


def _made(answer: Mapping[str, Any]) -> str:
    return str(answer.get("room_id") or answer.get("event_id") or answer.get("content_uri") or "")


def _lane(request: Request) -> tuple[str, ...]:
    """Return what a request follows the one before of; empty if it follows none."""
    if request.sends:
        return ("send", request.room)
    if request.kind == "state":
        return ("state", request.room, *request.parts[3:])
    return ()


def _takes_alias(request: Request) -> bool:
    return request.writes and request.parts[:2] == ("directory", "room")


def _fresh(requests: Sequence[Request]) -> Iterator[tuple[str, str]]:
    """Yield aliases that the bot took, and other ones for the bare client."""
    for request in requests:
        if request.kind == "createRoom":
            yield str((request.body or {})["room_alias_name"]), secrets.token_hex(20)
        elif _takes_alias(request):
            server = request.parts[2].partition(":")[2]
            yield request.parts[2], f"#bare-{secrets.token_hex(8)}:{server}"
