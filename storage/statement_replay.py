"""Statements played again: what by the procedure could not have been recorded of them.

Of what is hidden nothing is known: a statement may be in the place of one that isn't shown. Pure;
imports ``faults``, ``chain_replay``, ``stage_replay``, and of ``deliberation`` the acts,
the entries and statements.
"""

from collections.abc import Mapping
from typing import Any

from deliberation import acts as a
from deliberation import entries as e
from deliberation.statements.statement import Statement, like, on_draft
from deliberation.terms import Stage, StatementKind
from storage.chain_replay import Found, Kind, Seen
from storage.faults import FaultCode
from storage.stage_replay import on_its_text

Made = e.StatementMade | e.StatementAttached


def terms(payload: e.StatementPayload) -> None:
    """Raise ValueError if the payload has a kind of statement that there isn't."""
    each = payload.statements if isinstance(payload, e.StatementsDeclared) else (payload,)
    for one in each:
        StatementKind(one.statement_kind)


def soon_enough(s: Seen[Made]) -> Found:
    """Yield that it was made before a round on its draft had ended, or the outcome there is."""
    proposal, begun = s.chain.proposal, s.chain.proposal.round
    if isinstance(s.payload, e.StatementAttached):
        fits = Stage.RECOMMENDED in s.chain.stages
    else:
        fits = s.chain.stages != {Stage.RECOMMENDED}
    if not fits:
        yield FaultCode.STATEMENT_STAGE, {"draft": s.payload.draft}
    elif s.chain.whole and not proposal.stage.ended:
        earlier = begun is None or begun.open or begun.entry < proposal.opened
        if earlier or (begun and begun.draft != s.payload.draft):
            yield FaultCode.STATEMENT_STAGE, {"draft": s.payload.draft}


def author(s: Seen[Made]) -> Found:
    """Yield that who made it doesn't speak for the caucus, or does and did it in their own name."""
    kind, key = StatementKind(s.payload.statement_kind), s.payload.caucus
    own = s.council.caucus_of(s.person) if s.council else None
    speaks_for = own.key if own and s.person in own.officers else ""
    if (s.council and key != speaks_for) or not (key or kind.may_be_personal):
        yield FaultCode.STATEMENT_AUTHOR, {"caucus": key}


def replaces(s: Seen[Made]) -> Found:
    """Yield that it stands in the place of an entry other than that of its author and kind."""
    kind, payload = StatementKind(s.payload.statement_kind), s.payload
    new = Statement(payload.caucus, s.person, kind, payload.draft, payload.statement, 0)
    known = like(s.chain.proposal.statements, new)
    if s.chain.whole and payload.replaces != (known.entry if known else 0):
        yield FaultCode.STATEMENT_REPLACES, {"replaces": payload.replaces}


def declared(s: Seen[e.StatementsDeclared]) -> Found:
    """Yield that others are declared than were made on that text."""
    said = [(x.caucus, x.person, x.statement_kind, x.statement) for x in s.payload.statements]
    known = on_draft(s.chain.proposal.statements, s.payload.draft)
    if s.chain.whole and said != [(x.caucus, x.person, x.kind, x.statement) for x in known]:
        yield FaultCode.STATEMENTS_DECLARED, {"draft": s.payload.draft}


_MADE = on_its_text, soon_enough, author, replaces
ROWS: Mapping[str, Kind[Any]] = {
    e.StatementMade.kind: Kind[e.StatementMade](a.MakeStatement, _MADE),
    e.StatementAttached.kind: Kind[e.StatementAttached](a.MakeStatement, _MADE),
    e.StatementsDeclared.kind: Kind[e.StatementsDeclared](None, (on_its_text, declared)),
}
