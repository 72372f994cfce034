"""What was measured: the figures of a row, the limits, and how much is measured."""

import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from demo.cast import CAUCUSES


class Limit(Enum):
    """What a limit is about."""

    RATIO = "at most so many times the bare client's"
    LATER = "at most so many ms more than the bare client's"
    MEMORY = "at most so many MB"
    TIME = "at most so many ms"


@dataclass(frozen=True)
class Figure:
    """One line of the table: in ms or, of memory, in MB.

    ``bare`` is 0 where there is nothing to compare with. ``times`` is how often each side was
    measured, ``note`` what else is to be said.
    """

    what: str
    ours: float
    bare: float
    times: int
    most: float
    limit: Limit = Limit.RATIO
    note: str = ""

    @property
    def compared(self) -> float:
        """What the limit is for: a ratio, a difference, or what was measured itself."""
        match self.limit:
            case Limit.RATIO:
                return self.ours / self.bare
            case Limit.LATER:
                return self.ours - self.bare
            case Limit.MEMORY | Limit.TIME:
                return self.ours

    @property
    def reached(self) -> bool:
        """Whether it is within its limit."""
        return self.compared <= self.most


@dataclass
class Comparison:
    """Times in ms of the bot, and beside them of what it is compared with."""

    what: str
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    def add(self, ours: float, bare: float) -> None:
        """Add what one repetition of each side took."""
        self.ours.append(ours)
        self.bare.append(bare)

    @property
    def times(self) -> int:
        """How often each side was measured, or the one that was measured less often."""
        return min(len(self.ours), len(self.bare))

    def median(self, most: float) -> Figure:
        """Compare the medians."""
        ours, bare = statistics.median(self.ours), statistics.median(self.bare)
        return Figure(self.what, ours, bare, self.times, most)

    def late(self, most: float) -> Figure:
        """Compare the ninety-fifth percentiles."""
        what = f"{self.what}, 95th percentile"
        return Figure(what, percentile(self.ours, 95), percentile(self.bare, 95), self.times, most)

    def worst(self, later: float) -> Figure:
        """Compare the longest times: by how many ms ours may be longer."""
        what = f"{self.what}, the longest"
        return Figure(what, max(self.ours), max(self.bare), self.times, later, Limit.LATER)


def percentile(values: list[float], percent: int) -> float:
    """Return the smallest of the values that so many percent of them don't exceed."""
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1]


def memory(what: str, kib: int, most: float) -> list[Figure]:
    """Return the figure of a process's peak memory, in MB; none if it could not be known."""
    return [Figure(what, kib * 1024 / 1e6, 0, 1, most, Limit.MEMORY)] if kib else []


@dataclass(frozen=True)
class Scale:
    """How much is measured. Repetitions are of each side."""

    trips: int = 40
    openings: int = 3
    council: tuple[str, ...] = tuple(CAUCUSES)
    """The caucuses of the smallest council, by their keys."""
    people: int = 6
    """In each caucus of that one: its chair, and the rest representatives."""
    sealed: tuple[bool, ...] = (False, True)
    """Without encryption, and with it for the caucuses. What is measured once is in the first."""
    referrals: tuple[tuple[int, int], ...] = ((4, 5), (16, 3), (64, 2))
    """How many caucuses, and how often a draft is relayed to them. First those of ``council``."""
    besides: int = 2
    """How often a draft is relayed, or a long one issued, beside round trips."""
    at_least: int = 5
    """Round trips beside each."""
    unanswered: int = 16
    """Round trips that may be under way at the same time."""
    long: int = 500_000
    """The length of a long draft."""
    largest: int = 1 << 20
    """The length of the longest text that may be tabled."""
    seconds: float = 15
    """For which texts of that length are tabled one after another."""
    backlog: tuple[int, int] = (50, 20)
    """People, and how much each asks while the bot is down."""
    flood: tuple[int, int] = (50, 200)
    objected: tuple[int, int] = (200, 5_000)
    """Objections to a proposal, and answers to a call on it."""
    starts: int = 3
    timers: int = 1_000
    """What is due when the bot starts."""
    ended: int = 2000
    live: int = 20
    kept: int = 200
    """Live proposals in the record of which the memory is measured."""
    limited: tuple[int, float] = (3, 20)
    """Representatives of a caucus where a homeserver limits as stock, and how much faster it is."""
    clauses: int = 500
    """In texts that are read and compared; others have so many times as many words or clauses."""
    unread: bool = True
    """Whether the homeserver counts unread messages: it does, unless told not to."""

    @property
    def sizes(self) -> tuple[int, ...]:
        """The numbers of caucuses that councils have, the smallest first."""
        return tuple(size for size, _ in self.referrals)

    @property
    def named(self) -> dict[str, str]:
        """The names of the smallest council's caucuses by their keys."""
        return {key: CAUCUSES[key] for key in self.council}


QUICK = Scale(
    trips=1,
    openings=1,
    council=("cs", "tech"),
    people=1,
    sealed=(True,),
    referrals=((2, 1),),
    besides=2,
    at_least=2,
    unanswered=1,
    long=70_000,
    largest=70_000,
    seconds=0,
    backlog=(2, 2),
    flood=(2, 40),
    objected=(2, 4),
    starts=1,
    timers=3,
    ended=3,
    live=2,
    kept=2,
    limited=(1, 100),
    clauses=10,
    unread=False,
)

Tell = Callable[..., None]
"""Says what is under way: ``tell(what, turn, of)``."""
