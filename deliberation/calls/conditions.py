"""What the rows of ``transitions`` about calls need: each passes, or refuses with a code."""

from dataclasses import replace

from deliberation import acts as a
from deliberation.calls.call import Call, open_in
from deliberation.deadlines.conditions import LONGEST, term_is_fit
from deliberation.effects import Situation, body_of
from deliberation.errors import Code, PointOfOrder
from deliberation.objections.conditions import none_stands
from deliberation.objections.register import in_time
from deliberation.terms import COUNCIL, FORUM


def found(s: Situation[object]) -> Call:
    """Return the open call of the room. Raises ``PointOfOrder``."""
    call = open_in(s.proposal.calls, body_of(s))
    if call is None:
        raise PointOfOrder(Code.NO_CALL, proposal=s.proposal.number)
    return call


def a_call_is_open(s: Situation[object]) -> None:
    """A call is open in the room."""
    found(s)


def none_is_open(s: Situation[object]) -> None:
    """No call is open in the room: there is one at a time."""
    call = open_in(s.proposal.calls, body_of(s))
    if call:
        raise PointOfOrder(Code.CALL_IS_OPEN, until=call.until, how=call.how)


def none_is_open_in_plenary(s: Situation[object]) -> None:
    """No call is open in plenary: what was asked is answered before it is given up."""
    call = open_in(s.proposal.calls, COUNCIL)
    if call:
        raise PointOfOrder(Code.CALL_NOT_ENDED, until=call.until, how=call.how)


def text_was_referred(s: Situation[object]) -> None:
    """In a caucus, the current draft was referred to it."""
    current = s.proposal.current
    if body_of(s) not in (FORUM, COUNCIL) and current and not current.referred:
        raise PointOfOrder(Code.DRAFT_NOT_REFERRED, draft=current.number)


def silence_is_unbroken(s: Situation[object]) -> None:
    """No binding objection stands that would break the silence as it begins, late or not."""
    known = in_time(s.proposal.objections, body_of(s))
    none_stands(replace(s, proposal=replace(s.proposal, objections=known)))


def extension_is_fit(s: Situation[a.ExtendCall]) -> None:
    """The call ends later then, and not too far away."""
    call, term = found(s), s.act.term
    if not term.period:
        term_is_fit(s)
    elif term.period < term.shortest:
        raise PointOfOrder(Code.TERM_TOO_SHORT, shortest=term.shortest)
    until = extended(call, term)
    if until <= call.until:
        raise PointOfOrder(Code.CALL_NOT_LATER, until=call.until)
    if until - term.at > LONGEST:
        raise PointOfOrder(Code.TERM_TOO_LONG, longest=LONGEST)


def extended(call: Call, term: a.Term) -> int:
    """Return until when (ms) a call is extended: by so much, or to that moment."""
    return call.until + term.period if term.period else term.until
