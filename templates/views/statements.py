"""A statement on a draft."""

from dataclasses import dataclass

from deliberation.terms import StatementKind
from templates.views.base import View


@dataclass(frozen=True)
class StatementView(View):
    """A statement; see ``deliberation.statements.statement.Statement``."""

    kind: StatementKind
    caucus: str
    person: str
    draft: int
    statement: str
