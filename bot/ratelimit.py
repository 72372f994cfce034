"""How fast the bot asks the homeserver: so many requests at once, and not before it may.

What a homeserver refuses (429) is asked again by itself. What it said then is remembered: for the
account (``Pace``), or for what was asked about, such as a person who is invited (``Holds``). So
hardly anything is refused twice. That matters, since Synapse counts some of what it refuses: an
invitation that is refused because of the account's limit uses up one of the few of the person.

What waits goes in the order of its ``turn``, then as it was asked for. Knows asyncio,
``MatrixError``, ``pace`` and the bot's figures alone.
"""

import asyncio
import bisect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot import metrics
from bot.errors import MatrixError
from bot.pace import Holds, Pace
from bot.retry import LONGEST

AT_ONCE = 16
"""Requests under way at the same time; the benchmarks' bare client has as many."""
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


class NotYet(Exception):  # noqa: N818 - what is the matter
    """It can't be asked for as soon as it was to be. It may be ``at`` a time of the loop."""

    def __init__(self, at: float) -> None:
        super().__init__(at)
        self.at = at


@dataclass(frozen=True, eq=False)
class Asked:
    """A request that waits for its turn. ``counts``: the homeserver counts it."""

    turn: Turn
    about: tuple[str, ...]
    counts: bool
    let_go: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    @property
    def may_look(self) -> bool:
        """Whether nothing is lost if it is refused."""
        return not self.about


class RateLimit:
    """A gate for all of the account's requests."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self.pace = Pace()
        self.holds = Holds()
        self._at_once = at_once
        self._under_way = 0
        self._in_turn = 0
        self._waiting: list[Asked] = []
        self._latest: tuple[Turn, float] = ((), 0.0)
        self._timer: asyncio.TimerHandle | None = None

    async def ask(
        self,
        request: Callable[[], Awaitable[T]],
        *,
        turn: Turn = (),
        about: tuple[str, ...] = (),
        counts: bool = True,
        within: float | None = None,
    ) -> T:
        """Make a request when there is room; after a 429, which did nothing, make it again.

        ``about``: what the homeserver may limit besides, widest first. ``within`` so many seconds
        it is to have been made, or NotYet is raised. Raises MatrixError for anything else but a
        429, and for one that lasts longer than ``LONGEST`` and is about nothing else.
        """
        asked = (turn, about if counts else (READS,), counts)
        while True:
            async with self._place(Asked(*asked), within):
                made = _now()
                try:
                    answered = await request()
                except MatrixError as error:
                    wait = error.retry_after or UNTOLD
                    if error.status != TOO_MANY or (wait > LONGEST and not about):
                        self.pace.over(_now())
                        raise
                    metrics.failed(error)
                    self._refused(asked[1], made, wait)
                except BaseException:
                    self.pace.over(_now())
                    raise
                else:
                    if counts:
                        self.pace.granted(made, _now())
                    return answered

    def _refused(self, about: tuple[str, ...], made: float, wait: float) -> None:
        now = _now()
        if about and (about == (READS,) or not self.pace.explains(wait, now)):
            self.holds.hold(about, wait, now, self.pace.interval)
            self.pace.over(now, counted=about == (READS,))
        else:
            self.pace.refused(made, wait, now)

    # --- whose turn it is -------------------------------------------------------------

    @asynccontextmanager
    async def _place(self, asked: Asked, within: float | None) -> AsyncIterator[None]:
        """Wait for a place, and hold it. Raises NotYet."""
        held = self.holds.until(asked.about)
        if within is not None and held > _now() + within:
            raise NotYet(held)
        bisect.insort(self._waiting, asked, key=lambda each: each.turn)
        self._let_go()
        try:
            async with asyncio.timeout(within):
                await asked.let_go
        except BaseException as error:
            if asked in self._waiting:
                self._waiting.remove(asked)
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
        self._under_way -= 1
        if asked.turn:
            self._in_turn -= 1
            self._latest = asked.turn, _now()
        self._let_go()

    def _let_go(self) -> None:
        """Give places to those that wait, as far as there are any; look again when there may be."""
        now, soonest = _now(), None
        for asked in list(self._waiting):
            if self._under_way >= self._at_once:
                break
            if asked.let_go.done():
                continue  # it was given up
            wait = self._wait(asked, now)
            if wait > 0:
                soonest = wait if soonest is None else min(soonest, wait)
                continue
            self._waiting.remove(asked)
            self._under_way += 1
            self._in_turn += bool(asked.turn)
            if asked.counts:
                self.pace.made(now)
            asked.let_go.set_result(None)
        if self._timer:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = None if soonest is None else loop.call_later(soonest, self._let_go)

    def _wait(self, asked: Asked, now: float) -> float:
        """Return in how many seconds a request may be made, as far as is known; 0: now."""
        held = self.holds.until(asked.about) - now
        if not asked.counts:
            return held
        wait = max(held, self.pace.wait(now, may_look=asked.may_look))
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
