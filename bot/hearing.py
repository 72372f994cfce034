"""What a stretch of rooms' timelines asks of the clerk.

Knows storage, which it only reads, and the pure ``incoming``.
"""

from dataclasses import dataclass

from bot import incoming, places
from bot.incoming import Item
from bot.timelines import Timelines
from storage import outbox
from storage.database import ReadOnlyDatabase


@dataclass(frozen=True)
class Hearing:
    """Hears as the account ``user_id``; commands begin with ``prefix``."""

    database: ReadOnlyDatabase
    user_id: str
    prefix: str

    async def items(self, timelines: Timelines) -> list[list[Item]]:
        """Return what each room's events ask of the clerk, in their order."""
        about = await self._replied_to(timelines)
        found: list[list[Item]] = []
        for room, events in timelines:
            place = places.parse(room.place)
            items = (
                incoming.item(
                    event, place, self.user_id, self.prefix, about, encrypted=room.encrypted
                )
                for event in events
            )
            found.append([item for item in items if item])
        return found

    async def _replied_to(self, timelines: Timelines) -> dict[str, int]:
        """Return the proposals that the bot's own messages are about, of those replied to."""
        replies = [
            (room.place, replied)
            for room, events in timelines
            for event in events
            if (replied := incoming.replied_to(event.content))
        ]
        if not replies:
            return {}
        async with self.database.read() as conn:
            rows = [(place, await outbox.by_event(conn, replied)) for place, replied in replies]
        found = {row.event_id: _proposal_of(row.about) for p, row in rows if row and row.place == p}
        return {event_id: number for event_id, number in found.items() if number}


def _proposal_of(about: str) -> int:
    number = about.partition("/")[0].removeprefix("P")
    return int(number) if number.isdigit() else 0
