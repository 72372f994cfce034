"""What an entry makes of a proposal's calls. Never refuses."""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from deliberation import entries as e
from deliberation.calls.call import Call, Calls, still_open
from deliberation.methods.method import of_values
from deliberation.methods.question import Question
from deliberation.objections.standing import present
from deliberation.proposal import Proposal
from deliberation.terms import COUNCIL, FORUM

_IN_FORUM = e.Forwarded | e.Declined | e.Withdrawn
_IN_COUNCIL = e.Recalled | e.Returned | e.Withdrawn | e.Recommended | e.Closed


def after(before: Proposal, now: Proposal, entry: e.Entry) -> Calls:
    """Return the calls after an entry; ``now`` is the proposal after all else that it changes.

    A call ends with its text, without a finding. A correction gives back one that it ended, if it
    is still ahead of its time.
    """
    payload, calls = entry.payload, now.calls
    if isinstance(payload, e.CallPayload):
        calls = _changed(calls, payload, entry)
    if isinstance(payload, e.Reopened):
        calls = tuple(replace(call, past=True) for call in calls)
    known = still_open(before.calls) | {entry.number}

    def goes_on(call: Call) -> bool:
        if _lapses(call, now, entry):
            return False
        return call.entry in known or _returns(call, calls, entry)

    return tuple(
        replace(call, lapsed=True) if call.is_open and not goes_on(call) else call for call in calls
    )


def _changed(calls: Calls, payload: e.CallPayload, entry: e.Entry) -> Calls:
    match payload:
        case e.CallOpened():
            return (*calls, _opened(payload, entry, payload.words, None))
        case e.CallExtended():
            return _of_one(calls, payload.call, lambda call: replace(call, until=payload.until))
        case e.QuestionPut():
            return (*calls, _opened(payload, entry, payload.question, _put(payload)))
        case e.Finding() | e.QuestionCounted():
            at, by = entry.recorded_time, entry.number
            return _of_one(
                *(calls, payload.call),
                lambda call: replace(call, finding=payload, ended=at, found_by=by),
            )
        case _:
            assert_never(payload)


def _of_one(calls: Calls, entry: int, change: Callable[[Call], Call]) -> Calls:
    return tuple(change(call) if call.entry == entry else call for call in calls)


def _opened(
    payload: e.CallOpened | e.QuestionPut, entry: e.Entry, words: str, question: Question | None
) -> Call:
    return Call(
        body=payload.body,
        entry=entry.number,
        draft=payload.draft,
        text=payload.caucus_text,
        fingerprint=payload.fingerprint,
        silence=isinstance(payload, e.CallOpened) and bool(payload.silence),
        words=words,
        person=entry.person,
        opened=entry.recorded_time,
        until=payload.until,
        question=question,
    )


def _put(payload: e.QuestionPut) -> Question:
    own = of_values(payload.method, payload.quorum, payload.majority)
    return Question(own, payload.electorate, payload.seats)


def _lapses(call: Call, now: Proposal, entry: e.Entry) -> bool:
    text = present(now, call.body)
    is_of_it = (text.draft, text.number) == (call.draft, call.text)
    return not is_of_it or _ends(call.body, entry.payload)


def _returns(call: Call, calls: Calls, entry: e.Entry) -> bool:
    """Whether a correction gives a call back: none came after it, and its time is ahead.

    A question never is: what was cast in a ballot is gone for good, and clients take no more
    answers to a poll that has ended.
    """
    if call.question:
        return False
    later = any(each.body == call.body and each.entry > call.entry for each in calls)
    return not later and call.until > entry.recorded_time


def _ends(body: str, payload: e.Payload) -> bool:
    """Whether an entry decides what a body's call is about, or takes it from the body."""
    if body == FORUM:
        return isinstance(payload, _IN_FORUM)
    if body != COUNCIL and isinstance(payload, e.PositionRecorded):
        return payload.caucus == body
    return isinstance(payload, _IN_COUNCIL)
