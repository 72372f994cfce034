"""What the bot needs of this machine: a port for its figures, and a clock that is right.

Part of ``rapporteur check``. Knows the Matrix edge.
"""

import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import aiohttp

from bot.cli.doctor.finding import Finding, fine, noted, wrong
from bot.clock import is_off
from bot.config import Config
from bot.matrix import Matrix

ANSWERED_WITHIN = aiohttp.ClientTimeout(total=2)


async def of_port(config: Config) -> AsyncIterator[Finding]:
    """Yield whether the port can be had on which the bot is to tell how it is."""
    where = config.monitoring
    if not where.port:
        return
    try:
        _listen(where.host, where.port)
    except OSError as error:
        if await _is_a_bot_s(where.host, where.port):
            yield fine("port_of_a_bot", host=where.host, port=where.port)
            return
        reason = os.strerror(error.errno) if error.errno else str(error)
        yield noted("no_port", host=where.host, port=where.port, reason=reason)


def _listen(host: str, port: int) -> None:
    """Listen there as the bot would, and stop at once. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((host, port))
        trial.listen()


async def _is_a_bot_s(host: str, port: int) -> bool:
    """Whether a Rapporteur answers there; it doesn't say which council's."""
    url = f"http://[{host}]:{port}/healthz" if ":" in host else f"http://{host}:{port}/healthz"
    with suppress(aiohttp.ClientError, TimeoutError, OSError, ValueError):
        async with aiohttp.ClientSession(timeout=ANSWERED_WITHIN) as http, http.get(url) as answer:
            said = await answer.json()
            return isinstance(said, dict) and {"ok", "sync", "outbox"} <= said.keys()
    return False


def of_clock(matrix: Matrix) -> Iterator[Finding]:
    """Yield whether the clock is right, as far as the homeserver's last answer tells."""
    if is_off(matrix.ahead):
        yield wrong("clock", seconds=round(abs(matrix.ahead)), ahead=matrix.ahead > 0)
