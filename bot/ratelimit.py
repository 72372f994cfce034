"""How fast the bot asks the homeserver, and what goes first: so many requests at once, and pauses.

What waits is let go by its urgency, then in the order in which it was asked for. Room work has few
places: a homeserver works on all requests at the same time, and the more there are, the longer an
answer takes. It goes on all the same: whatever waits longest is overtaken a few times in a row at
most.

Knows asyncio, ``MatrixError`` and the bot's figures alone.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum
from itertools import count
from typing import TypeVar, assert_never

from bot import metrics
from bot.errors import MatrixError
from bot.retry import LONGEST

AT_ONCE = 16
"""Requests under way at the same time; the benchmarks' bare client has as many."""
FOR_ANSWERS = 2
"""How many of those places nothing gets but what is as urgent as an answer."""
FOR_ROOMS = 2
"""How many of them room work gets at most: no more is done by more, and answers take longer."""
ELSEWHERE = 10
"""How many it gets besides for what another homeserver must answer, so that ours is idle."""
OVERTAKEN = 8
"""How often in a row who waits longest is overtaken, so that everything goes on."""
UNTOLD = 5.0
"""Seconds to wait after a 429 that doesn't say how long."""

T = TypeVar("T")


class Urgency(Enum):
    """What a request is for. The first goes first."""

    ANSWER = 0
    """Somebody waits: for an answer or its tick, or for what has to be known or done before it."""
    MESSAGE = 1
    """What else is said."""
    ROOM = 2
    """Rooms are opened, set up, looked at, left; and whatever else nobody waits for."""


@dataclass(frozen=True)
class Kind:
    """What a request is for, and whether another homeserver must answer it."""

    urgency: Urgency
    elsewhere: bool


@dataclass(frozen=True, eq=False)
class Asked:
    """One that waits for a place, the ``number``-th; ``let_go`` is done once it has one."""

    number: int
    kind: Kind
    let_go: asyncio.Future[bool]

    @property
    def alone(self) -> bool:
        """Whether it was let go while requests go one by one."""
        return self.let_go.result()


class RateLimit:
    """A gate for all of the account's requests. A 429 pauses the whole account.

    After one, requests go one by one, until as many have succeeded as may go at once: a
    homeserver counts some that it refuses, so that many at once would lengthen the wait.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._numbers = count()
        self._waiting: dict[Kind, deque[Asked]] = {}
        self._under_way: Counter[Kind] = Counter()
        self._overtaken = 0
        self._limited = 0
        self._alone = 0
        self._paused: asyncio.TimerHandle | None = None

    async def ask(
        self,
        request: Callable[[], Awaitable[T]],
        urgency: Urgency = Urgency.MESSAGE,
        *,
        elsewhere: bool = False,
    ) -> T:
        """Make a request when there is room; after a 429, which did nothing, make it again.

        ``elsewhere``: another homeserver must answer, too. Raises MatrixError for anything else,
        and for a 429 that lasts longer than ``LONGEST``: it is about this request alone (a person
        is invited too often, say).
        """
        while True:
            async with self._place(Kind(urgency, elsewhere)):
                try:
                    answered = await request()
                except MatrixError as error:
                    wait = error.retry_after or UNTOLD
                    if error.status != 429 or wait > LONGEST:  # noqa: PLR2004 - too many requests
                        raise
                    metrics.failed(error)
                    self._pause(wait)
                else:
                    self._limited = max(self._limited - 1, 0)
                    return answered

    def _pause(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        if self._paused is None or self._paused.when() < until:
            if self._paused:
                self._paused.cancel()
            self._paused = loop.call_at(until, self._resume)
        self._limited = self._at_once

    def _resume(self) -> None:
        self._paused = None
        self._let_go()

    # --- whose turn it is -------------------------------------------------------------

    @asynccontextmanager
    async def _place(self, kind: Kind) -> AsyncIterator[None]:
        """Wait for a place, and hold it."""
        waits = asyncio.get_running_loop().create_future()
        asked = Asked(next(self._numbers), kind, waits)
        self._waiting.setdefault(kind, deque()).append(asked)
        self._let_go()
        try:
            await waits
            yield
        finally:
            if not waits.cancelled():  # else it never had a place
                self._under_way[kind] -= 1
                self._alone -= asked.alone
                self._let_go()

    def _let_go(self) -> None:
        """Give places to those that wait, as far as there are any."""
        while asked := self._next():
            self._waiting[asked.kind].popleft()
            self._under_way[asked.kind] += 1
            asked.let_go.set_result(self._limited > 0)
            self._alone += asked.alone

    def _next(self) -> Asked | None:
        """Return the most urgent that may go; in its place now and then who waits longest."""
        fit = list(self._fit())
        if not fit:
            return None
        longest = min(fit, key=lambda each: each.number)
        first = min(fit, key=lambda each: (each.kind.urgency.value, each.number))
        overtakes = first is not longest and self._overtaken < OVERTAKEN
        self._overtaken = self._overtaken + 1 if overtakes else 0
        return first if overtakes else longest

    def _fit(self) -> Iterator[Asked]:
        """Yield the first of each kind for which there is a place."""
        for kind, waiting in self._waiting.items():
            while waiting and waiting[0].let_go.cancelled():
                waiting.popleft()
            if waiting and self._has_place(kind):
                yield waiting[0]

    def _has_place(self, kind: Kind) -> bool:
        total = self._under_way.total()
        if self._paused or total >= self._at_once or (self._limited and self._alone):
            return False
        answers = sum(self._under_way[Kind(Urgency.ANSWER, where)] for where in (False, True))
        has_others_place = total - answers < self._at_once - FOR_ANSWERS
        match kind.urgency:
            case Urgency.ANSWER:
                return True
            case Urgency.MESSAGE:
                return has_others_place
            case Urgency.ROOM:
                most = ELSEWHERE if kind.elsewhere else FOR_ROOMS
                return has_others_place and self._under_way[kind] < most
            case _:
                assert_never(kind.urgency)
