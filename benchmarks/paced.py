"""A bare client under limits that it knows: in the best order, and never too early.

It goes one by one. Of what can be asked next, what is needed soonest goes first.
"""

import asyncio
import bisect
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from benchmarks.replay import Step
from bot.cli.doctor.stock import CREATIONS, EVENTS, INVITEE, Bucket, Limit

ISSUER = Limit(10, 1 / 0.3)
"""``rc_invites.per_issuer``, and ``per_room``."""
FOLLOWS = 0.01
"""Seconds for what follows from a request to wait for its place."""
COUNTED = frozenset({"createRoom", "send", "state", "invite"})
LATE = 0.02
"""Seconds that each goes after the limit has room for it, since it may take longer to get there."""


def buckets(limit: Limit) -> defaultdict[str, Bucket]:
    """Return buckets of a limit, each by a name."""
    return defaultdict(partial(Bucket, limit))


def faster(limit: Limit, times: float) -> Limit:
    """Return a limit that lets so many times as much through, after its burst."""
    return replace(limit, interval=limit.interval / times)


@dataclass
class Paced:
    """Gives requests their places. ``done`` are those that were answered, and when.

    ``turn`` says in which order they go; ``times`` how much faster than stock the limits are.
    """

    turn: Callable[[Step], tuple[Any, ...]]
    times: float
    done: list[tuple[float, Step]] = field(default_factory=list)
    _waiting: list[tuple[Step, asyncio.Future[None]]] = field(default_factory=list)
    _is_busy: bool = False

    def __post_init__(self) -> None:
        """Have nothing used up."""
        self._events = Bucket(faster(EVENTS, self.times))
        self._creations = Bucket(faster(CREATIONS, self.times))
        self._issuer = Bucket(faster(ISSUER, self.times))
        self._rooms = buckets(faster(ISSUER, self.times))
        self._people = buckets(faster(INVITEE, self.times))

    @asynccontextmanager
    async def place(self, step: Step) -> AsyncIterator[None]:
        """Wait until a request may be made, and until it was."""
        if step.request.kind not in COUNTED:
            yield
            return
        waits = asyncio.get_running_loop().create_future()
        bisect.insort(self._waiting, (step, waits), key=lambda each: self.turn(each[0]))
        self._soon(FOLLOWS)
        await waits
        try:
            yield
        finally:
            self._is_busy = False
            self.done.append((time.perf_counter(), step))
            self._soon(FOLLOWS)

    def _soon(self, seconds: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self._let_go)

    def _let_go(self) -> None:
        if self._is_busy or not self._waiting:
            return
        now = time.perf_counter()
        waits = [self._wait(step, now) for step, _ in self._waiting]
        first = next((nth for nth, wait in enumerate(waits) if wait <= 0), None)
        if first is None:
            self._soon(min(waits))
            return
        step, place = self._waiting.pop(first)
        for bucket in self._counted(step):
            bucket.take(now)
        self._is_busy = True
        place.set_result(None)

    def _wait(self, step: Step, now: float) -> float:
        wait = max(bucket.free(now) for bucket in self._counted(step)) - now
        return wait and wait + LATE

    def _counted(self, step: Step) -> Iterator[Bucket]:
        request = step.request
        yield self._events
        if request.kind == "createRoom":
            yield self._creations
        if request.kind == "invite":
            yield self._issuer
            yield self._rooms[request.room]
            yield self._people[str((request.body or {})["user_id"])]
