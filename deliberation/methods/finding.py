"""What a caucus's own method found for a text. Pure."""

from deliberation.calls.call import Call
from deliberation.council import Council
from deliberation.methods.payloads import QuestionCounted
from deliberation.parts import CaucusText, Draft
from deliberation.proposal import Proposal
from deliberation.terms import Method, Position, Result


def last_on(proposal: Proposal, body: str, text: Draft | CaucusText) -> Call | None:
    """Return the call or question in a caucus's room that found last for exactly a text."""
    found = (c for c in proposal.calls if c.body == body and c.finding and not c.past)
    return max((c for c in found if _is_on(c, text)), key=lambda call: call.entry, default=None)


def _is_on(call: Call, text: Draft | CaucusText) -> bool:
    named = (text.draft, text.number) if isinstance(text, CaucusText) else (text.number, 0)
    return (call.draft, call.text, call.fingerprint) == (*named, text.fingerprint)


def method_of(
    proposal: Proposal, council: Council, body: str, text: Draft | CaucusText, position: Position
) -> str:
    """Return by which method a caucus found what a position says, empty: as its chair assesses."""
    call, caucus = last_on(proposal, body, text), council.caucus(body)
    if call is None or call.finding is None or caucus is None:
        return ""
    found = Result(call.finding.result)
    if isinstance(call.finding, QuestionCounted):
        agrees = found is (Result.REACHED if position.is_yes else Result.NOT_REACHED)
        return call.finding.method if agrees else ""
    by_silence = call.silence and caucus.method.method is Method.SILENCE
    agrees = found is (Result.NO_OBJECTION if position.is_yes else Result.BROKEN)
    return Method.SILENCE.value if by_silence and agrees else ""


def figures(proposal: Proposal, body: str, text: Draft | CaucusText) -> tuple[int, ...]:
    """Return how many said yes, no and neither of a text; nothing if that was not counted."""
    call = last_on(proposal, body, text)
    counted = call.finding if call else None
    if not isinstance(counted, QuestionCounted) or not Result(counted.result).is_valid:
        return ()
    return counted.yes, counted.no, counted.abstained
