"""What a caucus's own method found for a text. Pure."""

from collections.abc import Iterable

from deliberation.calls.call import Call, Calls
from deliberation.council import Council
from deliberation.methods.payloads import QuestionCounted
from deliberation.parts import CaucusText, Draft
from deliberation.proposal import Proposal
from deliberation.terms import EndedBy, Method, Position, Result

_YES = frozenset({Result.REACHED, Result.NO_OBJECTION})
_NO = frozenset({Result.NOT_REACHED, Result.BROKEN})


Named = tuple[int, int, str]
"""A text: its draft, the number of the caucus's text on it or 0, and its fingerprint."""


def last_count(calls: Calls, body: str, text: Named) -> Call | None:
    """Return the last poll or ballot of a caucus that is valid, on exactly a text."""
    return _last(call for call in _on(calls, body, text) if _is_valid_count(call))


def _last_of_method(calls: Calls, body: str, text: Named, own: Method) -> Call | None:
    """Return what a caucus's method found last: a count, or what came of its silence."""
    on_it = _on(calls, body, text)
    return _last(c for c in on_it if _is_valid_count(c) or (own is Method.SILENCE and _is_kept(c)))


def _on(calls: Calls, body: str, text: Named) -> Iterable[Call]:
    here = (call for call in calls if call.body == body and not call.past)
    return (call for call in here if (call.draft, call.text, call.fingerprint) == text)


def _last(calls: Iterable[Call]) -> Call | None:
    return max(calls, key=lambda call: call.entry, default=None)


def _is_valid_count(call: Call) -> bool:
    found = call.finding
    return isinstance(found, QuestionCounted) and Result(found.result).is_valid


def _is_kept(call: Call) -> bool:
    """Whether a silence procedure was kept or broken, and not ended before its time by a chair."""
    return call.silence and call.finding is not None and call.finding.ended != EndedBy.CHAIR


def _named(text: Draft | CaucusText) -> Named:
    if isinstance(text, CaucusText):
        return text.draft, text.number, text.fingerprint
    return text.number, 0, text.fingerprint


def method_of(
    proposal: Proposal, council: Council, body: str, text: Draft | CaucusText, position: Position
) -> str:
    """Return by which method a caucus found what a position says.

    Its chair's judgement is named only where the caucus has another method: then the position is
    as its chair assesses. Of a caucus without a method of its own nothing is said.
    """
    caucus = council.caucus(body)
    own = caucus.method.method if caucus else Method.JUDGEMENT
    call = _last_of_method(proposal.calls, body, _named(text), own)
    if call and call.finding:
        said = _YES if position.is_yes else _NO
        found = call.finding
        if Result(found.result) in said:
            return found.method if isinstance(found, QuestionCounted) else Method.SILENCE.value
    return "" if own is Method.JUDGEMENT else Method.JUDGEMENT.value


def figures(proposal: Proposal, body: str, text: Draft | CaucusText) -> tuple[int, ...]:
    """Return how many said yes, no and neither of a text; nothing if that was not counted."""
    call = last_count(proposal.calls, body, _named(text))
    counted = call.finding if call else None
    if not isinstance(counted, QuestionCounted):
        return ()
    return counted.yes, counted.no, counted.abstained
