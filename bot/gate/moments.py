"""When something was asked, for whoever counts how much a person asks in a time.

The time that an event carries is a claim of its sender's homeserver. So it is taken to lie
between the time of the event before it in its room and the moment when it was received, and
not long before the homeserver told the bot of it while both were running. Pure: times are
given, in ms.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.matrix import Event

LATE = 60_000
"""Milliseconds: so long before it is told while the bot runs, nothing was asked."""
MOST = 10_000
"""Rooms of which the latest time is remembered."""


@dataclass
class Moments:
    """When the events of rooms were sent, as far as the bot can know.

    ``heard_at`` is when the homeserver last answered a sync, by an earlier process, too: what it
    tells next was received after that. 0: never.
    """

    heard_at: int = 0
    _latest: dict[str, int] = field(default_factory=dict)

    def of(self, place: str, events: Iterable[Event], received: int) -> list[int]:
        """Return when each event of a room was sent, oldest first; ``received``: all by then.

        Each is later than the one before, by a millisecond at least.
        """
        earliest = min(received - LATE, self.heard_at)
        latest = max(self._latest.pop(place, 0), earliest)
        moments = []
        for event in events:
            latest = max(latest + 1, min(event.ts, received))
            moments.append(latest)
        self._latest[place] = latest
        for oldest in list(self._latest)[:-MOST]:
            del self._latest[oldest]
        return moments

    def heard(self, now: int) -> None:
        """Note that all was told that the homeserver had until now."""
        self.heard_at = now
