"""What can be wrong with the database, as codes with fields.

The sentences that people read stand in ``templates/``; ``str()`` is for logs alone.
Also translates the drivers' errors. Imports nothing of this project.
"""
# ruff: noqa: N818 - they are named for what is so; the base has the suffix

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from sqlalchemy.exc import DBAPIError


class StorageError(Exception):
    """The base of all. ``code`` says what is wrong; ``fields`` what a sentence needs."""

    code: ClassVar[str] = "storage"

    def __init__(self, **fields: Any) -> None:
        super().__init__(" ".join([self.code, *(f"{k}={v}" for k, v in fields.items())]))
        self.fields: Mapping[str, Any] = fields


class DataDirInUse(StorageError):
    """Another process holds ``data_dir`` (``path``), or the database's lock (``reason``)."""

    code = "data_dir_in_use"


class DatabaseCorrupt(StorageError):
    """The file is no database, or a damaged one."""

    code = "database_corrupt"


class DatabaseUnwritable(StorageError):
    """The disk is full or fails, or the file or its directory is read-only."""

    code = "database_unwritable"


class DatabaseUnreachable(StorageError):
    """There is no such database, or its server doesn't answer."""

    code = "database_unreachable"


class DatabaseUnsupported(StorageError):
    """The URL (its ``scheme``) is of neither SQLite nor PostgreSQL."""

    code = "database_unsupported"


class DriverMissing(StorageError):
    """PostgreSQL's driver (``name``), a package that is installed for it alone, isn't there."""

    code = "driver_missing"


class SchemaNewer(StorageError):
    """A later release wrote the database: ``found`` is its schema, ``known`` is ours."""

    code = "schema_newer"


class SchemaOlder(StorageError):
    """Only read, so not migrated: ``found`` is its schema, ``known`` is ours."""

    code = "schema_older"


class LeaseLost(StorageError):
    """Another process opened the database since: ``epoch`` is ours, ``found`` theirs."""

    code = "lease_lost"


_SQLITE: Mapping[int, type[StorageError]] = {  # https://sqlite.org/rescode.html, primary codes
    3: DatabaseUnwritable,  # PERM
    5: DataDirInUse,  # BUSY
    6: DataDirInUse,  # LOCKED
    8: DatabaseUnwritable,  # READONLY
    10: DatabaseUnwritable,  # IOERR
    11: DatabaseCorrupt,  # CORRUPT
    13: DatabaseUnwritable,  # FULL
    14: DatabaseUnreachable,  # CANTOPEN
    26: DatabaseCorrupt,  # NOTADB
}
_SQLSTATE: Mapping[str, type[StorageError]] = {  # PostgreSQL, appendix A
    "08": DatabaseUnreachable,  # connection exception
    "25006": DatabaseUnwritable,  # read-only transaction
    "28": DatabaseUnreachable,  # invalid authorization
    "3D": DatabaseUnreachable,  # no such database
    "53": DatabaseUnwritable,  # insufficient resources, disk full among them
    "55P03": DataDirInUse,  # lock not available
    "57P": DatabaseUnreachable,  # the server shuts down
    "58": DatabaseUnwritable,  # the server's own I/O
    "XX001": DatabaseCorrupt,  # data corrupted
    "XX002": DatabaseCorrupt,  # index corrupted
}


@contextmanager
def translated() -> Iterator[None]:
    """Raise a StorageError for what a driver says of the database.

    What it says of our statements (a constraint, a missing table) is a bug and stays.
    """
    try:
        yield
    except DBAPIError as error:
        kind = _of(error.orig, lost=error.connection_invalidated)
        if kind is None:
            raise
        raise kind(reason=str(error.orig)) from error
    except sqlite3.Error as error:  # of BEGIN, which SQLAlchemy doesn't make a DBAPIError of
        kind = _of(error)
        if kind is None:
            raise
        raise kind(reason=str(error)) from error


@contextmanager
def connecting() -> Iterator[None]:
    """As ``translated``, and for the network's errors too: around nothing but connecting."""
    try:
        with translated():
            yield
    except OSError as error:
        raise DatabaseUnreachable(reason=str(error)) from error


def _of(error: BaseException | None, *, lost: bool = False) -> type[StorageError] | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF)
    state = getattr(error, "sqlstate", None)
    if state is None:
        return DatabaseUnreachable if lost else None
    return next((_SQLSTATE[state[:n]] for n in (5, 3, 2) if state[:n] in _SQLSTATE), None)
