"""How long it takes to open rooms and invite people where Synapse's limits are as it ships.

It is played with the figures of Synapse 1.163 (`synapse/config/ratelimiting.py`): in the order in
which the bot asks, each request when the limits have room for it. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.ratelimit import Turn
from bot.relay import places
from bot.relay.room_settings import RoomSettings
from bot.relay.rooms import enterers, members
from bot.rooms.inviting.order import of_person, of_room
from deliberation.council import Council

ANNOUNCED = 4
"""Messages in the forum when a proposal is forwarded: the answer, its tick, and who takes it up."""
ONE: Turn = ()


@dataclass(frozen=True)
class Limit:
    """So many at once, then one an ``interval`` (seconds)."""

    burst: int
    interval: float


EVENTS = Limit(10, 1 / 0.2)
"""``rc_message``: all that an account sends, invitations and new rooms too."""
INVITEE = Limit(5, 1 / 0.003)
"""``rc_invites.per_user``: how often one person is invited."""
CREATIONS = Limit(10, 1 / 0.016)
"""``rc_room_creation``."""


@dataclass
class Bucket:
    """What of a limit is used up at a time."""

    limit: Limit
    used: float = 0.0
    at: float = 0.0

    def free(self, now: float) -> float:
        """Return when one more fits."""
        return now + max(self._used(now) - self.limit.burst + 1, 0) * self.limit.interval

    def take(self, now: float) -> None:
        """Use one."""
        self.used, self.at = self._used(now) + 1, now

    def _used(self, now: float) -> float:
        return max(self.used - (now - self.at) / self.limit.interval, 0)


@dataclass(frozen=True)
class Step:
    """One request: in its turn, for a place's room; ``person``: it invites them."""

    turn: Turn
    place: str = ""
    person: str = ""
    creates: bool = False


@dataclass
class Account:
    """A bot on such a homeserver, and who was invited by it."""

    events: Bucket = field(default_factory=lambda: Bucket(EVENTS))
    creations: Bucket = field(default_factory=lambda: Bucket(CREATIONS))
    people: dict[str, Bucket] = field(default_factory=lambda: defaultdict(lambda: Bucket(INVITEE)))
    now: float = 0.0

    def carry_out(self, steps: Iterable[Step]) -> Iterator[tuple[float, Step]]:
        """Yield when each is done, in the order in which that is possible."""
        left = sorted(steps, key=lambda step: step.turn)
        unmade = {step.place for step in left if step.creates}
        while left:
            step = self._soonest(s for s in left if s.creates or s.place not in unmade)
            self.now = at = self._free(step)
            for bucket in self._of(step):
                bucket.take(at)
            if step.creates:
                unmade.discard(step.place)
            left.remove(step)
            yield at, step

    def _soonest(self, steps: Iterable[Step]) -> Step:
        """Return what can be done first; of what can be done at the same time, what comes first."""
        least, possible = self.events.free(self.now), []
        for step in steps:
            if self._free(step) <= least:
                return step
            possible.append(step)
        return min(possible, key=self._free)

    def _of(self, step: Step) -> Iterator[Bucket]:
        """Yield what a step uses one of."""
        yield self.events
        if step.person:
            yield self.people[step.person]
        if step.creates:
            yield self.creations

    def _free(self, step: Step) -> float:
        return max(bucket.free(self.now) for bucket in self._of(step))


@dataclass(frozen=True)
class Took:
    """After how many seconds the council chair was invited, the last caucus chair, everybody."""

    chair: float
    chairs: float
    everybody: float


@dataclass(frozen=True)
class Forecast:
    """What it takes to invite everybody to the forum, then for a proposal and for one after it."""

    people: int
    caucuses: int
    forum: float
    first: Took
    next: Took


def forecast(council: Council, settings: RoomSettings) -> Forecast:
    """Return how long it takes: proposals are forwarded an hour after the bot's first start."""
    bot = Account()
    opened = list(bot.carry_out(_of_council(council, settings)))
    forum = max(at for at, step in opened if step.place == places.FORUM_PLACE)
    bot.now += 3600
    first = _proposal(bot, 1, council, settings)
    return Forecast(
        len(council.members),
        len(council.caucuses),
        forum,
        first,
        _proposal(bot, 2, council, settings),
    )


def _proposal(bot: Account, number: int, council: Council, settings: RoomSettings) -> Took:
    start, done = bot.now, list(bot.carry_out(_of_proposal(number, council, settings)))
    plenary = places.plenary_of(number)
    chairs = {places.caucus_room(number, c.key): c.chair for c in council.caucuses}
    invited = {(step.place, step.person): at - start for at, step in done if step.person}
    return Took(
        invited.get((plenary, council.chair), 0.0),
        max((invited.get(each, 0.0) for each in chairs.items()), default=0.0),
        max(invited.values(), default=0.0),
    )


def _of_council(council: Council, settings: RoomSettings) -> Iterator[Step]:
    yield from _of_room(places.FORUM_PLACE, 2, council, settings, council.forum_officers)
    yield from _of_room(places.SPACE_PLACE, 3, council, settings, ())
    yield from _of_room(places.SECRETARIAT_PLACE, 0, council, settings, settings.secretariat)


def _of_proposal(number: int, council: Council, settings: RoomSettings) -> Iterator[Step]:
    yield from (Step(ONE) for _ in range(ANNOUNCED))
    plenary, space = places.plenary_of(number), places.space_of(number)
    yield from _of_room(plenary, 4, council, settings, council.officers)
    for caucus in council.caucuses:
        place = places.caucus_room(number, caucus.key)
        yield from _of_room(place, 2, council, settings, caucus.officers)
    yield from _of_room(space, 2 + len(council.caucuses), council, settings, ())
    yield from (Step(of_room(places.SPACE_PLACE), places.SPACE_PLACE) for _ in range(2))


def _of_room(
    place: str, others: int, council: Council, settings: RoomSettings, leads: tuple[str, ...]
) -> Iterator[Step]:
    """Yield its creation, so many ``others`` (settings, a message, its pin), the invitations."""
    yield Step(of_room(place), place, creates=True)
    yield from (Step(of_room(place), place) for _ in range(others))
    parsed = places.parse(place)
    themselves = enterers(parsed, council, settings)
    for person in members(parsed, council, None, settings).keys() - themselves:
        yield Step(of_person(place, person, leads), place, person)
