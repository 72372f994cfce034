"""The stages of a proposal, and the acts that move it: the one table.

Rule 1: everything that decides whether an act may be done, and to which stage it
leads, stands in this file, in the rows of each matter, and in the conditions that rows name. The
diagram in the docs is generated from it. ``procedure`` judges by it.

Rule 2: neither knows who anybody is beyond the roster it is given, nor anything of rooms
beyond their kind. Neither writes a sentence: what is refused is a code.
"""

from typing import Any

from deliberation import acts as a
from deliberation import conditions as c
from deliberation import effects
from deliberation import entries as e
from deliberation.binding_rules import rows as binding_rules
from deliberation.calls import conditions as kc
from deliberation.calls import rows as calls
from deliberation.corrections import rows as corrections
from deliberation.deadlines import conditions as dc
from deliberation.deadlines.effects import deadline_set
from deliberation.methods import conditions as mc
from deliberation.methods import rows as methods
from deliberation.objections import conditions as oc
from deliberation.objections import rows as objections
from deliberation.objections.effects import with_declaration
from deliberation.statements import rows as statements
from deliberation.statements.effects import with_statements
from deliberation.terms import Authority, RoomKind, Stage
from deliberation.transition import (
    IN_CAUCUS,
    IN_FORUM,
    IN_PLENARY,
    TABLED,
    UNDER_WAY,
    Transition,
)

_REOPENING = frozenset({RoomKind.FORUM, RoomKind.DIRECT})
_WITHDRAWING = _REOPENING | IN_PLENARY
_ENDED = frozenset({Stage.RECOMMENDED, Stage.NO_CONSENSUS, Stage.WITHDRAWN})
_WORDING = (
    c.clause_is_of_the_draft_shown,
    c.clause_can_change,
    c.differs_from_latest,
)

_ROWS = (  # of no declared type, so that each is checked for its own act
    Transition(a.Propose, IN_FORUM, Authority.ANYONE, frozenset(), Stage.TABLED, effects.tabled),
    Transition(
        a.Forward,
        IN_FORUM,
        Authority.FORUM_CHAIR,
        TABLED,
        Stage.PLENARY,
        with_declaration(effects.forwarded),
        first=(oc.none_stands,),
        needs=(c.note_agrees,),
    ),
    Transition(
        a.Decline,
        IN_FORUM,
        Authority.FORUM_CHAIR,
        TABLED,
        Stage.DECLINED,
        with_declaration(effects.reasoned(e.Declined)),
    ),
    Transition(
        a.Withdraw,
        _WITHDRAWING,
        Authority.TABLER,
        UNDER_WAY | TABLED,
        Stage.WITHDRAWN,
        effects.reasoned(e.Withdrawn),
        first=(c.work_has_not_begun,),
    ),
    Transition(
        a.IssueDraft,
        IN_PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.PLENARY,
        effects.drafted,
        needs=(c.clause_is_of_the_draft_shown, c.clause_can_change, c.differs_from_current),
    ),
    Transition(
        a.Undraft,
        IN_PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.PLENARY,
        effects.undrafted,
        first=(c.draft_not_referred,),
        needs=(c.draft_was_shown,),
    ),
    Transition(
        a.Refer,
        IN_PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.CAUCUSES,
        effects.referred,
        needs=(dc.term_is_fit,),
    ),
    Transition(
        a.SetDeadline,
        IN_PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.CAUCUSES}),
        None,
        deadline_set,
        needs=(dc.deadline_changes, dc.term_is_fit),
    ),
    Transition(
        a.GiveCaucusText,
        IN_CAUCUS,
        Authority.CAUCUS_CHAIR,
        UNDER_WAY,
        None,
        effects.caucus_text,
        first=(c.once_referred,),
        needs=_WORDING,
    ),
    Transition(
        a.TakeBackCaucusText,
        IN_CAUCUS,
        Authority.CAUCUS_CHAIR,
        UNDER_WAY,
        None,
        effects.caucus_text_taken_back,
        first=(c.once_referred, c.caucus_text_not_released),
        needs=(c.caucus_text_was_shown,),
    ),
    Transition(
        a.RecordPosition,
        IN_CAUCUS,
        Authority.CAUCUS_CHAIR,
        UNDER_WAY,
        None,
        effects.position,
        first=(c.once_referred,),
        needs=(
            *(c.on_the_draft_shown, c.text_to_release_is_clear, c.note_agrees),
            *(oc.objections_are_there, oc.none_stands_against_what_is_agreed),
            *(mc.finding_is_there, c.not_recorded_already, c.no_other_officer_differs),
        ),
    ),
    Transition(
        a.Recall,
        IN_PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.CAUCUSES}),
        Stage.PLENARY,
        effects.recalled,
    ),
    Transition(
        a.Finalise,
        IN_PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.RECOMMENDED,
        with_statements(with_declaration(effects.recommended)),
        first=(c.every_caucus_agreed, oc.none_stands),
        needs=(c.note_agrees,),
    ),
    Transition(
        a.Return,
        IN_PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.CAUCUSES,
        effects.returned,
        first=(c.once_referred,),
        needs=(dc.term_is_fit,),
    ),
    Transition(
        a.Close,
        IN_PLENARY,
        Authority.COUNCIL_CHAIR,
        frozenset({Stage.PLENARY}),
        Stage.NO_CONSENSUS,
        with_declaration(effects.closed),
        first=(c.once_referred, kc.none_is_open_in_plenary),
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
TRANSITIONS: tuple[Transition[Any], ...] = (
    *_ROWS,
    *objections.ROWS,
    *calls.ROWS,
    *methods.ROWS,
    *corrections.ROWS,
    *statements.ROWS,
    *binding_rules.ROWS,
)
