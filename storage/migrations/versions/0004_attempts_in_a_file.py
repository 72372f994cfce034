"""Attempts are counted in a file: the inbox knows only what was acted on, held or given up."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forget what was taken and not acted on: it comes again, as the token wasn't moved."""
    op.execute(
        "UPDATE inbox SET state = 'held'"
        " WHERE state = 'taken' AND cause IN (SELECT cause FROM held)"
    )
    op.execute("DELETE FROM inbox WHERE state = 'taken'")
