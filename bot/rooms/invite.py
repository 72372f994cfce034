"""Who is to be in a room is invited, once for each appointment; whoever declined isn't again.

Who gave somebody a role is told, once, if that person can't be invited: in the room where they
gave the command. Knows the Matrix edge and storage.
"""

import asyncio
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.accounts.servers import Servers, Silent
from bot.errors import MatrixError
from bot.matrix import Matrix
from bot.ratelimit import NotYet, RateLimit, Turn, Urgency
from bot.relay.notices import Notice, Occasion, post
from bot.relay.rooms import Wanted
from bot.rooms import state_events
from bot.rooms.inviting.order import of_person
from bot.rooms.inviting.progress import InvitingProgress
from bot.rooms.notices import Notices
from bot.rooms.wanted import WantedRooms
from bot.together import carried_out
from deliberation import council as councils
from deliberation.entries import COUNCIL_CHAIN, Entry, NamingAnnounced
from deliberation.people import server_of
from storage import inbox, invitations, outbox, record
from storage.database import Database
from storage.inbox import Arrival
from storage.rooms import Room

log = structlog.get_logger()

INVITED_WITHIN = 5.0
"""Seconds to wait for an invitation; one that takes longer is looked at again later."""
AT_A_TIME = 15.0
"""Seconds that a room waits for its people's turns; then it is compared with what is wanted."""
INVITATIONS = "invitations"
"""What a homeserver may limit as a whole."""


def waiting(person: str, entry: int) -> str:
    """Return the inbox's key for having said that the person's homeserver doesn't answer."""
    return f"unreachable:{person}:{entry}"


@dataclass(frozen=True)
class NotInvited:
    """Tells of invitations that failed. ``entry`` is the number of the one for which it was."""

    notices: Notices
    _told: set[tuple[str, int]] = field(default_factory=set)

    async def refused(self, person: str, entry: int) -> None:
        """Tell whoever named the person, and the secretariat, that the invitation is refused."""
        cause = f"invite:{person}:{entry}"
        async with self.notices.database.write() as conn:
            await self.notices.tell(conn, cause, Notice.NOT_INVITED, person=person)
            await self._tell(conn, cause, Notice.REFUSES_INVITATION, person, entry)

    async def waits(self, person: str, entry: int) -> None:
        """Tell whoever named the person that their homeserver doesn't answer.

        Unless the answer to the command said so.
        """
        if (person, entry) in self._told:
            return
        self._told.add((person, entry))
        cause = waiting(person, entry)
        async with self.notices.database.write() as conn:
            if await inbox.enter(conn, Arrival(cause, "", command=False)):
                await self._tell(conn, cause, Notice.INVITATION_WAITS, person, entry)

    async def _tell(
        self, conn: AsyncConnection, cause: str, notice: Notice, person: str, number: int
    ) -> None:
        entries = await record.entries(conn, COUNCIL_CHAIN)
        if councils.fold(entries).since.get(person) != number:
            return  # they have no role any more, or were given one anew
        named = _asked_for(entries, number)
        place = await outbox.ticked_in(conn, named.cause) if named else ""
        if named and place:
            said = post(notice, Occasion(place, asked_by=named.person), {"person": person})
            await self.notices.put(conn, cause, (said,))


def _asked_for(entries: Sequence[Entry], number: int) -> Entry | None:
    """Return the entry of the command by which an entry came about, if it is of the chain.

    Of what the secretariat announced and a timer carried out, that is the announcement.
    """
    done = next((each for each in entries if each.number == number), None)
    if done is None or done.event:
        return done
    person = getattr(done.payload, "person", "")
    announced = (
        each
        for each in reversed(entries)
        if each.number < number and isinstance(each.payload, NamingAnnounced)
        if each.payload.person == person
    )
    return next(announced, done)


@dataclass(frozen=True)
class Inviter:
    """Invites people, all at once where the homeserver lets it, else in the order of ``inviting``.

    ``servers``: who is on a homeserver that doesn't answer waits until it does. ``again``: for each
    place where the homeserver allows no more now, from when on (in the loop's time) it may.
    """

    database: Database
    matrix: Matrix
    rate_limit: RateLimit
    notices: Notices
    servers: Servers
    not_invited: NotInvited
    progress: InvitingProgress | None = None
    wanted_rooms: WantedRooms | None = None
    again: dict[str, float] = field(default_factory=dict)

    async def invite(self, room: Room, wanted: Wanted, state: state_events.State) -> bool:
        """Invite who is missing; return whether nobody has to be tried again.

        If the proposal has ended, each is tried only once, so that a dead homeserver doesn't keep
        the bot busy.
        """
        memberships = state_events.memberships(state)
        there = state_events.there(state)
        async with self.database.read() as conn:
            invited = await invitations.invited(conn, room.place)
        banned = {p: n for p, n in wanted.invitees.items() if memberships.get(p) == "ban"}
        due = {p: n for p, n in wanted.invitees.items() if invited.get(p) != n and p not in banned}
        gone = {p: n for p, n in invited.items() if p in wanted.chairs - there - banned.keys()}
        await self._tell_of(Notice.BANNED, room, banned)
        await self._tell_of(Notice.GONE, room, {p: n for p, n in gone.items() if p not in due})
        if self.progress:
            self.progress.banned[room.place] = banned.keys()
        left = await self._invite(room, wanted.leads, due, there)
        self.servers.hold(room.place, {server_of(p) for p in left} if not banned else ())
        return not (left or banned) or bool(wanted.ended)

    async def _invite(
        self, room: Room, leads: Sequence[str], due: Mapping[str, int], there: Collection[str]
    ) -> set[str]:
        """Invite people to a room; return who has to be tried again."""
        turns = {p: of_person(room.place, p, leads) for p in due if p not in there}
        missing = sorted(turns, key=turns.__getitem__)
        self.again.pop(room.place, None)
        if missing:
            async with self.database.write() as conn:
                await invitations.begin(conn, room.place, missing)
        await self._look()
        sent = await carried_out(self._invite_one(room, p, due[p], turns[p]) for p in missing)
        left = {p for p, ok in zip(missing, sent, strict=True) if not ok}
        async with self.database.write() as conn:
            now_invited = {p: n for p, n in due.items() if p not in left}
            await invitations.record(conn, room.place, now_invited)
        await self._look()
        return left

    async def _look(self) -> None:
        if self.progress:
            await self.progress.look(self.servers)

    async def _tell_of(self, notice: Notice, room: Room, people: Mapping[str, int]) -> None:
        """Tell the secretariat of people who are out of a room, once for each appointment."""
        for person, entry in people.items():
            where = f":{room.place}" if notice is Notice.BANNED else ""
            cause = f"{notice.value.words}:{person}:{entry}{where}"
            await self.notices.tell_secretariat(cause, notice, person=person, place=room.place)

    async def _invited(self, room: Room, person: str) -> None:
        """Invite, without waiting long for the person's homeserver: it may be dead."""
        if self.servers.is_silent(server_of(person)):
            raise Silent  # it fell silent while this waited for its turn
        if not await self._is_wanted(room.place, person):
            raise NotYet(
                asyncio.get_running_loop().time()
            )  # they were removed while this waited for its turn
        try:
            async with asyncio.timeout(INVITED_WITHIN):
                await self.matrix.invite(room.room_id or "", person)
        except TimeoutError as late:
            raise MatrixError("TIMEOUT", "no answer", retry=True, uncertain=True) from late

    async def _invite_one(self, room: Room, person: str, entry: int, turn: Turn) -> bool:
        """Invite a person, for an entry; False if it may succeed later."""
        room_id, server = room.room_id or "", server_of(person)
        try:
            await self.servers.ask(server, lambda: self._in_turn(room, person, turn))
        except NotYet as later:
            self.again[room.place] = min(later.at, self.again.get(room.place, math.inf))
            return False
        except Silent:
            await self.not_invited.waits(person, entry)
            return False
        except MatrixError as error:
            where = {"person": person, "place": room.place, "room_id": room_id}
            log.info("not invited", **where, error=str(error))
            if error.retry:
                if self.servers.is_silent(server):
                    await self.not_invited.waits(person, entry)
                return False
            if error.errcode != "M_FORBIDDEN" or not await self._is_there(room_id, person):
                await self.not_invited.refused(person, entry)
        return True

    async def _in_turn(self, room: Room, person: str, turn: Turn) -> None:
        """Invite when it is the person's turn. Raises NotYet, Silent, MatrixError."""
        await self.rate_limit.ask(
            lambda: self._invited(room, person),
            Urgency.ROOM,
            elsewhere=server_of(person) != self.servers.own,
            turn=turn,
            about=(INVITATIONS, room.room_id or "", person),
            within=AT_A_TIME,
        )

    async def _is_wanted(self, place: str, person: str) -> bool:
        """Whether a person is still to be in a place's room."""
        rooms = self.wanted_rooms
        return rooms is None or person in (await rooms.wanted(place)).invitees

    async def _is_there(self, room_id: str, person: str) -> bool:
        """Whether somebody is in a room or invited; they may have come in by themselves."""
        state = await self.rate_limit.ask(
            lambda: self.matrix.full_state(room_id), Urgency.ROOM, counts=False
        )
        return person in state_events.there(state)
