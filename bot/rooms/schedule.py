"""What rooms need besides messages, and when: to be opened, entered, set up, regained, left.

What can't be done now is tried again, later and later. Knows the Matrix edge and storage.
"""

import asyncio
import math
from collections.abc import Callable, Collection, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import structlog

from bot.accounts.servers import Servers
from bot.clock import Clock
from bot.errors import MatrixError
from bot.relay.places import is_direct
from bot.retry import backoff, until_answered
from bot.rooms.access import Access, Condition
from bot.rooms.open import Opener
from bot.rooms.people.strangers import NOT_RIGHT
from bot.rooms.reconcile import Reconciler
from storage import rooms
from storage.database import Database
from storage.outbox import Row
from storage.rooms import Room, RoomState

log = structlog.get_logger()

Work = Coroutine[Any, Any, None]
HOUR = 3600.0
"""Seconds; at least so often it is looked whether anything is to be done."""
ENTER_AT_ONCE = 4
"""How many chats the bot enters at the same time, however many invite it."""
SOON = 5.0
"""Seconds for which messages that were just written go before anything that a room needs."""


@dataclass(frozen=True)
class Later:
    """What could not be done for a room yet, and when to try again.

    ``wanted`` is the room's counter of changes when it was tried; ``at`` is in the loop's time.
    """

    wanted: int = 0
    tries: int = 0
    at: float = 0.0

    def once_more(self, room: Room) -> "Later":
        """Return when to try again what could not be done now either."""
        return Later(room.wanted, self.tries + 1, _clock() + backoff(self.tries + 1))

    def when_allowed(self, room: Room, at: float) -> "Later":
        """Return when to go on with what the homeserver allows only then.

        If that is now, it was hardly tried: what waits for people to be invited goes on waiting.
        """
        tries = self.tries if at <= _clock() else max(self.tries, 1)
        return Later(room.wanted, tries, at)


@dataclass
class Schedule:
    """Sees to the rooms. ``moved_on`` is called when something became of one.

    ``now`` is a clock in ms. ``is_waiting``: when it was last asked what is due, something had to
    wait for messages.
    """

    database: Database
    opener: Opener
    reconciler: Reconciler
    access: Access
    servers: Servers
    now: Clock
    moved_on: Callable[[], None] = field(default=lambda: None)
    is_waiting: bool = False
    _entered: set[tuple[str, int]] = field(default_factory=set)
    _later: dict[str, Later] = field(default_factory=dict)
    _put_off: float = 0.0
    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(ENTER_AT_ONCE))

    def __post_init__(self) -> None:
        """Have rooms that wait for another homeserver looked at when it answers again."""
        self.servers.back = self._answers_again

    # --- what is due ------------------------------------------------------------------

    def due(
        self, live: Mapping[str, Room], unsent: Collection[Row], first: Collection[str]
    ) -> Iterator[tuple[Room, Callable[[Room], Work]]]:
        """Yield what rooms need, unless messages that were just written are still to be sent.

        The places in ``first`` don't wait: whoever is invited after something was said in an
        encrypted room can't read it.
        """
        self.is_waiting = False
        now = self.now()
        ready = {place for place, room in live.items() if room.state is RoomState.READY}
        fresh = now - SOON * 1000
        sending = any(row.place in ready and row.created_at > fresh for row in unsent)
        sending = sending and not self.opener.rate_limit.pace.is_limited  # which keeps an order
        self._put_off = (self._put_off or now) if sending else 0.0
        waits = sending and now - self._put_off < SOON * 1000
        self._entered &= {(each.place, each.attempt) for each in live.values() if _is_new(each)}
        for gone in self._later.keys() - live.keys():
            del self._later[gone]
            self.servers.hold(gone)
        for room in live.values():
            if work := self._needed(room, waits=waits and room.place not in first):
                yield room, work

    def _needed(self, room: Room, *, waits: bool) -> Callable[[Room], Work] | None:
        """Return what a room needs now; None if nothing."""
        if _is_new(room):
            if not room.room_id:
                return self._open
            return None if (room.place, room.attempt) in self._entered else self._enter
        if waits and room.state is not RoomState.PAUSED:
            self.is_waiting |= room.leaving or is_changed(room)
            return None
        return self._leave if room.leaving else self._again(room)

    def _again(self, room: Room) -> Callable[[Room], Work] | None:
        is_paused = room.state is RoomState.PAUSED
        if not is_paused and not is_changed(room):
            self._later.pop(room.place, None)
            self.servers.hold(room.place)
            return None
        if is_paused:
            self.servers.hold(room.place)
        later = self._later_for(room)
        waits = later.wanted == room.wanted and _clock() < later.at
        if waits and not self.servers.frees(room.place):
            return None
        return self._regain if is_paused else self._reconcile

    def _later_for(self, room: Room) -> Later:
        return self._later.get(room.place, Later())

    def was_tried(self, room: Room) -> bool:
        """Whether it was tried to make a room as it is wanted now."""
        later = self._later_for(room)
        return later.wanted == room.wanted and later.tries > 0

    def until_next(self) -> float:
        """Return how many seconds may pass until there is something to do again."""
        again = [later.at - _clock() for later in self._later.values()]
        return min([SOON if self._put_off else HOUR, self.servers.until_next(), *again])

    def _answers_again(self, server: str) -> None:
        log.info("another homeserver answers again", server=server)
        self.moved_on()

    # --- what is done -----------------------------------------------------------------

    async def is_shut_out(self, room: Room, error: MatrixError) -> bool:
        """Whether a message has to wait, since the bot lost its room or has to look at it first."""
        if error.errcode == NOT_RIGHT:
            await self.access.pause(room)
            self.moved_on()
            return True
        if error.errcode != "M_FORBIDDEN" or is_direct(room.place):
            return False
        condition = await until_answered(f"{room.place}: access", lambda: self.access.look(room))
        self.moved_on()  # messages to it wait for people now, not for the bot
        return condition is not Condition.FINE

    async def _open(self, room: Room) -> None:
        await until_answered(f"{room.place}: opening", lambda: self.opener.open(room))
        self.moved_on()

    async def _leave(self, room: Room) -> None:
        await until_answered(f"{room.place}: leaving", lambda: self.opener.leave(room))

    async def _reconcile(self, room: Room) -> None:
        """Bring a room to what is wanted; who can't be invited now is tried again later."""
        later = self._later_for(room)
        self._later[room.place] = Later(room.wanted, later.tries, math.inf)
        try:
            done = await self._reconciled(room)
        except BaseException:
            self._later.pop(room.place, None)
            raise
        self._tried(room, later, done=done)

    async def _reconciled(self, room: Room) -> bool:
        what = f"{room.place}: reconciling"
        try:
            return await until_answered(what, lambda: self._compared(room), _may_pass)
        except MatrixError as error:
            self.servers.hold(room.place)
            return await self.is_shut_out(room, error)

    async def _compared(self, room: Room) -> bool:
        """Compare a room with what is wanted, unless another is to be in its place by now."""
        async with self.database.read() as conn:
            now = await rooms.get(conn, room.place)
        if now is None or now.room_id != room.room_id:
            return False
        return await self.reconciler.reconcile(room)

    async def _regain(self, room: Room) -> None:
        """Look whether a paused room lets the bot work there again; if not, later."""
        later = self._later_for(room)
        condition = await until_answered(f"{room.place}: access", lambda: self.access.look(room))
        self._tried(room, later, done=condition is not Condition.PAUSED)
        if condition is not Condition.PAUSED:
            self.moved_on()

    def _tried(self, room: Room, before: Later, *, done: bool) -> None:
        allowed_at = self.reconciler.inviter.again.pop(room.place, None)
        if done:
            self._later.pop(room.place, None)
        elif self.servers.holds(room.place):
            self._later[room.place] = replace(before.once_more(room), at=math.inf)
        elif allowed_at is not None:
            self._later[room.place] = before.when_allowed(room, allowed_at)
        else:
            self._later[room.place] = before.once_more(room)

    async def _enter(self, room: Room) -> None:
        """Enter a room to which somebody invited the bot; the listener says when it is in."""
        room_id = room.room_id or ""
        try:
            await until_answered(
                f"{room.place}: entering",
                lambda: self._join(room_id),
                lambda error: error.retry,
            )
        except MatrixError as error:
            log.warning("not entered", place=room.place, error=str(error))
            async with self.database.write() as conn:
                await rooms.set_state(conn, room.place, RoomState.LEFT)
        else:
            self._entered.add((room.place, room.attempt))

    async def _join(self, room_id: str) -> None:
        async with self._slots:
            await self.reconciler.matrix.join(room_id)


def is_changed(room: Room) -> bool:
    """Whether a room is to be compared with what is wanted."""
    return room.wanted > room.reconciled


def _is_new(room: Room) -> bool:
    return room.state is RoomState.INTENDED


def _clock() -> float:
    return asyncio.get_running_loop().time()


def _may_pass(error: MatrixError) -> bool:
    return error.errcode != "M_FORBIDDEN"
