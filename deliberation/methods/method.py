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


def needed(quorum: Fraction, seats: int) -> int:
    """Return how many answers a quorum needs: at least one."""
    return max(1, ceil(quorum * seats))
