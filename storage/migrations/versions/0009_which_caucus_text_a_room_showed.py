"""Which caucus text a room showed last, since a bare *amended* is about that one alone."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it; what was shown before is not known, so that a chair is asked which text is meant."""
    none, never = sa.text("''"), sa.text("0")
    op.add_column("rooms", sa.Column("shown_text", sa.Text, nullable=False, server_default=none))
    op.add_column(
        "rooms", sa.Column("shown_text_at", sa.BigInteger, nullable=False, server_default=never)
    )
