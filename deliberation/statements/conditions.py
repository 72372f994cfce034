"""What the row of ``transitions`` about statements needs: each passes, or refuses with a code."""

from deliberation import acts as a
from deliberation.effects import Situation
from deliberation.errors import Code, PointOfOrder
from deliberation.statements.statement import Statement, like


def a_round_has_ended(s: Situation[object]) -> None:
    """Until the outcome, a round on the current draft has ended since the council has it."""
    proposal, current = s.proposal, s.proposal.current
    if proposal.stage.ended:
        return
    begun = proposal.round
    if begun and begun.open:
        raise PointOfOrder(Code.ROUND_NOT_OVER, draft=begun.draft)
    draft = current.number if current else 0
    if begun is None or begun.entry < proposal.opened or begun.draft != draft:
        raise PointOfOrder(Code.NO_ROUND_YET, draft=draft)


def is_soon_enough(s: Situation[a.MakeStatement]) -> None:
    """After the outcome, the time for statements isn't over."""
    if s.proposal.stage.ended and not s.act.open_until:
        raise PointOfOrder(Code.TOO_LATE_FOR_STATEMENTS, proposal=s.proposal.number)


def may_make_that_kind(s: Situation[a.MakeStatement]) -> None:
    """It is for a caucus, by its chair or a deputy; or a minority statement in one's own name."""
    if s.act.kind.may_be_personal or speaks_for(s):
        return
    own = s.council.caucus_of(s.actor.person)
    body = own.key if own else ""
    raise PointOfOrder(Code.STATEMENT_IS_THE_CAUCUSES, kind=s.act.kind.value, body=body)


def says_something_new(s: Situation[a.MakeStatement]) -> None:
    """It doesn't have the words of that in whose place it would stand."""
    new = statement(s)
    known = like(s.proposal.statements, new)
    if known and known.statement == new.statement:
        named = {"kind": new.kind.value, "body": new.caucus, "draft": new.draft}
        raise PointOfOrder(Code.STATEMENT_AS_BEFORE, **named)


def speaks_for(s: Situation[object]) -> str:
    """Return the key of the caucus for which who acts speaks, as chair or deputy; or empty."""
    own = s.council.caucus_of(s.actor.person)
    return own.key if own and s.actor.person in own.officers else ""


def statement(s: Situation[a.MakeStatement]) -> Statement:
    """Return the statement that an act would make; it has no entry yet."""
    current = s.proposal.current
    named = speaks_for(s), s.actor.person, s.act.kind
    return Statement(*named, current.number if current else 0, s.act.statement, 0)
