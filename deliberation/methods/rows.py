"""The row of ``transitions`` about questions: a caucus's chair asks the caucus."""

from typing import Any

from deliberation import acts as a
from deliberation.calls import conditions as kc
from deliberation.deadlines.conditions import term_is_fit
from deliberation.methods import conditions as mc
from deliberation.methods.effects import asked
from deliberation.terms import Authority
from deliberation.transition import IN_CAUCUS, UNDER_WAY, Transition

ROWS: tuple[Transition[Any], ...] = (
    Transition(
        a.Ask,
        IN_CAUCUS,
        Authority.CAUCUS_CHAIR,
        UNDER_WAY,
        None,
        asked,
        first=(kc.none_is_open, kc.text_was_referred),
        needs=(term_is_fit, mc.can_be_asked),
    ),
)
