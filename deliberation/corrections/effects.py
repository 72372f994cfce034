"""What is recorded of corrections. As ``deliberation.effects``: judges nothing."""

from deliberation import acts as a
from deliberation import entries as e
from deliberation.corrections.conditions import found
from deliberation.corrections.latest import OUTCOMES, Latest
from deliberation.effects import Situation
from deliberation.proposal import Proposal
from deliberation.terms import FORUM


def corrected(s: Situation[a.Correct]) -> tuple[e.Payload, ...]:
    """Record that the latest act of the office is taken back."""
    return (correction(found(s), s.proposal, s.act.reason),)


def correction(latest: Latest, proposal: Proposal, reason: str) -> e.ActCorrected:
    """Return what is recorded where an act on a proposal is taken back."""
    recorded, number = latest.entry.payload, latest.entry.number
    if isinstance(recorded, e.ObjectionsDisposed):
        return e.DispositionCorrected(recorded.body, number, recorded.numbers, reason)
    if latest.body == FORUM:
        return e.CorrectedInForum(number, recorded.kind, reason)
    if isinstance(recorded, OUTCOMES):
        current = proposal.current
        draft = current.number if current else 0
        return e.OutcomeCorrected(number, recorded.kind, draft, reason)
    draft = getattr(recorded, "draft", 0)
    return e.Corrected(latest.body, number, recorded.kind, draft, reason)


def position_taken_back(s: Situation[a.TakeBackPosition]) -> tuple[e.Payload, ...]:
    """Record that the caucus has no position any more."""
    position = s.proposal.positions[s.actor.caucus]
    named = s.actor.caucus, position.draft, position.position.value
    return (e.PositionTakenBack(*named, s.act.reason),)
