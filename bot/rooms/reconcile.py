"""The rooms as they are in Matrix: opened, verified, and kept as wanted.

A room is created under the alias that was committed before, closed and without
invitees; after an uncertain outcome the alias is looked up, so that no second room is
made. Then it is compared with ``wanted`` and the difference written. Knows the Matrix
edge, storage, and the pure ``wanted`` and ``roomstate``.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

import templates
from bot.errors import MatrixError, UnknownToken
from bot.matrix import Matrix
from bot.ratelimit import Pace
from bot.relay import places
from bot.relay.places import is_direct
from bot.relay.rooms import Wanted
from bot.retry import backoff
from bot.rooms import intended, state_events
from bot.rooms.invite import HERE, Inviting
from bot.rooms.opening_progress import Opening
from bot.rooms.wanted import Outlook
from bot.settings import Office
from storage import outbox, rooms
from storage.database import Database
from storage.rooms import Room, RoomState

log = structlog.get_logger()

JOINED_WITHIN = 3.0
"""Seconds to wait for the bot to be joined in a room that an uncertain request made."""


class Unusable(Exception):  # noqa: N818 - a fact about a room, not an error of ours
    """The room under the alias is a torso: a server killed while making it leaves such."""


@dataclass
class Rooms:
    """Opens and reconciles. ``started`` holds places that this process has tried to open."""

    database: Database
    matrix: Matrix
    office: Office
    pace: Pace
    outlook: Outlook
    version: str
    _certain: set[str] = field(default_factory=set)
    _limited: dict[str, float] = field(default_factory=dict)

    @property
    def inviting(self) -> Inviting:
        """What invites people to the rooms."""
        return Inviting(self.database, self.matrix, self.pace, self.outlook, self._limited)

    def intended_now(self, place: str) -> None:
        """Note that a place was intended by this process, so that nobody can have made it."""
        self._certain.add(place)

    # --- opening --------------------------------------------------------------------

    async def open(self, room: Room) -> None:
        """Make the room of a place, or find it, and verify its settings; commit its id.

        Raises MatrixError; may be called again after any.
        """
        wanted = await self.outlook.wanted(room.place)
        try:
            room_id = await self._made(room, wanted)
            state = await self._usable(room_id)
        except Unusable as torso:
            await self._leave_torso(room, str(torso))
            await self._give_up(room)
            return
        # Closed until its id is committed: what was said there before would be of no known room.
        closed = replace(wanted, public=False, alias="")
        if refused := await self._write(room.place, room_id, closed, state):
            raise refused
        version = state_events.version(state)
        async with self.database.write() as conn:
            await rooms.set_room_id(conn, room.place, room_id, version)
            await rooms.set_state(conn, room.place, RoomState.READY)
            await rooms.want(conn, places.parents_of(room.place))
            await self.outlook.announce(conn, room, room_id)
            await Opening(self.outlook).tell(conn, room.place)
            if wanted.encrypted or state_events.is_encrypted(state):
                await rooms.encrypt(conn, room.place)

    async def _made(self, room: Room, wanted: Wanted) -> str:
        if room.room_id:
            return room.room_id
        if room.place not in self._certain:
            found = await self.pace.ask(lambda: self.matrix.resolve_alias(self._hidden(room)))
            if found:
                return found
        self._certain.discard(room.place)
        try:
            return await self.pace.ask(lambda: self._create(room, wanted))
        except MatrixError as error:
            found = await self._found_after(error, room)
            if found is None:
                raise
            return found

    async def _create(self, room: Room, wanted: Wanted) -> str:
        return await self.matrix.create_room(
            alias_localpart=room.alias,
            name=wanted.name,
            topic=wanted.topic,
            room_type="m.space" if room.kind == "space" else None,
            room_version=self.version,
            initial_state=state_events.initial(wanted),
            power_levels=state_events.power(wanted, self.matrix.user_id, self.version),
        )

    async def _found_after(self, error: MatrixError, room: Room) -> str | None:
        """Return the room that a failed creation left under the alias, if any."""
        log.warning("room creation uncertain", place=room.place, error=str(error))
        if not error.uncertain and error.errcode not in ("M_ROOM_IN_USE", "M_UNKNOWN"):
            return None
        return await self.pace.ask(lambda: self.matrix.resolve_alias(self._hidden(room)))

    async def _usable(self, room_id: str) -> state_events.State:
        """Return the state of a room that we are joined to and can govern, or raise Unusable."""
        deadline = asyncio.get_running_loop().time() + JOINED_WITHIN
        while True:
            try:
                state = await self.pace.ask(lambda: self.matrix.full_state(room_id))
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

    async def _leave_torso(self, room: Room, room_id: str) -> None:
        """Leave a room in which nobody else is, or ever can be, if the bot is in it at all."""
        try:
            await self.pace.ask(lambda: self.matrix.leave(room_id))
        except UnknownToken:
            raise
        except MatrixError as error:
            if error.retry:
                raise
            log.info("not left", place=room.place, error=str(error))

    async def _give_up(self, room: Room) -> None:
        log.warning("room unusable", place=room.place, attempt=room.attempt)
        await asyncio.sleep(backoff(room.attempt))
        async with self.database.write() as conn:
            await intended.again(conn, self.database.secret, room)

    def _hidden(self, room: Room) -> str:
        return f"#{room.alias}:{self.office.settings.server}"

    async def leave(self, room: Room) -> None:
        """Leave the room of a proposal that ended long ago, so that it costs nothing.

        Its public alias is given up, for the room that reopening the proposal would open.
        Raises MatrixError, but not for a room that the bot is out of already.
        """
        room_id = room.room_id or ""
        await self.give_alias_up(room)
        try:
            await self.pace.ask(lambda: self.matrix.leave(room_id))
        except MatrixError as error:
            if error.retry or isinstance(error, UnknownToken):
                raise
            log.info("not left", place=room.place, error=str(error))
        async with self.database.write() as conn:
            now = await rooms.get(conn, room.place)
            if now is None or now.room_id != room_id:
                return  # the sync said already that it was left, and another one is to be
            await rooms.want(conn, places.parents_of(room.place))
            if now.ended_at:
                await rooms.set_state(conn, room.place, RoomState.LEFT)
            else:  # reopened meanwhile
                await intended.again(conn, self.database.secret, now)

    async def give_alias_up(self, room: Room) -> None:
        """Take a room's public alias away, for another room of its place. Raises MatrixError."""
        wanted = await self.outlook.wanted(room.place)
        if not wanted.alias:
            return
        alias = f"#{wanted.alias}:{self.office.settings.server}"
        if await self.pace.ask(lambda: self.matrix.resolve_alias(alias)) == room.room_id:
            await self.pace.ask(lambda: self.matrix.delete_alias(alias))

    async def settle(
        self, place: str, room_id: str, state: state_events.State
    ) -> state_events.State:
        """Make a room that others made as a place's is wanted; return its state then.

        Raises MatrixError.
        """
        wanted = await self.outlook.wanted(place)
        if refused := await self._write(place, room_id, wanted, state):
            raise refused
        return await self.pace.ask(lambda: self.matrix.full_state(room_id))

    # --- reconciling ----------------------------------------------------------------

    async def crowded(self, conn: AsyncConnection, names: Iterable[str]) -> dict[str, set[str]]:
        """Return the places, of closed rooms, where somebody is who is no longer to be there.

        With those people, as far as they were invited.
        """
        members = await self.outlook.members(conn, names)
        invited = await rooms.invited_to(conn, members)
        gone = {place: people - members[place] for place, people in invited.items()}
        return {place: people for place, people in gone.items() if people}

    async def short(self, conn: AsyncConnection, names: Iterable[str]) -> set[str]:
        """Return the places, of closed rooms, where somebody is not invited yet who is to be."""
        members = await self.outlook.members(conn, names)
        invited = await rooms.invited_to(conn, members)
        return {place for place, people in members.items() if people - invited.get(place, set())}

    async def remove(self, room: Room) -> None:
        """Remove from a room who is no longer to be there. Raises MatrixError."""
        async with self.database.read() as conn:
            gone = (await self.crowded(conn, [room.place])).get(room.place, ())
        if room.room_id:
            await asyncio.gather(*(self._kick(room, room.room_id, person) for person in gone))

    async def reconcile(self, room: Room) -> bool:
        """Compare a room with what is wanted and write the difference; whether all of it was.

        Raises MatrixError.
        """
        if not room.room_id:
            return False
        wanted = await self.outlook.wanted(room.place)
        room_id = room.room_id
        state = await self.pace.ask(lambda: self.matrix.full_state(room_id))
        if not is_direct(room.place):
            self._must_govern(state)
        await self._remove_strangers(room, wanted, state)
        refused = await self._write(room.place, room_id, wanted, state)
        if wanted.encrypted and not room.encrypted:
            async with self.database.write() as conn:
                await rooms.encrypt(conn, room.place)
        invited = await self.inviting.invite(room, wanted, state)
        if refused:
            raise refused
        if invited:
            async with self.database.write() as conn:
                await rooms.reconciled(conn, room.place, room.wanted)
        return invited

    def _must_govern(self, state: state_events.State) -> None:
        """Raise MatrixError as the homeserver would, if the bot can't work in a room of its own."""
        joined = state_events.memberships(state).get(self.matrix.user_id) == "join"
        governs = joined and state_events.governs(state, self.matrix.user_id)
        if not governs or state_events.replacement(state) is not None:
            raise MatrixError("M_FORBIDDEN", "the room is lost", status=403)

    async def _write(
        self, place: str, room_id: str, wanted: Wanted, state: state_events.State
    ) -> MatrixError | None:
        """Write what differs; return the first refusal, which keeps nothing else from being."""
        refused: MatrixError | None = None
        alias = await self._public_alias(room_id, wanted, state)
        async with self.database.read() as conn:
            pinned = await outbox.pinned(conn, place, wanted.pin) if wanted.pin else ""
            ready = [await rooms.get(conn, child) for child in wanted.children]
        server = self.office.settings.server
        children = {r.room_id: server for r in ready if r and r.room_id and _is_ready(r)}
        for kind, key, content in state_events.changes(
            wanted,
            state,
            user_id=self.matrix.user_id,
            alias=alias,
            pinned=pinned or "",
            children=children,
        ):
            try:
                await self._put(room_id, kind, key, content)
            except UnknownToken:
                raise
            except MatrixError as error:
                if error.retry:
                    raise
                refused = refused or error
        return refused

    async def _put(self, room_id: str, kind: str, key: str, content: Mapping[str, object]) -> None:
        await self.pace.ask(lambda: self.matrix.put_state(room_id, kind, content, key))

    async def _public_alias(self, room_id: str, wanted: Wanted, state: state_events.State) -> str:
        """Return the public alias if it is this room's, taking it if it is free."""
        if not wanted.alias:
            return ""
        alias = f"#{wanted.alias}:{self.office.settings.server}"
        if state.get(("m.room.canonical_alias", ""), {}).get("alias") == alias:
            return alias
        try:
            await self.pace.ask(lambda: self.matrix.put_alias(alias, room_id))
        except MatrixError as error:
            if error.retry or isinstance(error, UnknownToken):
                raise
            owner = await self.pace.ask(lambda: self.matrix.resolve_alias(alias))
            if owner != room_id:
                await self.outlook.tell_secretariat(f"alias:{alias}", "alias_taken", alias=alias)
                return ""
        if wanted.listed:
            await self._list(room_id)
        return alias

    async def _list(self, room_id: str) -> None:
        """Show a room in the server's directory, if the server lets the bot do that."""
        try:
            await self.pace.ask(lambda: self.matrix.set_directory(room_id, listed=True))
        except UnknownToken:
            raise
        except MatrixError as error:
            if error.retry:
                raise
            log.info("not listed in the directory", error=str(error))

    async def _remove_strangers(
        self, room: Room, wanted: Wanted, state: state_events.State
    ) -> None:
        if wanted.public or not room.room_id:
            return
        keep = {*wanted.members, self.matrix.user_id}
        gone = [
            p for p, m in state_events.memberships(state).items() if m in HERE and p not in keep
        ]
        await asyncio.gather(*(self._kick(room, room.room_id, person) for person in gone))

    async def _kick(self, room: Room, room_id: str, person: str) -> None:
        try:
            await self.pace.ask(lambda: self.matrix.kick(room_id, person, templates.REMOVED))
        except MatrixError as error:
            if error.retry or isinstance(error, UnknownToken):
                raise
            log.info("not removed", place=room.place, error=error.errcode)
        async with self.database.write() as conn:
            await rooms.forget_invitation(conn, room.place, person)


def _is_ready(room: Room) -> bool:
    return room.state is RoomState.READY
