"""Questions played again: what of polls and ballots could not have been.

Pure; imports ``faults``, ``chain_replay``, ``call_replay``, and of ``deliberation`` the entries and
methods.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from deliberation import acts as a
from deliberation import entries as e
from deliberation.calls.call import of_entry
from deliberation.methods.count import Count, result_of
from deliberation.methods.finding import figures, method_of
from deliberation.terms import Majority, Method, Position, Result, caucus_door
from storage import call_replay as calls
from storage.chain_replay import Found, Kind, Seen
from storage.faults import FaultCode


def terms(payload: e.QuestionPayload | e.MethodSet) -> None:
    """Raise ValueError if the payload has a method, a majority or a result that there isn't."""
    Method(payload.method)
    if isinstance(payload, e.QuestionCounted):
        Result(payload.result)
        return
    Majority(payload.majority)
    if not 0 < Fraction(payload.quorum) <= 1:
        raise ValueError(f"{payload.quorum} is no share")


def asks_the_caucus(s: Seen[e.QuestionPut]) -> Found:
    """Yield that others are asked, or otherwise, than the caucus had it then."""
    caucus, payload = s.council.caucus(s.payload.body) if s.council else None, s.payload
    if s.council is None or caucus is None:
        return
    own = caucus.method
    known = own.method.value, str(own.quorum), own.majority.value, s.council.seats
    how = payload.method, payload.quorum, payload.majority, payload.seats
    if how != known or payload.electorate != caucus.representatives:
        yield FaultCode.ASKED, {"body": payload.body}


def is_what_was_answered(s: Seen[e.QuestionCounted]) -> Found:
    """Yield that a result isn't what the figures come to, or that they aren't those of the names.

    Of a ballot that came to nothing there are none.
    """
    payload, call = s.payload, of_entry(s.chain.proposal.calls, s.payload.call)
    if call is None or call.question is None:
        return
    count = Count(payload.yes, payload.no, payload.abstained)
    names = payload.said_yes, payload.said_no, payload.said_abstain
    is_secret = payload.method == Method.BALLOT
    expected = (0, 0, 0) if is_secret else (count.yes, count.no, count.abstained)
    valid = Result(payload.result).is_valid
    fits = result_of(call.question, count) == payload.result if valid else is_secret
    fits = fits or (not is_secret and result_of(call.question, count) == payload.result)
    told = {*names[0], *names[1], *names[2], *payload.silent, *payload.removed}
    if not fits or tuple(map(len, names)) != expected or not told <= {*call.question.electorate}:
        yield FaultCode.COUNTED, {"call": payload.call}


def by_its_method(s: Seen[e.PositionRecorded]) -> Found:
    """Yield that a position has a method, or figures, that the caucus's method didn't find."""
    payload, proposal = s.payload, s.chain.proposal
    if not s.chain.whole or s.council is None or caucus_door(payload.caucus) in s.chain.hidden:
        return
    draft = proposal.draft(payload.draft)
    text = proposal.caucus_text(payload.caucus, payload.draft, payload.amendment)
    on = text if payload.amendment else draft
    if on is None:
        return
    position = Position(payload.position)
    known = method_of(proposal, s.council, payload.caucus, on, position)
    given = figures(proposal, payload.caucus, on)
    if payload.method != known or (payload.figures and payload.figures != given):
        yield FaultCode.METHOD, {"caucus": payload.caucus}


ROWS: Mapping[str, Kind[Any]] = {
    e.QuestionPut.kind: Kind[e.QuestionPut](a.Ask, (calls.opened, asks_the_caucus)),
    e.QuestionCounted.kind: Kind[e.QuestionCounted](
        None, (calls.of_open_one, is_what_was_answered)
    ),
}
