"""The last event that the bot saw in each room, so that it notices a homeserver restored."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    empty = sa.text("''")
    op.add_column("rooms", sa.Column("last_event", sa.Text, nullable=False, server_default=empty))
