"""The outbox: the timeline messages to send, in order, and those that were sent.

Bodies (content, attachment, alternative) are erased when a row is sent or parked.
What is here runs inside the caller's transaction. Imports ``schema`` and ``lookup``
and nothing else of ours.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.lookup import rows_among
from storage.schema import outbox, rooms


class RowState(StrEnum):
    """What became of a row."""

    QUEUED = "queued"
    SENT = "sent"
    PARKED = "parked"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One message. ``seq`` is assigned by ``put``; the rest is the caller's.

    ``references`` names earlier rows by key. ``about`` says what it shows (``P12/3``),
    ``shows`` the draft whose showing it completes (0: none). ``only_with`` names the one
    person who may be in the room besides the bot, or else ``otherwise`` is sent.
    """

    key: str
    cause: str
    place: str
    lane: str
    txn_id: str
    event_type: str
    content: Mapping[str, Any] | None
    seq: int = 0
    references: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    shows: int = 0
    pin: bool = False
    filename: str = ""
    attachment: str | None = None
    only_with: str = ""
    otherwise: Mapping[str, Any] | None = None
    state: RowState = RowState.QUEUED
    event_id: str = ""
    created_at: int = 0
    error: str = ""


_JSON = ("content", "references", "otherwise")
_FIELDS = tuple(item.name for item in fields(Row))
_ERASED = {"content": None, "attachment": None, "otherwise": None}

_C = outbox.c
_AMONG = select(outbox).where(_C.key.in_(bindparam("keys", expanding=True)))
_TAKEN = select(_C.key, _C.seq).where(
    or_(
        _C.key.in_(bindparam("keys", expanding=True)),
        _C.seq == select(func.max(_C.seq)).scalar_subquery(),
    )
)
_PARKED = select(outbox).where(_C.state == RowState.PARKED).order_by(_C.seq)
_SENDABLE = (
    select(outbox)
    .join(rooms, rooms.c.place == _C.place)
    .where(_C.state == RowState.QUEUED, rooms.c.state == "ready")
    .order_by(_C.seq)
    .limit(bindparam("most"))
)
_WAITING = (
    select(func.count(), func.min(_C.created_at))
    .join(rooms, rooms.c.place == _C.place)
    .where(_C.state == RowState.QUEUED, rooms.c.state.in_(("intended", "ready")))
)
_EVENT = select(outbox).where(_C.event_id == bindparam("which"))
_CAUSE = (
    select(outbox)
    .where(_C.cause == bindparam("which"), _C.state == RowState.QUEUED)
    .order_by(_C.seq)
)
_TICK = (
    select(_C.place)
    .where(_C.cause == bindparam("which"), _C.event_type == "m.reaction")
    .order_by(_C.seq)
    .limit(1)
)
_PINNED = (
    select(_C.event_id)
    .where(_C.place == bindparam("where"), _C.about == bindparam("what"))
    .where(_C.pin, _C.state == RowState.SENT)
    .order_by(_C.seq.desc())
    .limit(1)
)
_KEY = update(outbox).where(_C.key == bindparam("which"))
_SENT = _KEY.values(state=RowState.SENT, event_id=bindparam("new_event_id"), **_ERASED)
_PARK = _KEY.values(state=RowState.PARKED, error=bindparam("new_error"), **_ERASED)


async def put(conn: AsyncConnection, rows: Sequence[Row]) -> int:
    """Queue the rows in this order, after all others; a key that is there already is left.

    Returns how many are new.
    """
    if not rows:
        return 0
    taken = await rows_among(conn, _TAKEN, "keys", [row.key for row in rows])
    taken_keys = {each.key for each in taken}
    seq = max((each.seq for each in taken), default=0)
    fresh = {row.key: row for row in rows if row.key not in taken_keys}
    new = [_values(row, seq + nth) for nth, row in enumerate(fresh.values(), start=1)]
    if new:
        await conn.execute(insert(outbox), new)
    return len(new)


async def sendable(conn: AsyncConnection, limit: int) -> tuple[Row, ...]:
    """Return the first rows that are queued for rooms that are ready, in order."""
    return tuple(_read(row) for row in await conn.execute(_SENDABLE, {"most": limit}))


async def mark_sent(conn: AsyncConnection, sent: Sequence[tuple[str, str]]) -> None:
    """Record each (key, event id) as sent, and erase its bodies."""
    if sent:
        values = [{"which": key, "new_event_id": event_id} for key, event_id in sent]
        await conn.execute(_SENT, values)


async def park(conn: AsyncConnection, key: str, error: str) -> None:
    """Set a row aside that can never succeed, and erase its bodies."""
    await conn.execute(_PARK, {"which": key, "new_error": error})


async def by_event(conn: AsyncConnection, event_id: str) -> Row | None:
    """Return the row that was sent as this event, or None."""
    if not event_id:
        return None
    row = (await conn.execute(_EVENT, {"which": event_id})).first()
    return _read(row) if row else None


async def of_cause(conn: AsyncConnection, cause: str) -> tuple[Row, ...]:
    """Return the rows of a cause that are queued, in order."""
    return tuple(_read(row) for row in await conn.execute(_CAUSE, {"which": cause}))


async def ticked_in(conn: AsyncConnection, cause: str) -> str:
    """Return the place where a cause, a command that was recorded, stood; or empty."""
    place: str | None = await conn.scalar(_TICK, {"which": cause})
    return place or ""


async def by_key(conn: AsyncConnection, keys: Iterable[str]) -> dict[str, Row]:
    """Return those of the keys that are there, with their rows."""
    return {row.key: _read(row) for row in await rows_among(conn, _AMONG, "keys", keys)}


async def pinned(conn: AsyncConnection, place: str, about: str) -> str:
    """Return the event to be pinned in a place for a text: its latest showing, or empty."""
    event_id: str | None = await conn.scalar(_PINNED, {"where": place, "what": about})
    return event_id or ""


async def waiting(conn: AsyncConnection) -> tuple[int, int]:
    """Return how many rows are queued for rooms open to us, and when the oldest came (ms), or 0."""
    rows, first = (await conn.execute(_WAITING)).one()
    return rows, first or 0


async def parked(conn: AsyncConnection) -> tuple[Row, ...]:
    """Return the rows that were set aside, in order."""
    return tuple(_read(row) for row in await conn.execute(_PARKED))


def _values(row: Row, seq: int) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _FIELDS}
    return values | {name: _dumped(values[name]) for name in _JSON} | {"seq": seq}


def _read(row: Any) -> Row:
    values: Mapping[str, Any] = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    loaded = {name: _loaded(values[name]) for name in _JSON}
    return Row(**{**values, **loaded, "state": RowState(row.state)})


def _dumped(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value, separators=(",", ":"))


def _loaded(text: str | None) -> Any:
    return None if text is None else json.loads(text)
