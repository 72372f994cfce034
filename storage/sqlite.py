"""SQLite for asyncio: what may wait runs in a thread, the rest at once.

aiosqlite has every call made by a thread of the connection's own, and a statement is four
calls: to hand them over and back takes far longer than SQLite takes for them. A page that is
in memory is read at once; only the disk and another process's lock make anybody wait. So the
thread opens, closes, commits what was written, and begins if it must wait; all else runs where
it is called.
Imports nothing of this project.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.util import await_only

_PATIENCE_MS = 60_000
"""How long another program's lock is waited for: a copy or a repair by hand takes its time."""
_WRITE = "BEGIN IMMEDIATE"
_DBAPI = SQLiteDialect_aiosqlite.import_dbapi()


class _Cursor(sqlite3.Cursor):
    """A cursor that runs at once, in coroutines, as SQLAlchemy insists on of an asyncio driver."""

    def execute(self, *call: Any) -> "_Cursor":
        """Run a statement."""
        await_only(self._run(super().execute, call))
        return self

    def executemany(self, *call: Any) -> "_Cursor":
        """Run a statement once for each of the values."""
        await_only(self._run(super().executemany, call))
        return self

    @staticmethod
    async def _run(run: Callable[..., Any], call: tuple[Any, ...]) -> None:
        run(*call)

    async def _async_soft_close(self) -> None:
        """Keep the rows for whoever reads them."""


class Connection(AsyncAdapt_aiosqlite_connection):
    """A connection to a SQLite file, as SQLAlchemy's engines use it; one task at a time may.

    ``reads``: it does nothing else, so that its COMMIT doesn't wait.
    """

    __slots__ = ("reads",)

    def __init__(self, driven: Any, *, reads: bool) -> None:
        """Drive an open connection of aiosqlite's."""
        super().__init__(_DBAPI, driven)
        self.reads = reads

    def cursor(self, server_side: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002 - as it is called
        """Return a cursor that runs at once."""
        return self._at_once(lambda inner: inner.cursor(_Cursor))

    def read(self) -> None:
        """Begin a transaction that reads."""
        self._at_once(lambda inner: inner.execute("BEGIN"))

    def write(self, *, hasty: bool = False) -> None:
        """Begin a transaction that writes; wait for another process's lock in the thread.

        ``hasty``: its COMMIT doesn't wait for the disk.
        """
        care = f"PRAGMA synchronous = {'NORMAL' if hasty else 'FULL'}"
        try:
            self._at_once(lambda inner: _impatiently(inner, care, _WRITE))
        except sqlite3.OperationalError:  # which the thread finds out again
            await_only(self._connection.execute(_WRITE))

    def commit(self) -> None:
        """Commit; what was written is waited for in the thread."""
        if self.reads:
            self._at_once(sqlite3.Connection.commit)
        else:
            super().commit()

    def rollback(self) -> None:
        """Roll back."""
        self._at_once(sqlite3.Connection.rollback)

    def _at_once(self, call: Callable[[sqlite3.Connection], Any]) -> Any:
        try:
            return call(self._connection._conn)  # noqa: SLF001 - aiosqlite has no name for it
        except ValueError as error:  # it is closed
            self._handle_exception(error)


def _impatiently(inner: sqlite3.Connection, *statements: str) -> None:
    """Execute what takes a lock; raises OperationalError if another process has it."""
    inner.execute("PRAGMA busy_timeout = 0")
    try:
        for statement in statements:
            inner.execute(statement)
    finally:
        inner.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")


def opened(name: str, *, reads: bool) -> Connection:
    """Open the file that a URI names, in the greenlet of an engine."""
    made = aiosqlite.connect(name, uri=True, check_same_thread=False)
    made._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy has it for its own
    return Connection(await_only(made), reads=reads)
