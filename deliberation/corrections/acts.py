"""What chairs ask when something was a slip. Imports nothing of this project."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Correct:
    """Take back the latest act of the office whose room it is.

    ``of`` is the event of the command that is meant, if it is a reply; else empty. ``at`` is when
    it would be recorded and ``within`` how long after it an act can be corrected, both in ms.
    """

    reason: str
    of: str = ""
    at: int = 0
    within: int = 0


@dataclass(frozen=True)
class TakeBackPosition:
    """Take back the caucus's position, with nothing in its place."""

    reason: str


CorrectionAct = Correct | TakeBackPosition
