"""The tables, in the terms of the glossary. Data only: no statement and no connection.

A change here goes with a migration in ``migrations/versions``; a test compares the two.
Times are in ms since the epoch. Imports ``words`` and nothing else of ours.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    false,
    text,
)

from storage.words import Words

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

entries = Table(
    "entries",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("proposal", Integer, nullable=False),
    Column("kind", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("audience", Words, nullable=False),
    Column("stage", Words, nullable=False),
    Column("person", Words, nullable=False),
    Column("event", Words, nullable=False),
    Column("event_time", BigInteger, nullable=False),
    Column("recorded_time", BigInteger, nullable=False),
    Column("cause", Words, nullable=False),
    Column("payload", Words, nullable=False),
    Column("previous", Words, nullable=False, unique=True),
    Column("previous_in_proposal", Words, nullable=False),
    Column("salt", Words, nullable=False),
    Column("commitment", Words, nullable=False),
    Column("hash", Words, nullable=False, unique=True),
    UniqueConstraint("proposal", "previous_in_proposal"),
    Index(None, "proposal", "number"),
    Index(None, "audience"),
)
"""The record. Append-only: triggers refuse to change or delete a row."""

proposals = Table(
    "proposals",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("stage", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("head", Integer, ForeignKey("entries.number"), nullable=False),
)
"""A cache of the record, written with it and rebuildable from it."""

inbox = Table(
    "inbox",
    metadata,
    Column("cause", Words, primary_key=True),
    Column("state", Words, nullable=False),
    Column("sender", Words, nullable=False),
    Column("command", Boolean, nullable=False),
)
"""What came in, so that what is seen twice acts once. Bodies are not kept."""

held = Table(
    "held",
    metadata,
    Column("cause", Words, ForeignKey("inbox.cause"), primary_key=True),
    Column("place", Words, nullable=False),
    Column("event", Words, nullable=False),
    Column("head", Integer, nullable=False),
    Column("held_at", BigInteger, nullable=False),
)
"""Encrypted messages whose key has not come: the event, still encrypted, and the record's head."""

ratchets = Table(
    "ratchets",
    metadata,
    Column("ratchet", Words, primary_key=True),
    Column("cause", Words, nullable=False),
)
"""The place in its session of each encrypted command: a copy under another event id acts never."""

due = Table(
    "due",
    metadata,
    Column("cause", Words, primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("place", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("given", Words, nullable=False),
)
"""What is to be done at a time, each once: its cause is the inbox's key then."""

answers = Table(
    "answers",
    metadata,
    Column("event", Words, primary_key=True),
    Column("proposal", Integer, nullable=False),
    Column("call", Integer, nullable=False, index=True),
    Column("person", Words, nullable=False),
    Column("choice", Words, nullable=False, server_default=text("''")),
)
"""Who answered a call that is open, by their reaction; or a poll, and what.

The finding alone is of record."""

ballots = Table(
    "ballots",
    metadata,
    Column("ballot", Integer, primary_key=True, autoincrement=False),
    Column("voter", Words, primary_key=True),
    Column("sealed", Words, nullable=False),
)
"""What was cast in ballots that are open: sealed, and under a name that tells nobody who it is."""

outbox = Table(
    "outbox",
    metadata,
    Column("key", Words, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("cause", Words, nullable=False),
    Column("place", Words, nullable=False),
    Column("event_type", Words, nullable=False),
    Column("words", Words, nullable=False),
    Column("view", Words),
    Column("instead", Words),
    Column("proposal", Integer, nullable=False),
    Column("content", Words),
    Column("about", Words, nullable=False),
    Column("shows", Integer, nullable=False),
    Column("pin", Boolean, nullable=False),
    Column("filename", Words, nullable=False),
    Column("file", Words, nullable=False),
    Column("only_with", Words, nullable=False),
    Column("otherwise", Words),
    Column("state", Words, nullable=False),
    Column("event_id", Words, nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("error", Words, nullable=False),
    Column("edits", Words, nullable=False, server_default=text("''")),
    UniqueConstraint("seq", "part"),
    Index(None, "state", "seq"),
)
"""What is to be said and what was sent; views are erased when rendered, bodies when sent."""

files = Table(
    "files",
    metadata,
    Column("digest", Words, primary_key=True),
    Column("text", Words, nullable=False),
)
"""The files of messages that are to be sent, by their SHA-256; erased with the last of them."""

rooms = Table(
    "rooms",
    metadata,
    Column("place", Words, primary_key=True),
    Column("proposal", Integer, nullable=False, index=True),
    Column("kind", Words, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("alias", Words, nullable=False),
    Column("room_id", Words, unique=True),
    Column("state", Words, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("reconciled", Integer, nullable=False),
    Column("ended_at", BigInteger, nullable=False),
    Column("noted", Boolean, nullable=False),
    Column("encrypted", Boolean, nullable=False, server_default=false()),
    Column("shown_at", BigInteger, nullable=False, server_default=text("0")),
    Column("last_event", Words, nullable=False, server_default=text("''")),
    Column("leaving", Boolean, nullable=False, server_default=false()),
    Column("shown_text", Words, nullable=False, server_default=text("''")),
    Column("shown_text_at", BigInteger, nullable=False, server_default=text("0")),
    Column("seen_at", BigInteger, nullable=False, server_default=text("0")),
)
"""The rooms that are, or are to be; ``wanted`` > ``reconciled`` asks for a comparison."""

invitations = Table(
    "invitations",
    metadata,
    Column("place", Words, ForeignKey("rooms.place"), primary_key=True),
    Column("person", Words, primary_key=True),
    Column("entry", Integer, nullable=False),
)
"""Who was invited where, and for which entry: who declined isn't invited again for it."""

identities = Table(
    "identities",
    metadata,
    Column("person", Words, primary_key=True),
    Column("pinned", Words, nullable=False),
    Column("seen", Words, nullable=False),
)
"""By which master key people's devices are known, and which one was seen last, if any."""
readers = Table(
    "readers",
    metadata,
    Column("place", Words, ForeignKey("rooms.place"), primary_key=True),
    Column("key", Words, nullable=False),
    Column("people", Words, nullable=False),
)
"""Who can read what an encrypted room was last shown, as JSON; ``key`` is that of its row."""

meta = Table(
    "meta",
    metadata,
    Column("name", Words, primary_key=True),
    Column("value", Words, nullable=False),
)
"""Single values: the instance secret, the lease epoch, the sync token."""
