"""The first schema: record, cache, inbox, outbox, rooms, invitations, single values."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}

_SQLITE_APPEND_ONLY = [
    f"""
    CREATE TRIGGER entries_no_{act} BEFORE {act} ON entries
    BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END
    """
    for act in ("update", "delete")
]
_POSTGRESQL_APPEND_ONLY = [
    """
    CREATE FUNCTION entries_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the record is append-only'
        USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
    FOR EACH STATEMENT EXECUTE FUNCTION entries_append_only()
    """,
]


def upgrade() -> None:
    _record()
    _inbox()
    _outbox()
    _rooms()
    _table("meta", _words("name", primary_key=True), _words("value"))
    sqlite = op.get_context().dialect.name == "sqlite"
    for statement in _SQLITE_APPEND_ONLY if sqlite else _POSTGRESQL_APPEND_ONLY:
        op.execute(statement)


def _record() -> None:
    _table(
        "entries",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        _whole("proposal"),
        _words("kind"),
        _whole("version"),
        _words("audience"),
        _words("stage"),
        _words("person"),
        _words("event"),
        _time("event_time"),
        _time("recorded_time"),
        _words("cause"),
        _words("payload"),
        _words("previous", unique=True),
        _words("previous_in_proposal"),
        _words("salt"),
        _words("commitment"),
        _words("hash", unique=True),
        sa.UniqueConstraint("proposal", "previous_in_proposal"),
        sa.Index(None, "proposal", "number"),
    )
    _table(
        "proposals",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        _words("stage"),
        _words("title"),
        sa.Column("head", sa.Integer, sa.ForeignKey("entries.number"), nullable=False),
    )


def _inbox() -> None:
    _table(
        "inbox",
        _words("cause", primary_key=True),
        _words("state"),
        _whole("attempts"),
        _words("place"),
        _words("sender"),
        sa.Column("command", sa.Boolean, nullable=False),
        _time("taken_at"),
    )


def _outbox() -> None:
    _table(
        "outbox",
        _words("key", primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False, unique=True),
        _words("cause"),
        _words("place"),
        _words("lane"),
        _words("txn_id"),
        _words("event_type"),
        sa.Column("content", sa.Text),
        _words("references"),
        _words("about"),
        _whole("shows"),
        sa.Column("pin", sa.Boolean, nullable=False),
        _words("filename"),
        sa.Column("attachment", sa.Text),
        _words("only_with"),
        sa.Column("otherwise", sa.Text),
        _words("state"),
        _words("event_id", index=True),
        _whole("attempts"),
        _time("not_before"),
        _time("created_at"),
        _whole("epoch"),
        _words("error"),
        sa.Index(None, "state", "seq"),
    )


def _rooms() -> None:
    _table(
        "rooms",
        _words("place", primary_key=True),
        sa.Column("proposal", sa.Integer, nullable=False, index=True),
        _words("door"),
        _words("kind"),
        _whole("attempt"),
        _words("alias"),
        sa.Column("room_id", sa.Text, unique=True),
        _words("version"),
        _words("state"),
        _whole("shown"),
        _whole("wanted"),
        _whole("reconciled"),
        _time("ended_at"),
        sa.Column("noted", sa.Boolean, nullable=False),
    )
    _table(
        "invitations",
        sa.Column("place", sa.Text, sa.ForeignKey("rooms.place"), primary_key=True),
        _words("person", primary_key=True),
        _whole("entry"),
    )


_metadata = sa.MetaData(naming_convention=_NAMES)


def _table(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.execute(sa.schema.CreateTable(table := sa.Table(name, _metadata, *columns)))
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        op.execute(sa.schema.CreateIndex(index))


def _words(
    name: str, *, primary_key: bool = False, unique: bool = False, index: bool = False
) -> sa.Column[str]:
    return sa.Column(
        name,
        sa.Text,
        nullable=False,
        primary_key=primary_key,
        unique=unique or None,
        index=index or None,
    )


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _time(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)
