"""Where a homeserver is: at an address, under its other scheme, or where its domain says.

A domain says it in `/.well-known/matrix/client` (Matrix spec 1.15 §Server Discovery). That is
followed to https alone, and to http only on this machine: a password goes where it leads.

May know: aiohttp, the wire's errors. Must never import: nio, the rest of ours but `bot.errors`.
"""

import asyncio
import ipaddress
import json
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp

from bot.errors import MatrixError
from bot.matrix.events import mapping, sequence, text
from bot.matrix.wire import failure, not_matrix

VERSIONS = "/_matrix/client/versions"
WELL_KNOWN = "/.well-known/matrix/client"
LIMITS = aiohttp.ClientTimeout(total=10, sock_connect=5)
MOST_BYTES = 51_200
"""The most of an answer that is read; no well-known file that a client must take is longer."""
HOPS = 5
"""How many redirections are followed."""
OK = 200
ELSEWHERE = frozenset({301, 302, 303, 307, 308})
OTHER = {"http": "https", "https": "http"}


async def homeserver_at(address: str) -> str:
    """Return the address if a homeserver answers there; otherwise see ``instead_of``.

    Raises MatrixError, with what the address answered, if nothing tells of any.
    """
    try:
        await _see(address)
    except MatrixError:
        if better := await instead_of(address):
            return better
        raise
    return address


async def instead_of(address: str) -> str | None:
    """Return where a homeserver is, if none answers at an address; None if nothing tells."""
    other = f"{OTHER[urlsplit(address).scheme]}:{address.partition(':')[2]}"
    return await _first(_named(address), _seen(other))


async def homeserver_of(server_name: str) -> str | None:
    """Return the address of the homeserver whose name stands in user ids; None if nothing tells."""
    address = f"https://{server_name}"
    with suppress(MatrixError, ValueError):
        host = urlsplit(address).hostname or ""
        if named := await _named(f"https://{host}"):
            return named
        here = [f"http://{server_name}"] if _is_here(host) else []
        return await _first(*map(_seen, [address, *here]))
    return None


async def _first(*asked: Coroutine[Any, Any, str | None]) -> str | None:
    """Return what tells first where a homeserver is; None if nothing does."""
    tasks = [asyncio.create_task(each) for each in asked]
    try:
        for told in asyncio.as_completed(tasks):
            if found := await told:
                return found
        return None
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _seen(address: str) -> str | None:
    with suppress(MatrixError):
        await _see(address)
        return address
    return None


async def _named(address: str) -> str | None:
    """Return the homeserver that the domain of an address names, if that is there."""
    with suppress(MatrixError):
        said = mapping(await _json(urljoin(address, WELL_KNOWN)))
        named = text(mapping(said.get("m.homeserver")).get("base_url")).rstrip("/")
        if _is_safe(named):
            await _see(named)
            return named
    return None


async def _see(address: str) -> None:
    """See that a homeserver answers at an address. Raises MatrixError."""
    raw = mapping(await _json(f"{address}{VERSIONS}", hops=0))
    if not sequence(raw.get("versions")):
        raise MatrixError("NOT_MATRIX", "the answer names no versions of Matrix")


async def _json(url: str, hops: int = HOPS) -> Any:
    """Return what is answered, following redirections to safe places. Raises MatrixError."""
    try:
        async with (
            aiohttp.ClientSession(timeout=LIMITS) as http,
            http.get(url, allow_redirects=False) as answer,
        ):
            where = urljoin(url, answer.headers.get("Location", ""))
            if answer.status not in ELSEWHERE:
                return _read(answer, await answer.content.read(MOST_BYTES))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise failure(error) from error
    if not hops or not _is_safe(where):
        raise MatrixError("NOT_MATRIX", f"it sends clients on to {where[:200]}")
    return await _json(where, hops - 1)


def _read(answer: aiohttp.ClientResponse, body: bytes) -> Any:
    if answer.status == OK:
        with suppress(ValueError, RecursionError):
            return json.loads(body)
    raise not_matrix(answer, body)


def _is_safe(address: str) -> bool:
    """Whether what is said there stays between us and it: https, or this machine."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = not (parts.username or parts.password or parts.query or parts.fragment)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and _is_here(host))
    return bool(host) and plain and is_safe


def _is_here(host: str) -> bool:
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"
