"""Questions played again: what of polls and ballots could not have been.

Pure; imports ``faults``, ``chain_replay``, ``call_replay``, and of ``deliberation`` the entries and
methods.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from deliberation import acts as a
from deliberation import entries as e
from deliberation.calls.call import Call, of_entry
from deliberation.methods.count import Count, result_of, still_asked
from deliberation.methods.finding import figures, method_of
from deliberation.methods.question import Question
from deliberation.terms import EndedBy, Majority, Method, Position, Result, caucus_door
from storage import call_replay as calls
from storage.chain_replay import Found, Kind, Seen
from storage.faults import FaultCode


def terms(payload: e.Finding | e.QuestionPayload | e.MethodSet) -> None:
    """Raise ValueError if the payload has a method, or another term, that there isn't."""
    if isinstance(payload, e.Finding | e.QuestionCounted):
        Result(payload.result)
        EndedBy(payload.ended)
    if isinstance(payload, e.Finding):
        return
    Method(payload.method)
    if isinstance(payload, e.QuestionCounted):
        return
    Majority(payload.majority)
    if not 0 < Fraction(payload.quorum) <= 1:
        raise ValueError(f"{payload.quorum} is no share")


def asks_the_caucus(s: Seen[e.QuestionPut]) -> Found:
    """Yield that others are asked, or otherwise, than the caucus had it then."""
    caucus, payload = s.council.caucus(s.payload.body) if s.council else None, s.payload
    if s.council is None or caucus is None:
        return
    known = *caucus.method.values, s.council.seats
    how = payload.method, payload.quorum, payload.majority, payload.seats
    if how != known or payload.electorate != caucus.representatives:
        yield FaultCode.ASKED, {"body": payload.body}


def is_what_was_answered(s: Seen[e.QuestionCounted]) -> Found:
    """Yield that the question can't have come to such a count, of its text and by its method."""
    payload, call = s.payload, of_entry(s.chain.proposal.calls, s.payload.call)
    question = call.question if call else None
    if call is None or question is None:
        return
    people = tuple(each for each in question.electorate if each not in payload.removed)
    is_secret = question.method.method is Method.BALLOT
    adds_up = _adds_up_as_ballot if is_secret else _adds_up_as_poll
    can_be = (
        _is_of(call, question, payload)
        and _can_have_ended(EndedBy(payload.ended), is_secret=is_secret)
        and len(people) + len(payload.removed) == len(question.electorate)
        and (s.council is None or people == still_asked(question, call.body, s.council))
        and adds_up(question, payload, people)
    )
    if not can_be:
        yield FaultCode.COUNTED, {"call": payload.call}


def _is_of(call: Call, question: Question, payload: e.QuestionCounted) -> bool:
    """Whether a count is on the text of its question, and by its method."""
    told = payload.draft, payload.caucus_text, payload.fingerprint, payload.method
    return told == (call.draft, call.text, call.fingerprint, question.method.method.value)


def _can_have_ended(by: EndedBy, *, is_secret: bool) -> bool:
    """Whether that ends a question: no objection does, and of a poll not that all answered."""
    return by in (EndedBy.TIME, EndedBy.CHAIR) or (by is EndedBy.ALL and is_secret)


def _adds_up_as_poll(
    question: Question, payload: e.QuestionCounted, people: tuple[str, ...]
) -> bool:
    """Whether each of those who count is named once, and the figures are those of the names."""
    count = Count(payload.yes, payload.no, payload.abstained)
    names = payload.said_yes, payload.said_no, payload.said_abstain
    return (
        sorted((*names[0], *names[1], *names[2], *payload.silent)) == sorted(people)
        and count == Count(*map(len, names))
        and result_of(question, count) == payload.result
    )


def _adds_up_as_ballot(
    question: Question, payload: e.QuestionCounted, people: tuple[str, ...]
) -> bool:
    """Whether nobody is named, and no more have answered than count."""
    if payload.said_yes or payload.said_no or payload.said_abstain or payload.silent:
        return False
    told, result = (payload.yes, payload.no, payload.abstained), Result(payload.result)
    if not result.is_valid:
        return told == (0, 0, 0) and _can_be_untold(question, result, len(people))
    count = Count(*told)
    can_be = min(told) >= 0 and count.answered <= len(people)
    return can_be and result_of(question, count) is result


def _can_be_untold(question: Question, result: Result, most: int) -> bool:
    """Whether a ballot comes to a result that tells no figures, with so many answers at most."""
    some = (Count(0, 0, answered) for answered in range(most + 1))
    return result is Result.VOID or any(result_of(question, each) is result for each in some)


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
