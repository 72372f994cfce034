"""What is recorded of statements. As ``deliberation.effects``: judges nothing."""

from collections.abc import Callable
from typing import TypeVar

from deliberation import acts as a
from deliberation import entries as e
from deliberation.effects import Situation
from deliberation.statements.conditions import statement
from deliberation.statements.statement import like, on_draft
from deliberation.terms import Stage

ActT = TypeVar("ActT")


def made(s: Situation[a.MakeStatement]) -> tuple[e.Payload, ...]:
    """Record a statement on the current draft; on a recommendation, for everybody."""
    new = statement(s)
    known = like(s.proposal.statements, new)
    mark = s.proposal.current.fingerprint if s.proposal.current else ""
    about = new.caucus, new.kind.value, new.draft, mark
    said = new.statement, known.entry if known else 0
    if s.proposal.stage is Stage.RECOMMENDED:
        return (e.StatementAttached(*about, *said),)
    return (e.StatementMade(*about, *said),)


def with_statements(
    outcome: Callable[[Situation[ActT]], tuple[e.Payload, ...]],
) -> Callable[[Situation[ActT]], tuple[e.Payload, ...]]:
    """Return the recorder of a recommendation, and behind it of the statements on its text."""
    return lambda s: (*outcome(s), *declared(s))


def declared(s: Situation[object]) -> tuple[e.Payload, ...]:
    """Record with a recommendation the statements on its text; nothing if none was made."""
    current = s.proposal.current
    known = on_draft(s.proposal.statements, current.number) if current else ()
    if current is None or not known:
        return ()
    each = tuple(e.DeclaredStatement(k.caucus, k.person, k.kind.value, k.statement) for k in known)
    return (e.StatementsDeclared(current.number, current.fingerprint, each),)
