"""That a room is to be left stands with the room, since that is due only once."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it; what is to be left of the rooms that there are is planned at the next start."""
    leaving = sa.Column("leaving", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("rooms", leaving)
