"""Encrypted messages whose key comes late: held with their place, read when they can be.

A key may come after its message, after a restart, or only when it is asked for. If a message
can't be read after a minute, its sender is told so, and it is held no longer, since they may
have said it again. The minute runs while the bot has all keys that its homeserver has for it: not
while a flood of them is being read, nor while the homeserver is away. Knows the Matrix edge and
storage.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import structlog

from bot.clerk.item import Item, Unread, from_held, of_event
from bot.errors import MatrixError
from bot.listener.commands import Commands
from bot.matrix import Event, Matrix, Unreadable
from bot.relay import places
from storage import held, inbox, rooms
from storage.database import Database
from storage.held import Held

log = structlog.get_logger()

MINUTE = 60_000
"""Milliseconds for which a message is held."""
LONGEST = 10 * MINUTE
"""Milliseconds for which it is held at most, while there is no end to what is read first."""
AWAY = 2 * MINUTE
"""Milliseconds without an answer to a sync after which the minute begins again."""
OFTEN = 5_000
"""Milliseconds after which what is held is looked at, since its sender may be known by then."""
SOON = 1_000
"""Milliseconds after which a key that has not come by itself is asked for."""


@dataclass
class Undecrypted:
    """Looks at what is held. ``now`` is a clock in ms."""

    database: Database
    matrix: Matrix
    commands: Commands
    now: Callable[[], int]
    _handed_on: set[str] = field(default_factory=set)
    _oldest: int | None = None
    _expected: set[str] = field(default_factory=set)
    _look_soon: bool = False
    _back_at: int = 0
    _heard_at: int = 0
    _all_read_at: int | None = None

    def heard(self, at: int, *, more_keys: bool) -> None:
        """Note when a sync was answered, and whether more keys wait behind those it brought."""
        was_away = at - self._heard_at > AWAY
        self._heard_at = at
        self._back_at = at if was_away else self._back_at
        if more_keys:
            self._all_read_at = None
        elif was_away or self._all_read_at is None:
            self._all_read_at = at

    def expect(self, cause: str) -> None:
        """Note that a message is about to be held, so that it is looked at soon."""
        self._expected.add(cause)

    def worked_on(self, cause: str) -> None:
        """Note that the clerk has worked on a message: it is held now, or needs not be."""
        self._expected.discard(cause)
        self._look_soon = True

    async def look(self) -> list[Item]:
        """Return what can be worked on now, read or given up.

        Each only once, unless the process ends before it is worked on.
        """
        self._look_soon = False
        if self.matrix.encryption is None:
            return []
        async with self.database.read() as conn:
            waiting = await held.waiting(conn)
        self._handed_on &= {each.cause for each in waiting}
        fresh = [each for each in waiting if each.cause not in self._handed_on]
        items = [item for each in fresh if (item := await self._item(each))]
        self._handed_on.update(item.cause for item in items)
        left = [each.held_at for each in fresh if each.cause not in self._handed_on]
        self._oldest = min(left, default=None)
        return items

    def wait_ms(self, at_most: int) -> int:
        """Return how many ms may pass until something that is held is to be looked at."""
        if self._expected or self._look_soon:
            return min(at_most, SOON)
        if self._oldest is None:
            return at_most
        return min(at_most, OFTEN, max(self.given_up_at(self._oldest) - self.now(), 0))

    def given_up_at(self, held_at: int) -> int:
        """Return until when a message is held whose key does not come."""
        at_last = max(held_at, self._back_at) + LONGEST
        if self._all_read_at is None:
            return at_last
        return min(max(held_at, self._all_read_at) + MINUTE, at_last)

    async def _item(self, message: Held) -> Item | None:
        event, asked_at = from_held(message)
        try:
            decrypted = await self.matrix.decrypted(event)
        except (Unreadable, MatrixError) as error:
            if self.now() >= self.given_up_at(message.held_at):
                unread = Unread(str(event.content.get("session_id")))
                return of_event(event, places.parse(message.place), unread, message.head)
            log.info("held", cause=message.cause, reason=str(error))
            await self._ask_for_key(event)
            return None
        return await self._heard(decrypted, message, asked_at)

    async def _heard(self, event: Event, message: Held, asked_at: int) -> Item | None:
        """Return what a decrypted message asks for; if that is nothing, hold it no longer."""
        async with self.database.read() as conn:
            room = await rooms.get(conn, message.place)
        heard = await self.commands.items([(room, (event,))], self.now()) if room else []
        for item in heard[0] if heard else ():
            until = asked_at if item.seen_until is None else min(item.seen_until, asked_at)
            return replace(item, head=message.head, asked_at=asked_at, seen_until=until)
        async with self.database.write() as conn:
            await held.release(conn, message.cause)
            await inbox.done(conn, message.cause)
        return None

    async def _ask_for_key(self, event: Event) -> None:
        try:
            await self.matrix.ask_for_key(event)
        except MatrixError as error:
            log.warning("key not asked for", cause=event.event_id, error=str(error))
