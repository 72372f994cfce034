"""Whether the record or the homeserver was put back to an earlier time.

A bot restored from an older backup finds messages of its own that its record doesn't know.
A homeserver restored from one lacks the last event that the bot saw in a room. It may still
accept the sync token, which is from its future, and silently leave out what is new. So what
each room has after the last event that was seen is read from the room itself. Changes
nothing. Knows the Matrix edge and storage.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from bot.errors import MatrixError, Restored
from bot.matrix import Event, Matrix
from bot.matrix.timelines import Timelines
from bot.ratelimit import RateLimit
from bot.relay.compose import key_in
from bot.retry import retryable, until_answered
from bot.together import gathered
from storage import meta, outbox, rooms
from storage.database import ReadOnlyDatabase
from storage.rooms import Room, RoomState

ALARM = "restored:"
"""Begins the causes of what tells the secretariat: such a message is the bot's last word."""
FIRST, MORE = 20, 100
"""How many events are asked for: few at first, as mostly nothing has happened in a room."""
ABSENT = {"M_FORBIDDEN", "M_NOT_FOUND"}

T = TypeVar("T")


class DifferenceKind(StrEnum):
    """How a room differs from the record."""

    UNKNOWN = "unknown"
    """It has messages of the bot's own that the record doesn't know: the record is behind."""
    GONE = "gone"
    """It lacks the last event that the bot saw there: the homeserver is behind."""


@dataclass(frozen=True)
class Difference:
    """A room that differs. ``place`` is empty if the record doesn't know the room at all.

    ``events`` are the bot's messages that the record doesn't have, newest first.
    """

    kind: DifferenceKind
    place: str
    room_id: str
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Compared:
    """The result. ``news`` is what each room has after the last event that the bot saw."""

    differences: tuple[Difference, ...] = ()
    news: Timelines = ()

    def rooms(self, kind: DifferenceKind) -> tuple[str, ...]:
        """Return the rooms that differ in this way, by what they are for or else by id."""
        return tuple(sorted(d.place or d.room_id for d in self.differences if d.kind is kind))

    def check(self) -> None:
        """Raise Restored if anything differs."""
        if self.differences:
            raise Restored(
                unknown=self.rooms(DifferenceKind.UNKNOWN), gone=self.rooms(DifferenceKind.GONE)
            )


@dataclass(frozen=True)
class Comparison:
    """Compares the rooms with the record. Each method raises MatrixError."""

    database: ReadOnlyDatabase
    matrix: Matrix
    rate_limit: RateLimit

    async def look(self) -> Compared:
        """Compare every room that the bot is in, once it has a sync token."""
        async with self.database.read() as conn:
            if await meta.get(conn, meta.SYNC_TOKEN) is None:
                return Compared()
            live = await rooms.live(conn)
        existing = [room for room in live if room.room_id and room.state is not RoomState.INTENDED]
        read = await gathered(map(self._of_room, existing))
        unrecorded = await gathered(map(self._of_unrecorded, await self._unrecorded()))
        differences = (*(each for each, _ in read), *unrecorded)
        return Compared(
            tuple(each for each in differences if each),
            [(room, news) for room, (_, news) in zip(existing, read, strict=True) if news],
        )

    async def _of_room(self, room: Room) -> tuple[Difference | None, tuple[Event, ...]]:
        """Return how a room differs, if it does, and its events after the last seen, in order."""
        room_id, last = room.room_id or "", room.last_event
        page, start = await self._page(room_id, None, FIRST)
        there = any(event.event_id == last for event in page)
        is_gone = bool(last) and not there and not await self._exists(room_id, last)
        news: list[Event] = []
        unknown: list[Event] = []
        async for event in self._onwards(room_id, page, start):
            if event.event_id == last:
                break
            news.append(event)
            cause = await self._cause(event)
            if cause is None:
                unknown.append(event)
            elif cause and not cause.startswith(ALARM) and (is_gone or not last):
                break
        if is_gone:
            return Difference(DifferenceKind.GONE, room.place, room_id), ()
        if unknown:
            return Difference(DifferenceKind.UNKNOWN, room.place, room_id, tuple(unknown)), ()
        return None, tuple(reversed(news)) if last else ()

    async def _unrecorded(self) -> list[str]:
        """Return the rooms that the bot is in and the record doesn't have."""
        there = await self._request(self.matrix.joined_rooms)
        async with self.database.read() as conn:
            alone = json.loads(await meta.get(conn, meta.LEFT_ALONE) or "[]")
            asked = sorted(there - set(alone))
            return [each for each in asked if await rooms.by_room_id(conn, each) is None]

    async def _of_unrecorded(self, room_id: str) -> Difference | None:
        """Return a difference if a room has messages of the bot's that the record doesn't have."""
        page, _ = await self._page(room_id, None, MORE)
        unknown = [event for event in page if await self._cause(event) is None]
        return Difference(DifferenceKind.UNKNOWN, "", room_id, tuple(unknown)) if unknown else None

    async def _cause(self, event: Event) -> str | None:
        """Return the cause of a message of the bot's, None if the record lacks it; else empty."""
        key = key_in(event.content)
        if event.sender != self.matrix.user_id or not key:
            return ""
        async with self.database.read() as conn:
            row = (await outbox.by_key(conn, [key])).get(key)
        return row.cause if row else None

    async def _exists(self, room_id: str, event_id: str) -> bool:
        try:
            await self._request(lambda: self.matrix.event(room_id, event_id))
        except MatrixError as error:
            if error.errcode not in ABSENT:
                raise
            return error.errcode != "M_NOT_FOUND"
        return True

    async def _onwards(
        self, room_id: str, page: Sequence[Event], start: str | None
    ) -> AsyncIterator[Event]:
        """Yield a page's events, and those before it, newest first."""
        while True:
            for event in page:
                yield event
            if start is None:
                return
            page, start = await self._page(room_id, start, MORE)

    async def _page(
        self, room_id: str, start: str | None, limit: int
    ) -> tuple[Sequence[Event], str | None]:
        """Return a page of a room, newest first; an empty one of a room that isn't there."""
        try:
            return await self._request(
                lambda: self.matrix.messages_back(room_id, start, limit=limit)
            )
        except MatrixError as error:
            if error.errcode not in ABSENT:
                raise
            return (), None

    async def _request(self, request: Callable[[], Awaitable[T]]) -> T:
        return await until_answered("comparing", lambda: self.rate_limit.ask(request), retryable)
