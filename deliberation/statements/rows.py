"""The row of ``transitions`` about statements."""

from typing import Any

from deliberation import acts as a
from deliberation.statements import conditions as sc
from deliberation.statements.effects import made
from deliberation.terms import Authority, Stage
from deliberation.transition import IN_PLENARY, UNDER_WAY, Transition

ROWS: tuple[Transition[Any], ...] = (
    Transition(
        a.MakeStatement,
        IN_PLENARY,
        Authority.IN_A_CAUCUS,
        UNDER_WAY | {Stage.RECOMMENDED, Stage.NO_CONSENSUS},
        None,
        made,
        first=(sc.a_round_has_ended,),
        needs=(sc.is_soon_enough, sc.may_make_that_kind, sc.says_something_new),
    ),
)
