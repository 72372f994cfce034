"""What the council chair asks about a round's deadline. Imports nothing of this project."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """Until when something is to be done: so many ms from now, or until a moment, as typed.

    ``until`` is that moment in ms since the epoch (0: there is none, as where clocks are put
    forward, or are called otherwise), ``at`` when the act would be recorded, and ``shortest`` how
    short a term may be in ms.
    """

    period: int = 0
    moment: str = ""
    until: int = 0
    at: int = 0
    shortest: int = 0


@dataclass(frozen=True)
class SetDeadline:
    """Set the deadline of the open round, or another one; None: it has none from now on."""

    term: Term | None = None


DeadlineAct = SetDeadline
