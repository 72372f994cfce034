"""What was measured: the two sides of a comparison, their medians, and the ratio."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

from demo.cast import CAUCUSES


@dataclass
class Comparison:
    """Times in ms of the bot, and beside them of what it is compared with.

    ``limit`` is the most that the ratio may be, None for what is only told.
    """

    what: str
    limit: float | None
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    def add(self, ours: float, bare: float) -> None:
        """Add what one repetition of each side took."""
        self.ours.append(ours)
        self.bare.append(bare)

    @property
    def medians(self) -> tuple[float, float]:
        """The bot's median, and the other's."""
        return statistics.median(self.ours), statistics.median(self.bare)

    @property
    def ratio(self) -> float:
        """The ratio of the medians."""
        ours, bare = self.medians
        return ours / bare

    @property
    def reached(self) -> bool:
        """Whether the ratio is within the limit, if there is one."""
        return self.limit is None or self.ratio <= self.limit


@dataclass(frozen=True)
class Scale:
    """How much is measured. Repetitions are of each side."""

    trips: int = 60
    openings: int = 5
    council: tuple[str, ...] = tuple(CAUCUSES)
    """Its caucuses, by their keys, where nothing else is said."""
    people: int = 6
    """In each caucus: its chair, and the rest representatives."""
    sealed: tuple[bool, ...] = (False, True)
    """Without encryption, and with it for the caucuses."""
    caucuses: tuple[int, ...] = (4, 16, 64)
    referrals: int = 7
    starts: int = 5
    ended: int = 2000
    live: int = 20

    @property
    def named(self) -> dict[str, str]:
        """The caucuses' names by their keys."""
        return {key: CAUCUSES[key] for key in self.council}


QUICK = Scale(
    trips=2,
    openings=1,
    council=("cs",),
    people=2,
    sealed=(True,),
    caucuses=(2,),
    referrals=1,
    starts=1,
    ended=5,
    live=2,
)

Tell = Callable[[str], None]
"""Says what is under way."""
