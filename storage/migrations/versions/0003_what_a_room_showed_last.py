"""What a room showed last: its last event, and when the draft was.

By the one the bot notices that a homeserver was restored, by the other that a command which
came late from another homeserver was given before the draft was shown.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    empty, never = sa.text("''"), sa.text("0")
    op.add_column("rooms", sa.Column("last_event", sa.Text, nullable=False, server_default=empty))
    op.add_column(
        "rooms", sa.Column("shown_at", sa.BigInteger, nullable=False, server_default=never)
    )
