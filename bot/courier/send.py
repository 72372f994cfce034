"""One outbox row becomes one event: content completed, file uploaded, sent.

Knows the Matrix edge; of storage, the row.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bot.clock import Clock
from bot.courier.seal import Seals
from bot.courier.uploads import Uploads
from bot.matrix import Matrix
from bot.ratelimit import RateLimit, Urgency
from bot.relay.compose import FIELD, key_in
from bot.relay.places import is_direct
from bot.rooms import state_events
from bot.rooms.people.strangers import not_right
from storage.outbox import Row
from storage.rooms import Room

REACTION = "m.reaction"
HOUR_MS = 60 * 60 * 1000
"""A server may have forgotten the transaction id of an older row; Synapse does after a day.

It may also have forgotten those from before our login, which another device of ours had.
"""


@dataclass(frozen=True)
class Sender:
    """Sends rows. Each method raises MatrixError.

    ``doubted`` are the rooms, by Matrix id, in which nothing may be said for now.
    """

    matrix: Matrix
    rate_limit: RateLimit
    now: Clock
    seals: Seals
    doubted: Collection[str]
    uploads: Uploads

    async def send(self, room: Room, row: Row) -> str:
        """Send a row, unless an earlier process did; return the event's id.

        Raises NOT_RIGHT where nothing may be said until the room was looked at.
        """
        if room.room_id in self.doubted:
            raise not_right()
        return await self._sent_before(room, row) or await self._send(room, row)

    async def _send(self, room: Room, row: Row) -> str:
        room_id = room.room_id or ""
        if row.only_with and not await self._alone_with(room_id, row.only_with):
            return await self._send_public(room, row)
        content = dict(row.content or {})
        if row.file:
            sealed = self._seals(room)
            content |= await self.uploads.fields(room, row, urgency(row), sealed=sealed)
        return await self._say(room, row, content)

    async def _say(self, room: Room, row: Row, content: Mapping[str, Any]) -> str:
        """Send a row's content, encrypted if the room is; reactions never are."""
        room_id, event_type, key = room.room_id or "", row.event_type, row.key
        if not self._seals(room) or event_type == REACTION:
            return await self.rate_limit.ask(
                lambda: self.matrix.send(room_id, event_type, content, key), urgency(row)
            )
        return await self.seals.send(room, row, urgency(row), content, _outside(content))

    def _seals(self, room: Room) -> bool:
        """Whether messages to the room go encrypted.

        Not to a chat that somebody encrypted though the bot can't: all that it says there is
        that it can't read it.
        """
        if not room.encrypted:
            return False
        return self.matrix.encryption is not None or not is_direct(room.place)

    async def _alone_with(self, room_id: str, person: str) -> bool:
        state = await self.rate_limit.ask(lambda: self.matrix.full_state(room_id), Urgency.ANSWER)
        return state_events.is_between(state, self.matrix.user_id, person)

    async def _send_public(self, room: Room, row: Row) -> str:
        """Send what may be said before others; nothing if another row of the answer says it."""
        return await self._say(room, row, row.otherwise) if row.otherwise else ""

    async def _sent_before(self, room: Room, row: Row) -> str:
        """Return the event that a row was sent as; look only if a server may not know the row."""
        is_old = self.now() - row.created_at > HOUR_MS
        if not is_old and row.created_at >= self.matrix.since:
            return ""
        event_id, token = await self._in_page(room.room_id or "", row, None)
        while token and not event_id:
            event_id, token = await self._in_page(room.room_id or "", row, token)
        return event_id

    async def _in_page(self, room_id: str, row: Row, start: str | None) -> tuple[str, str | None]:
        """Look for a row in one page of a room's past; return its event, and the next page's start.

        If ``start`` is None, the page begins at the room's newest event, since the row may have
        been sent after our last sync.
        """
        page, token = await self.rate_limit.ask(lambda: self.matrix.messages_back(room_id, start))
        for event in page:
            if event.sender == self.matrix.user_id and key_in(event.content) == row.key:
                return event.event_id, None
        is_past = bool(page) and page[-1].ts < row.created_at - HOUR_MS
        return "", None if is_past else token


def urgency(row: Row) -> Urgency:
    """Return how urgent a row is: somebody waits for an answer, and for the tick."""
    return Urgency.ANSWER if row.is_answer else Urgency.MESSAGE


def _outside(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of an encrypted message that stays readable.

    That is the row's key, which tells nobody anything, and by which the bot recognises the
    message if it has lost its keys; and the relation, as the specification wants it.
    """
    key, relation = key_in(content), content.get("m.relates_to")
    mark = {FIELD: {"key": key}} if key else {}
    return mark | ({"m.relates_to": relation} if relation else {})
