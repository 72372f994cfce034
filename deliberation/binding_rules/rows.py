"""The row of ``transitions`` about binding rules."""

from typing import Any

from deliberation import acts as a
from deliberation import conditions as c
from deliberation.binding_rules import conditions as bc
from deliberation.binding_rules.effects import called
from deliberation.terms import Authority, Stage
from deliberation.transition import IN_PLENARY, Transition

ROWS: tuple[Transition[Any], ...] = (
    Transition(
        a.CallForRules,
        IN_PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.PLENARY,
        called,
        needs=(c.draft_was_shown, bc.rules_differ),
    ),
)
