"""How far the clocks of other homeservers are behind, and when what they send was said.

Theory of operation. What somebody says through the bot's own homeserver stands in that server's
order: what came before it in its room was shown to them. What comes from another server may
have been on its way for long, and was then said before what it comes after. Its own time tells
that, if one knows how far that server's clock is behind: as far as the least time that an event
of it took, by that clock. Where nothing is known of a server, the order decides.

A clock may fall back later. Then its events seem to be late all at once. But what is late comes
in one go, while a clock that fell back goes on at the usual pace: of two events that came as
long after one another as they were sent, the second is not late. Pure: times are given, in ms.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.matrix import Event
from deliberation.people import server_of

LIVE = 60_000
"""Milliseconds: after a longer silence nobody knows when what comes was received."""
APART = 5_000
"""Milliseconds that two events must be apart to tell how fast a clock goes."""
SLACK = 2_000
"""Milliseconds by which the time that an event takes may differ."""
MOST = 1000
"""Servers that are remembered: those that were heard last."""


@dataclass(frozen=True)
class _Clock:
    """How far it is ``behind``, in ms; when its latest event was received and sent, 0: unknown."""

    behind: int
    received: int = 0
    sent: int = 0


@dataclass
class Clocks:
    """What is known of other servers' clocks. ``own`` is the bot's user id or homeserver.

    ``changed``: something was learnt that an earlier process didn't know.
    """

    own: str
    changed: bool = False
    _of: dict[str, _Clock] = field(default_factory=dict)
    _heard_at: int = 0

    def heard(self, events: Iterable[Event], received: int) -> None:
        """Learn from what was received together."""
        if received - self._heard_at <= LIVE:
            for event in events:
                server = server_of(event.sender)
                if event.ts and server and server != server_of(self.own):
                    self._learn(server, event.ts, received)
        self._heard_at = received

    def _learn(self, server: str, sent: int, received: int) -> None:
        known, took = self._of.pop(server, None), received - sent
        behind = took
        if known and took > known.behind and not _goes_on(known, sent, received):
            behind = known.behind
        self.changed |= not known or abs(behind - known.behind) > SLACK
        self._of[server] = _Clock(behind, received, sent)
        for oldest in list(self._of)[:-MOST]:
            del self._of[oldest]

    def seen_until(self, event: Event) -> int | None:
        """Return until when its sender had seen what its room showed; None if all before it."""
        if server_of(event.sender) == server_of(self.own):
            return None
        known = self._of.get(server_of(event.sender))
        return event.ts + known.behind if known and event.ts else None

    def written(self) -> str:
        """Return what the next process is to know, and count it as known."""
        self.changed = False
        return json.dumps({server: clock.behind for server, clock in self._of.items()})

    def remember(self, written: str | None) -> None:
        """Know what an earlier process knew."""
        found = json.loads(written or "{}")
        self._of = {server: _Clock(behind) for server, behind in found.items()}


def _goes_on(known: _Clock, sent: int, received: int) -> bool:
    """Whether an event came as long after the one before it as it was sent."""
    apart = received - known.received
    return bool(known.received) and apart >= APART and abs(apart - (sent - known.sent)) <= SLACK
