"""The rooms that are, or are to be, and who was invited to them.

What is here runs inside the caller's transaction. Imports ``schema`` and ``lookup``
and nothing else of ours.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import invitations, outbox, readers, rooms


class RoomState(StrEnum):
    """How far a room has come."""

    INTENDED = "intended"
    READY = "ready"
    PAUSED = "paused"
    LEFT = "left"


@dataclass(frozen=True, kw_only=True)
class Room:
    """One place: ``P12/plenary``, ``P12/caucus:cs``, … ``alias`` is a localpart.

    ``shown`` is the draft last shown there, first at ``shown_at``; ``shown_text`` the caucus text
    shown there since (``P12/3/cs.2``), first at ``shown_text_at``, or empty; ``wanted`` and
    ``reconciled`` are counters; ``noted``: people there were told that the bot can't read
    encrypted messages. ``encrypted``: what is said there is to be encrypted, once and for all.
    ``last_event`` is the last that the bot saw before the sync token, or empty, and ``seen_at`` is
    when that was written down (ms). ``leaving``: the bot is to leave, since its proposal ended long
    ago.
    """

    place: str
    proposal: int
    kind: str
    attempt: int
    alias: str
    room_id: str | None = None
    state: RoomState = RoomState.INTENDED
    shown: int = 0
    wanted: int = 1
    reconciled: int = 0
    ended_at: int = 0
    noted: bool = False
    encrypted: bool = False
    shown_at: int = 0
    last_event: str = ""
    leaving: bool = False
    shown_text: str = ""
    shown_text_at: int = 0
    seen_at: int = 0


_C = rooms.c
_PLACE: BindParameter[Any] = bindparam("which")
_ALL = select(rooms).order_by(_C.proposal, _C.place)
_BY_PLACE = _ALL.where(_C.place == _PLACE)
_BY_ROOM_ID = _ALL.where(_C.room_id == _PLACE)
_BY_PROPOSAL = _ALL.where(_C.proposal == _PLACE)
_LIVE = _ALL.where(_C.state != RoomState.LEFT)
_TO_DO = select(outbox.c.place).where(outbox.c.state.in_(("said", "queued")))
_DUE = _LIVE.where(
    or_(
        _C.wanted > _C.reconciled,
        _C.state.in_((RoomState.INTENDED, RoomState.PAUSED)),
        _C.leaving,
        _C.place.in_(_TO_DO),
    )
)
_AT = update(rooms).where(_C.place == _PLACE)
_SET_ROOM_ID = _AT.values(room_id=bindparam("new_id"))
_SET_STATE = _AT.values(state=bindparam("new"))
_SET_SHOWN = _AT.where(_C.shown != bindparam("new")).values(
    shown=bindparam("new"), shown_at=bindparam("new_at")
)
_SET_SHOWN_TEXT = _AT.where(_C.shown_text != bindparam("new")).values(
    shown_text=bindparam("new"), shown_text_at=bindparam("new_at")
)
_SET_ENDED = _AT.values(ended_at=bindparam("new"))
_GO_ON = _AT.values(ended_at=0, leaving=False)
_LEAVE = _AT.values(leaving=True)
_WANT = _AT.values(wanted=_C.wanted + 1)
_RECONCILED = _AT.where(_C.reconciled < bindparam("new")).values(reconciled=bindparam("new"))
_NOTE = _AT.values(noted=True)
_ENCRYPT = _AT.values(encrypted=True)
_AGAIN = _AT.values(
    attempt=_C.attempt + 1,
    alias=bindparam("new_alias"),
    room_id=None,
    state=RoomState.INTENDED,
    shown=0,
    wanted=_C.wanted + 1,
    ended_at=0,
    noted=False,
    encrypted=False,
    shown_at=0,
    last_event="",
    leaving=False,
    shown_text="",
    shown_text_at=0,
    seen_at=0,
)
_UNPIN = (
    update(outbox)
    .where(outbox.c.place == _PLACE, outbox.c.state == "sent", outbox.c.pin)
    .values(pin=False)
)
_SAW = (
    update(rooms)
    .where(_C.room_id == _PLACE)
    .values(last_event=bindparam("new"), seen_at=bindparam("new_at"))
)
_FORGET = delete(invitations).where(invitations.c.place == _PLACE)
_UNREAD = delete(readers).where(readers.c.place == _PLACE)


async def intend(
    conn: AsyncConnection,
    *,
    place: str,
    proposal: int,
    kind: str,
    alias: str,
    attempt: int = 1,
) -> Room:
    """Record that the room is to be, unless it is there; return it as it is now."""
    existing = await get(conn, place)
    if existing:
        return existing
    room = Room(place=place, proposal=proposal, kind=kind, attempt=attempt, alias=alias)
    await conn.execute(insert(rooms), vars(room))
    return room


async def get(conn: AsyncConnection, place: str) -> Room | None:
    """Return the room of the place, or None."""
    return next(iter(await _read(conn, _BY_PLACE, place)), None)


async def by_room_id(conn: AsyncConnection, room_id: str) -> Room | None:
    """Return the room with this Matrix id, or None."""
    return next(iter(await _read(conn, _BY_ROOM_ID, room_id)), None)


async def of_proposal(conn: AsyncConnection, proposal: int) -> tuple[Room, ...]:
    """Return the proposal's rooms; for 0, those of the council and the direct chats."""
    return await _read(conn, _BY_PROPOSAL, proposal)


async def open_places(conn: AsyncConnection) -> list[str]:
    """Return the places of the live rooms that are of nothing that has ended."""
    return [room.place for room in await live(conn) if not room.ended_at]


async def live(conn: AsyncConnection) -> tuple[Room, ...]:
    """Return the rooms that the bot has not left."""
    return await _read(conn, _LIVE)


async def every(conn: AsyncConnection) -> tuple[Room, ...]:
    """Return all rooms, also those that the bot has left."""
    return await _read(conn, _ALL)


async def due(conn: AsyncConnection) -> tuple[Room, ...]:
    """Return the rooms, not left, about which there may be something to do.

    Those that are to be made, to be entered again, to be compared with what is wanted or to be
    left, and those for which there are messages to be sent.
    """
    return await _read(conn, _DUE)


async def set_room_id(conn: AsyncConnection, place: str, room_id: str) -> None:
    """Record that the room exists, with this Matrix id."""
    await conn.execute(_SET_ROOM_ID, {"which": place, "new_id": room_id})


async def next_attempt(conn: AsyncConnection, place: str, alias: str) -> None:
    """Give the room up: another is to be, under another alias, with nobody invited yet.

    What is there cannot be pinned in the other one.
    """
    await conn.execute(_AGAIN, {"which": place, "new_alias": alias})
    await conn.execute(_FORGET, {"which": place})
    await conn.execute(_UNPIN, {"which": place})
    await conn.execute(_UNREAD, {"which": place})


async def set_state(conn: AsyncConnection, place: str, state: RoomState) -> None:
    """Record how far the room has come."""
    await conn.execute(_SET_STATE, {"which": place, "new": state})


async def set_shown(conn: AsyncConnection, place: str, draft: int, at: int = 0) -> None:
    """Record the draft last shown there, and when it was (ms), if it was another before.

    No caucus text has been shown there since.
    """
    await conn.execute(_SET_SHOWN, {"which": place, "new": draft, "new_at": at})
    await conn.execute(_SET_SHOWN_TEXT, {"which": place, "new": "", "new_at": 0})


async def set_shown_text(conn: AsyncConnection, place: str, name: str, at: int) -> None:
    """Record the caucus text last shown there, and when it was (ms), if that wasn't so before."""
    await conn.execute(_SET_SHOWN_TEXT, {"which": place, "new": name, "new_at": at})


async def saw(conn: AsyncConnection, events: Mapping[str, str], at: int = 0) -> None:
    """Record the last event that was seen in each room, by the room's Matrix id, and when (ms)."""
    values = [{"which": room, "new": event, "new_at": at} for room, event in events.items()]
    if values:
        await conn.execute(_SAW, values)


async def set_ended(conn: AsyncConnection, place: str, at: int) -> None:
    """Record when its proposal ended (ms); 0: it goes on, and is not to be left."""
    if at:
        await conn.execute(_SET_ENDED, {"which": place, "new": at})
    else:
        await conn.execute(_GO_ON, {"which": place})


async def leave(conn: AsyncConnection, place: str) -> None:
    """Have the room left."""
    await conn.execute(_LEAVE, {"which": place})


async def want(conn: AsyncConnection, places: Iterable[str]) -> None:
    """Ask for the rooms to be compared with what is wanted."""
    values = [{"which": place} for place in places]
    if values:
        await conn.execute(_WANT, values)


async def reconciled(conn: AsyncConnection, place: str, counter: int) -> None:
    """Record that the room is as wanted when ``wanted`` was this; never goes back."""
    await conn.execute(_RECONCILED, {"which": place, "new": counter})


async def note(conn: AsyncConnection, place: str) -> None:
    """Record that people there were told about encryption."""
    await conn.execute(_NOTE, {"which": place})


async def encrypt(conn: AsyncConnection, place: str) -> None:
    """Record that the room is encrypted; nothing takes that back."""
    await conn.execute(_ENCRYPT, {"which": place})


async def _read(
    conn: AsyncConnection, statement: Select[Any], which: str | int | None = None
) -> tuple[Room, ...]:
    values = {} if which is None else {"which": which}
    rows = (await conn.execute(statement, values)).mappings()
    return tuple(_room(row) for row in rows)


def _room(row: Mapping[Any, Any]) -> Room:
    return Room(**{**row, "state": RoomState(row["state"])})
