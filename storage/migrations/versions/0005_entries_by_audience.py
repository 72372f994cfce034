"""Entries are found by whom they are for: a start asks whether any is for the council alone."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_entries_audience", "entries", ["audience"])
