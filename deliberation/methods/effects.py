"""What is recorded of questions. As ``deliberation.effects``: judges nothing."""

from deliberation import acts as a
from deliberation import entries as e
from deliberation.calls.effects import opened
from deliberation.effects import Situation, body_of
from deliberation.methods.conditions import electorate, own_method
from deliberation.objections.standing import present
from deliberation.terms import Method


def asked(s: Situation[a.Ask]) -> tuple[e.Payload, ...]:
    """Record what the caucus's method asks: a call, a silence procedure, a poll or a ballot."""
    own = own_method(s)
    if not own.method.counts:
        return opened(s, s.act.question, silence=own.method is Method.SILENCE)
    body, now = body_of(s), present(s.proposal, body_of(s))
    about = now.draft, now.number, now.fingerprint
    until = s.act.term.until if s.act.term else 0
    people = s.council.seats, electorate(s)
    return (e.QuestionPut(body, *about, until, s.act.question, *own.values, *people),)
