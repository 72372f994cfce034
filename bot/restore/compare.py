"""Whether the record or the homeserver was put back to an earlier time.

A bot restored from an older backup finds messages of its own that its record doesn't know, and
so does one that is started with another council's account. A homeserver restored from one lacks
the last event that the bot saw in a room, and nothing else explains that (``removed``). It may
still accept the sync token, which is from its future, and silently leave out what is new. So what
each room has after the last event that was seen is read from the room itself. Changes nothing.
Knows the Matrix edge and storage.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.matrix import Event, Matrix
from bot.ratelimit import RateLimit
from bot.restore.absent import absent
from bot.restore.difference import Compared, Difference, DifferenceKind
from bot.restore.looking import FIRST, Looking, is_before
from bot.restore.removed import Removed
from bot.restore.unrecorded import Known, Unrecorded
from bot.together import gathered
from storage import meta, rooms
from storage.database import ReadOnlyDatabase
from storage.rooms import Room, RoomState

ALARM = "restored:"
"""Begins the causes of what tells the secretariat: such a message is the bot's last word."""
HOUR_MS = 60 * 60 * 1000
"""So long before a room's last event was seen, by anybody's clock, all that is there is known."""


@dataclass(frozen=True)
class _Read:
    """What a room has. ``is_missing``: not what the bot saw last; ``unknown``, the bot's own."""

    room: Room
    is_missing: bool
    news: tuple[Event, ...]
    unknown: tuple[Event, ...]


@dataclass(frozen=True)
class Comparison:
    """Compares the rooms with the record; ``database`` is None if there is no record yet."""

    database: ReadOnlyDatabase | None
    matrix: Matrix
    rate_limit: RateLimit

    async def look(self) -> Compared:
        """Compare every room that the bot is in. Raises MatrixError.

        Before it has a sync token, with a new record, that is whether there is another council.
        """
        there = await self._looking.ask(self.matrix.joined_rooms)
        live = await self._live()
        unrecorded = Unrecorded(self._known, self._looking)
        if live is None or self.database is None:
            return Compared(await unrecorded.differences(there, begun=False))
        read = await gathered(map(self._of_room, live))
        missing = [each.room for each in read if each.is_missing]
        lost = await Removed(self.database, self._looking).lost(missing)
        differences = [d for each in read if (d := _difference(each, lost))]
        differences += _consistent(await unrecorded.differences(there, begun=True), differences)
        gone = () if lost else absent(live, there)
        news = [(each.room, each.news) for each in read if each.news and not each.is_missing]
        return Compared(tuple(differences), news, gone)

    async def _live(self) -> tuple[Room, ...] | None:
        """Return the rooms that the bot is in by its record; None before it has listened."""
        if self.database is None:
            return None
        async with self.database.read() as conn:
            if await meta.get(conn, meta.SYNC_TOKEN) is None:
                return None
            live = await rooms.live(conn)
        return tuple(r for r in live if r.room_id and r.state is not RoomState.INTENDED)

    async def _of_room(self, room: Room) -> _Read:
        """Return what a room has after the last event seen there, in order, and of that the bot's.

        If that event is gone, the room is read back to a message that the record knows, or to
        what is older than the event.
        """
        room_id, last = room.room_id or "", room.last_event
        page, start = await self._looking.page(room_id, None, FIRST)
        there = any(event.event_id == last for event in page)
        is_missing = bool(last) and not there and not await self._looking.has(room_id, last)
        no_end = is_missing or not last
        news: list[Event] = []
        unknown: list[Event] = []
        async for event in self._looking.onwards(room_id, page, start):
            if event.event_id == last:
                break
            if no_end and is_before(event, room.seen_at - HOUR_MS, self.matrix.user_id):
                break
            news.append(event)
            cause = await self._known.cause(event, self.matrix.user_id)
            if cause is None:
                unknown.append(event)
            elif cause and not cause.startswith(ALARM) and no_end:
                break
        seen = tuple(reversed(news)) if last else ()
        return _Read(room, is_missing, seen, tuple(unknown))

    @property
    def _looking(self) -> Looking:
        return Looking(self.matrix, self.rate_limit)

    @property
    def _known(self) -> Known:
        return Known(self.database)


def _difference(read: _Read, lost: frozenset[str]) -> Difference | None:
    place, room_id = read.room.place, read.room.room_id or ""
    if place in lost:
        return Difference(DifferenceKind.GONE, place, room_id)
    if read.unknown:
        return Difference(DifferenceKind.UNKNOWN, place, room_id, read.unknown)
    return None


def _consistent(
    unrecorded: Iterable[Difference], recorded: Iterable[Difference]
) -> Iterable[Difference]:
    """Yield the rooms of no record; where recorded ones show that it is behind, as lost by it."""
    is_behind = any(each.kind is DifferenceKind.UNKNOWN for each in recorded)
    for each in unrecorded:
        yield replace(each, kind=DifferenceKind.UNKNOWN) if is_behind else each
