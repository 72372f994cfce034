"""Our fallback key: what others begin a session with when somebody took all one-time keys.

May know: nio's account, the specification's key formats (Matrix spec 1.15 §One-time and fallback
keys). Must never import: anything of ours.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from peewee import SqliteDatabase  # type: ignore[import-untyped]

HOUR = 3600.0
"""Seconds for which a key is kept at least: a used one is renewed no sooner.

The account knows the last two keys. If each was renewed as soon as it is used, whoever uses them
all the time would have the bot forget those that others have just begun a session with.
"""
_TABLE = """
    CREATE TABLE IF NOT EXISTS fallback_key (
        number INTEGER PRIMARY KEY CHECK (number = 1), made_at REAL NOT NULL
    )
"""


class Fallback:
    """When our fallback key was made. What changes it runs in the caller's transaction."""

    def __init__(self, database: SqliteDatabase, now: Callable[[], float] = time.time) -> None:
        self._sql, self._now = database.execute_sql, now
        self._sql(_TABLE)
        row = self._sql("SELECT made_at FROM fallback_key").fetchone()
        self._made_at: float | None = row[0] if row else None

    def is_lacking(self, account: Any, kind: str, unused: Sequence[Any] | None) -> bool:
        """Whether a key is to be uploaded.

        `unused` are the kinds of which the homeserver has one that nobody used yet, as a sync
        tells; None if the homeserver knows no fallback keys.
        """
        if not account.shared:
            return True
        if unused is None or kind in unused:
            return False
        return bool(_olm(account).fallback_key) or self._is_old()

    def keys(self, account: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        """The key to upload with its id, unsigned: one whose upload failed, or a new one."""
        olm = _olm(account)
        if not olm.fallback_key:
            olm.generate_fallback_key()
            self._made()
        for key_id, key in olm.fallback_key.items():
            yield key_id, {"key": key.to_base64(), "fallback": True}

    def _is_old(self) -> bool:
        return self._made_at is None or not 0 <= self._now() - self._made_at < HOUR

    def _made(self) -> None:
        self._made_at = self._now()
        self._sql("INSERT OR REPLACE INTO fallback_key VALUES (1, ?)", (self._made_at,))


def _olm(account: Any) -> Any:
    return account._account  # noqa: SLF001 - nio doesn't pass fallback keys on
