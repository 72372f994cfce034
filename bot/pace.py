"""How fast a homeserver lets the account go, as far as its refusals tell.

A limit of Synapse's is a bucket: so many requests at once, then one an ``interval``. A refusal says
how long it takes until one more is let through, never which limit it was, nor how fast it is. Two
refusals with requests between them say the latter, unless some of those were let through sooner
than such a limit would: then it was something else. Until an interval is known requests go one by
one, afterwards each when the bucket has room for it, so that nothing is refused. Now and then one
that costs nothing if it is refused goes too early, to see whether the limit was lifted.

Pure: times are seconds of a clock that callers read. Must never import: anything of ours.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

BURST = 10
"""How many requests Synapse lets through at once, unless told otherwise."""
STOCK_INTERVAL = 5.0
"""Seconds for each after that: messages, settings and invitations together (``rc_message``)."""
ENOUGH = 16
"""After so many requests that went one by one unrefused, there is no limit to be minded."""
IDLE = 2.0
"""Seconds without a request after which two refusals don't tell the interval any more."""
LOOK = 60.0
"""Seconds between two attempts to find out whether the limit was lifted."""
LIFTED = 5
"""After so many requests in a row that went too early unrefused, it was."""
SLOWER = 1.02
"""How much longer an interval is taken to be when one is refused for which there was to be room."""
SLACK = 1.2
"""A limit has nobody wait longer than its interval, or hardly."""
JITTER = 0.05
"""Seconds by which requests may reach the homeserver closer to each other than they were made."""


@dataclass(frozen=True)
class Refusal:
    """A refused request: when it was made, and how long the homeserver said to wait."""

    at: float
    wait: float


@dataclass
class Level:
    """How full Synapse's own bucket would be, of so many requests as were noted."""

    full: float = 0.0
    at: float = 0.0

    def now(self, now: float) -> float:
        """Return how many there are room for no more."""
        return max(self.full - (now - self.at) / STOCK_INTERVAL, 0)

    def note(self, now: float) -> None:
        """Note one."""
        self.full, self.at = self.now(now) + 1, now


@dataclass
class Pace:
    """What the account may do, as the homeserver's answers have it.

    ``interval`` is in seconds, 0 while it isn't known. ``_free`` is how many requests the bucket
    had room for at ``_at``. ``_granted`` counts what was let through since the ``_since`` refusal,
    while the bucket was never empty; ``_latest`` is when the last of them was made, and ``_bound``
    what an interval is at most that lets so many through so soon. ``_known`` is when the last
    refusal came: what was made before tells nothing new. ``_unlimited``: more was let through than
    Synapse's own limit would.
    """

    interval: float = 0.0
    _free: float = BURST
    _at: float = 0.0
    _most: float = BURST
    _since: Refusal | None = None
    _known: float = 0.0
    _granted: int = 0
    _bound: float = math.inf
    _latest: float = -math.inf
    _unrefused: int = 0
    _rested: bool = False
    _looked: float = 0.0
    _looking: bool = False
    _lifted: int = 0
    _unlimited: bool = False
    _so_far: Level = field(default_factory=Level)
    _let_through: Level = field(default_factory=Level)

    @property
    def is_limited(self) -> bool:
        """Whether the homeserver is known to limit the account."""
        return self._since is not None

    def may_end(self, now: float) -> bool:
        """Whether the next may be the first that is refused: then they are to go one by one."""
        is_unknown = not self.is_limited and not self._unlimited
        return is_unknown and self._so_far.now(now) > BURST - 1

    def room(self, now: float) -> float:
        """Return for how many requests there is room."""
        if not self.interval:
            return self._free if now >= self._at else 0.0
        return min(self._most, self._free + max(now - self._at, 0) / self.interval)

    def wait(self, now: float, *, may_look: bool = False) -> float:
        """Return in how many seconds one more request may be made; 0: now.

        ``may_look``: it may be made too early, to see whether the limit is still there.
        """
        if not self.is_limited or self.room(now) >= 1:
            return 0.0
        if may_look and self._is_time_to_look(now):
            return 0.0
        if not self.interval and now >= self._at:
            return IDLE  # the one that is under way says more
        return max((1 - self._free) * self.interval + self._at - now, self._at - now)

    def made(self, now: float) -> None:
        """Note that a request was made."""
        if not self.is_limited:
            self._so_far.note(now)
            return
        room = self.room(now)
        if self.interval:
            self._rested = self._rested or room >= self._most
            self._looking = self._looking or room < 1
        else:
            self._rested = self._rested or now - self._at > IDLE
        self._free, self._at = room - 1, max(now, self._at)

    def granted(self, made: float, now: float) -> None:
        """Note that one which was ``made`` then was let through, ``now``."""
        if not self.is_limited:
            self._let_through.note(now)
            self._unlimited = self._unlimited or self._let_through.now(now) > BURST + 1
            return
        if made >= self._known:
            self._count(made)
        self.over(now)
        if not self.interval and self._unrefused >= ENOUGH:
            self._forget()
        elif self._looking:
            self._looking, self._free, self._lifted = False, self._free + 1, self._lifted + 1
            if self._lifted >= LIFTED:
                self._forget()

    def _count(self, made: float) -> None:
        """Count one that was let through since the refusal, after which there was room for one."""
        self._granted, self._unrefused = self._granted + 1, self._unrefused + 1
        self._latest = max(self._latest, made)
        if self._since and self._granted > 1:
            took = self._latest - self._since.at - self._since.wait
            self._bound = min(self._bound, took / (self._granted - 1))

    def over(self, now: float, *, counted: bool = True) -> None:
        """Note that a request is over; it may not have ``counted`` at all."""
        if not self.is_limited:
            return
        if not self.interval:
            self._free, self._at = 1, max(self._at, now)
        elif not counted:
            self._looking, self._free = False, self._free + 1

    def refused(self, made: float, wait: float, now: float, *, told: bool = True) -> None:
        """Note that one which was ``made`` then was refused, ``now``; ``told``: and how long."""
        if self._since is None or (told and made >= self._known):
            self._learn(Refusal(made, wait))
        self._known, self._unrefused = now, 0
        self._looking, self._lifted, self._looked = False, 0, now
        if self.interval:
            self._free, self._at = 1 - wait / self.interval, now
        else:
            self._free, self._at = 1, max(self._at, now + wait)

    def explains(self, wait: float, now: float) -> bool:
        """Whether a refusal is likely to be because of the account's own limit.

        Others are about what was asked for: a person, a room.
        """
        if not self.interval:
            return wait <= SLACK * STOCK_INTERVAL
        return wait <= SLACK * self.interval and self.room(now) < 1

    def _learn(self, refusal: Refusal) -> None:
        """Learn the interval: at each refusal the bucket lacked wait / interval of room for one."""
        since = self._since
        if since and self._rested and self.interval:
            self._most = max(1.0, self._most / 2)
        if since is None or self._rested:
            self._begin(refusal)
            return
        took = refusal.at - since.at + refusal.wait - since.wait
        if not self._granted or took <= 0 or (self._granted == 1 and 4 * refusal.wait < took):
            return  # of one, only a refusal soon after it tells
        if took / self._granted > SLACK * self._bound + JITTER:
            self._begin(refusal)
            return
        too_soon = 0 if self._looking else self.interval * SLOWER
        self.interval = max(took / self._granted, too_soon)

    def _begin(self, refusal: Refusal) -> None:
        """Learn from this refusal on."""
        self._since, self._granted, self._rested = refusal, 0, False
        self._bound, self._latest = math.inf, -math.inf

    def _is_time_to_look(self, now: float) -> bool:
        if not self.interval or self._looking:
            return False
        return self._lifted > 0 or now - self._looked > LOOK

    def _forget(self) -> None:
        self.__init__()  # type: ignore[misc] # as in the beginning


@dataclass
class Holds:
    """What is not to be asked for before when, as a homeserver said of something of its own.

    What a request is ``about`` comes widest first: all invitations, a room, a person. A refusal
    doesn't say which of them it is about; who waits for long is a person, and if a room is held
    already, it is all of them.
    """

    longest: float = 0.0
    """Seconds; the longest that was said of what is narrowest."""
    _until: dict[str, float] = field(default_factory=dict)

    def until(self, about: Iterable[str]) -> float:
        """Return when it may be asked for again."""
        return max((self._until.get(each, 0.0) for each in about), default=0.0)

    def hold(self, about: tuple[str, ...], wait: float, now: float, usual: float) -> None:
        """Note a refusal; ``usual`` is the account's interval, which a person's is far above."""
        self._until = {each: until for each, until in self._until.items() if until > now}
        *wider, narrowest = about
        name = narrowest
        if wider and wait <= 2 * (usual or STOCK_INTERVAL):
            name = wider[0] if self._others(about) else wider[-1]
        elif wider:
            self.longest = max(self.longest, wait)
        self._until[name] = max(self._until.get(name, 0.0), now + wait)

    def _others(self, about: tuple[str, ...]) -> bool:
        """Whether another room is held at the moment."""
        return any(each.startswith("!") and each not in about for each in self._until)
