"""The bot's requests as it makes them, so that a bare client can make the same.

The wire is the bot's own; each request is noted on its way through. Syncs are not: the
bare client has a sync loop of its own. Nor is the traffic of keys: what encryption costs is
the bot's alone.
"""

import asyncio
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlencode

from bot.errors import RequestError
from bot.matrix import Matrix, Session
from bot.matrix.wire import TIMEOUT

_V3 = "/_matrix/client/v3/"
_UPLOAD = "/_matrix/media/v3/upload"
_NOT_NOTED = tuple(f"{_V3}{kind}" for kind in ("sync", "keys/", "sendToDevice/"))
"""Syncs, and what carries keys: no other account could use the same."""
_WITNESS = re.compile(rf"{_V3}(?:rooms/[^/]+/event/[^/]+|user/[^/]+/account_data/[^/]+)")
"""What is asked and written every few seconds while something is seen, whoever commands what."""


@dataclass(frozen=True)
class Request:
    """A request and its answer, which is None if it was refused.

    ``parts`` is the path, taken apart and decoded; ``data`` is the file of an upload;
    ``asked`` and ``done`` are by ``perf_counter``.
    """

    method: str
    parts: tuple[str, ...]
    query: str
    body: Mapping[str, Any] | None
    answer: Mapping[str, Any] | None
    asked: float
    done: float
    data: bytes | None = None

    @property
    def kind(self) -> str:
        """What is asked: ``createRoom``, ``send``, ``state``, ``GET state``, and so on."""
        named = self.parts[2] if self.parts[0] == "rooms" else self.parts[0]
        return f"{self.method} {named}" if self.method == "GET" else named

    @property
    def room(self) -> str:
        """The id of the room that it is about, or empty."""
        return self.parts[1] if self.parts[0] == "rooms" else ""

    @property
    def writes(self) -> bool:
        """Whether it changes something."""
        return self.method != "GET"

    @property
    def uploads(self) -> bool:
        """Whether it stores a file."""
        return self.kind == "upload"

    @property
    def sends(self) -> bool:
        """Whether it sends a message or a tick."""
        return self.kind == "send"

    def is_sent(self) -> bool:
        """Whether it sends something, or stores a file to be sent."""
        return self.sends or self.uploads


@dataclass
class Notes:
    """What was asked since it was last cleared."""

    requests: list[Request] = field(default_factory=list)

    def taken(self) -> tuple[Request, ...]:
        """Return the requests in the order in which they were asked, and forget them."""
        found = tuple(sorted(self.requests, key=lambda each: each.asked))
        self.requests.clear()
        return found


class Recorded(Matrix):
    """The bot's Matrix account, each of whose requests is noted in ``notes``."""

    def __init__(self, homeserver: str, session: Session) -> None:
        super().__init__(homeserver, session)
        self.notes = Notes()

    async def _call(
        self,
        method: str,
        where: str,
        body: Mapping[str, Any] | bytes | None = None,
        *,
        query: Mapping[str, str] | None = None,
        content_type: str = "application/json",
        timeout: float = TIMEOUT,  # noqa: ASYNC109 - as in the class above
    ) -> Any:
        asked = time.perf_counter()

        def note(answer: Any) -> None:
            if not where.startswith((_V3, _UPLOAD)) or where.startswith(_NOT_NOTED):
                return
            if _WITNESS.fullmatch(where):
                return
            inside = "upload" if where == _UPLOAD else where.removeprefix(_V3)
            parts = tuple(map(unquote, inside.split("/")))
            plain, data = (None, body) if isinstance(body, bytes) else (body, None)
            found = answer if isinstance(answer, dict) or answer is None else {}
            now = time.perf_counter()
            asks = urlencode(query or {})
            noted = Request(method, parts, asks, plain, found, asked, now, data)
            self.notes.requests.append(noted)

        try:
            answer = await super()._call(
                method, where, body, query=query, content_type=content_type, timeout=timeout
            )
        except (RequestError, asyncio.CancelledError):  # given up, it may still have been granted
            note(None)
            raise
        note(answer)
        return answer
