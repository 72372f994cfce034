"""A proposal's chain played again: what by the procedure could not have been.

Each rule here is one of docs/invariants.md, or of the table of transitions, or follows from how
numbers are given: a refusal that the bot is taught later accuses no older record. Pure; imports
``faults``, the other replays, and of ``deliberation`` the table, the entries and their folds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic

from deliberation import acts as a
from deliberation import entries as e
from deliberation.conditions import every_caucus_agreed
from deliberation.council import Caucus, Council
from deliberation.effects import Situation
from deliberation.errors import PointOfOrder
from deliberation.procedure import authorised_for
from deliberation.terms import COUNCIL, FORUM, Authority, RoomKind, Stage, caucus_of
from deliberation.text import fingerprint
from deliberation.transitions import TRANSITIONS, Transition
from storage import correction_replay as corrections
from storage import objection_replay as objections
from storage.chain_replay import Chain, Found, PayloadT_co, Seen
from storage.faults import Fault, FaultCode
from storage.text_replay import given, released, taken_back


def faults(chain: Chain, entry: e.Entry, council: Council | None) -> Iterator[Fault]:
    """Yield why the entry could not have been recorded, the chain being as it was.

    ``council`` is the roster at that moment, None where it isn't known.
    """
    if not chain.begun and not isinstance(entry.payload, e.Tabled):
        yield Fault(FaultCode.FIRST, entry.number, {"proposal": entry.proposal})
        return
    yield from _stage(chain, entry)
    yield from _authority(chain, entry, council)
    seen = Seen(entry.payload, chain, council)
    for rule in KINDS[entry.payload.kind].rules:
        yield from (Fault(code, entry.number, fields) for code, fields in rule(seen))


def unclosed(chain: Chain, *, may_close: bool = False) -> Iterator[Fault]:
    """Yield that a round is complete, and what follows, if anything, does not close it."""
    if chain.complete and not may_close:
        yield Fault(FaultCode.ROUND_NOT_CLOSED, chain.complete)


# --- any of them ----------------------------------------------------------------------


def _rows(chain: Chain, payload: e.Payload) -> list[Transition[Any]]:
    act = KINDS[payload.kind].act
    rows = [row for row in TRANSITIONS if row.act is act and _is_done_in(row, payload)]
    return [row for row in rows if row.when(chain.proposal)] if chain.legible else rows


def _is_done_in(row: Transition[Any], payload: e.Payload) -> bool:
    """Whether a row is of the room of the body that an entry names, if it names one."""
    body = getattr(payload, "body", "")
    rooms = {FORUM: RoomKind.FORUM, COUNCIL: RoomKind.PLENARY}
    return not body or rooms.get(body, RoomKind.CAUCUS) in row.rooms


def _leads(chain: Chain, payload: e.Payload) -> set[Stage]:
    """Return the stages to which the table lets the entry lead, from where the proposal may be."""
    if isinstance(payload, e.RoundClosed):
        return {Stage.PLENARY} if Stage.CAUCUSES in chain.stages else set()
    if isinstance(payload, e.ObjectionsDeclared):
        return set(chain.stages)
    if isinstance(payload, corrections.Correction):
        return corrections.leads(chain, payload)
    if isinstance(payload, e.Tabled):
        return set() if chain.begun else {Stage.TABLED}
    rows = _rows(chain, payload)
    return {row.to or stage for row in rows for stage in row.sources & chain.stages}


def _stage(chain: Chain, entry: e.Entry) -> Iterator[Fault]:
    if entry.stage not in _leads(chain, entry.payload):
        stage = entry.stage.value if entry.stage else ""
        fields = {"before": sorted(chain.stages), "stage": stage, "kind": entry.payload.kind}
        yield Fault(FaultCode.STAGE, entry.number, fields)


def _authority(chain: Chain, entry: e.Entry, council: Council | None) -> Iterator[Fault]:
    key = getattr(entry.payload, "caucus", "") or getattr(entry.payload, "body", "")
    actor = a.Actor(entry.person, RoomKind.OTHER, key)
    situation = Situation(None, actor, chain.proposal, council or Council())
    asked = [
        row.who
        for row in _rows(chain, entry.payload)
        if (chain.legible if row.who is Authority.TABLER else council)
    ]
    if asked and not any(authorised_for(who, situation) for who in asked):
        fields = {"person": entry.person, "who": asked[0].value, "body": key}
        yield Fault(FaultCode.AUTHORITY, entry.number, fields)


# --- each of them ---------------------------------------------------------------------


def _about(chain: Chain, number: int, mark: str = "") -> Found:
    """Yield why an entry can't be about this draft, with this fingerprint if one is given."""
    draft, current = chain.proposal.draft(number), chain.proposal.current
    if draft and mark and mark != draft.fingerprint:
        yield FaultCode.OTHER_TEXT, {"draft": number}
    elif chain.whole and draft is None:
        yield FaultCode.NO_DRAFT, {"draft": number}
    elif chain.whole and draft != current:
        yield FaultCode.NOT_CURRENT, {"draft": number, "current": current.number if current else 0}


def _on_current(
    s: Seen[
        e.Undrafted
        | e.Recalled
        | e.RoundClosed
        | e.DeadlineSet
        | e.CaucusTextGiven
        | e.CaucusTextTakenBack
    ],
) -> Found:
    yield from _about(s.chain, s.payload.draft)


def _on_its_text(s: Seen[e.Referred | e.Returned | e.PositionRecorded | e.Recommended]) -> Found:
    yield from _about(s.chain, s.payload.draft, s.payload.fingerprint)


def _of_its_text(s: Seen[e.Tabled | e.Drafted | e.CaucusTextGiven | e.Recommended]) -> Found:
    """Yield that an empty text has a fingerprint of another, which the seals don't see."""
    if not s.payload.text and s.payload.fingerprint != fingerprint(""):
        yield FaultCode.FINGERPRINT, {"at": "fingerprint"}


def _as_tabled(s: Seen[e.Forwarded]) -> Found:
    known = (1, s.chain.proposal.fingerprint)
    if s.chain.legible and (s.payload.draft, s.payload.fingerprint) != known:
        yield FaultCode.OTHER_TEXT, {"draft": s.payload.draft}


def _next_draft(s: Seen[e.Drafted]) -> Found:
    number = s.payload.draft
    following = 1 + max((draft.number for draft in s.chain.proposal.drafts), default=0)
    if number < following or (s.chain.whole and number > following):
        yield FaultCode.DRAFT_NUMBER, {"draft": number, "next": following}


def _can_be_taken_back(s: Seen[e.Undrafted]) -> Found:
    proposal, payload = s.chain.proposal, s.payload
    draft, before = proposal.draft(payload.draft), proposal.before(payload.draft)
    named = before is not None and before.number == payload.current
    if s.chain.whole and draft and (draft.referred or not named):
        yield FaultCode.UNDRAFTED, {"draft": payload.draft}


def _begins_round(s: Seen[e.Referred | e.Returned]) -> Found:
    following = 1 + _round(s.chain)
    if s.chain.whole and s.payload.round != following:
        yield FaultCode.ROUND, {"round": s.payload.round, "known": following}


def _of_open_round(s: Seen[e.Recalled | e.RoundClosed | e.DeadlineSet]) -> Found:
    of_chain = s.chain.proposal.round
    known = of_chain.number if of_chain and of_chain.open else 0
    if s.chain.whole and s.payload.round != known:
        yield FaultCode.ROUND, {"round": s.payload.round, "known": known}


def _all_reported(s: Seen[e.RoundClosed]) -> Found:
    if not s.chain.whole or s.chain.proposal.round is None:
        return
    reported = s.chain.proposal.round.reported
    missing = sorted({c.key for c in s.council.caucuses} - reported) if s.council else []
    if missing or not reported:
        yield FaultCode.ROUND_INCOMPLETE, {"round": s.payload.round, "missing": missing}


def _in_round(s: Seen[e.PositionRecorded]) -> Found:
    draft, known = s.chain.proposal.draft(s.payload.draft), _round(s.chain)
    if s.chain.whole and draft and not draft.referred:
        yield FaultCode.NOT_REFERRED, {"draft": s.payload.draft}
    elif s.chain.whole and s.payload.round != known:
        yield FaultCode.ROUND, {"round": s.payload.round, "known": known}


def _round(chain: Chain) -> int:
    return chain.proposal.round.number if chain.proposal.round else 0


def _once_referred(s: Seen[e.Payload]) -> Found:
    if s.chain.whole and s.chain.proposal.round is None:
        yield FaultCode.NEVER_REFERRED, {}


def _not_begun(s: Seen[e.Withdrawn]) -> Found:
    if s.chain.whole and (len(s.chain.proposal.in_force) > 1 or s.chain.proposal.positions):
        yield FaultCode.BEGUN, {}


def _agreed(s: Seen[e.Recommended]) -> Found:
    """Yield whose agreement is missing.

    Where the roster isn't known, of the caucuses that took a position or keep something private.
    """
    if not s.chain.whole:
        return
    proposal = s.chain.proposal
    keys = proposal.positions.keys() | {caucus_of(door) or "" for door in s.chain.hidden}
    named = tuple(Caucus(key, key, "", (), ()) for key in sorted(keys))
    known = s.council or Council(caucuses=named)
    fields = {"missing": (), "roster": s.council is not None}
    try:
        chair = a.Actor("", RoomKind.PLENARY)
        every_caucus_agreed(Situation(a.Finalise(), chair, proposal, known))
    except PointOfOrder as refused:
        yield FaultCode.DISAGREED, {**fields, "missing": refused.fields["missing"]}
    else:
        if not known.caucuses:
            yield FaultCode.DISAGREED, fields


def _last_positions(s: Seen[e.Closed]) -> Found:
    if not s.chain.whole:
        return
    listed = [last.caucus for last in s.payload.positions]
    keys = [caucus.key for caucus in s.council.caucuses] if s.council else listed
    others = {last.caucus for last in s.payload.positions if not _is_last(s.chain, last)}
    for key in sorted(others | set(keys) ^ set(listed)):
        yield FaultCode.LAST_POSITIONS, {"caucus": key}


def _is_last(chain: Chain, last: e.LastPosition) -> bool:
    recorded = chain.proposal.positions.get(last.caucus)
    known = (recorded.position.value, recorded.draft) if recorded else ("", 0)
    return (last.position, last.draft) == known


# --- the table ------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind(Generic[PayloadT_co]):
    """A row: the act that a kind records (some come by themselves, without one), and its rules."""

    act: type[a.ProposalAct] | None
    rules: tuple[Callable[[Seen[PayloadT_co]], Found], ...] = ()


_ROWS = {  # of no declared type, so that each is checked for its own payload
    e.Tabled.kind: Kind[e.Tabled](a.Propose, (_of_its_text,)),
    e.Forwarded.kind: Kind[e.Forwarded](a.Forward, (_as_tabled, objections.none_stands)),
    e.Declined.kind: Kind[e.Declined](a.Decline),
    e.Withdrawn.kind: Kind[e.Withdrawn](a.Withdraw, (_not_begun,)),
    e.Drafted.kind: Kind[e.Drafted](a.IssueDraft, (_of_its_text, _next_draft)),
    e.Undrafted.kind: Kind[e.Undrafted](a.Undraft, (_on_current, _can_be_taken_back)),
    e.Referred.kind: Kind[e.Referred](a.Refer, (_on_its_text, _begins_round)),
    e.Returned.kind: Kind[e.Returned](a.Return, (_on_its_text, _once_referred, _begins_round)),
    e.DeadlineSet.kind: Kind[e.DeadlineSet](a.SetDeadline, (_on_current, _of_open_round)),
    e.Corrected.kind: Kind[e.Corrected](a.Correct, (corrections.can_be,)),
    e.CorrectedInForum.kind: Kind[e.CorrectedInForum](a.Correct, (corrections.can_be,)),
    e.DispositionCorrected.kind: Kind[e.DispositionCorrected](a.Correct, (corrections.can_be,)),
    e.PositionTakenBack.kind: Kind[e.PositionTakenBack](a.TakeBackPosition),
    e.Recalled.kind: Kind[e.Recalled](a.Recall, (_of_open_round, _on_current)),
    e.RoundClosed.kind: Kind[e.RoundClosed](None, (_of_open_round, _on_current, _all_reported)),
    e.CaucusTextGiven.kind: Kind[e.CaucusTextGiven](
        a.GiveCaucusText, (_of_its_text, _on_current, given)
    ),
    e.CaucusTextTakenBack.kind: Kind[e.CaucusTextTakenBack](
        a.TakeBackCaucusText, (_on_current, taken_back)
    ),
    e.PositionRecorded.kind: Kind[e.PositionRecorded](
        a.RecordPosition,
        (
            *(_on_its_text, _in_round, released),
            *(objections.released, objections.none_stands_in_caucus),
        ),
    ),
    e.Recommended.kind: Kind[e.Recommended](
        a.Finalise, (_of_its_text, _on_its_text, _agreed, objections.none_stands)
    ),
    e.Closed.kind: Kind[e.Closed](a.Close, (_once_referred, _last_positions)),
    e.Reopened.kind: Kind[e.Reopened](a.Reopen),
    e.ObjectionRaised.kind: Kind[e.ObjectionRaised](a.RaiseObjection, (objections.raised,)),
    e.ObjectionJoined.kind: Kind[e.ObjectionJoined](a.JoinObjection, (objections.of_one,)),
    e.ObjectionRaisedAgain.kind: Kind[e.ObjectionRaisedAgain](
        a.JoinObjection, (objections.of_one,)
    ),
    e.ObjectionLifted.kind: Kind[e.ObjectionLifted](a.LiftObjection, (objections.of_one,)),
    e.ObjectionsDisposed.kind: Kind[e.ObjectionsDisposed](
        a.DisposeOfObjections, (objections.disposed,)
    ),
    e.ObjectionsDeclared.kind: Kind[e.ObjectionsDeclared](None, (objections.declared,)),
}
KINDS: Mapping[str, Kind[Any]] = _ROWS
"""Each kind of a proposal's chain, in whatever version."""
