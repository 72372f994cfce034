"""What the events of rooms' timelines ask of the clerk.

Knows storage, which it only reads, and the pure ``recognise``.
"""

from collections.abc import Iterable, Sequence
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
from storage import outbox
from storage.database import ReadOnlyDatabase
from storage.outbox import Row
from storage.rooms import Room

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
        self._remember(timelines)
        self.clocks.heard((event for _, events in timelines for event in events), received)
        return [await self._of_room(room, events, received) for room, events in timelines]

    async def _of_room(self, room: Room, events: Sequence[Event], received: int) -> list[Item]:
        """Return what a room's events ask; what they say is kept no longer than that."""
        place = places.parse(room.place)
        read = [(event, recognise.said(event)) for event in events]
        about = await self._about(room, read)
        moments = self.moments.of(room.place, events, received)
        items = (
            recognise.item(
                *(event, words, place, self.user_id, self.prefix),
                about=about,
                encrypted=room.encrypted,
            )
            for event, words in read
        )
        timed = zip(items, moments, strict=True)
        return [self._timed(item, at) for item, at in timed if item]

    def _timed(self, item: Item, asked_at: int) -> Item:
        until = self.clocks.seen_until(item.event) if item.event else None
        return replace(item, asked_at=asked_at, seen_until=until)

    async def _about(self, room: Room, read: Iterable[tuple[Event, Said]]) -> dict[str, str]:
        """Return by event id what each message of the bot's is about that events refer to.

        That is a message to which somebody replies, or says yes by a reaction.
        """
        named = {recognise.replied_to(said) or recognise.reacted_to(event) for event, said in read}
        named.discard("")
        if not named:
            return {}
        async with self.database.read() as conn:
            rows = {event_id: await self._row(conn, event_id) for event_id in named}
        return {
            event_id: row.about for event_id, row in rows.items() if row and row.place == room.place
        }

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
