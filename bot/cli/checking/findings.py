"""What ``rapporteur check`` says of one thing that it looked at. Data only."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """Whether a thing that was looked at is as it should be."""

    FINE = "✓"
    WRONG = "✗"
    NOTED = "·"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    verdict: Verdict
    words: str
