"""The outbox: what is to be said in rooms, in order, what of it was rendered, and what was sent.

A post is one row, with the words and the view that it is rendered from. When it is rendered, the
row becomes its first message, and each further message gets a row of its own behind it. Views
are erased when they are rendered; bodies (content, file, alternative) when a row is sent or parked.
What is here runs inside the caller's transaction. Imports ``schema`` and ``lookup`` and nothing
else of ours.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.lookup import rows_among
from storage.schema import files, outbox, rooms


class RowState(StrEnum):
    """What became of a row."""

    SAID = "said"
    """It is to be rendered."""
    QUEUED = "queued"
    """It is to be sent."""
    SENT = "sent"
    PARKED = "parked"


TO_DO = (RowState.SAID, RowState.QUEUED)
"""The states of rows with which something is still to be done."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One message, or one post that is to be rendered. ``seq`` is assigned by ``put``.

    ``key`` is the transaction id. ``part`` is the number of the message within its post, from 0.
    ``words`` and ``view`` are what a post is rendered from, ``instead`` what its alternative is;
    ``proposal`` is the one whose texts the views name, or 0. ``about`` says what it shows
    (``P12/3``), ``shows`` the draft whose showing it completes (0: none). ``file`` is the digest
    of a file that goes along. ``edits`` is the key of the row whose message this one replaces.
    ``only_with`` names the one person who may be in the room besides the bot, or else ``otherwise``
    is sent.
    """

    key: str
    cause: str
    place: str
    event_type: str
    content: Mapping[str, Any] | None
    seq: int = 0
    part: int = 0
    words: str = ""
    view: str | None = None
    instead: Mapping[str, str] | None = None
    proposal: int = 0
    about: str = ""
    shows: int = 0
    pin: bool = False
    filename: str = ""
    file: str = ""
    only_with: str = ""
    otherwise: Mapping[str, Any] | None = None
    state: RowState = RowState.QUEUED
    event_id: str = ""
    created_at: int = 0
    error: str = ""
    edits: str = ""

    @property
    def is_answer(self) -> bool:
        """Whether it relates to what somebody said, who waits for it."""
        return "m.relates_to" in (self.content or {})


_JSON = ("content", "instead", "otherwise")
_FIELDS = tuple(item.name for item in fields(Row))
_ERASED = {"content": None, "file": "", "otherwise": None, "view": None, "instead": None}

_C = outbox.c
_ORDER = (_C.seq, _C.part)
_AMONG = select(outbox).where(_C.key.in_(bindparam("keys", expanding=True)))
_TAKEN = select(_C.key).where(_C.key.in_(bindparam("keys", expanding=True)))
_LAST = select(func.max(_C.seq))
_TO_DO = (
    select(outbox)
    .join(rooms, rooms.c.place == _C.place)
    .where(_C.state.in_(TO_DO), rooms.c.state == "ready")
    .order_by(*_ORDER)
    .limit(bindparam("most"))
)
_WAITING = (
    select(func.count(), func.min(_C.created_at))
    .join(rooms, rooms.c.place == _C.place)
    .where(_C.state.in_(TO_DO), rooms.c.state.in_(("intended", "ready")))
)
_EVENT = select(outbox).where(_C.event_id == bindparam("which"))
_CAUSE = select(outbox).where(_C.cause == bindparam("which"), _C.state.in_(TO_DO)).order_by(*_ORDER)
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
_LATEST = (
    select(_C.key)
    .where(_C.place == bindparam("where"), _C.about == bindparam("what"))
    .where(_C.part == 0, _C.edits == "")
    .order_by(_C.seq.desc())
    .limit(1)
)
_SAID_FOR = (
    select(_C.place, _C.words, _C.key)
    .where(_C.cause == bindparam("which"), _C.words != "", _C.part == 0, _C.edits == "")
    .order_by(*_ORDER)
)
_RENDERS = ("content", "shows", "filename", "file", "otherwise")
_KEY = update(outbox).where(_C.key == bindparam("which"))
_SENT = _KEY.values(
    state=RowState.SENT, event_id=bindparam("new_event_id"), created_at=0, **_ERASED
)
_PARK = _KEY.values(state=RowState.PARKED, error=bindparam("new_error"), **_ERASED)
_RENDERED = _KEY.where(_C.state == RowState.SAID).values(
    state=RowState.QUEUED,
    view=None,
    instead=None,
    **{name: bindparam(f"new_{name}") for name in _RENDERS},
)
_PARKED = select(outbox).where(_C.state == RowState.PARKED).order_by(*_ORDER)
_FILES = select(files.c.digest).where(files.c.digest.in_(bindparam("keys", expanding=True)))
_FILE = select(files.c.text).where(files.c.digest == bindparam("which"))
_NEEDED = select(_C.file).where(_C.state == RowState.QUEUED, _C.file != "")
_NOT_NEEDED = delete(files).where(files.c.digest.not_in(_NEEDED))


async def put(conn: AsyncConnection, rows: Sequence[Row]) -> int:
    """Have the rows rendered and sent in this order, after all others.

    A key that is there already is left. Returns how many are new.
    """
    taken = {each.key for each in await rows_among(conn, _TAKEN, "keys", [r.key for r in rows])}
    fresh = {row.key: row for row in rows if row.key not in taken}
    if fresh:
        seq = await conn.scalar(_LAST) or 0
        new = [_values(row, seq + nth) for nth, row in enumerate(fresh.values(), start=1)]
        await conn.execute(insert(outbox), new)
    return len(fresh)


async def to_do(conn: AsyncConnection, limit: int) -> tuple[Row, ...]:
    """Return the first rows that are to be rendered or sent to rooms that are ready, in order."""
    return tuple(_read(row) for row in await conn.execute(_TO_DO, {"most": limit}))


async def rendered(conn: AsyncConnection, parts: Sequence[Row], texts: Mapping[str, str]) -> None:
    """Store what a post was rendered as: the first has its key; the others come behind it.

    ``texts`` has their files by digest. A post that was rendered already is left.
    """
    first, *others = parts
    values = _values(first, first.seq)
    given = {f"new_{name}": values[name] for name in _RENDERS}
    done = await conn.execute(_RENDERED, {"which": first.key, **given})
    if not done.rowcount:
        return
    there = {each.digest for each in await rows_among(conn, _FILES, "keys", texts)}
    new = [{"digest": k, "text": text} for k, text in texts.items() if k not in there]
    if new:
        await conn.execute(insert(files), new)
    if others:
        await conn.execute(insert(outbox), [_values(row, row.seq) for row in others])


async def file(conn: AsyncConnection, digest: str) -> str:
    """Return a file that is to be sent. Raises NoResultFound if it was."""
    text: str = (await conn.execute(_FILE, {"which": digest})).scalar_one()
    return text


async def mark_sent(conn: AsyncConnection, sent: Sequence[tuple[str, str]]) -> None:
    """Record each (key, event id) as sent, and erase its bodies."""
    if sent:
        values = [{"which": key, "new_event_id": event_id} for key, event_id in sent]
        await conn.execute(_SENT, values)
        await conn.execute(_NOT_NEEDED)


async def park(conn: AsyncConnection, key: str, error: str) -> None:
    """Set a row aside that can never succeed, and erase its bodies."""
    await conn.execute(_PARK, {"which": key, "new_error": error})
    await conn.execute(_NOT_NEEDED)


async def by_event(conn: AsyncConnection, event_id: str) -> Row | None:
    """Return the row that was sent as this event, or None."""
    if not event_id:
        return None
    row = (await conn.execute(_EVENT, {"which": event_id})).first()
    return _read(row) if row else None


async def of_cause(conn: AsyncConnection, cause: str) -> tuple[Row, ...]:
    """Return the rows of a cause that are to be rendered or sent, in order."""
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


async def latest(conn: AsyncConnection, place: str, about: str) -> str:
    """Return the key of the latest post in a place about something, or empty."""
    key: str | None = await conn.scalar(_LATEST, {"where": place, "what": about})
    return key or ""


async def said_for(conn: AsyncConnection, cause: str) -> dict[tuple[str, str], str]:
    """Return the keys of the posts of a cause, by their places and words."""
    found = await conn.execute(_SAID_FOR, {"which": cause})
    return {(row.place, row.words): row.key for row in found}


async def waiting(conn: AsyncConnection) -> tuple[int, int]:
    """Return how many rows wait for rooms open to us, and when the oldest came (ms), or 0."""
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
