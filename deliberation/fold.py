"""A proposal is the fold of its entries: each is applied, and none is refused.

``procedure`` judges the acts. Imports the entries, the proposal and its parts, and the folds of
matters of their own.
"""

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import Any, assert_never

from deliberation import entries as e
from deliberation.binding_rules.rules import of_values
from deliberation.calls.call import is_late
from deliberation.calls.fold import after as calls_after
from deliberation.corrections import latest as corrections
from deliberation.deadlines.fold import deadline_of
from deliberation.objections import register
from deliberation.parts import CaucusText, Draft, Recommendation, Recorded, Round
from deliberation.proposal import Proposal
from deliberation.statements.fold import after as with_statement
from deliberation.statements.statement import on_draft
from deliberation.terms import Position
from texts.read import Format


def fold(entries: Iterable[e.Entry]) -> Proposal | None:
    """Return the proposal that its entries make, or None if there are none."""
    proposal: Proposal | None = None
    for entry in entries:
        proposal = apply(proposal, entry)
    return proposal


def apply(proposal: Proposal | None, entry: e.Entry) -> Proposal:
    """Return the proposal after the entry. Never refuses."""
    proposal = proposal or Proposal(entry.proposal)
    payload = entry.payload
    applied = proposal
    if isinstance(payload, e.ObjectionPayload):
        applied = _with_objections(proposal, payload, entry)
    elif isinstance(payload, e.ActCorrected):
        applied = corrected(proposal, payload.entry)
    elif isinstance(payload, e.PositionTakenBack):
        applied = _taken_back(proposal, payload.caucus)
    elif isinstance(payload, e.DeadlineSet):
        applied = _with_deadline(proposal, payload, entry)
    elif isinstance(payload, e.StatementPayload):
        applied = with_statement(proposal, payload, entry)
    elif isinstance(payload, e.CallOpened | e.QuestionPut):
        in_time = register.in_time(proposal.objections, payload.body)
        applied = replace(proposal, objections=in_time)
    elif isinstance(payload, e.StagePayload):
        applied = _changed(proposal, payload, entry)
    stage = entry.stage or applied.stage
    ended = (applied.ended or entry.recorded_time) if stage.ended else 0
    ended_by = (applied.ended_by or entry.number) if stage.ended else 0
    latest = corrections.after(applied.latest, proposal, entry)
    calls = calls_after(proposal, applied, entry)
    known = replace(applied, stage=stage, ended=ended, ended_by=ended_by, head=entry.number)
    return replace(known, calls=calls, latest=latest)


def corrected(proposal: Proposal, number: int) -> Proposal:
    """Return the proposal without what an entry recorded, if that can be taken back."""
    gone = corrections.of_entry(proposal.latest, number)
    if gone is None:
        return proposal
    state: Proposal = corrections.undone(gone, apply)
    return replace(state, latest=corrections.without(proposal.latest, gone, state.latest))


def _changed(  # noqa: C901, PLR0911, PLR0912 - one a kind
    proposal: Proposal, payload: e.StagePayload, entry: e.Entry
) -> Proposal:
    match payload:
        case e.Tabled():
            return _tabled(proposal, payload, entry)
        case e.Forwarded():
            return _forwarded(proposal, payload, entry)
        case e.Drafted():
            return _drafted(proposal, payload, entry)
        case e.Undrafted():
            return _with_draft(proposal, payload.draft, taken_back=True)
        case e.Referred() | e.Returned():
            return _referred(proposal, payload, entry)
        case e.CaucusTextGiven():
            return _text_given(proposal, payload)
        case e.CaucusTextTakenBack():
            named = payload.caucus, payload.draft, payload.number
            return _with_text(proposal, *named, taken_back=True)
        case e.PositionRecorded():
            return _position(proposal, payload, entry)
        case e.Recalled():
            return _given_back(_round_over(proposal), payload.gives_back)
        case e.RoundClosed() | e.Withdrawn():
            return _round_over(proposal)
        case e.Recommended():
            return _recommended(proposal, payload, entry)
        case e.Reopened():
            return _reopened(proposal, entry)
        case e.Declined() | e.Closed():
            return proposal
        case _:
            assert_never(payload)


def _tabled(proposal: Proposal, payload: e.Tabled, entry: e.Entry) -> Proposal:
    return replace(
        proposal,
        title=payload.title,
        initiator=payload.initiator,
        text=payload.text,
        fingerprint=payload.fingerprint,
        format=Format(payload.format),
        tabled_by=entry.person,
        tabled=entry.number,
        cause=entry.cause,
    )


def _forwarded(proposal: Proposal, payload: e.Forwarded, entry: e.Entry) -> Proposal:
    text = proposal.text, payload.fingerprint, proposal.format
    draft = Draft(payload.draft, *text, entry.cause, entry.number)
    return replace(proposal, drafts=(*proposal.drafts, draft), opened=entry.number)


def _drafted(proposal: Proposal, payload: e.Drafted, entry: e.Entry) -> Proposal:
    text = payload.text, payload.fingerprint, Format(payload.format)
    rules = of_values(payload.level, payload.clauses)
    draft = Draft(payload.draft, *text, entry.cause, entry.number, rules)
    proposal = _lapsed(proposal, {k for k, p in proposal.positions.items() if p.given_back})
    return replace(proposal, drafts=(*proposal.drafts, draft))


def _referred(proposal: Proposal, payload: e.Referred | e.Returned, entry: e.Entry) -> Proposal:
    lapsing = frozenset(key for key, p in proposal.positions.items() if not p.lapsed)
    proposal = _with_draft(_lapsed(proposal, lapsing), payload.draft, referred=True)
    named = payload.round, payload.draft, entry.cause
    deadline = deadline_of(payload.until, entry)
    begun = Round(*named, lapsed=lapsing, entry=entry.number, deadline=deadline)
    return replace(proposal, round=begun)


def _with_deadline(proposal: Proposal, payload: e.DeadlineSet, entry: e.Entry) -> Proposal:
    if proposal.round is None:
        return proposal
    deadline = deadline_of(payload.until, entry)
    return replace(proposal, round=replace(proposal.round, deadline=deadline))


def _position(proposal: Proposal, payload: e.PositionRecorded, entry: e.Entry) -> Proposal:
    recorded = Recorded(
        payload.caucus,
        Position(payload.position),
        payload.draft,
        payload.fingerprint,
        payload.round,
        payload.note,
        entry.person,
        payload.amendment,
        payload.revises,
        entry.number,
        entry.recorded_time,
        method=payload.method,
        figures=payload.figures,
    )
    released = (payload.caucus, payload.draft, payload.amendment)
    proposal = _with_text(_with_released(proposal, payload), *released, released=True)
    positions = {**proposal.positions, payload.caucus: recorded}
    objections = register.after_position(proposal.objections, payload, entry.number)
    reported = _reported(proposal, payload.caucus)
    return replace(reported, positions=positions, objections=objections)


def _with_objections(proposal: Proposal, payload: e.ObjectionPayload, entry: e.Entry) -> Proposal:
    late = isinstance(payload, e.ObjectionRaised | e.ObjectionRaisedAgain) and is_late(
        proposal.calls, payload.body, payload.fingerprint
    )
    known = register.after(proposal.objections, payload, entry, late=late)
    return replace(proposal, objections=known)


def _taken_back(proposal: Proposal, caucus: str) -> Proposal:
    """Return the proposal without a caucus's position; it has not reported in an open round."""
    positions = {key: each for key, each in proposal.positions.items() if key != caucus}
    begun = proposal.round.without(caucus) if proposal.round else None
    return replace(proposal, positions=positions, round=begun)


def _with_released(proposal: Proposal, payload: e.PositionRecorded) -> Proposal:
    """Return the proposal, with the released text where only its release can be seen."""
    seen_before = proposal.caucus_text(payload.caucus, payload.draft, payload.amendment)
    if not payload.amendment or seen_before:
        return proposal
    named = payload.caucus, payload.draft, payload.amendment
    text = payload.text, payload.text_fingerprint, Format(payload.text_format)
    return replace(proposal, texts=(*proposal.texts, CaucusText(*named, *text)))


def _reported(proposal: Proposal, caucus: str) -> Proposal:
    if proposal.round is None or not proposal.round.open:
        return proposal
    reported = proposal.round.reported | {caucus}
    return replace(proposal, round=replace(proposal.round, reported=reported))


def _round_over(proposal: Proposal) -> Proposal:
    if proposal.round is None:
        return proposal
    return replace(proposal, round=replace(proposal.round, open=False))


def _text_given(proposal: Proposal, payload: e.CaucusTextGiven) -> Proposal:
    named = payload.caucus, payload.draft, payload.number
    text = payload.text, payload.fingerprint, Format(payload.format)
    return replace(proposal, texts=(*proposal.texts, CaucusText(*named, *text)))


def _recommended(proposal: Proposal, payload: e.Recommended, entry: e.Entry) -> Proposal:
    text = payload.fingerprint, payload.text, Format(payload.format)
    statements = on_draft(proposal.statements, payload.draft)
    rules = of_values(payload.level, payload.clauses)
    stands = Recommendation(payload.draft, *text, entry.number, statements, rules)
    return replace(proposal, recommendation=stands)


def _reopened(proposal: Proposal, entry: e.Entry) -> Proposal:
    lapsed = _lapsed(proposal, proposal.positions)
    return replace(lapsed, opened=entry.number if proposal.forwarded else 0)


def _lapsed(proposal: Proposal, keys: Container[str]) -> Proposal:
    """Return the proposal, with the positions of these caucuses lapsed."""
    return _with_positions(proposal, keys, lapsed=True, given_back=False)


def _given_back(proposal: Proposal, keys: Container[str]) -> Proposal:
    """Return the proposal, in which the positions of these caucuses count again."""
    return _with_positions(proposal, keys, lapsed=False, given_back=True)


def _with_positions(proposal: Proposal, keys: Container[str], **changes: Any) -> Proposal:
    positions = {
        key: replace(p, **changes) if key in keys else p for key, p in proposal.positions.items()
    }
    return replace(proposal, positions=positions)


def _with_draft(proposal: Proposal, number: int, **changes: Any) -> Proposal:
    drafts = tuple(replace(d, **changes) if d.number == number else d for d in proposal.drafts)
    return replace(proposal, drafts=drafts)


def _with_text(
    proposal: Proposal, caucus: str, draft: int, number: int, **changes: Any
) -> Proposal:
    texts = tuple(
        replace(t, **changes) if (t.caucus, t.draft, t.number) == (caucus, draft, number) else t
        for t in proposal.texts
    )
    return replace(proposal, texts=texts)
