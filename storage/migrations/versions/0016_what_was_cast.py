"""What people answered to a poll, and, sealed, to a ballot."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both; no question was put before."""
    none = sa.text("''")
    op.add_column("answers", sa.Column("choice", sa.Text, nullable=False, server_default=none))
    op.create_table(
        "ballots",
        sa.Column("ballot", sa.Integer, nullable=False),
        sa.Column("voter", sa.Text, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("ballot", "voter", name="pk_ballots"),
    )
