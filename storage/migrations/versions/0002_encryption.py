"""Encrypted rooms, messages held until their key comes, and the place of each in its session."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what encryption needs; the rooms that there are were not encrypted."""
    encrypted = sa.Column("encrypted", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("rooms", encrypted)
    op.create_table(
        "held",
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("head", sa.Integer, nullable=False),
        sa.Column("held_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("cause", name="pk_held"),
        sa.ForeignKeyConstraint(["cause"], ["inbox.cause"], name="fk_held_cause_inbox"),
    )
    op.create_table(
        "ratchets",
        sa.Column("ratchet", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("ratchet", name="pk_ratchets"),
    )
