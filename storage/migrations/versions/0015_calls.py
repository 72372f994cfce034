"""Who answered a call that is open, and which message another edits."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both; no call was open before, and nothing was edited."""
    none = sa.text("''")
    op.add_column("outbox", sa.Column("edits", sa.Text, nullable=False, server_default=none))
    op.create_table(
        "answers",
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("proposal", sa.Integer, nullable=False),
        sa.Column("call", sa.Integer, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("event", name="pk_answers"),
    )
    op.create_index("ix_answers_call", "answers", ["call"])
