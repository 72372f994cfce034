"""Whether the bot can work in a room of its own, and what follows if it can't.

It can where it is joined and governs; elsewhere it could keep no stranger out. If somebody in
the room can let the bot work there again, the room is paused until they do, for a day. If
nobody can, or the room was replaced, its place gets another room at once. Knows the Matrix
edge and storage.
"""

from dataclasses import dataclass
from enum import StrEnum

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import DAY_MS
from bot.errors import MatrixError
from bot.matrix import Matrix
from bot.ratelimit import RateLimit, Urgency
from bot.relay.notices import Notice
from bot.relay.places import SECRETARIAT_PLACE
from bot.rooms import state_events, tampering
from bot.rooms.notices import Notices
from bot.rooms.people.strangers import Doubted
from bot.rooms.reconcile import Reconciler
from bot.rooms.replace import Replacer, pause_of
from storage import meta, rooms
from storage.database import Database
from storage.rooms import Room, RoomState

log = structlog.get_logger()

TIMES = 5
"""How often a room is put right until it is taken for one that can't be."""
NO_ROOM = {"M_NOT_FOUND", "M_UNKNOWN"}
"""How a homeserver refuses to let anybody into a room that it doesn't have (any more)."""


class Condition(StrEnum):
    """How a room is, as far as the bot's work in it goes."""

    FINE = "fine"
    PAUSED = "paused"
    GONE = "gone"
    """The place has another room by now, or is to have one."""


class Lacking(StrEnum):
    """What keeps the bot from working in a room."""

    NOTHING = ""
    ENTRY = "entry"
    POWER = "power"


@dataclass(frozen=True)
class Access:
    """Looks after the bot's access to rooms of its own."""

    database: Database
    matrix: Matrix
    rate_limit: RateLimit
    notices: Notices
    replacer: Replacer
    doubted: Doubted

    @property
    def reconciler(self) -> Reconciler:
        """What makes rooms as they are wanted."""
        return self.replacer.reconciler

    async def look(self, room: Room) -> Condition:
        """See how a room is, and do what follows from it. Raises MatrixError."""
        state, is_there = await self._state(room), True
        if self._lacking(state) is Lacking.ENTRY:
            is_there = await self._entered(room)
            state = await self._state(room)
        lacking, replaced = self._lacking(state), state_events.replacement(state) is not None
        is_lost = replaced or not is_there
        if is_lost or (lacking and await self._is_hopeless(room, state)):
            await self.replacer.move(room, state)
            return Condition.GONE
        if not lacking and not await self._put_right(room, state):
            await self.replacer.move(room, state, taken=True)
            return Condition.GONE
        return await self._noted(room, lacking)

    async def _put_right(self, room: Room, state: state_events.State) -> bool:
        """Make a closed room as it is wanted, whoever came in; False if it can't be made so."""
        wanted = await self.reconciler.wanted_rooms.wanted(room.place)
        others = state_events.equals(state, self.matrix.user_id)
        if wanted.public:
            if others:
                await self._tell_of(others, room)
            return True
        room_id = room.room_id or ""
        for _ in range(TIMES):  # meanwhile somebody else may have come in
            if not await self.reconciler.put_right(room, wanted, state):
                return False
            await self.reconciler.write(room.place, room_id, wanted, state)
            state = await self.rate_limit.ask(
                lambda: self.matrix.full_state(room_id), Urgency.ROOM, counts=False
            )
            enter_from = await self.reconciler.wanted_rooms.ready(wanted.enter_from)
            people = wanted.members.keys()
            if state_events.is_closed(state, people, self.matrix.user_id, enter_from):
                return True
        return False

    async def pause(self, room: Room) -> None:
        """Have nothing said in a room until it was looked at."""
        self.doubted.setdefault(room.room_id or "", [])
        async with self.database.write() as conn:
            await tampering.shut_out(conn, room)
            await rooms.want(conn, (room.place,))

    async def _is_hopeless(self, room: Room, state: state_events.State) -> bool:
        """Whether nobody can let the bot work in a room again, or nobody has for a day.

        A bot that is banned sees no state, and can't know who could.
        """
        others = state_events.governors(state) - {self.matrix.user_id}
        if room.place == SECRETARIAT_PLACE or (state and not others):
            return True
        async with self.database.read() as conn:
            _, since = await _paused(conn, room.place)
        return bool(since) and self.notices.now() - since > DAY_MS

    async def _noted(self, room: Room, lacking: Lacking) -> Condition:
        """Pause a room, or go on in it, and say so once."""
        async with self.database.write() as conn:
            now = await rooms.get(conn, room.place)
            if now is None or now.room_id != room.room_id:
                return Condition.GONE
            if lacking:
                await rooms.set_state(conn, room.place, RoomState.PAUSED)
                await self._tell(conn, room, lacking)
            elif now.state is RoomState.PAUSED and now.wanted != room.wanted:
                return Condition.PAUSED  # something else happened there meanwhile
            elif now.state is RoomState.PAUSED:
                log.info("going on", place=room.place)
                await rooms.set_state(conn, room.place, RoomState.READY)
                await rooms.want(conn, (room.place,))
                await meta.put(conn, pause_of(room.place), "")
        if not lacking:
            self.doubted.pop(room.room_id or "", None)
        return Condition.PAUSED if lacking else Condition.FINE

    async def _tell(self, conn: AsyncConnection, room: Room, lacking: Lacking) -> None:
        """Tell the secretariat, once while the room is paused for the same."""
        told, since = await _paused(conn, room.place)
        if told == lacking:
            return
        log.warning("paused", place=room.place, lacking=lacking)
        now = self.notices.now()
        await meta.put(conn, pause_of(room.place), f"{lacking} {since or now}")
        notice = Notice.PAUSED_ENTRY if lacking is Lacking.ENTRY else Notice.PAUSED_POWER
        what = {"place": room.place, "room_id": room.room_id or ""}
        await self.notices.tell(conn, f"paused:{room.place}:{now}", notice, **what)

    async def _tell_of(self, others: frozenset[str], room: Room) -> None:
        """Tell the secretariat, once, who governs a room beside the bot."""
        people = ", ".join(sorted(others))
        what = {"place": room.place, "room_id": room.room_id or "", "people": people}
        cause = f"others:{room.place}:{room.room_id}:{people}"
        await self.notices.tell_secretariat(cause, Notice.OTHERS_GOVERN, **what)

    async def _state(self, room: Room) -> state_events.State:
        """Return a room's state as far as the bot may see it."""
        room_id = room.room_id or ""
        try:
            return await self.rate_limit.ask(
                lambda: self.matrix.full_state(room_id), Urgency.ROOM, counts=False
            )
        except MatrixError as error:
            if error.retry or error.status is None:
                raise
            return {}

    async def _entered(self, room: Room) -> bool:
        """Enter a room, if that is possible; return whether there is such a room.

        Where an administrator deleted or blocked it, the homeserver refuses otherwise than where
        the bot is only kept out.
        """
        room_id = room.room_id or ""
        try:
            await self.rate_limit.ask(lambda: self.matrix.join(room_id), Urgency.ROOM)
        except MatrixError as error:
            if error.retry:
                raise
            return error.errcode not in NO_ROOM
        return True

    def _lacking(self, state: state_events.State) -> Lacking:
        if state_events.memberships(state).get(self.matrix.user_id) != "join":
            return Lacking.ENTRY
        governs = state_events.governs(state, self.matrix.user_id)
        return Lacking.NOTHING if governs else Lacking.POWER


async def _paused(conn: AsyncConnection, place: str) -> tuple[str, int]:
    """Return what the secretariat was told of a pause, and since when it lasts (ms); or nothing."""
    lacking, _, since = (await meta.get(conn, pause_of(place)) or "").partition(" ")
    return lacking, int(since or 0)
