"""Who is to be in a room is invited, once for each appointment; whoever declined isn't again.

Knows the Matrix edge and storage.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from bot.errors import MatrixError
from bot.matrix import Matrix
from bot.ratelimit import RateLimit
from bot.relay.notices import Notice
from bot.relay.rooms import Wanted
from bot.rooms import state_events
from bot.rooms.notices import Notices
from bot.together import carried_out
from storage import invitations
from storage.database import Database
from storage.rooms import Room

log = structlog.get_logger()

INVITED_WITHIN = 5.0
"""Seconds to wait for an invitation; one that takes longer is looked at again later."""


@dataclass(frozen=True)
class Inviter:
    """Invites people.

    ``limited``: for each person, until when (in the loop's time) the homeserver accepts no
    invitation. An attempt before that would use up what it allows the bot for others.
    """

    database: Database
    matrix: Matrix
    rate_limit: RateLimit
    notices: Notices
    limited: dict[str, float] = field(default_factory=dict)

    async def invite(self, room: Room, wanted: Wanted, state: state_events.State) -> bool:
        """Invite who is missing, all at once; return whether nobody has to be tried again.

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
        missing = [p for p in due if p not in there]
        sent = await carried_out(self._invite_one(room, p, due[p]) for p in missing)
        now_invited = (due.keys() & there) | {p for p, ok in zip(missing, sent, strict=True) if ok}
        async with self.database.write() as conn:
            await invitations.record(conn, room.place, {p: due[p] for p in now_invited})
        return (all(sent) and not banned) or bool(wanted.ended)

    async def _tell_of(self, notice: Notice, room: Room, people: Mapping[str, int]) -> None:
        """Tell the secretariat of people who are out of a room, once for each appointment."""
        for person, entry in people.items():
            where = f":{room.place}" if notice is Notice.BANNED else ""
            cause = f"{notice.value.words}:{person}:{entry}{where}"
            await self.notices.tell_secretariat(cause, notice, person=person, place=room.place)

    async def _invited(self, room_id: str, person: str) -> None:
        """Invite, without waiting long for the person's homeserver: it may be dead."""
        try:
            async with asyncio.timeout(INVITED_WITHIN):
                await self.matrix.invite(room_id, person)
        except TimeoutError as late:
            raise MatrixError("TIMEOUT", "no answer", retry=True, uncertain=True) from late

    async def _invite_one(self, room: Room, person: str, entry: int) -> bool:
        """Invite a person, for an entry; False if it may succeed later."""
        room_id, clock = room.room_id or "", asyncio.get_running_loop().time
        if clock() < self.limited.get(person, 0.0):
            return False
        try:
            await self.rate_limit.ask(lambda: self._invited(room_id, person))
        except MatrixError as error:
            log.info("not invited", place=room.place, error=str(error))
            if error.retry:
                self.limited[person] = clock() + (error.retry_after or 0.0)
                return False
            if error.errcode != "M_FORBIDDEN" or not await self._is_there(room_id, person):
                cause = f"invite:{person}:{entry}"
                await self.notices.tell_secretariat(cause, Notice.NOT_INVITED, person=person)
        return True

    async def _is_there(self, room_id: str, person: str) -> bool:
        """Whether somebody is in a room or invited; they may have come in by themselves."""
        state = await self.rate_limit.ask(lambda: self.matrix.full_state(room_id))
        return person in state_events.there(state)
