"""What people ask about statements. Imports only ``terms``."""

from dataclasses import dataclass

from deliberation.terms import StatementKind


@dataclass(frozen=True)
class MakeStatement:
    """Attach a statement to the current draft: for one's caucus, or in one's own name.

    Who is chair or deputy of a caucus speaks for it, another representative for themselves.
    ``open_until`` is until when (ms) that can be done on what has ended, 0: not any more.
    """

    kind: StatementKind
    statement: str
    open_until: int = 0


StatementAct = MakeStatement
