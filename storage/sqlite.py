"""SQLite for asyncio: what may wait runs in a thread, the rest at once.

aiosqlite has every call made by a thread of the connection's own. A statement is four
calls (a cursor, the execution, its rows, the end), and each takes far longer to hand over
and back than SQLite takes for it: most of a command's time went there. A page that is in
memory is read at once; only the disk and another process's lock make anybody wait.
Imports nothing of this project.
"""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import aiosqlite

BEGIN = "BEGIN IMMEDIATE"
"""Takes the write lock, for which it waits."""
_PATIENCE_MS = 5_000
_CHUNK = 64
T = TypeVar("T")


class Connection(aiosqlite.Connection):
    """A connection whose thread does what waits: opening, BEGIN if it must, COMMIT, closing.

    One task at a time may use it. ``reads``: it does nothing else, so that its COMMIT doesn't
    wait.
    """

    reads = False

    async def _execute(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Call a method of the connection or of a cursor, in the thread if it may wait."""
        if self._running and self._connection:
            if not self._may_wait(fn, args):
                return fn(*args, **kwargs)
            if args[:1] == (BEGIN,):
                with suppress(sqlite3.OperationalError):  # which the thread finds out again
                    return self._without_waiting(fn, *args)
        done: T = await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        return done

    def _without_waiting(self, fn: Callable[..., T], *args: Any) -> T:
        """Call what takes a lock; raises OperationalError if another process has it."""
        self._conn.execute("PRAGMA busy_timeout = 0")
        try:
            return fn(*args)
        finally:
            self._conn.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")

    def _may_wait(self, fn: Callable[..., Any], args: tuple[Any, ...]) -> bool:
        if fn == self._conn.commit:
            return not self.reads
        return fn == self._conn.close or args[:1] == (BEGIN,)


def connection(database: str, *, reads: bool = False, **options: Any) -> Connection:
    """Return a connection that is opened when awaited; ``options`` are those of ``sqlite3``.

    SQLAlchemy's own for files has ``check_same_thread`` off.
    """
    made = Connection(lambda: sqlite3.connect(database, **options), _CHUNK)
    made._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy has it for its own
    made.reads = reads
    return made
