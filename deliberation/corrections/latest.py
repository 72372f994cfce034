"""The latest act of each office that can be taken back, with what was so before it.

Part of a proposal's fold, which never refuses. What could be undone is kept with the state before
it and all entries since, which are applied to that state anew, without the act and what it caused.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from deliberation import entries as e
from deliberation.calls.payloads import call_of
from deliberation.terms import COUNCIL, FORUM, Position

ENDS_ROUND = (e.RoundClosed,)
OUTCOMES = e.Recommended | e.Closed
_OF_THE_COUNCIL = e.Referred | e.Returned | e.Recalled | e.Undrafted | OUTCOMES
_PRIVATE = e.CaucusTextGiven | e.CaucusTextTakenBack


@dataclass(frozen=True)
class Latest:
    """An act of the office of a ``body``; ``before`` is the proposal before it."""

    body: str
    entry: e.Entry
    before: Any  # a Proposal, which is made of these
    since: tuple[e.Entry, ...] = ()


def body_of(payload: e.Payload) -> str:
    """Return whose office's act an entry is, if it can be taken back; or empty.

    A position that released a text or objections can't: what plenary has read, it has read.
    """
    if isinstance(payload, e.PositionRecorded):
        return "" if payload.amendment or payload.objections else payload.caucus
    if isinstance(payload, _OF_THE_COUNCIL):
        return COUNCIL
    if isinstance(payload, e.Declined):
        return FORUM
    return payload.body if isinstance(payload, e.ObjectionsDisposed) else ""


def after(known: tuple[Latest, ...], before: Any, entry: e.Entry) -> tuple[Latest, ...]:
    """Return what can be taken back after an entry; ``before`` is the proposal before it."""
    followed = tuple(replace(each, since=(*each.since, entry)) for each in known)
    body = body_of(entry.payload)
    if not body:
        return followed
    others = tuple(each for each in followed if each.body != body)
    return (*others, Latest(body, entry, replace(before, latest=())))


def of_office(known: tuple[Latest, ...], body: str) -> Latest | None:
    """Return what can be taken back of the office of a body, or None."""
    return next((each for each in known if each.body == body), None)


def of_entry(known: tuple[Latest, ...], number: int) -> Latest | None:
    """Return what can be taken back that this entry recorded, or None."""
    return next((each for each in known if each.entry.number == number), None)


def undone(latest: Latest, apply: Callable[[Any, e.Entry], Any]) -> Any:
    """Return the proposal as it would be without an act, and without what it caused by itself.

    Its stage is that from before: nothing that rests on the act was recorded since. A disposition
    leaves the stage as it is, and so does its correction.
    """
    state = latest.before
    for entry in latest.since:
        if entry.cause != latest.entry.cause and not _falls(latest, entry):
            state = apply(state, entry)
    if isinstance(latest.entry.payload, e.ObjectionsDisposed):
        return state
    return replace(state, stage=latest.before.stage)


def without(
    known: tuple[Latest, ...], gone: Latest, since: tuple[Latest, ...]
) -> tuple[Latest, ...]:
    """Return what can still be taken back: what came before, and what was recorded ``since``.

    What came since is as it would be without what is gone.
    """
    return (*(each for each in known if each.entry.number < gone.entry.number), *since)


def rests(latest: Latest) -> e.Entry | None:
    """Return the first entry that rests on an act, so that it can't be taken back; or None.

    What was taken back itself rests on nothing any more.
    """
    numbers = {x.payload.entry for x in latest.since if isinstance(x.payload, e.ActCorrected)}
    gone = {entry.cause for entry in latest.since if entry.number in numbers}
    held = (entry for entry in latest.since if entry.cause not in gone)
    return next((entry for entry in held if _rests(latest, entry)), None)


def _rests(latest: Latest, entry: e.Entry) -> bool:
    payload, act = entry.payload, latest.entry.payload
    if entry.cause == latest.entry.cause or isinstance(payload, _PRIVATE):
        return False
    if isinstance(act, e.ObjectionsDisposed):
        return _is_yes_of(act.body, payload) or _answers(act, payload)
    if isinstance(act, e.PositionRecorded) and isinstance(payload, e.PositionRecorded):
        return payload.caucus == act.caucus
    if isinstance(act, e.PositionRecorded) and isinstance(payload, ENDS_ROUND):
        return False
    return isinstance(payload, e.StagePayload | e.PositionTakenBack)


def _falls(latest: Latest, entry: e.Entry) -> bool:
    """Whether an entry since falls with an act: the end of a round, the deadline of one.

    With a referral fall the calls of caucuses on what they were referred.
    """
    act = latest.entry.payload
    if isinstance(entry.payload, ENDS_ROUND):
        return isinstance(act, e.PositionRecorded)
    if not isinstance(act, e.Referred | e.Returned):
        return False
    if isinstance(entry.payload, e.CallPayload):
        return _of_caucus_since(latest, entry)
    return isinstance(entry.payload, e.DeadlineSet)


def _of_caucus_since(latest: Latest, entry: e.Entry) -> bool:
    """Whether an entry is about a caucus's call that was opened since an act."""
    payload = entry.payload
    if not isinstance(payload, e.CallPayload) or payload.body in (FORUM, COUNCIL):
        return False
    return call_of(payload, entry.number) in {each.number for each in latest.since}


def _is_yes_of(body: str, payload: e.Payload) -> bool:
    """Whether an entry is a yes of a body, for which its objections had to be addressed."""
    if isinstance(payload, e.PositionRecorded):
        return payload.caucus == body and Position(payload.position).is_yes
    if isinstance(payload, e.Forwarded):
        return body == FORUM
    return isinstance(payload, e.Recommended) and body == COUNCIL


def _answers(act: e.ObjectionsDisposed, payload: e.Payload) -> bool:
    """Whether an entry is about what became of one of the same objections."""
    if isinstance(payload, e.ObjectionsDisposed):
        return payload.body == act.body and bool({*payload.numbers} & {*act.numbers})
    if isinstance(payload, e.ObjectionRaisedAgain | e.ObjectionLifted):
        return payload.body == act.body and payload.number in act.numbers
    return False
