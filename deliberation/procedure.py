"""The stages of a proposal, and the acts that move it.

Rule 1: everything that decides whether an act may be done, and to which stage it
leads, stands in this file and in ``conditions``, as much of it as possible in
``TRANSITIONS``. The diagram in the docs is generated from that table.

Rule 2: this file doesn't know who anybody is beyond the roster it is given, and
nothing of rooms beyond their kind. It writes no sentence: it refuses with codes.

Theory of operation: a row says that an act, done in a kind of room by somebody with
an authority, leads from some stages to a stage, if its conditions hold. ``decide``
finds the row, judges in the order room, person, stage, conditions, and answers with
the payloads to record and the stage each leads to. It never changes anything; the
state is the ``fold`` of what was recorded. A round that is complete closes by itself:
that is the one move without an act of its own, and ``effects.position`` adds it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, assert_never

from deliberation import acts as a
from deliberation import conditions as c
from deliberation import effects
from deliberation import entries as e
from deliberation.council import Council
from deliberation.effects import Situation
from deliberation.errors import Code, PointOfOrder
from deliberation.proposal import Proposal
from deliberation.terms import Authority, RoomKind, Stage

ActT = TypeVar("ActT", bound=a.ProposalAct)


@dataclass(frozen=True)
class Transition(Generic[ActT]):
    """A row of the table: ``sources`` empty means "no proposal yet", ``to`` None "unchanged".

    What it needs ``first`` is about the proposal alone, whatever the act says.
    """

    act: type[ActT]
    rooms: frozenset[RoomKind]
    who: Authority
    sources: frozenset[Stage]
    to: Stage | None
    record: Callable[[Situation[ActT]], tuple[e.Payload, ...]]
    first: tuple[Callable[[Situation[object]], None], ...] = ()
    needs: tuple[Callable[[Situation[ActT]], None], ...] = ()
    when: Callable[[Proposal], bool] = c.always


@dataclass(frozen=True)
class Decision:
    """One payload to record, and the stage after it."""

    payload: e.Payload
    stage: Stage


# --- the table ------------------------------------------------------------------------

_FORUM = frozenset({RoomKind.FORUM})
_PLENARY = frozenset({RoomKind.PLENARY})
_CAUCUS = frozenset({RoomKind.CAUCUS})
_REOPENING = frozenset({RoomKind.FORUM, RoomKind.DIRECT})
_WITHDRAWING = _REOPENING | _PLENARY
_OPEN = frozenset({Stage.PLENARY, Stage.CAUCUSES})
_ENDED = frozenset({Stage.RECOMMENDED, Stage.NO_CONSENSUS, Stage.WITHDRAWN})
_WORDING = (
    c.clause_is_of_the_draft_shown,
    c.clause_can_change,
    c.differs_from_latest,
)

_ROWS = (  # of no declared type, so that each is checked for its own act
    Transition(a.Propose, _FORUM, Authority.ANYONE, frozenset(), Stage.TABLED, effects.tabled),
    Transition(
        a.Forward,
        _FORUM,
        Authority.FORUM_CHAIR,
        frozenset({Stage.TABLED}),
        Stage.PLENARY,
        effects.forwarded,
        needs=(c.note_agrees,),
    ),
    Transition(
        a.Decline,
        _FORUM,
        Authority.FORUM_CHAIR,
        frozenset({Stage.TABLED}),
        Stage.DECLINED,
        effects.reasoned(e.Declined),
    ),
    Transition(
        a.Withdraw,
        _WITHDRAWING,
        Authority.TABLER,
        _OPEN | {Stage.TABLED},
        Stage.WITHDRAWN,
        effects.reasoned(e.Withdrawn),
        first=(c.work_has_not_begun,),
    ),
    Transition(
        a.IssueDraft,
        _PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.PLENARY,
        effects.drafted,
        needs=(c.clause_is_of_the_draft_shown, c.clause_can_change, c.differs_from_current),
    ),
    Transition(
        a.Undraft,
        _PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.PLENARY,
        effects.undrafted,
        first=(c.draft_not_referred,),
        needs=(c.draft_was_shown,),
    ),
    Transition(
        a.Refer,
        _PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.CAUCUSES,
        effects.referred,
    ),
    Transition(
        a.GiveCaucusText,
        _CAUCUS,
        Authority.CAUCUS_CHAIR,
        _OPEN,
        None,
        effects.caucus_text,
        first=(c.once_referred,),
        needs=_WORDING,
    ),
    Transition(
        a.TakeBackCaucusText,
        _CAUCUS,
        Authority.CAUCUS_CHAIR,
        _OPEN,
        None,
        effects.caucus_text_taken_back,
        first=(c.once_referred, c.caucus_text_not_released),
        needs=(c.caucus_text_was_shown,),
    ),
    Transition(
        a.RecordPosition,
        _CAUCUS,
        Authority.CAUCUS_CHAIR,
        _OPEN,
        None,
        effects.position,
        first=(c.once_referred,),
        needs=(
            *(c.on_the_draft_shown, c.text_to_release_is_clear, c.note_agrees),
            *(c.not_recorded_already, c.no_other_officer_differs),
        ),
    ),
    Transition(
        a.Recall,
        _PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.CAUCUSES}),
        Stage.PLENARY,
        effects.recalled,
    ),
    Transition(
        a.Finalise,
        _PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.RECOMMENDED,
        effects.recommended,
        first=(c.every_caucus_agreed,),
        needs=(c.note_agrees,),
    ),
    Transition(
        a.Return,
        _PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.CAUCUSES,
        effects.returned,
        first=(c.once_referred,),
    ),
    Transition(
        a.Close,
        _PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.NO_CONSENSUS,
        effects.closed,
        first=(c.once_referred,),
    ),
    Transition(
        a.Reopen,
        _REOPENING,
        Authority.FORUM_CHAIR,
        frozenset({Stage.DECLINED, Stage.WITHDRAWN}),
        Stage.TABLED,
        effects.reasoned(e.Reopened),
        when=c.never_forwarded,
    ),
    Transition(
        a.Reopen,
        _REOPENING,
        Authority.COUNCIL_CHAIR,
        _ENDED,
        Stage.PLENARY,
        effects.reasoned(e.Reopened),
        when=c.once_forwarded,
    ),
)
TRANSITIONS: tuple[Transition[Any], ...] = _ROWS


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
    for condition in row.first:
        condition(situation)
    for need in row.needs:
        need(situation)
    stage = row.to or situation.proposal.stage
    return tuple(
        Decision(p, Stage.PLENARY if isinstance(p, e.RoundClosed) else stage)
        for p in row.record(situation)
    )


def _row(
    rows: list[Transition[ActT]], s: Situation[ActT], proposal: Proposal | None
) -> Transition[ActT]:
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


def authorised_for(who: Authority, s: Situation[object]) -> bool:
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
        case Authority.CAUCUS_CHAIR:
            caucus = s.council.caucus(s.actor.caucus)
            return caucus is not None and person in caucus.officers
        case Authority.CHAIR | Authority.CHAIR_OR_SECRETARIAT:
            return False  # of the body that an act on the roster names
        case _:
            assert_never(who)
