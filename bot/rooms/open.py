"""A place's room is opened, and left when its proposal ended long ago.

A room is created under the alias that was committed before, closed and without
invitees; after an uncertain outcome the alias is looked up, so that no second room is
made. Then it is compared with what is wanted, before anybody enters it. Knows the Matrix
edge, storage, and the pure ``relay.rooms`` and ``state_events``.
"""

import asyncio
from dataclasses import dataclass, field, replace

import structlog

from bot.errors import MatrixError
from bot.matrix import Matrix
from bot.ratelimit import RateLimit, Urgency
from bot.relay import places
from bot.relay.rooms import Wanted
from bot.retry import backoff
from bot.rooms import intended, state_events
from bot.rooms.inviting.order import of_room
from bot.rooms.looks.pictures import address_of
from bot.rooms.notices import Notices
from bot.rooms.opening_progress import OpeningProgress
from bot.rooms.reconcile import Reconciler
from bot.rooms.wanted import WantedRooms
from bot.settings import Settings
from storage import rooms
from storage.database import Database
from storage.rooms import Room, RoomState

log = structlog.get_logger()

JOINED_WITHIN = 3.0
"""Seconds to wait for the bot to be joined in a room that an uncertain request made."""
CREATIONS = "creations"
"""What a homeserver may limit besides: how many rooms an account makes."""


class Unusable(Exception):  # noqa: N818 - a fact about a room, not an error of ours
    """Nobody can govern the room under the alias: a server was killed while it made the room."""


@dataclass
class Opener:
    """Opens rooms. ``version`` is the room version that they are made in."""

    database: Database
    matrix: Matrix
    settings: Settings
    rate_limit: RateLimit
    wanted_rooms: WantedRooms
    notices: Notices
    reconciler: Reconciler
    version: str
    _certain: set[str] = field(default_factory=set)

    def intended_now(self, place: str) -> None:
        """Note that a place was intended by this process, so that nobody can have made it."""
        self._certain.add(place)

    async def open(self, room: Room) -> None:
        """Make the room of a place, or find it, and verify its settings; commit its id.

        Raises MatrixError; may be called again after any.
        """
        wanted = await self.wanted_rooms.wanted(room.place)
        try:
            room_id = await self._made(room, wanted)
            state = await self._usable(room_id)
        except Unusable as unusable:
            await self._leave_unusable(room, str(unusable))
            await self._give_up(room)
            return
        # Closed until its id is committed: before, the bot can't tell to which place words belong.
        closed = replace(wanted, public=False, alias="")
        if refused := await self.reconciler.write(room.place, room_id, closed, state):
            raise refused
        async with self.database.write() as conn:
            await rooms.set_room_id(conn, room.place, room_id)
            await rooms.set_state(conn, room.place, RoomState.READY)
            await rooms.want(conn, places.parents_of(room.place))
            await self.notices.announce(conn, room, room_id)
            await OpeningProgress(self.notices.now).tell(conn, room.place)
            if wanted.encrypted or state_events.is_encrypted(state):
                await rooms.encrypt(conn, room.place)

    async def _made(self, room: Room, wanted: Wanted) -> str:
        if room.room_id:
            return room.room_id
        if room.place not in self._certain:
            room_id = await self.rate_limit.ask(
                lambda: self.matrix.resolve_alias(self._hidden(room)), Urgency.ROOM, counts=False
            )
            if room_id:
                return room_id
        self._certain.discard(room.place)
        try:
            return await self.rate_limit.ask(
                lambda: self._create(room, wanted),
                Urgency.ROOM,
                turn=of_room(room.place),
                about=(CREATIONS,),
            )
        except MatrixError as error:
            room_id = await self._found_after(error, room)
            if room_id is None:
                raise
            return room_id

    async def _create(self, room: Room, wanted: Wanted) -> str:
        async with self.database.read() as conn:
            picture = await address_of(conn, wanted.picture)
        return await self.matrix.create_room(
            alias_localpart=room.alias,
            name=wanted.name,
            topic=wanted.topic,
            room_type="m.space" if room.kind == "space" else None,
            room_version=self.version,
            initial_state=state_events.initial(wanted, picture),
            power_levels=state_events.power(wanted, self.matrix.user_id, self.version),
        )

    async def _found_after(self, error: MatrixError, room: Room) -> str | None:
        """Return the room that a failed creation left under the alias, if any."""
        log.warning("room creation uncertain", place=room.place, error=str(error))
        if not error.uncertain and error.errcode not in ("M_ROOM_IN_USE", "M_UNKNOWN"):
            return None
        return await self.rate_limit.ask(
            lambda: self.matrix.resolve_alias(self._hidden(room)), Urgency.ROOM, counts=False
        )

    async def _usable(self, room_id: str) -> state_events.State:
        """Return the state of a room that we are joined to and can govern, or raise Unusable."""
        deadline = asyncio.get_running_loop().time() + JOINED_WITHIN
        while True:
            try:
                state = await self.rate_limit.ask(
                    lambda: self.matrix.full_state(room_id), Urgency.ROOM, counts=False
                )
            except MatrixError as error:
                if error.errcode != "M_FORBIDDEN":
                    raise
                state = {}
            if self._governed(state):
                return state
            if asyncio.get_running_loop().time() > deadline:
                raise Unusable(room_id)
            await asyncio.sleep(0.1)

    def _governed(self, state: state_events.State) -> bool:
        joined = state_events.memberships(state).get(self.matrix.user_id) == "join"
        return joined and ("m.room.power_levels", "") in state

    async def _leave_unusable(self, room: Room, room_id: str) -> None:
        """Leave a room in which nobody else is, or ever can be, if the bot is in it at all."""
        try:
            await self.rate_limit.ask(lambda: self.matrix.leave(room_id), Urgency.ROOM)
        except MatrixError as error:
            if error.retry:
                raise
            log.info("not left", place=room.place, room_id=room_id, error=str(error))

    async def _give_up(self, room: Room) -> None:
        log.warning("room unusable", place=room.place, attempt=room.attempt)
        await asyncio.sleep(backoff(room.attempt))
        async with self.database.write() as conn:
            await intended.again(conn, self.database.secret, room)

    def _hidden(self, room: Room) -> str:
        return f"#{room.alias}:{self.settings.rooms.server}"

    async def leave(self, room: Room) -> None:
        """Leave the room of a proposal that ended long ago, so that it costs nothing.

        Its public alias is given up, for the room that reopening the proposal would open.
        Raises MatrixError, but not for a room that the bot is out of already.
        """
        room_id = room.room_id or ""
        await self.reconciler.give_alias_up(room)
        try:
            await self.rate_limit.ask(lambda: self.matrix.leave(room_id), Urgency.ROOM)
        except MatrixError as error:
            if error.retry:
                raise
            log.info("not left", place=room.place, room_id=room_id, error=str(error))
        async with self.database.write() as conn:
            now = await rooms.get(conn, room.place)
            if now is None or now.room_id != room_id:
                return  # the sync said already that it was left, and another one is to be
            await rooms.want(conn, places.parents_of(room.place))
            if now.ended_at:
                await rooms.set_state(conn, room.place, RoomState.LEFT)
            else:  # reopened meanwhile
                await intended.again(conn, self.database.secret, now)
