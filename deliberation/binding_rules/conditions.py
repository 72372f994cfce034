"""What the row of ``transitions`` about binding rules needs: it passes, or refuses with a code."""

from deliberation import acts as a
from deliberation.binding_rules.rules import Rules
from deliberation.clauses import clause_of
from deliberation.effects import Situation
from deliberation.errors import Code, PointOfOrder
from deliberation.parts import Draft
from deliberation.reference import Reference
from texts.read import read


def rules_differ(s: Situation[a.CallForRules]) -> None:
    """The clauses are there, and the current draft doesn't call for just that."""
    current = s.proposal.current
    new = called_for(s)
    if current and new == current.rules:
        named = {"level": new.level.value if new else "", "clauses": new.clauses if new else ()}
        raise PointOfOrder(Code.RULES_AS_BEFORE, draft=current.number, **named)


def called_for(s: Situation[a.CallForRules]) -> Rules | None:
    """Return what the next draft would call for; its clauses in the order of the text.

    Raises ``PointOfOrder`` if there isn't exactly one clause of each name.
    """
    current = s.proposal.current
    if s.act.level is None or current is None:
        return None
    return Rules(s.act.level, _named(s.act.clauses, current, s.proposal.number))


def _named(typed: tuple[str, ...], draft: Draft, proposal: int) -> tuple[str, ...]:
    text = read(draft.text, draft.format)
    where = Reference(proposal, draft.number)
    found = {clause_of(text, each, where).name for each in typed}
    return tuple(each.name for each in text if each.is_clause and each.name in found)
