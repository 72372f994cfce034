"""What is recorded of a call for binding rules. As ``deliberation.effects``: judges nothing."""

from deliberation import acts as a
from deliberation import entries as e
from deliberation.binding_rules.conditions import called_for
from deliberation.effects import Situation, next_draft


def called(s: Situation[a.CallForRules]) -> tuple[e.Payload, ...]:
    """Record the next draft: the current text with the mark, or without it."""
    current = s.proposal.current
    if current is None:
        raise ValueError(f"P{s.proposal.number} was never forwarded")  # so no row allows the act
    return (next_draft(s, current.text, current.format, called_for(s), s.act.note),)
