"""A place gets another room, since its own was replaced or can't be entered any more.

The bot follows into a replacement only if nobody but it governs there; otherwise it opens a
room of its own. What people need is said and pinned there again. Knows the Matrix edge and
storage.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

import templates
from bot.errors import MatrixError
from bot.matrix import Matrix
from bot.ratelimit import RateLimit, Urgency
from bot.relay import places
from bot.relay.notices import Notice, Occasion, post
from bot.relay.post import Post
from bot.relay.shown import shown_in
from bot.relay.visibility import doors_seen_in, seen
from bot.retry import until_answered
from bot.rooms import intended, state_events
from bot.rooms.notices import Notices
from bot.rooms.reconcile import Reconciler
from bot.together import carried_out
from storage import meta, outbox, rooms
from storage.database import Database
from storage.rooms import Room, RoomState

log = structlog.get_logger()


def pause_of(place: str) -> str:
    """Return the name under which it is noted that a room is paused, and since when."""
    return f"pause:{place}"


class Why(StrEnum):
    """Why a place gets another room."""

    UPGRADED = "upgraded"
    SHUT_OUT = "shut_out"
    TAKEN = "taken"
    """Somebody is there whom the bot can't put out, or has as much power as it has."""


_TOLD = {Why.UPGRADED: Notice.UPGRADED, Why.SHUT_OUT: Notice.LOST, Why.TAKEN: Notice.TAKEN}


def _why(state: state_events.State, *, taken: bool) -> Why:
    if state_events.replacement(state) is not None:
        return Why.UPGRADED
    return Why.TAKEN if taken else Why.SHUT_OUT


@dataclass(frozen=True)
class Adopted:
    """A replacement that the bot governs: its id, and its state."""

    room_id: str
    state: state_events.State


@dataclass(frozen=True)
class Replacer:
    """Gives places other rooms."""

    database: Database
    matrix: Matrix
    rate_limit: RateLimit
    reconciler: Reconciler
    notices: Notices

    async def move(self, room: Room, state: state_events.State, *, taken: bool = False) -> None:
        """Give a room's place another one. ``state`` is the old one's. Raises MatrixError.

        ``taken``: the bot is there, but can't keep others out. Then who belongs there is put out
        of the old one, so that nobody goes on talking before them.
        """
        why = _why(state, taken=taken)
        adopted = await self._adopted(room, state_events.replacement(state) or "")
        if taken:
            await self._empty(room, state)
        await self.reconciler.give_alias_up(room)
        async with self.database.write() as conn:
            now = await rooms.get(conn, room.place)
            if now is None or now.room_id != room.room_id:
                return
            if now.ended_at:
                await rooms.set_state(conn, room.place, RoomState.LEFT)
            else:
                await self._replace(conn, now, adopted, why)
            await rooms.want(conn, places.parents_of(room.place))
        await self._leave(room)

    async def _replace(
        self, conn: AsyncConnection, room: Room, adopted: Adopted | None, why: Why
    ) -> None:
        log.warning("another room", place=room.place, attempt=room.attempt + 1)
        shown = await self._shown(conn, room.place)
        await intended.again(conn, self.database.secret, room)
        if adopted:
            await rooms.set_room_id(conn, room.place, adopted.room_id)
            await rooms.set_state(conn, room.place, RoomState.READY)
            if state_events.is_encrypted(adopted.state):
                await rooms.encrypt(conn, room.place)
            following = replace(room, attempt=room.attempt + 1)
            await self.notices.announce(conn, following, adopted.room_id)
        await meta.put(conn, pause_of(room.place), "")
        await self._say(conn, room, shown, why)

    async def _shown(self, conn: AsyncConnection, place: str) -> Post | None:
        """Return what shows the current draft again, if it is pinned in the old room."""
        parsed, notices = places.parse(place), self.notices
        proposal = await notices.folds.proposal(conn, parsed.proposal)
        doors = doors_seen_in(parsed)
        visible = seen(proposal, doors, notices.settings.plenary)
        if visible is None or visible.current is None:
            return None
        shown = shown_in(place, visible)
        return shown if await outbox.pinned(conn, place, shown.about) else None

    async def _say(self, conn: AsyncConnection, room: Room, shown: Post | None, why: Why) -> None:
        cause = f"moved:{room.place}:{room.attempt}"
        moved = post(Notice.MOVED, Occasion(room.place), {"why": why.value})
        await self.notices.put(conn, cause, (moved, shown) if shown else (moved,))
        if room.place != places.SECRETARIAT_PLACE:
            what = {"place": room.place, "room_id": room.room_id or ""}
            await self.notices.tell(conn, f"{cause}:told", _TOLD[why], **what)

    async def _adopted(self, room: Room, replacement: str) -> Adopted | None:
        """Enter a replacement and make it as wanted; None if the bot can't, or others govern."""
        if not replacement:
            return None
        try:
            await self.rate_limit.ask(lambda: self.matrix.join(replacement), Urgency.ROOM)
            state = await self.rate_limit.ask(
                lambda: self.matrix.full_state(replacement), Urgency.ROOM
            )
            if state_events.governors(state) != {self.matrix.user_id}:
                await self.rate_limit.ask(lambda: self.matrix.leave(replacement), Urgency.ROOM)
                return None
            return Adopted(
                replacement, await self.reconciler.settle(room.place, replacement, state)
            )
        except MatrixError as error:
            if error.retry:
                raise
            log.info("not followed", place=room.place, error=str(error))
            return None

    async def _empty(self, room: Room, state: state_events.State) -> None:
        """Put everybody out of a room who can be; who can't stays there alone."""
        people = state_events.there(state) - {self.matrix.user_id}
        await carried_out(self._put_out(room.room_id or "", person) for person in people)

    async def _put_out(self, room_id: str, person: str) -> None:
        try:
            await self.rate_limit.ask(
                lambda: self.matrix.kick(room_id, person, templates.MOVED), Urgency.ROOM
            )
        except MatrixError as error:
            if error.retry:
                raise
            log.info("not put out", person=person, room_id=room_id, error=str(error))

    async def _leave(self, room: Room) -> None:
        """Leave the old room, so that what is said there no longer reaches the bot."""
        room_id = room.room_id or ""
        try:
            await until_answered(
                f"{room.place}: leaving",
                lambda: self.rate_limit.ask(lambda: self.matrix.leave(room_id), Urgency.ROOM),
                lambda error: error.retry,
            )
        except MatrixError as error:
            log.info("not left", place=room.place, error=str(error))
