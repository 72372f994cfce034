"""Which invitations the bot follows: all, but for those that come in floods.

The others are declined one by one, slowly: whoever wants the bot may invite it again. Knows
the Matrix edge.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import structlog

from bot.errors import MatrixError
from bot.gate.quota import Quota
from bot.matrix import Invite, Matrix
from bot.ratelimit import RateLimit, Urgency

log = structlog.get_logger()

EVERYBODY = ""
KEPT = 20_000
"""Invitations kept to be declined; further ones stand until their sender takes them back."""
DECLINE_PAUSE = 0.1
"""Seconds between two that are declined."""


@dataclass
class Invitations:
    """Tells the invitations to follow from those to decline. ``now`` is in seconds."""

    matrix: Matrix
    rate_limit: RateLimit
    now: Callable[[], float]
    _of_one: Quota = field(default_factory=lambda: Quota(at_once=10, a_second=0.1))
    _of_all: Quota = field(default_factory=lambda: Quota(at_once=100, a_second=2))
    _to_decline: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT))
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    def admitted(self, invites: Iterable[Invite]) -> list[Invite]:
        """Return the invitations to follow, and note the others."""
        now = self.now()
        followed: list[Invite] = []
        for invite in invites:
            admits = self._of_one.admits(invite.inviter, now)
            if admits and self._of_all.admits(EVERYBODY, now):
                followed.append(invite)
            else:
                self._to_decline.append(invite.room_id)
                self._more.set()
        return followed

    async def decline(self) -> None:
        """Decline, without end, the invitations that are too many. Raises UnknownToken."""
        while True:
            await self._more.wait()
            while self._to_decline:
                await self._decline(self._to_decline.popleft())
                await asyncio.sleep(DECLINE_PAUSE)
            self._more.clear()

    async def _decline(self, room_id: str) -> None:
        try:
            await self.rate_limit.ask(lambda: self.matrix.leave(room_id), Urgency.ROOM)
        except MatrixError as error:
            log.info("an invitation stands undeclined", error=str(error))
