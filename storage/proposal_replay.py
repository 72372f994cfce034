"""A proposal's chain played again: what by the procedure could not have been.

Each rule here is one of docs/invariants.md, or of the table of transitions, or follows from how
numbers are given: a refusal that the bot is taught later accuses no older record. Pure; imports
``faults``, the other replays, and of ``deliberation`` the table, the entries and their folds.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from deliberation import acts as a
from deliberation import entries as e
from deliberation.council import Council
from deliberation.effects import Situation
from deliberation.procedure import authorised_for
from deliberation.terms import COUNCIL, FORUM, Authority, RoomKind, Stage
from deliberation.transition import Transition
from deliberation.transitions import TRANSITIONS
from storage import call_replay as calls
from storage import correction_replay as corrections
from storage import objection_replay as objections
from storage import question_replay as questions
from storage import stage_replay as stages
from storage import statement_replay as statements
from storage.chain_replay import Chain, Kind, Seen
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
    seen = Seen(entry.payload, chain, council, entry.person)
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


_LEAVES_THE_STAGE = e.ObjectionsDeclared | e.StatementsDeclared | e.Finding | e.QuestionCounted


def _leads(chain: Chain, payload: e.Payload) -> set[Stage]:
    """Return the stages to which the table lets the entry lead, from where the proposal may be."""
    if isinstance(payload, e.RoundClosed):
        return {Stage.PLENARY} if Stage.CAUCUSES in chain.stages else set()
    if isinstance(payload, _LEAVES_THE_STAGE):
        return set(chain.stages)
    if isinstance(payload, e.ActCorrected):
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


# --- the table ------------------------------------------------------------------------


_ROWS = {  # of no declared type, so that each is checked for its own payload
    e.Tabled.kind: Kind[e.Tabled](a.Propose, (stages.of_its_text,)),
    e.Forwarded.kind: Kind[e.Forwarded](a.Forward, (stages.as_tabled, objections.none_stands)),
    e.Declined.kind: Kind[e.Declined](a.Decline),
    e.Withdrawn.kind: Kind[e.Withdrawn](a.Withdraw, (stages.not_begun,)),
    e.Drafted.kind: Kind[e.Drafted](
        a.IssueDraft, (stages.of_its_text, stages.rules_of_its_text, stages.next_draft)
    ),
    e.Undrafted.kind: Kind[e.Undrafted](a.Undraft, (stages.on_current, stages.can_be_taken_back)),
    e.Referred.kind: Kind[e.Referred](a.Refer, (stages.on_its_text, stages.begins_round)),
    e.Returned.kind: Kind[e.Returned](
        a.Return, (stages.on_its_text, stages.once_referred, stages.begins_round)
    ),
    e.DeadlineSet.kind: Kind[e.DeadlineSet](
        a.SetDeadline, (stages.on_current, stages.of_open_round)
    ),
    e.Corrected.kind: Kind[e.Corrected](a.Correct, (corrections.can_be,)),
    e.CorrectedInForum.kind: Kind[e.CorrectedInForum](a.Correct, (corrections.can_be,)),
    e.OutcomeCorrected.kind: Kind[e.OutcomeCorrected](a.Correct, (corrections.can_be,)),
    e.DispositionCorrected.kind: Kind[e.DispositionCorrected](a.Correct, (corrections.can_be,)),
    e.PositionTakenBack.kind: Kind[e.PositionTakenBack](a.TakeBackPosition),
    e.Recalled.kind: Kind[e.Recalled](a.Recall, (stages.of_open_round, stages.on_current)),
    e.RoundClosed.kind: Kind[e.RoundClosed](
        None, (stages.of_open_round, stages.on_current, stages.all_reported)
    ),
    e.CaucusTextGiven.kind: Kind[e.CaucusTextGiven](
        a.GiveCaucusText, (stages.of_its_text, stages.on_current, given)
    ),
    e.CaucusTextTakenBack.kind: Kind[e.CaucusTextTakenBack](
        a.TakeBackCaucusText, (stages.on_current, taken_back)
    ),
    e.PositionRecorded.kind: Kind[e.PositionRecorded](
        a.RecordPosition,
        (
            *(stages.on_its_text, stages.in_round, released),
            *(objections.released, objections.none_stands_in_caucus),
            questions.by_its_method,
        ),
    ),
    e.Recommended.kind: Kind[e.Recommended](
        a.Finalise, (stages.of_its_text, stages.on_its_text, stages.agreed, objections.none_stands)
    ),
    e.Closed.kind: Kind[e.Closed](
        a.Close, (stages.once_referred, stages.last_positions, calls.none_open_in_plenary)
    ),
    e.CallOpened.kind: Kind[e.CallOpened](a.OpenCall, (calls.opened,)),
    e.CallExtended.kind: Kind[e.CallExtended](a.ExtendCall, (calls.of_open_one,)),
    e.Finding.kind: Kind[e.Finding](None, (calls.of_open_one,)),
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
    **statements.ROWS,
    **questions.ROWS,
}
KINDS: Mapping[str, Kind[Any]] = _ROWS
"""Each kind of a proposal's chain, in whatever version."""
