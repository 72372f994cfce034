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


BY_JUDGEMENT = CaucusMethod()
"""That of a caucus of which nothing else is said."""


LEAST_SECRET = 3
"""With fewer answers the count of a ballot would tell who answered what."""


def needed(own: CaucusMethod, seats: int) -> int:
    """Return how many answers a poll or a ballot needs, of so many seats."""
    least = LEAST_SECRET if own.method is Method.BALLOT else 1
    return max(least, ceil(own.quorum * seats))
