"""The stages of a proposal, and the acts that move it: the one table.

Rule 1: everything that decides whether an act may be done, and to which stage it
leads, stands in this file and in the conditions that its rows name. The diagram in the
docs is generated from it. ``procedure`` judges by it.

Rule 2: neither knows who anybody is beyond the roster it is given, nor anything of rooms
beyond their kind. Neither writes a sentence: what is refused is a code.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from deliberation import acts as a
from deliberation import conditions as c
from deliberation import effects
from deliberation import entries as e
from deliberation.corrections import conditions as cc
from deliberation.corrections import effects as correcting
from deliberation.deadlines import conditions as dc
from deliberation.deadlines.effects import deadline_set
from deliberation.effects import Situation
from deliberation.objections import conditions as oc
from deliberation.objections import effects as objections
from deliberation.objections.effects import with_declaration
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


_FORUM = frozenset({RoomKind.FORUM})
_PLENARY = frozenset({RoomKind.PLENARY})
_CAUCUS = frozenset({RoomKind.CAUCUS})
_REOPENING = frozenset({RoomKind.FORUM, RoomKind.DIRECT})
_WITHDRAWING = _REOPENING | _PLENARY
_TABLED = frozenset({Stage.TABLED})
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
        _TABLED,
        Stage.PLENARY,
        with_declaration(effects.forwarded),
        first=(oc.none_stands,),
        needs=(c.note_agrees,),
    ),
    Transition(
        a.Decline,
        _FORUM,
        Authority.FORUM_CHAIR,
        _TABLED,
        Stage.DECLINED,
        with_declaration(effects.reasoned(e.Declined)),
    ),
    Transition(
        a.Withdraw,
        _WITHDRAWING,
        Authority.TABLER,
        _OPEN | _TABLED,
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
        needs=(dc.term_is_fit,),
    ),
    Transition(
        a.SetDeadline,
        _PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.CAUCUSES}),
        None,
        deadline_set,
        needs=(dc.deadline_changes, dc.term_is_fit),
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
            *(oc.objections_are_there, oc.none_stands_against_what_is_agreed),
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
        with_declaration(effects.recommended),
        first=(c.every_caucus_agreed, oc.none_stands),
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
        needs=(dc.term_is_fit,),
    ),
    Transition(
        a.Close,
        _PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.NO_CONSENSUS,
        with_declaration(effects.closed),
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


def _in_each_room(
    act: type[ActT],
    who: tuple[Authority, ...],
    record: Callable[[Situation[ActT]], tuple[e.Payload, ...]],
    *needs: Callable[[Situation[ActT]], None],
    first: tuple[Callable[[Situation[object]], None], ...] = (oc.some_are_there,),
) -> tuple[Transition[ActT], ...]:
    """Return the rows of an act about objections, each for the register of a body's own room."""
    places = (_FORUM, _TABLED), (_PLENARY, _OPEN), (_CAUCUS, _OPEN)
    return tuple(
        Transition(act, room, authority, stages, None, record, first, needs)
        for (room, stages), authority in zip(places, who, strict=True)
    )


_ANYBODY = Authority.ANYONE, Authority.SPEAKER, Authority.CAUCUS_MEMBER
_CHAIRS = Authority.FORUM_CHAIR, Authority.COUNCIL_CHAIR, Authority.CAUCUS_CHAIR
_OBJECTIONS: tuple[Transition[Any], ...] = (
    *_in_each_room(
        a.RaiseObjection,
        _ANYBODY,
        objections.raised,
        *(oc.text_was_shown, oc.clauses_are_there, oc.not_too_many_open),
        first=(),
    ),
    *_in_each_room(a.JoinObjection, _ANYBODY, objections.joined, oc.can_be_joined),
    *_in_each_room(a.LiftObjection, _ANYBODY, objections.lifted, oc.is_theirs_to_lift),
    Transition(
        a.LiftObjection,
        frozenset({RoomKind.DIRECT}),
        Authority.ANYONE,
        _TABLED | _OPEN,
        None,
        objections.lifted,
        first=(oc.some_are_there,),
        needs=(oc.is_theirs_to_lift,),
    ),
    *_in_each_room(
        a.DisposeOfObjections,
        _CHAIRS,
        objections.disposed,
        *(oc.can_be_disposed_of, oc.accommodating_text_is_there),
    ),
)
_CORRECTIONS: tuple[Transition[Any], ...] = (
    *(
        Transition(
            a.Correct,
            room,
            Authority.ANYONE,
            stages,
            None,
            correcting.corrected,
            first=(cc.is_theirs_to_correct, cc.nothing_rests_on_it),
            needs=(cc.is_what_is_meant, cc.is_soon_enough),
        )
        for room, stages in (
            (_FORUM, _TABLED | {Stage.DECLINED}),
            (_PLENARY, _OPEN),
            (_CAUCUS, _OPEN),
        )
    ),
    Transition(
        a.TakeBackPosition,
        _CAUCUS,
        Authority.CAUCUS_CHAIR,
        _OPEN,
        None,
        correcting.position_taken_back,
        first=(cc.there_is_a_position,),
    ),
)
TRANSITIONS: tuple[Transition[Any], ...] = (*_ROWS, *_OBJECTIONS, *_CORRECTIONS)
