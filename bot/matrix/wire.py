"""One request to the homeserver and its answer: the boundary where failures get their type.

May know: nio, aiohttp, HTTP, how the specification writes errors. Must never import: the rest of
ours but `bot.errors`.

Nothing is tried twice here; whoever calls knows what a second try would do. nio's `_send`, which
its high-level calls go through, retries and sleeps; its public `send` makes one request.
"""

import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from io import BytesIO
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode

import aiohttp
from nio import AsyncClient, AsyncClientConfig  # type: ignore[import-untyped]

from bot.errors import MatrixError, RequestError, SoftLogout, UnknownToken
from bot.matrix.events import text

CLIENT = "/_matrix/client/v3"
MEDIA = "/_matrix/client/v1/media"
TIMEOUT = 30.0
"""Seconds that an ordinary request may take, its answer included."""
CONNECTED_WITHIN = 10.0
"""Seconds until a connection stands, TLS included: whoever speaks only HTTP lets TLS wait."""

LONGEST_WAIT = 86400.0
"""Seconds; a server that asks for more is not believed."""
CERTAIN = {3, 4}
"""Classes of HTTP status that say that the server did not act."""

# Never used by `send`; set so that a high-level call made by mistake is not repeated either.
# In nio 0.26 the test is `got > max`, so 0 gives up at the first failure; None tries for ever.
NO_RETRIES = AsyncClientConfig(
    max_limit_exceeded=0,
    max_timeouts=0,
    store_sync_tokens=False,
    encryption_enabled=False,
    request_timeout=TIMEOUT,
)


@dataclass(frozen=True, slots=True)
class Session:
    """A login that lasts: the account, its device, and the token that proves it.

    `since` is when it was made, in ms, or 0 if that isn't known. A server that logged the device
    out may have forgotten the transaction ids from before.
    """

    user_id: str
    device_id: str
    access_token: str = field(repr=False)
    since: int = field(default=0, compare=False)


def path(*parts: str, base: str = CLIENT) -> str:
    """A path below `base`, each part percent-encoded."""
    return "/".join((base, *(quote(part, safe="") for part in parts)))


class Wire:
    """A connection to one homeserver, logged in or not.

    `homeserver` is its URL, without a path. Raises RequestError from every request, and nothing
    else but cancellation.
    """

    def __init__(self, homeserver: str, session: Session | None = None) -> None:
        self.homeserver = homeserver.rstrip("/")
        self.user_id = session.user_id if session else ""
        self.device_id = session.device_id if session else ""
        self.since = session.since if session else 0
        self._nio = AsyncClient(self.homeserver, self.user_id, config=NO_RETRIES)
        self._headers = {"Authorization": f"Bearer {session.access_token}"} if session else {}
        self._dated = ("", 0.0)

    @property
    def ahead(self) -> float:
        """How many seconds our clock was ahead of the server's at its last answer; 0 if unknown.

        By the Date header, which has whole seconds, and is set when the answer is made.
        """
        date, at = self._dated
        then = moment(date)
        return at - then.timestamp() if then else 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Lets the connections go."""
        await self._nio.close()

    async def _call(
        self,
        method: str,
        where: str,
        body: Mapping[str, Any] | bytes | None = None,
        *,
        query: Mapping[str, str] | None = None,
        content_type: str = "application/json",
        timeout: float = TIMEOUT,  # noqa: ASYNC109 - aiohttp's covers the body too
    ) -> Any:
        """Makes one request and returns the JSON of its answer."""
        data = sendable(body)
        url = f"{where}?{urlencode(query)}" if query else where
        headers = {**self._headers, "Content-Type": content_type} if data is not None else None
        async with self._answer(method, url, data, headers, timeout) as answer:
            return decoded(answer, await answer.read())

    @asynccontextmanager
    async def _answer(
        self,
        method: str,
        url: str,
        data: bytes | BytesIO | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float = TIMEOUT,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """The answer to one request, its body unread; what fails inside is a MatrixError."""
        self._open()
        limits = aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECTED_WITHIN)
        try:
            async with await self._nio.send(
                method, url, data, headers or self._headers, timeout=limits
            ) as answer:
                self._dated = (answer.headers.get("Date", ""), time.time())
                yield answer
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise failure(error) from error

    def _open(self) -> None:
        """Gives nio an HTTP session of our own, once there is a loop to make it in."""
        if self._nio.client_session is None:
            http = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
            # aiohttp repeats a GET or PUT whose kept-alive connection dropped. The second try
            # may then fail to connect, and say of a request that was sent that it was not.
            http._retry_connection = False  # noqa: SLF001 - there is no public way
            self._nio.client_session = http


def sendable(body: Mapping[str, Any] | bytes | None) -> bytes | BytesIO | None:
    """A request's body as aiohttp takes it: a file as a stream, which it sends in pieces."""
    if isinstance(body, bytes):
        return BytesIO(body)
    return None if body is None else json.dumps(body).encode()


def decoded(answer: aiohttp.ClientResponse, body: bytes) -> Any:
    """The JSON of an answer's body; raises RequestError for an error and for anything not JSON."""
    if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
        raise not_ok(answer, body)
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise not_matrix(answer, body) from None


def not_ok(answer: aiohttp.ClientResponse, body: bytes) -> RequestError:
    """The error for an answer whose status is one."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        content = None
    return refusal(answer, content) if isinstance(content, dict) else not_matrix(answer, body)


def refusal(answer: aiohttp.ClientResponse, body: Mapping[str, Any]) -> RequestError:
    """The error that a homeserver answered (Matrix spec 1.15 §Standard error response)."""
    errcode = text(body.get("errcode")) or "M_UNKNOWN"
    broken = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    limited = answer.status == HTTPStatus.TOO_MANY_REQUESTS or errcode == "M_LIMIT_EXCEEDED"
    return sort(answer, body)(
        errcode,
        text(body.get("error")) or answer.reason or "",
        status=answer.status,
        retry=broken or limited,
        retry_after=wait_seconds(body.get("retry_after_ms"), answer.headers.get("Retry-After")),
        uncertain=broken,
    )


def sort(answer: aiohttp.ClientResponse, body: Mapping[str, Any]) -> type[RequestError]:
    """Which error an answer is; M_UNKNOWN_TOKEN is about us only with a 401."""
    if body.get("errcode") != "M_UNKNOWN_TOKEN" or answer.status != HTTPStatus.UNAUTHORIZED:
        return MatrixError
    return SoftLogout if body.get("soft_logout") is True else UnknownToken


def not_matrix(answer: aiohttp.ClientResponse, body: bytes) -> MatrixError:
    """The error for an answer that no homeserver gives: a proxy's page, another site, nothing."""
    return MatrixError(
        "NOT_MATRIX",
        f"the answer is {answer.content_type}, not JSON: {body[:80].decode(errors='replace')!r}",
        status=answer.status,
        retry=True,
        retry_after=wait_seconds(None, answer.headers.get("Retry-After")),
        # A proxy's 4xx did not reach the homeserver; its 200 or 502 may have.
        uncertain=answer.status // 100 not in CERTAIN,
    )


def incomplete(key: str) -> MatrixError:
    """The error for an answer that says yes and lacks what was asked for."""
    said = f"the answer has no {key}"
    return MatrixError("NOT_MATRIX", said, status=200, retry=True, uncertain=True)


def failure(error: Exception) -> MatrixError:
    """The error for a request that got no answer, or half of one."""
    said = str(error) or type(error).__name__
    match error:
        case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError():
            return MatrixError("BAD_ADDRESS", said)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return MatrixError("UNREACHABLE", said, retry=True)
        case TimeoutError():
            return MatrixError("TIMEOUT", said, retry=True, uncertain=True)
        case _:
            return MatrixError("DROPPED", said, retry=True, uncertain=True)


def wait_seconds(milliseconds: object, header: str | None) -> float | None:
    """How many seconds to wait, from `retry_after_ms` or else from the Retry-After header.

    The body goes first: the header has whole seconds only, but is all that proxies give. At most
    a day, whatever was said.
    """
    if type(milliseconds) is int:
        seconds: float | None = milliseconds / 1000
    elif header is None:
        return None
    else:
        seconds = float(header) if header.isdecimal() else until(header)
    return None if seconds is None else min(max(seconds, 0.0), LONGEST_WAIT)


def until(date: str) -> float | None:
    """The seconds until a date as HTTP writes it, negative if past; None if it is no date."""
    then = moment(date)
    return (then - datetime.now(UTC)).total_seconds() if then else None


def moment(date: str) -> datetime | None:
    """A date as HTTP writes it; None if it is no date."""
    try:
        then = parsedate_to_datetime(date)
    except ValueError:
        return None
    return then if then.tzinfo else then.replace(tzinfo=UTC)
