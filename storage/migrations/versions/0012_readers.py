"""Who can read what an encrypted room was last shown, since others are told when they come."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it; of a room that was shown something before, it is known from its next message on."""
    op.create_table(
        "readers",
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("people", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_readers"),
        sa.ForeignKeyConstraint(["place"], ["rooms.place"], name="fk_readers_place_rooms"),
    )
