"""What the rows of ``transitions`` about questions need: each passes, or refuses with a code."""

from deliberation import acts as a
from deliberation.calls.conditions import silence_is_unbroken
from deliberation.council import Caucus
from deliberation.effects import Situation, released_text
from deliberation.errors import Code, PointOfOrder
from deliberation.methods.finding import figures, method_of
from deliberation.methods.method import BY_JUDGEMENT, LEAST_SECRET, CaucusMethod
from deliberation.terms import Method


def own_method(s: Situation[object]) -> CaucusMethod:
    """Return the method of the caucus whose room it is."""
    caucus = s.council.caucus(s.actor.caucus)
    return caucus.method if caucus else BY_JUDGEMENT


def can_be_asked(s: Situation[a.Ask]) -> None:
    """A silence isn't broken as it begins; a poll has somebody to answer it, a ballot enough."""
    method = own_method(s).method
    if method is Method.SILENCE:
        silence_is_unbroken(s)
    least = LEAST_SECRET if method is Method.BALLOT else 1
    if method.counts and len(electorate(s)) < least:
        raise PointOfOrder(Code.TOO_FEW_TO_ASK, body=s.actor.caucus, least=least)


def electorate(s: Situation[object]) -> tuple[str, ...]:
    """Return who holds a seat of the caucus; its chair only with one."""
    caucus: Caucus | None = s.council.caucus(s.actor.caucus)
    return caucus.representatives if caucus else ()


def finding_is_there(s: Situation[a.RecordPosition]) -> None:
    """With `with finding`, the caucus's method counted for just this text, and agrees."""
    current, act, key = s.proposal.current, s.act, s.actor.caucus
    if not act.finding or current is None:
        return
    text = released_text(s) or current
    found = figures(s.proposal, key, text)
    method = method_of(s.proposal, s.council, key, text, act.position)
    if not found or method in ("", Method.JUDGEMENT):
        raise PointOfOrder(Code.NO_FINDING, draft=current.number, counted=int(bool(found)))
