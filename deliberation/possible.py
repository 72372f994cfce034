"""Which acts somebody may do now, as far as it doesn't depend on what they say.

Read from the same tables by which acts are judged: what isn't here is refused. Pure; changes
nothing. Imports nothing outside ``deliberation``.
"""

from collections.abc import Callable, Collection
from typing import Any

from deliberation import acts as a
from deliberation.council import Council
from deliberation.effects import Situation
from deliberation.errors import PointOfOrder
from deliberation.officers import Given
from deliberation.procedure import authorised_for
from deliberation.proposal import Proposal
from deliberation.roster import RULES, Rule, body_of_room, has
from deliberation.terms import COUNCIL, Authority, RoomKind, Stage
from deliberation.transitions import TRANSITIONS


def on_proposal(
    actor: a.Actor, proposal: Proposal | None, council: Council
) -> tuple[type[a.ProposalAct], ...]:
    """Return the acts on a proposal; ``proposal`` is None for those that need none yet."""
    s = Situation(None, actor, proposal or Proposal(0), council)
    rows = (row for row in TRANSITIONS if actor.room in row.rooms and row.when(s.proposal))
    return tuple(
        row.act
        for row in rows
        if (proposal.stage in row.sources if proposal else not row.sources)
        if authorised_for(row.who, s) and _hold(row.first, s)
    )


def stages(acts: Collection[type[a.Act]], room: RoomKind) -> frozenset[Stage]:
    """Return in which stages a proposal must be for one of some acts in a kind of room."""
    rows = (row for row in TRANSITIONS if row.act in acts and room in row.rooms)
    return frozenset[Stage]().union(*(row.sources for row in rows))


def on_roster(actor: a.Actor, council: Council, given: Given) -> tuple[type[a.RosterAct], ...]:
    """Return the acts on the roster, whoever they are about."""
    return tuple(
        rule.act
        for rule in RULES.values()
        if actor.room in rule.rooms
        if any(has(rule.who, b, actor, council, given) for b in _bodies(rule, actor, council))
    )


def _bodies(rule: Rule[Any], actor: a.Actor, council: Council) -> tuple[str, ...]:
    """Return on which bodies an act may be meant where somebody is."""
    if rule.who is Authority.COUNCIL_CHAIR:
        return (COUNCIL,)
    here = body_of_room(actor)
    bodies = (here,) if here else council.bodies
    return tuple(body for body in bodies if not rule.of_caucus or council.caucus(body))


def _hold(conditions: tuple[Callable[[Situation[object]], None], ...], s: Situation[None]) -> bool:
    try:
        for condition in conditions:
            condition(s)
    except PointOfOrder:
        return False
    return True
