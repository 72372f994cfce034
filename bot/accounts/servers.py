"""Which other homeservers answer: one that doesn't is asked by one request at a time, ever later.

While a server is silent, whatever else would ask it waits. Once it answers, all of that goes. Of
a server from which nothing was heard since the start, the first answer is waited for, so that a
start asks a dead one once. Knows nothing of Matrix but how its requests fail.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field, replace
from typing import TypeVar

from bot.errors import MatrixError

FIRST = 5.0
LONGEST = 3600.0
"""Seconds between the requests that find out whether a server answers again, at first and last."""
HEARD_AFTER = 60.0
"""Seconds after the last of them until one may be made because somebody there was heard."""
OF_OUR_SERVER = frozenset({"UNREACHABLE", "DROPPED", "NOT_MATRIX"})
"""What went wrong on the way to our own homeserver: nothing follows for the other one."""
BROKEN = 500
"""The least HTTP status with which our homeserver says that it had no answer from another."""

T = TypeVar("T")


class Silent(Exception):  # noqa: N818 - what is the matter
    """The server doesn't answer, and it isn't time yet to ask it again."""


@dataclass(frozen=True)
class _Silence:
    """How often a server did not answer, when last, and from when on it may be asked again."""

    times: int
    since: float
    until: float


@dataclass
class Servers:
    """What is known of other homeservers. ``own`` is the name of the bot's.

    ``clock`` gives seconds. ``back`` is called with the name of a server that was
    silent and answers.
    """

    own: str
    clock: Callable[[], float] = time.monotonic
    back: Callable[[str], object] = field(default=lambda _server: None, repr=False)
    _answering: set[str] = field(default_factory=set)
    _silent: dict[str, _Silence] = field(default_factory=dict)
    _asking: dict[str, asyncio.Event] = field(default_factory=dict)
    _waiting: dict[str, frozenset[str]] = field(default_factory=dict)

    def is_silent(self, server: str) -> bool:
        """Whether a server doesn't answer, and isn't to be asked yet."""
        silence = self._silent.get(server)
        return silence is not None and self.clock() < silence.until

    async def ask(
        self, server: str, request: Callable[[], Awaitable[T]], *, now: bool = False
    ) -> T:
        """Make a request for which a server must answer. Raises Silent, MatrixError.

        ``now``: somebody waits for it, so that a silent server is asked unless it just was.
        """
        if server == self.own:
            return await request()
        while server not in self._answering:
            under_way, silence = self._asking.get(server), self._silent.get(server)
            if silence and (under_way or self.clock() < _again(silence, now=now)):
                raise Silent
            if under_way is None:
                return await self._first(server, request)
            await under_way.wait()
        return await self._judged(server, request)

    async def _first(self, server: str, request: Callable[[], Awaitable[T]]) -> T:
        """Make a request on whose outcome others wait."""
        done = self._asking[server] = asyncio.Event()
        try:
            return await self._judged(server, request)
        finally:
            del self._asking[server]
            done.set()

    async def _judged(self, server: str, request: Callable[[], Awaitable[T]]) -> T:
        try:
            answer = await request()
        except MatrixError as error:
            if is_silence(error):
                self._failed(server)
            elif not error.retry:  # it refuses this, which is an answer
                self._answered(server)
            raise
        self._answered(server)
        return answer

    def _answered(self, server: str) -> None:
        self._answering.add(server)
        if self._silent.pop(server, None):
            self.back(server)

    def _failed(self, server: str) -> None:
        self._answering.discard(server)
        if self.is_silent(server):
            return  # this was asked together with what failed before
        times = self._silent[server].times + 1 if server in self._silent else 0
        now = self.clock()
        self._silent[server] = _Silence(times, now, now + _pause(times))

    def heard(self, server: str) -> bool:
        """Note that something came from a server; return whether one is to be asked sooner.

        It may be that we hear it, and it doesn't hear us: so it isn't believed to answer.
        """
        silence = self._silent.get(server)
        if silence is None or (soon := silence.since + HEARD_AFTER) >= silence.until:
            return False
        self._silent[server] = replace(silence, until=soon)
        return True

    # --- rooms that wait ------------------------------------------------------------------

    def hold(self, place: str, servers: Collection[str] = ()) -> None:
        """Note for which servers a place's room waits, and for nothing else; none: it doesn't."""
        waits = servers and all(server in self._silent for server in servers)
        if waits:
            self._waiting.setdefault(place, frozenset())  # whoever waits for longest goes first
            self._waiting[place] = frozenset(servers)
        else:
            self._waiting.pop(place, None)

    def holds(self, place: str) -> bool:
        """Whether a place's room waits for servers alone."""
        return place in self._waiting

    def frees(self, place: str) -> bool:
        """Whether one of them answers again, or it is this room's turn to find out."""
        return any(self._is_free(server, place) for server in self._waiting.get(place, ()))

    def _is_free(self, server: str, place: str) -> bool:
        if server not in self._silent:
            return True
        first = next(each for each, servers in self._waiting.items() if server in servers)
        return place == first and not self.is_silent(server)

    def until_next(self) -> float:
        """Return in how many seconds one is to be asked again for which a room waits."""
        waited_for = {server for servers in self._waiting.values() for server in servers}
        untils = [self._silent[each].until for each in waited_for if each in self._silent]
        return min((until - self.clock() for until in untils), default=LONGEST)


def is_silence(error: MatrixError) -> bool:
    """Whether our homeserver says that another one did not answer, or waits for it too long."""
    if error.errcode in OF_OUR_SERVER:
        return False
    return error.errcode == "TIMEOUT" or (error.status or 0) >= BROKEN


def _again(silence: _Silence, *, now: bool) -> float:
    """Return from when on a silent server may be asked."""
    return min(silence.until, silence.since + FIRST) if now else silence.until


def _pause(times: int) -> float:
    """Return how many seconds to wait: exponential, with jitter."""
    longest = min(LONGEST, FIRST * 2 ** min(times, 10))
    return random.uniform(longest / 2, longest)  # noqa: S311 - jitter, no secret
