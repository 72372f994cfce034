"""What may be seen of statements: all on the council's drafts, or those on a recommendation.

Pure: imports ``deliberation`` and the views.
"""

from collections.abc import Collection

from deliberation.proposal import Proposal
from deliberation.statements.statement import Statement
from templates import views as v


def statements_seen(
    proposal: Proposal, doors: Collection[str], plenary: str
) -> tuple[v.StatementView, ...]:
    """Return the statements that those behind the doors may see.

    Who sees plenary sees each; everybody sees those on the text that stands as a recommendation.
    ``plenary`` is the door of what plenary sees.
    """
    stands = proposal.recommendation
    on_final = stands.statements if stands else ()
    return tuple(map(_statement, proposal.statements if plenary in doors else on_final))


def _statement(statement: Statement) -> v.StatementView:
    return v.StatementView(
        kind=statement.kind,
        caucus=statement.caucus,
        person=statement.person,
        draft=statement.draft,
        statement=statement.statement,
    )
