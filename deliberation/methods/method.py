"""How a caucus decides, as the record has it. Imports only ``terms``."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from deliberation.terms import Majority, Method

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class CaucusMethod:
    """A caucus's method. ``quorum``: which share of its seats must answer a poll or a ballot."""

    method: Method = Method.JUDGEMENT
    quorum: Fraction = HALF
    majority: Majority = Majority.SIMPLE

    @property
    def values(self) -> tuple[str, str, str]:
        """The method, the quorum and the majority as entries have them."""
        return self.method.value, str(self.quorum), self.majority.value


BY_JUDGEMENT = CaucusMethod()
"""That of a caucus of which nothing else is said."""


def of_values(method: str, quorum: str, majority: str) -> CaucusMethod:
    """Return what an entry says. Raises ValueError for what there isn't."""
    return CaucusMethod(Method(method), Fraction(quorum), Majority(majority))


LEAST_SECRET = 3
"""With fewer answers the count of a ballot would tell who answered what."""


def needed(own: CaucusMethod, seats: int) -> int:
    """Return how many answers a poll or a ballot needs, of so many seats."""
    least = LEAST_SECRET if own.method is Method.BALLOT else 1
    return max(least, ceil(own.quorum * seats))
