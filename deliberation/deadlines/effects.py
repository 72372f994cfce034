"""What is recorded of a deadline. As ``deliberation.effects``: judges nothing."""

from deliberation import acts as a
from deliberation import entries as e
from deliberation.effects import Situation


def deadline_set(s: Situation[a.SetDeadline]) -> tuple[e.Payload, ...]:
    """Record the open round's deadline."""
    begun = s.proposal.round
    named = (begun.number, begun.draft) if begun else (0, 0)
    return (e.DeadlineSet(*named, s.act.term.until if s.act.term else 0),)
