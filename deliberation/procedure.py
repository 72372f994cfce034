"""The stages of a proposal, and the acts that move it.

Rule 1: everything that decides whether an act may be done, and to which stage it
leads, stands in this file, as much of it as possible in ``TRANSITIONS``. The diagram
in the docs is generated from that table.

Rule 2: this file doesn't know who anybody is beyond the roster it is given, and
nothing of rooms beyond their kind. It writes no sentence: it refuses with codes.

Theory of operation: a row says that an act, done in a kind of room by somebody with
an authority, leads from some stages to a stage, if its conditions hold. ``decide``
finds the row, judges in the order room, person, stage, conditions, and answers with
the payloads to record and the stage each leads to. It never changes anything; the
state is the ``fold`` of what was recorded. A round that is complete closes by itself:
that is the one move without an act of its own, and ``_record_position`` adds it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from deliberation import acts as a
from deliberation import entries as e
from deliberation.council import Council
from deliberation.errors import Code, PointOfOrder
from deliberation.proposal import Proposal
from deliberation.terms import Authority, Position, RoomKind, Stage
from deliberation.text import fingerprint


@dataclass(frozen=True)
class Situation:
    """What an act is judged against: the proposal as it stands, the council, the actor."""

    act: Any
    actor: a.Actor
    proposal: Proposal
    council: Council


# --- which of an act's rows a proposal is judged by -----------------------------------


def always(_: Proposal) -> bool:
    """Any proposal."""
    return True


def never_forwarded(proposal: Proposal) -> bool:
    """The forum never forwarded the proposal."""
    return not proposal.forwarded


def once_forwarded(proposal: Proposal) -> bool:
    """The forum has forwarded the proposal to the council."""
    return proposal.forwarded


@dataclass(frozen=True)
class Transition:
    """A row of the table: ``sources`` empty means "no proposal yet", ``to`` None "unchanged"."""

    act: type[a.ProposalAct]
    rooms: frozenset[RoomKind]
    who: Authority
    sources: frozenset[Stage]
    to: Stage | None
    record: Callable[[Situation], tuple[e.Payload, ...]]
    needs: tuple[Callable[[Situation], None], ...] = ()
    when: Callable[[Proposal], bool] = always


@dataclass(frozen=True)
class Decision:
    """One payload to record, and the stage after it."""

    payload: e.Payload
    stage: Stage


# --- conditions: each passes or raises ------------------------------------------------


def once_referred(s: Situation) -> None:
    """The proposal has been referred to the caucuses at least once."""
    if s.proposal.round is None:
        raise PointOfOrder(Code.NEVER_REFERRED, proposal=s.proposal.number)


def differs_from_current(s: Situation) -> None:
    """The new draft's text is not the current draft's."""
    current = s.proposal.current
    if current and fingerprint(s.act.text) == current.fingerprint:
        raise PointOfOrder(Code.DRAFT_UNCHANGED, draft=current.number)


def draft_not_referred(s: Situation) -> None:
    """There is a draft before the current one, which was not referred yet."""
    current = s.proposal.current
    if current is None or s.proposal.before(current.number) is None:
        raise PointOfOrder(Code.NO_EARLIER_DRAFT, draft=current.number if current else 0)
    if current.referred:
        raise PointOfOrder(Code.DRAFT_WAS_REFERRED, draft=current.number)


def work_has_not_begun(s: Situation) -> None:
    """There is no draft beside Draft 1, and no position."""
    if len(s.proposal.in_force) > 1 or s.proposal.positions:
        raise PointOfOrder(Code.UNDER_WAY, proposal=s.proposal.number)


def on_the_draft_shown(s: Situation) -> None:
    """The draft last shown in the caucus's room is current and was referred."""
    current = s.proposal.current
    shown = s.act.shown
    number = current.number if current else 0
    if not shown:
        raise PointOfOrder(Code.DRAFT_NOT_SHOWN, draft=number)
    if shown != number:
        raise PointOfOrder(Code.DRAFT_NOT_CURRENT, shown=shown, draft=number)
    if current and not current.referred:
        raise PointOfOrder(Code.DRAFT_NOT_REFERRED, draft=number)


def caucus_text_differs(s: Situation) -> None:
    """``agreed as amended`` has a caucus text on the draft, and it differs from the draft."""
    if s.act.position is not Position.AMENDED:
        return
    current = s.proposal.current
    number = current.number if current else 0
    text = s.proposal.caucus_text(s.actor.caucus, number)
    if text is None:
        raise PointOfOrder(Code.NO_CAUCUS_TEXT, draft=number)
    if current and text.fingerprint == current.fingerprint:
        raise PointOfOrder(Code.CAUCUS_TEXT_UNCHANGED, draft=number, text=text.number)


def every_caucus_agreed(s: Situation) -> None:
    """Every caucus's latest position, not lapsed, on exactly the current draft is ``agreed``."""
    current = s.proposal.current
    missing = [
        {"caucus": caucus.key, "name": caucus.name, **reason}
        for caucus in s.council.caucuses
        if (reason := _missing(s.proposal, caucus.key))
    ]
    if missing or current is None:
        number = current.number if current else 0
        raise PointOfOrder(Code.CAUCUSES_MISSING, draft=number, missing=tuple(missing))


def _missing(proposal: Proposal, caucus: str) -> dict[str, Any]:
    """Return why a caucus's position doesn't count as agreed on the current draft, or {}."""
    current = proposal.current
    position = proposal.positions.get(caucus)
    if current is None or not current.referred:
        return {"why": "draft_not_referred"}
    if position is None:
        return {"why": "no_position"}
    known = {"on": position.draft, "position": position.position.value}
    if (position.draft, position.fingerprint) != (current.number, current.fingerprint):
        return {"why": "stale", **known}
    if position.lapsed:
        return {"why": "lapsed", **known}
    return {} if position.position is Position.AGREED else {"why": "not_agreed", **known}


# --- what each act records ------------------------------------------------------------


def _propose(s: Situation) -> tuple[e.Payload, ...]:
    act: a.Propose = s.act
    return (e.Tabled(act.title, act.initiator, act.text, fingerprint(act.text)),)


def _forward(s: Situation) -> tuple[e.Payload, ...]:
    return (e.Forwarded(s.act.note, 1, s.proposal.fingerprint),)


def _issue(s: Situation) -> tuple[e.Payload, ...]:
    number = 1 + max((d.number for d in s.proposal.drafts), default=0)
    return (e.Drafted(number, s.act.text, fingerprint(s.act.text)),)


def _undraft(s: Situation) -> tuple[e.Payload, ...]:
    number = _current(s).number
    before = s.proposal.before(number)
    return (e.Undrafted(number, before.number if before else 0, s.act.reason),)


def _refer(s: Situation) -> tuple[e.Payload, ...]:
    draft = _current(s)
    return (e.Referred(_round(s) + 1, draft.number, draft.fingerprint, s.act.note),)


def _return(s: Situation) -> tuple[e.Payload, ...]:
    draft = _current(s)
    return (e.Returned(_round(s) + 1, draft.number, draft.fingerprint, s.act.reason),)


def _recall(s: Situation) -> tuple[e.Payload, ...]:
    return (e.Recalled(_round(s), _current(s).number, s.act.reason),)


def _give_text(s: Situation) -> tuple[e.Payload, ...]:
    key, draft = s.actor.caucus, _current(s).number
    latest = s.proposal.caucus_text(key, draft)
    number = latest.number + 1 if latest else 1
    text = s.act.text
    return (e.CaucusTextGiven(key, draft, number, text, fingerprint(text)),)


def _record_position(s: Situation) -> tuple[e.Payload, ...]:
    act: a.RecordPosition = s.act
    key, draft, on_round = s.actor.caucus, _current(s), _round(s)
    amended = act.position is Position.AMENDED
    text = s.proposal.caucus_text(key, draft.number) if amended else None
    released = (text.number, text.text, text.fingerprint) if text else (0, "", "")
    recorded = e.PositionRecorded(
        key, act.position.value, draft.number, draft.fingerprint, on_round, act.note, *released
    )
    if s.proposal.stage is Stage.CAUCUSES and _completes_round(s, key):
        return (recorded, e.RoundClosed(on_round, draft.number))
    return (recorded,)


def _completes_round(s: Situation, caucus: str) -> bool:
    reported = s.proposal.round.reported if s.proposal.round else frozenset()
    return {c.key for c in s.council.caucuses} <= reported | {caucus}


def _finalise(s: Situation) -> tuple[e.Payload, ...]:
    draft = _current(s)
    return (e.Recommended(draft.number, draft.fingerprint, draft.text, s.act.note),)


def _close(s: Situation) -> tuple[e.Payload, ...]:
    return (e.Closed(s.act.reason, tuple(_last(s.proposal, c.key) for c in s.council.caucuses)),)


def _last(proposal: Proposal, caucus: str) -> e.LastPosition:
    position = proposal.positions.get(caucus)
    if position is None:
        return e.LastPosition(caucus, "", 0)
    return e.LastPosition(caucus, position.position.value, position.draft)


def _current(s: Situation) -> Any:
    return s.proposal.current


def _round(s: Situation) -> int:
    return s.proposal.round.number if s.proposal.round else 0


# --- the table ------------------------------------------------------------------------

_FORUM = frozenset({RoomKind.FORUM})
_PLENARY = frozenset({RoomKind.PLENARY})
_CAUCUS = frozenset({RoomKind.CAUCUS})
_REOPENING = frozenset({RoomKind.FORUM, RoomKind.DIRECT})
_WITHDRAWING = _REOPENING | _PLENARY
_OPEN = frozenset({Stage.PLENARY, Stage.CAUCUSES})
_ENDED = frozenset({Stage.RECOMMENDED, Stage.NO_CONSENSUS, Stage.WITHDRAWN})


def _recorded_as(payload: type[Any]) -> Callable[[Situation], tuple[e.Payload, ...]]:
    """Return the recorder of an act whose entry holds its reason alone."""
    return lambda s: (payload(s.act.reason),)


TRANSITIONS: tuple[Transition, ...] = (
    Transition(a.Propose, _FORUM, Authority.ANYONE, frozenset(), Stage.TABLED, _propose),
    Transition(
        a.Forward,
        _FORUM,
        Authority.FORUM_CHAIR,
        frozenset({Stage.TABLED}),
        Stage.PLENARY,
        _forward,
    ),
    Transition(
        a.Decline,
        _FORUM,
        Authority.FORUM_CHAIR,
        frozenset({Stage.TABLED}),
        Stage.DECLINED,
        _recorded_as(e.Declined),
    ),
    Transition(
        a.Withdraw,
        _WITHDRAWING,
        Authority.TABLER,
        _OPEN | {Stage.TABLED},
        Stage.WITHDRAWN,
        _recorded_as(e.Withdrawn),
        needs=(work_has_not_begun,),
    ),
    Transition(
        a.IssueDraft,
        _PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.PLENARY,
        _issue,
        needs=(differs_from_current,),
    ),
    Transition(
        a.Undraft,
        _PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.PLENARY,
        _undraft,
        needs=(draft_not_referred,),
    ),
    Transition(
        a.Refer,
        _PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.CAUCUSES,
        _refer,
    ),
    Transition(
        a.GiveCaucusText,
        _CAUCUS,
        Authority.CAUCUS_CHAIR,
        _OPEN,
        None,
        _give_text,
        needs=(once_referred,),
    ),
    Transition(
        a.RecordPosition,
        _CAUCUS,
        Authority.CAUCUS_CHAIR,
        _OPEN,
        None,
        _record_position,
        needs=(once_referred, on_the_draft_shown, caucus_text_differs),
    ),
    Transition(
        a.Recall,
        _PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.CAUCUSES}),
        Stage.PLENARY,
        _recall,
    ),
    Transition(
        a.Finalise,
        _PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.RECOMMENDED,
        _finalise,
        needs=(every_caucus_agreed,),
    ),
    Transition(
        a.Return,
        _PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.CAUCUSES,
        _return,
        needs=(once_referred,),
    ),
    Transition(
        a.Close,
        _PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.NO_CONSENSUS,
        _close,
        needs=(once_referred,),
    ),
    Transition(
        a.Reopen,
        _REOPENING,
        Authority.FORUM_CHAIR,
        frozenset({Stage.DECLINED, Stage.WITHDRAWN}),
        Stage.TABLED,
        _recorded_as(e.Reopened),
        when=never_forwarded,
    ),
    Transition(
        a.Reopen,
        _REOPENING,
        Authority.COUNCIL_CHAIR,
        _ENDED,
        Stage.PLENARY,
        _recorded_as(e.Reopened),
        when=once_forwarded,
    ),
)


# --- judging --------------------------------------------------------------------------


def decide(
    act: a.ProposalAct, actor: a.Actor, proposal: Proposal | None, council: Council
) -> tuple[Decision, ...]:
    """Judge an act and return what to record. Raises ``PointOfOrder``; changes nothing.

    ``proposal`` is None for ``Propose`` alone, or where the one that was named doesn't
    exist.
    """
    rows = [row for row in TRANSITIONS if row.act is type(act)]
    if not any(actor.room in row.rooms for row in rows):
        raise PointOfOrder(
            Code.WRONG_ROOM,
            act=type(act).__name__,
            rooms=sorted(frozenset.union(*(r.rooms for r in rows))),
        )
    if proposal is None and rows[0].sources:
        raise PointOfOrder(Code.NO_SUCH_PROPOSAL)
    situation = Situation(act, actor, proposal or Proposal(0), council)
    row = _row(rows, situation, proposal)
    for need in row.needs:
        need(situation)
    stage = row.to or situation.proposal.stage
    return tuple(
        Decision(p, Stage.PLENARY if isinstance(p, e.RoundClosed) else stage)
        for p in row.record(situation)
    )


def _row(rows: list[Transition], s: Situation, proposal: Proposal | None) -> Transition:
    """Return the row that fits the actor and the stage, or raise which of the two doesn't."""
    fitting = [row for row in rows if row.when(s.proposal)]
    authorised = [row for row in fitting if authorised_for(row.who, s)]
    if not authorised:
        raise PointOfOrder(
            Code.NOT_AUTHORISED, who=fitting[0].who, body=s.actor.caucus, proposal=s.proposal.number
        )
    for row in authorised:
        if proposal is None or proposal.stage in row.sources:
            return row
    sources = sorted(frozenset.union(*(row.sources for row in authorised)))
    raise PointOfOrder(
        Code.WRONG_STAGE,
        proposal=s.proposal.number,
        stage=s.proposal.stage,
        sources=sources,
        act=type(s.act).__name__,
    )


def authorised_for(who: Authority, s: Situation) -> bool:
    """Whether the actor has an authority on the proposal, as chair or as deputy."""
    person = s.actor.person
    match who:
        case Authority.ANYONE:
            return True
        case Authority.TABLER:
            return person == s.proposal.tabled_by
        case Authority.FORUM_CHAIR:
            return person in s.council.forum_officers
        case Authority.COUNCIL_CHAIR:
            return person in s.council.officers
        case _:
            caucus = s.council.caucus(s.actor.caucus)
            return caucus is not None and person in caucus.officers
