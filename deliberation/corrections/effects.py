"""What is recorded of corrections. As ``deliberation.effects``: judges nothing."""

from deliberation import acts as a
from deliberation import entries as e
from deliberation.corrections.conditions import found
from deliberation.corrections.latest import OUTCOMES
from deliberation.effects import Situation
from deliberation.terms import FORUM


def corrected(s: Situation[a.Correct]) -> tuple[e.Payload, ...]:
    """Record that the latest act of the office is taken back."""
    latest = found(s)
    recorded = latest.entry.payload
    if isinstance(recorded, e.ObjectionsDisposed):
        named = recorded.body, latest.entry.number, recorded.numbers
        return (e.DispositionCorrected(*named, s.act.reason),)
    if latest.body == FORUM:
        return (e.CorrectedInForum(latest.entry.number, recorded.kind, s.act.reason),)
    if isinstance(recorded, OUTCOMES):
        current = s.proposal.current
        draft = current.number if current else 0
        return (e.OutcomeCorrected(latest.entry.number, recorded.kind, draft, s.act.reason),)
    draft = getattr(recorded, "draft", 0)
    of = latest.body, latest.entry.number, recorded.kind, draft
    return (e.Corrected(*of, s.act.reason),)


def position_taken_back(s: Situation[a.TakeBackPosition]) -> tuple[e.Payload, ...]:
    """Record that the caucus has no position any more."""
    position = s.proposal.positions[s.actor.caucus]
    named = s.actor.caucus, position.draft, position.position.value
    return (e.PositionTakenBack(*named, s.act.reason),)
