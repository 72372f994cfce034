"""What of Synapse limits an account, as it ships: in the order, and at the cost, of 1.163.

``synapse/handlers/room_member.py`` (``ratelimit_invite``) and ``handlers/message.py``: an
invitation is counted for its room, then for the person, then for who sends it, then as an event
like all others. The first limit that has no room for it refuses it, and those before that have
counted it.
"""

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import partial

from bot.cli.doctor.stock import CREATIONS, EVENTS, INVITEE, Bucket, Limit
from bot.errors import MatrixError

ISSUER = Limit(10, 1 / 0.3)
"""``rc_invites.per_issuer``; ``per_room`` is the same."""
PAUSE = 0.5
"""Seconds until a refusal is answered."""
TAKES = 0.05
"""Seconds that anything else takes."""


def buckets(limit: Limit) -> defaultdict[str, Bucket]:
    return defaultdict(partial(Bucket, limit))


@dataclass
class Synapse:
    """Takes requests, at the times of the loop. Counts what it refuses."""

    events: Bucket = field(default_factory=lambda: Bucket(EVENTS))
    creations: Bucket = field(default_factory=lambda: Bucket(CREATIONS))
    issuer: Bucket = field(default_factory=lambda: Bucket(ISSUER))
    rooms: defaultdict[str, Bucket] = field(default_factory=lambda: buckets(ISSUER))
    people: defaultdict[str, Bucket] = field(default_factory=lambda: buckets(INVITEE))
    refused: Counter[str] = field(default_factory=Counter)
    done: list[tuple[float, str]] = field(default_factory=list)
    lifted: bool = False

    async def send(self, what: str = "event") -> None:
        await self._take(what, [self.events])

    async def create(self, room: str) -> None:
        if self.creations.free(_now()) > _now() and not self.lifted:
            await self._refuse("room", self.creations)
        await self._take(f"{room} created", [self.events, self.creations])

    async def invite(self, room: str, person: str) -> None:
        counted = [self.rooms[room], self.people[person], self.issuer, self.events]
        await self._take(f"{room} {person}", counted)

    async def _take(self, what: str, counted: list[Bucket]) -> None:
        for bucket in counted if not self.lifted else ():
            if bucket.free(_now()) > _now():
                await self._refuse(what, bucket)
            bucket.take(_now())
        self.done.append((_now(), what))
        await asyncio.sleep(TAKES)

    async def _refuse(self, what: str, bucket: Bucket) -> None:
        wait = bucket.free(_now()) - _now()
        self.refused[what] += 1
        await asyncio.sleep(PAUSE)
        raise MatrixError("M_LIMIT_EXCEEDED", "", status=429, retry=True, retry_after=wait)


def _now() -> float:
    return asyncio.get_running_loop().time()
