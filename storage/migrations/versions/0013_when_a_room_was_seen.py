"""When a room's last event was seen, since what is gone may have been removed there."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it; when that was before is not known."""
    never = sa.text("0")
    op.add_column(
        "rooms", sa.Column("seen_at", sa.BigInteger, nullable=False, server_default=never)
    )
