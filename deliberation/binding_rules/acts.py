"""What people ask about binding rules. Imports only ``terms``."""

from dataclasses import dataclass

from deliberation.terms import Level


@dataclass(frozen=True)
class CallForRules:
    """Issue the next draft: the current text, calling for binding rules at a level.

    Without a ``level`` it calls for none any more. ``clauses`` are as they were typed. The current
    draft must be ``shown``, the draft last shown in the room (0: none was).
    """

    level: Level | None
    clauses: tuple[str, ...] = ()
    note: str = ""
    shown: int = 0


RulesAct = CallForRules
