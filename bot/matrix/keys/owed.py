"""The keys that are owed: of which session, to which devices that could not be given it yet.

May know: SQLite, through peewee. Must never import: anything of ours but its siblings here.

It is kept in the file of the device's keys, and changed in the transactions of `Keyring`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from peewee import SqliteDatabase  # type: ignore[import-untyped]

from bot.matrix.keys.again import Who

SESSIONS = 20
"""How many sessions of a room are owed at most; the oldest are forgotten."""
_TABLE = """
    CREATE TABLE IF NOT EXISTS owed_keys (
        number INTEGER PRIMARY KEY, session_id TEXT NOT NULL UNIQUE, room_id TEXT NOT NULL,
        session_key TEXT NOT NULL, owed_to TEXT NOT NULL
    )
"""
_ALL = "SELECT room_id, session_id, session_key, owed_to FROM owed_keys ORDER BY number"
_ADD = "INSERT INTO owed_keys (room_id, session_id, session_key, owed_to) VALUES (?, ?, ?, ?)"
_CHANGE = "UPDATE owed_keys SET owed_to = ? WHERE session_id = ?"
_DELETE = "DELETE FROM owed_keys WHERE session_id = ?"


@dataclass(frozen=True, slots=True)
class OwedKey:
    """The key of a room's session as it was at its beginning, and who has not got it yet."""

    room_id: str
    session_id: str
    session_key: str
    to: frozenset[Who]


class Owed:
    """All keys that are owed. What changes them runs in the caller's transaction."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._sql = database.execute_sql
        self._sql(_TABLE)
        self._keys = {
            session_id: OwedKey(room_id, session_id, key, frozenset(map(tuple, json.loads(to))))
            for room_id, session_id, key, to in self._sql(_ALL).fetchall()
        }

    def __bool__(self) -> bool:
        return bool(self._keys)

    def rooms(self) -> frozenset[str]:
        """The rooms of which keys are owed."""
        return frozenset(each.room_id for each in self._keys.values())

    def all(self) -> tuple[OwedKey, ...]:
        """All keys that are owed."""
        return tuple(self._keys.values())

    def of(self, room_id: str) -> tuple[OwedKey, ...]:
        """The keys of a room that are owed, the oldest first."""
        return tuple(each for each in self._keys.values() if each.room_id == room_id)

    def to(self) -> frozenset[Who]:
        """Whom keys are owed to."""
        return frozenset(who for each in self._keys.values() for who in each.to)

    def owe(self, key: OwedKey) -> None:
        """Note that a key is owed, to these devices beside others."""
        if before := self._keys.get(key.session_id):
            self._change(before, before.to | key.to)
        elif key.to:
            self._keys[key.session_id] = key
            to = json.dumps(sorted(key.to))
            self._sql(_ADD, (key.room_id, key.session_id, key.session_key, to))
            for old in self.of(key.room_id)[:-SESSIONS]:
                self._change(old, frozenset())

    def sent(self, session_id: str, to: Iterable[Who]) -> None:
        """Note that some have it now, or can never have it."""
        if before := self._keys.get(session_id):
            self._change(before, before.to.difference(to))

    def learnt(self, person: str, devices: Iterable[str]) -> None:
        """Note which devices a person has to whom keys were owed on all of them."""
        named = {(person, each) for each in devices}
        for key in tuple(self._keys.values()):
            if (person, "") in key.to:
                self._change(key, (key.to - {(person, "")}) | named)

    def only_to(self, room_id: str, people: Iterable[str]) -> None:
        """Owe nothing of a room to anybody but these."""
        there = frozenset(people)
        for key in self.of(room_id):
            self._change(key, frozenset(who for who in key.to if who[0] in there))

    def _change(self, key: OwedKey, to: frozenset[Who]) -> None:
        if to == key.to:
            return
        if to:
            self._keys[key.session_id] = replace(key, to=to)
            self._sql(_CHANGE, (json.dumps(sorted(to)), key.session_id))
        else:
            del self._keys[key.session_id]
            self._sql(_DELETE, (key.session_id,))
