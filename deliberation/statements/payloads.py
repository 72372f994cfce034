"""The entries of statements: one payload dataclass a kind.

``caucus`` is the key of the caucus for which it is made, or empty: in the person's own name.
``statement_kind`` is a value of ``terms.StatementKind``. Imports only ``payload`` and ``terms``.
"""

from dataclasses import dataclass

from deliberation.payload import Payload
from deliberation.terms import PUBLIC


@dataclass(frozen=True)
class StatementMade(Payload, kind="statement"):
    """Somebody attached a statement to a draft, for whoever sees plenary.

    ``replaces`` is the number of the entry in whose place it stands, of the same author, kind and
    draft; 0: none.
    """

    caucus: str
    statement_kind: str
    draft: int
    fingerprint: str
    statement: str
    replaces: int


@dataclass(frozen=True)
class StatementAttached(Payload, kind="statement_attached", scope=PUBLIC):
    """As ``StatementMade``, to a text that is a recommendation: it is for everybody, as that is."""

    caucus: str
    statement_kind: str
    draft: int
    fingerprint: str
    statement: str
    replaces: int


@dataclass(frozen=True)
class DeclaredStatement:
    """A statement as it stood when its text became a recommendation; ``person`` made it."""

    caucus: str
    person: str
    statement_kind: str
    statement: str


@dataclass(frozen=True)
class StatementsDeclared(Payload, kind="statements_declared", scope=PUBLIC):
    """All statements on a draft, as it became a recommendation: they are for everybody with it."""

    draft: int
    fingerprint: str
    statements: tuple[DeclaredStatement, ...]


StatementPayload = StatementMade | StatementAttached | StatementsDeclared
"""Every kind about statements. ``statements.fold`` folds each."""
