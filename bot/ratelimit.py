"""How fast the bot asks the homeserver, and what goes first: so many at once, not before it may.

What waits is let go by its urgency, then in its ``turn``, then in the order in which it was asked
for. Room work has few places: a homeserver works on all requests at the same time, and the more
there are, the longer an answer takes. It goes on all the same: whatever waits longest is overtaken
a few times in a row at most.

What a homeserver refuses (429) is asked again by itself. What it said then is remembered: for the
account (``Pace``), or for what was asked about, such as a person who is invited (``Holds``). So
hardly anything is refused twice. That matters, since Synapse counts some of what it refuses: an
invitation that is refused because of the account's limit uses up one of the few of the person.

Knows asyncio, ``MatrixError``, ``pace`` and the bot's figures alone.
"""

import asyncio
import bisect
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum
from itertools import count
from typing import Any, TypeVar, assert_never

from bot import metrics
from bot.errors import MatrixError
from bot.pace import Holds, Pace
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
TOO_MANY = 429
AFTER = 0.5
"""Seconds that another room waits for what may follow in an earlier one, under a limit."""
READS = "reads"
"""What requests are about that change nothing: no homeserver counts them with the others."""

T = TypeVar("T")
Turn = tuple[Any, ...]
"""In which order requests go: the least first. That of most is empty; the others begin with what
says in which room it is, see ``rooms.inviting.order``."""


class Urgency(Enum):
    """What a request is for. The first goes first."""

    ANSWER = 0
    """Somebody waits: for an answer or its tick, or for what has to be known or done before it."""
    MESSAGE = 1
    """What else is said."""
    ROOM = 2
    """Rooms are opened, set up, looked at, left; and whatever else nobody waits for."""


class NotYet(Exception):  # noqa: N818 - what is the matter
    """It can't be asked for as soon as it was to be. It may be ``at`` a time of the loop."""

    def __init__(self, at: float) -> None:
        super().__init__(at)
        self.at = at


@dataclass(frozen=True)
class Kind:
    """What a request is for, and whether another homeserver must answer it."""

    urgency: Urgency
    elsewhere: bool


@dataclass(frozen=True, eq=False)
class Asked:
    """One that waits for a place, the ``number``-th; ``let_go`` is done once it has one.

    ``about`` is what the homeserver may limit besides. ``counts``: the homeserver counts it.
    """

    number: int
    kind: Kind
    turn: Turn
    about: tuple[str, ...]
    counts: bool
    let_go: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class RateLimit:
    """A gate for all of the account's requests."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self.pace = Pace()
        self.holds = Holds()
        self._at_once = at_once
        self._numbers = count()
        self._waiting: dict[Kind, list[Asked]] = {}
        self._under_way: Counter[Kind] = Counter()
        self._in_turn = 0
        self._latest: tuple[Turn, float] = ((), 0.0)
        self._overtaken = 0
        self._timer: asyncio.TimerHandle | None = None

    async def ask(
        self,
        request: Callable[[], Awaitable[T]],
        urgency: Urgency = Urgency.MESSAGE,
        *,
        elsewhere: bool = False,
        turn: Turn = (),
        about: tuple[str, ...] = (),
        counts: bool = True,
        within: float | None = None,
    ) -> T:
        """Make a request when there is room; after a 429, which did nothing, make it again.

        ``elsewhere``: another homeserver must answer, too. ``about``: what the homeserver may
        limit besides, widest first. ``within`` so many seconds it is to have been made, or NotYet
        is raised. Raises MatrixError for anything else but a 429, and for one that lasts longer
        than ``LONGEST`` and is about nothing else.
        """
        kind, of = Kind(urgency, elsewhere), about if counts else (READS,)
        while True:
            async with self._place(Asked(next(self._numbers), kind, turn, of, counts), within):
                made = _now()
                try:
                    answered = await request()
                except MatrixError as error:
                    wait = error.retry_after or UNTOLD
                    if error.status != TOO_MANY or (wait > LONGEST and not about):
                        self.pace.over(_now())
                        raise
                    metrics.failed(error)
                    self._refused(of, made, wait, told=bool(error.retry_after))
                except BaseException:
                    self.pace.over(_now())
                    raise
                else:
                    if counts:
                        self.pace.granted(made, _now())
                    return answered

    def _refused(self, about: tuple[str, ...], made: float, wait: float, *, told: bool) -> None:
        now = _now()
        if about and (about == (READS,) or not self.pace.explains(wait, now)):
            self.holds.hold(about, wait, now, self.pace.interval)
            self.pace.over(now, counted=about == (READS,))
        else:
            self.pace.refused(made, wait, now, told=told)

    # --- whose turn it is -------------------------------------------------------------

    @asynccontextmanager
    async def _place(self, asked: Asked, within: float | None) -> AsyncIterator[None]:
        """Wait for a place, and hold it. Raises NotYet."""
        held = self.holds.until(asked.about)
        if within is not None and held > _now() + within:
            raise NotYet(held)
        waiting = self._waiting.setdefault(asked.kind, [])
        bisect.insort(waiting, asked, key=lambda each: each.turn)
        self._let_go()
        try:
            async with asyncio.timeout(within):
                await asked.let_go
        except BaseException as error:
            if asked in waiting:
                waiting.remove(asked)
            else:
                self.pace.over(_now(), counted=not asked.counts)
                self._leave(asked)
            if isinstance(error, TimeoutError):
                raise NotYet(self.holds.until(asked.about)) from error
            raise
        try:
            yield
        finally:
            self._leave(asked)

    def _leave(self, asked: Asked) -> None:
        self._under_way[asked.kind] -= 1
        if asked.turn:
            self._in_turn -= 1
            self._latest = asked.turn, _now()
        self._let_go()

    def _let_go(self) -> None:
        """Give places to those that wait, as far as there are any; look again when there may be."""
        now = _now()
        while asked := self._next(now):
            self._waiting[asked.kind].remove(asked)
            self._under_way[asked.kind] += 1
            self._in_turn += bool(asked.turn)
            if asked.counts:
                self.pace.made(now)
            asked.let_go.set_result(None)
        if self._timer:
            self._timer.cancel()
        waiting = [each for kind in self._waiting.values() for each in kind]
        waits = [wait for each in waiting if (wait := self._wait(each, now)) > 0]
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(min(waits), self._let_go) if waits else None

    def _next(self, now: float) -> Asked | None:
        """Return the most urgent that may go; in its place now and then who waits longest."""
        fit = list(self._fit(now))
        if not fit:
            return None
        longest = min(fit, key=lambda each: each.number)
        first = min(fit, key=lambda each: (each.kind.urgency.value, each.turn, each.number))
        overtakes = first is not longest and self._overtaken < OVERTAKEN
        self._overtaken = self._overtaken + 1 if overtakes else 0
        return first if overtakes else longest

    def _fit(self, now: float) -> Iterator[Asked]:
        """Yield the first of each kind that may go, if there is a place for it."""
        for kind, waiting in self._waiting.items():
            if self._has_place(kind):
                may_go = (a for a in waiting if not a.let_go.done() and self._wait(a, now) <= 0)
                yield from [first for first in [next(may_go, None)] if first]

    def _has_place(self, kind: Kind) -> bool:
        total = self._under_way.total()
        if total >= self._at_once:
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

    def _wait(self, asked: Asked, now: float) -> float:
        """Return in how many seconds a request may be made, as far as is known; 0: now."""
        held = self.holds.until(asked.about) - now
        if not asked.counts:
            return held
        wait = max(held, self.pace.wait(now, may_look=not asked.about))
        return max(wait, self._behind(asked, now)) if asked.turn else wait

    def _behind(self, asked: Asked, now: float) -> float:
        """Return how long one in its turn waits for those before it: under a limit, one by one."""
        if not self.pace.is_limited and not self.pace.may_end(now):
            return 0.0
        if self._in_turn:
            return LONGEST  # or until that one is over
        if not self.pace.is_limited:
            return 0.0
        turn, at = self._latest
        is_elsewhere = asked.turn[:3] > turn[:3]
        return at + min(AFTER, self.pace.interval or AFTER) - now if is_elsewhere else 0.0


def _now() -> float:
    return asyncio.get_running_loop().time()
