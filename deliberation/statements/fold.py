"""What an entry makes of a proposal's statements. Never refuses.

``Proposal.statements`` are all that were made, for who sees plenary; those that everybody sees with
a recommendation stand in that.
"""

from dataclasses import replace
from typing import assert_never

from deliberation import entries as e
from deliberation.proposal import Proposal
from deliberation.statements.statement import Statement, Statements, with_one
from deliberation.terms import StatementKind


def after(proposal: Proposal, payload: e.StatementPayload, entry: e.Entry) -> Proposal:
    """Return the proposal after an entry about statements."""
    match payload:
        case e.StatementMade():
            return _with(proposal, _made(payload, entry))
        case e.StatementAttached():
            new = _made(payload, entry)
            known = proposal.recommendation.statements if proposal.recommendation else ()
            return _standing(_with(proposal, new), new.draft, with_one(known, new))
        case e.StatementsDeclared():
            return _standing(proposal, payload.draft, _declared(payload, entry))
        case _:
            assert_never(payload)


def _with(proposal: Proposal, new: Statement) -> Proposal:
    return replace(proposal, statements=with_one(proposal.statements, new))


def _standing(proposal: Proposal, draft: int, statements: Statements) -> Proposal:
    """Return the proposal with these statements on its recommendation, if that is this draft."""
    stands = proposal.recommendation
    if stands is None or stands.draft != draft:
        return proposal
    return replace(proposal, recommendation=replace(stands, statements=statements))


def _made(payload: e.StatementMade | e.StatementAttached, entry: e.Entry) -> Statement:
    kind = StatementKind(payload.statement_kind)
    named = payload.caucus, entry.person, kind, payload.draft
    return Statement(*named, payload.statement, entry.number)


def _declared(payload: e.StatementsDeclared, entry: e.Entry) -> Statements:
    return tuple(
        Statement(
            *(each.caucus, each.person, StatementKind(each.statement_kind), payload.draft),
            *(each.statement, entry.number),
        )
        for each in payload.statements
    )
