"""The outbox has what is to be said before it is rendered, and files are stored once.

What is queued was rendered by the version before, and stays as it is. What the rows of ticks waited
for comes before them in their room now. The table is remade, since SQLite can't drop a constraint.
"""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_KEPT = (
    "key, seq, cause, place, event_type, content, about, shows, pin, filename, only_with,"
    " otherwise, state, event_id, created_at, error"
)


def upgrade() -> None:
    """Copy every row."""
    op.create_table(
        "files",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_files"),
    )
    op.execute("CREATE TABLE outbox_before AS SELECT * FROM outbox")
    op.drop_table("outbox")
    _create()
    op.execute(
        f"INSERT INTO outbox ({_KEPT}, part, words, proposal, file)"  # noqa: S608 - no input
        f" SELECT {_KEPT}, 0, '', 0, '' FROM outbox_before"
    )
    _store_files()
    op.drop_table("outbox_before")


def _create() -> None:
    op.create_table(
        "outbox",
        *(sa.Column(name, kind, nullable=name in _NULLABLE) for name, kind in _COLUMNS),
        sa.PrimaryKeyConstraint("key", name="pk_outbox"),
        sa.UniqueConstraint("seq", "part", name="uq_outbox_seq_part"),
    )
    op.create_index("ix_outbox_event_id", "outbox", ["event_id"])
    op.create_index("ix_outbox_state_seq", "outbox", ["state", "seq"])


_NULLABLE = ("view", "instead", "content", "otherwise")
_COLUMNS = (
    *(("key", sa.Text), ("seq", sa.Integer), ("part", sa.Integer), ("cause", sa.Text)),
    *(("place", sa.Text), ("event_type", sa.Text), ("words", sa.Text), ("view", sa.Text)),
    *(("instead", sa.Text), ("proposal", sa.Integer), ("content", sa.Text), ("about", sa.Text)),
    *(("shows", sa.Integer), ("pin", sa.Boolean), ("filename", sa.Text), ("file", sa.Text)),
    *(("only_with", sa.Text), ("otherwise", sa.Text), ("state", sa.Text), ("event_id", sa.Text)),
    *(("created_at", sa.BigInteger), ("error", sa.Text)),
)


def _store_files() -> None:
    conn = op.get_bind()
    keys = "SELECT key FROM outbox_before WHERE attachment IS NOT NULL"
    for key in conn.scalars(sa.text(keys)).all():
        of_key = sa.text("SELECT attachment FROM outbox_before WHERE key = :key")
        text = str(conn.scalar(of_key, {"key": key}))
        given = {"digest": hashlib.sha256(text.encode()).hexdigest(), "text": text, "key": key}
        there = sa.text("SELECT count(*) FROM files WHERE digest = :digest")
        if not conn.scalar(there, given):
            conn.execute(sa.text("INSERT INTO files VALUES (:digest, :text)"), given)
        conn.execute(sa.text("UPDATE outbox SET file = :digest WHERE key = :key"), given)
