"""What the events of rooms' timelines ask of the clerk.

Knows storage, which it only reads, and the pure ``recognise``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clerk.item import Item
from bot.gate.clocks import Clocks
from bot.gate.moments import Moments
from bot.listener import recognise
from bot.listener.recognise import Said
from bot.matrix import Event
from bot.matrix.timelines import Timelines
from bot.relay import places
from bot.relay.compose import key_in
from deliberation import reference
from storage import outbox
from storage.database import ReadOnlyDatabase
from storage.outbox import Row
from storage.rooms import Room

Read = tuple[Event, Said]
"""An event, and what it says."""
LATEST = 1000
"""How many of the bot's own messages are remembered; earlier ones are recorded as sent by then."""


@dataclass(frozen=True)
class Commands:
    """Reads events as the account ``user_id``; commands begin with ``prefix``.

    It remembers the keys of the bot's own messages by their event ids, since somebody may reply
    to a message that came back in a sync and isn't recorded as sent yet.
    """

    database: ReadOnlyDatabase
    user_id: str
    prefix: str
    clocks: Clocks
    moments: Moments = field(default_factory=Moments)
    _own: dict[str, str] = field(default_factory=dict)

    async def items(self, timelines: Timelines, received: int) -> list[list[Item]]:
        """Return what each room's events ask of the clerk, in their order.

        ``received`` is the moment (ms) by which the homeserver had all of them.
        """
        read = [(room, [(each, recognise.said(each)) for each in some]) for room, some in timelines]
        self._remember(timelines)
        self.clocks.heard((event for _, events in timelines for event in events), received)
        about = await self._replied_to(read)
        per_room: list[list[Item]] = []
        for room, events in read:
            place = places.parse(room.place)
            moments = self.moments.of(room.place, (event for event, _ in events), received)
            items = (
                recognise.item(
                    *(event, words, place, self.user_id, self.prefix),
                    replies=about,
                    encrypted=room.encrypted,
                )
                for event, words in events
            )
            timed = zip(items, moments, strict=True)
            per_room.append([self._timed(item, at) for item, at in timed if item])
        return per_room

    def _timed(self, item: Item, asked_at: int) -> Item:
        until = self.clocks.seen_until(item.event) if item.event else None
        return replace(item, asked_at=asked_at, seen_until=until)

    async def _replied_to(self, read: Sequence[tuple[Room, Sequence[Read]]]) -> dict[str, int]:
        """Return by event id the proposal of each message of the bot's that somebody replies to."""
        replies = [
            (room.place, replied)
            for room, events in read
            for _, words in events
            if (replied := recognise.replied_to(words))
        ]
        if not replies:
            return {}
        async with self.database.read() as conn:
            rows = [(*each, await self._row(conn, each[1])) for each in replies]
        proposals = {
            event: _proposal_of(row.about) for at, event, row in rows if row and row.place == at
        }
        return {event_id: number for event_id, number in proposals.items() if number}

    def _remember(self, timelines: Timelines) -> None:
        """Remember the bot's own messages, and forget the first of too many."""
        for _, events in timelines:
            for event in events:
                if event.sender == self.user_id and (key := key_in(event.content)):
                    self._own[event.event_id] = key
        for event_id in list(self._own)[:-LATEST]:
            del self._own[event_id]

    async def _row(self, conn: AsyncConnection, event_id: str) -> Row | None:
        """Return the row that was sent as this event, even if that isn't recorded yet."""
        if row := await outbox.by_event(conn, event_id):
            return row
        key = self._own.get(event_id, "")
        return (await outbox.by_key(conn, [key])).get(key) if key else None


def _proposal_of(about: str) -> int:
    named = reference.parse(about)
    return named.proposal if named else 0
