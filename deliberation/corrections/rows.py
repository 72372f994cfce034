"""The rows of ``transitions`` about corrections."""

from typing import Any

from deliberation import acts as a
from deliberation.corrections import conditions as cc
from deliberation.corrections import effects as correcting
from deliberation.terms import Authority, Stage
from deliberation.transition import (
    IN_CAUCUS,
    IN_FORUM,
    IN_PLENARY,
    TABLED,
    UNDER_WAY,
    Transition,
)

ROWS: tuple[Transition[Any], ...] = (
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
            (IN_FORUM, TABLED | {Stage.DECLINED}),
            (IN_PLENARY, UNDER_WAY | {Stage.RECOMMENDED, Stage.NO_CONSENSUS}),
            (IN_CAUCUS, UNDER_WAY),
        )
    ),
    Transition(
        a.TakeBackPosition,
        IN_CAUCUS,
        Authority.CAUCUS_CHAIR,
        UNDER_WAY,
        None,
        correcting.position_taken_back,
        first=(cc.there_is_a_position,),
    ),
)
