"""A room is compared with what is wanted, and the difference is written.

Removals come first, invitations last. Knows the Matrix edge, storage, and the pure
``relay.rooms`` and ``state_events``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

import templates
from bot.errors import MatrixError
from bot.matrix import Matrix
from bot.ratelimit import RateLimit, Urgency
from bot.relay.notices import Notice
from bot.relay.places import is_direct
from bot.relay.rooms import Wanted
from bot.rooms import state_events
from bot.rooms.invite import Inviter
from bot.rooms.inviting.order import of_room
from bot.rooms.looks.pictures import address_of
from bot.rooms.notices import Notices
from bot.rooms.people.readers import Readership
from bot.rooms.people.strangers import Strangers
from bot.rooms.wanted import CALL, WantedRooms
from bot.settings import Settings
from bot.together import carried_out
from storage import due, invitations, meta, outbox, rooms
from storage.database import Database
from storage.rooms import Room, RoomState

log = structlog.get_logger()


@dataclass(frozen=True)
class Reconciler:
    """Makes rooms that exist as they are wanted."""

    database: Database
    matrix: Matrix
    settings: Settings
    rate_limit: RateLimit
    wanted_rooms: WantedRooms
    notices: Notices
    inviter: Inviter
    strangers: Strangers
    readership: Readership

    async def to_remove(self, conn: AsyncConnection, names: Iterable[str]) -> dict[str, set[str]]:
        """Return, for each closed room, who is no longer to be there.

        Of those people, it returns the ones who were invited; a room without any is left out.
        """
        members = await self.wanted_rooms.closed_to_others(conn, names)
        invited = await invitations.invited_to(conn, members)
        gone = {place: people.keys() - members[place] for place, people in invited.items()}
        return {place: people for place, people in gone.items() if people}

    async def to_invite(self, conn: AsyncConnection, names: Iterable[str]) -> set[str]:
        """Return the places of the rooms to which somebody is still to be invited."""
        members = await self.wanted_rooms.members(conn, names)
        return {
            place for place, people in (await invitations.lacking(conn, members)).items() if people
        }

    async def remove(self, room: Room) -> None:
        """Remove from a room whoever is no longer to be there. Raises MatrixError."""
        async with self.database.read() as conn:
            gone = (await self.to_remove(conn, [room.place])).get(room.place, ())
        if room.room_id:
            await carried_out(self._kick(room, room.room_id, person) for person in gone)

    async def reconcile(self, room: Room) -> bool:
        """Compare a room with what is wanted; write the difference, return whether all was written.

        Raises MatrixError.
        """
        if not room.room_id:
            return False
        wanted = await self.wanted_rooms.wanted(room.place)
        room_id = room.room_id
        state = await self.rate_limit.ask(
            lambda: self.matrix.full_state(room_id), Urgency.ROOM, counts=False
        )
        if is_direct(room.place):
            self.matrix.direct.add(room_id)
        else:
            self._must_govern(state)
        if not await self.put_right(room, wanted, state):
            raise MatrixError("M_FORBIDDEN", "a stranger can't be put out", status=403)
        refused = await self.write(room.place, room_id, wanted, state)
        if wanted.encrypted and not room.encrypted:
            async with self.database.write() as conn:
                await rooms.encrypt(conn, room.place)
        await self.readership.brief(room, wanted, state)
        if not state_events.is_restrictable(state_events.version(state)):
            wanted = replace(wanted, enterers=frozenset())  # nobody can enter by themselves
        invited = await self.inviter.invite(room, wanted, state)
        if refused:
            raise refused
        if invited:
            async with self.database.write() as conn:
                await rooms.reconciled(conn, room.place, room.wanted)
        return invited

    async def give_alias_up(self, room: Room) -> None:
        """Take a room's public alias away, for another room of its place. Raises MatrixError."""
        wanted = await self.wanted_rooms.wanted(room.place)
        if not wanted.alias:
            return
        alias = f"#{wanted.alias}:{self.settings.rooms.server}"
        if await self._resolved(alias) == room.room_id:
            await self.rate_limit.ask(
                lambda: self.matrix.delete_alias(alias), Urgency.ROOM, counts=False
            )

    async def settle(
        self, place: str, room_id: str, state: state_events.State
    ) -> state_events.State:
        """Make a room that others made as a place's is wanted; return its state then.

        Raises MatrixError.
        """
        wanted = await self.wanted_rooms.wanted(place)
        if refused := await self.write(place, room_id, wanted, state):
            raise refused
        return await self.rate_limit.ask(
            lambda: self.matrix.full_state(room_id), Urgency.ROOM, counts=False
        )

    def _must_govern(self, state: state_events.State) -> None:
        """Raise MatrixError as the homeserver would, if the bot can't work in a room of its own."""
        joined = state_events.memberships(state).get(self.matrix.user_id) == "join"
        governs = joined and state_events.governs(state, self.matrix.user_id)
        if not governs or state_events.replacement(state) is not None:
            raise MatrixError("M_FORBIDDEN", "the room is lost", status=403)

    async def write(
        self, place: str, room_id: str, wanted: Wanted, state: state_events.State
    ) -> MatrixError | None:
        """Write what differs; return the first refusal, after which the rest is written too."""
        refused: MatrixError | None = None
        alias = await self._public_alias(room_id, wanted, state)
        if alias and wanted.listed:
            await self._list(place, room_id)
        async with self.database.read() as conn:
            pinned = await self._pinned(conn, place, wanted)
            children = await self._children(conn, wanted)
            picture = await address_of(conn, wanted.picture)
        for event_type, key, content in state_events.changes(
            wanted,
            state,
            user_id=self.matrix.user_id,
            alias=alias,
            pinned=pinned,
            picture=picture,
            children=children,
            enter_from=await self.wanted_rooms.ready(wanted.enter_from),
        ):
            try:
                await self._put(place, room_id, (event_type, key), content)
            except MatrixError as error:
                if error.retry:
                    raise
                refused = refused or error
        return refused

    async def _pinned(self, conn: AsyncConnection, place: str, wanted: Wanted) -> tuple[str, ...]:
        """Return the messages to be pinned in a place: the text, and each call that is open."""
        calls = await due.given_in(conn, place, CALL)
        about = (wanted.pin, *(str(given["call"]) for given in calls))
        found = [await outbox.pinned(conn, place, each) for each in about if each]
        return tuple(filter(None, found))

    async def _children(
        self, conn: AsyncConnection, wanted: Wanted
    ) -> dict[str, dict[str, object]]:
        """Return what a space says of its rooms that are ready, by their ids."""
        via = [self.settings.rooms.server]
        found = [await rooms.get(conn, child) for child in wanted.children]
        return {
            r.room_id: {"via": via, "suggested": r.place in wanted.suggested}
            for r in found
            if r and r.room_id and _is_ready(r)
        }

    async def _put(
        self, place: str, room_id: str, what: tuple[str, str], content: Mapping[str, object]
    ) -> None:
        event_type, key = what
        await self.rate_limit.ask(
            lambda: self.matrix.put_state(room_id, event_type, content, key),
            Urgency.ROOM,
            turn=of_room(place),
        )

    async def _public_alias(self, room_id: str, wanted: Wanted, state: state_events.State) -> str:
        """Return the public alias if it is this room's, taking it if it is free."""
        if not wanted.alias:
            return ""
        alias = f"#{wanted.alias}:{self.settings.rooms.server}"
        if state.get(("m.room.canonical_alias", ""), {}).get("alias") == alias:
            return alias
        try:
            await self.rate_limit.ask(
                lambda: self.matrix.put_alias(alias, room_id), Urgency.ROOM, counts=False
            )
        except MatrixError as error:
            if error.retry:
                raise
            if await self._resolved(alias) != room_id:
                cause, taken = f"alias:{alias}", Notice.ALIAS_TAKEN
                await self.notices.tell_secretariat(cause, taken, alias=alias)
                return ""
        return alias

    async def _resolved(self, alias: str) -> str | None:
        return await self.rate_limit.ask(
            lambda: self.matrix.resolve_alias(alias), Urgency.ROOM, counts=False
        )

    async def _list(self, place: str, room_id: str) -> None:
        """Show a room in the server's directory, once the server lets the bot do that.

        What it refuses is tried again when the room is next compared, at the latest at the next
        start (``bot.service.directory``).
        """
        async with self.database.read() as conn:
            if room_id in await meta.listed(conn):
                return
        try:
            await self.rate_limit.ask(
                lambda: self.matrix.set_directory(room_id, listed=True), Urgency.ROOM, counts=False
            )
        except MatrixError as error:
            if error.retry:
                raise
            where = {"place": place, "room_id": room_id}
            log.warning("not listed in the homeserver's directory", **where, error=str(error))
            return
        async with self.database.write() as conn:
            await meta.list_too(conn, room_id)

    async def put_right(self, room: Room, wanted: Wanted, state: state_events.State) -> bool:
        """Put out of a closed room who doesn't belong there, and tell of them first.

        False if one can't be put out, or has power that the bot can't take away. Raises
        MatrixError.
        """
        if wanted.public or not room.room_id:
            return True
        room_id, keep = room.room_id, {*wanted.members, self.matrix.user_id}
        gone = state_events.there(state) - keep
        await self.strangers.tell(room, state_events.there(state), keep)
        if not is_direct(room.place) and state_events.equals(state, self.matrix.user_id):
            return False
        kicked = await carried_out(self._kick(room, room_id, person) for person in gone)
        if all(kicked) or is_direct(room.place):
            return True
        now = await self.rate_limit.ask(
            lambda: self.matrix.full_state(room_id), Urgency.ROOM, counts=False
        )
        return not gone & state_events.there(now)

    async def _kick(self, room: Room, room_id: str, person: str) -> bool:
        """Put somebody out; False if that was refused: they may have left."""
        done = True
        try:
            await self.rate_limit.ask(
                lambda: self.matrix.kick(room_id, person, templates.REMOVED), Urgency.ANSWER
            )
        except MatrixError as error:
            if error.retry:
                raise
            where = {"person": person, "place": room.place, "room_id": room_id}
            log.info("not removed", **where, error=str(error))
            done = False
        async with self.database.write() as conn:
            await invitations.forget(conn, room.place, person)
        return done


def _is_ready(room: Room) -> bool:
    """Whether a room hangs in its space: also while nothing is said there."""
    return room.state in (RoomState.READY, RoomState.PAUSED)
