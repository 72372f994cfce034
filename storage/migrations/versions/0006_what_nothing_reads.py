"""Columns that were written and never read are no more.

How often something was tried is counted elsewhere: what comes in, in a file of its own; what
goes out, in memory. SQLite before 3.35 can't drop a column, so that Alembic remakes the tables
there.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_UNREAD = {
    "inbox": ("attempts", "place", "taken_at"),
    "outbox": ("attempts", "not_before", "epoch"),
    "rooms": ("door", "version"),
}


def upgrade() -> None:
    for table, columns in _UNREAD.items():
        with op.batch_alter_table(table) as altered:
            for column in columns:
                altered.drop_column(column)
