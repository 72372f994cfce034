"""The rows of ``transitions`` about objections: each room has a register of its own."""

from typing import Any

from deliberation import acts as a
from deliberation.objections import conditions as oc
from deliberation.objections import effects as objections
from deliberation.terms import Authority, RoomKind
from deliberation.transition import CHAIRS, TABLED, UNDER_WAY, Transition, in_each_room

_ANYBODY = Authority.ANYONE, Authority.SPEAKER, Authority.CAUCUS_MEMBER
ROWS: tuple[Transition[Any], ...] = (
    *in_each_room(
        a.RaiseObjection,
        _ANYBODY,
        objections.raised,
        *(oc.text_was_shown, oc.clauses_are_there, oc.not_too_many_open),
    ),
    *in_each_room(
        a.JoinObjection,
        _ANYBODY,
        objections.joined,
        oc.can_be_joined,
        first=(oc.some_are_there,),
    ),
    *in_each_room(
        a.LiftObjection,
        _ANYBODY,
        objections.lifted,
        oc.is_theirs_to_lift,
        first=(oc.some_are_there,),
    ),
    Transition(
        a.LiftObjection,
        frozenset({RoomKind.DIRECT}),
        Authority.ANYONE,
        TABLED | UNDER_WAY,
        None,
        objections.lifted,
        first=(oc.some_are_there,),
        needs=(oc.is_theirs_to_lift,),
    ),
    *in_each_room(
        a.DisposeOfObjections,
        CHAIRS,
        objections.disposed,
        *(oc.can_be_disposed_of, oc.accommodating_text_is_there),
        first=(oc.some_are_there,),
    ),
)
