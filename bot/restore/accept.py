"""Going on from now, when the record or the homeserver was restored from an older copy.

The secretariat asks for it while the bot is down, and all of it is one transaction. What was
said since the copy was made is not acted on. Every room is told so, and is shown the current
draft again, without which no position can be recorded. Rooms that are gone are opened anew;
rooms of what the record doesn't have are left alone. Whoever came into a room meanwhile and is
not of record is removed before anything is said. Knows the Matrix edge, storage, and the
relay's posts.
"""

import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clerk.timers import leaving
from bot.clock import Clock
from bot.errors import MatrixError
from bot.matrix import Matrix
from bot.ratelimit import RateLimit, Urgency
from bot.relay import places, visibility
from bot.relay.compose import FIELD, Outgoing
from bot.relay.notices import Notice, Occasion, post
from bot.relay.post import Post
from bot.relay.power import BOT_ONLY
from bot.relay.shown import shown_in
from bot.restore.compare import Comparison
from bot.restore.difference import Compared, Difference, DifferenceKind
from bot.restore.looking import ABSENT
from bot.rooms import notices, state_events
from bot.rooms.intended import alias_of
from bot.rooms.state_events import State
from bot.settings import Settings
from bot.together import gathered
from deliberation import council as councils
from deliberation import fold as proposals
from deliberation.entries import COUNCIL_CHAIN
from deliberation.terms import RoomKind
from storage import due, invitations, meta, record, rooms
from storage.database import Database
from storage.rooms import Room, RoomState
from templates.views import Data

_NUMBER = re.compile(r"P([0-9]{1,9})\b")
"""How the bot names a proposal in its marks, and in the names of its rooms."""
_HERE = ("join", "invite", "knock")


async def accept(
    database: Database, matrix: Matrix, settings: Settings, now: Clock
) -> tuple[Difference, ...]:
    """Have the bot go on from now if anything differs; return what did.

    Raises MatrixError; then nothing was changed.
    """
    rate_limit = RateLimit()
    look = await Comparison(database, matrix, rate_limit).look()
    if not look.differences:
        return ()
    async with database.read() as conn:
        live = await rooms.live(conn)
    unrecorded = [each.room_id for each in look.differences if not each.place]
    ids = [*(room.room_id for room in live if room.room_id), *unrecorded]
    states = await gathered(_state(matrix, rate_limit, room_id) for room_id in ids)
    async with database.write() as conn:
        taken = _Acceptance(
            conn, database, settings, look, dict(zip(ids, states, strict=True)), now()
        )
        await taken.write(live, unrecorded)
    return look.differences


async def _state(matrix: Matrix, rate_limit: RateLimit, room_id: str) -> State | None:
    """Return the state of a room, None if there is none for the bot."""
    try:
        return await rate_limit.ask(lambda: matrix.full_state(room_id), Urgency.ANSWER)
    except MatrixError as error:
        if error.errcode not in ABSENT:
            raise
        return None


@dataclass
class _Acceptance:
    """The transaction. ``states`` has the rooms' states by their Matrix ids."""

    conn: AsyncConnection
    database: Database
    settings: Settings
    look: Compared
    states: Mapping[str, State | None]
    now: int
    secret: bytes = field(init=False)

    @property
    def is_behind(self) -> bool:
        """Whether it is the record that is behind, or one of two."""
        rooms = self.look.rooms
        return bool(rooms(DifferenceKind.UNKNOWN) or rooms(DifferenceKind.OTHER))

    async def write(self, live: tuple[Room, ...], unrecorded: list[str]) -> None:
        """Write all of it; of another council's rooms, that they are left alone."""
        if len(self.look.rooms(DifferenceKind.OTHER)) == len(self.look.differences):
            return await self._leave_alone(unrecorded)
        self.secret = await self._secret()
        for room in live:
            await self._renew(room)
        for room_id in unrecorded:
            await self._take_in(room_id)
        await self._skip_numbers()
        await self._tell({room.place for room in live})
        await meta.forget(self.conn, meta.SYNC_TOKEN)
        await meta.forget(self.conn, meta.WITNESS)
        return None

    async def _secret(self) -> bytes:
        """Return the secret from now on: a new one if the record lacks what the old one named."""
        if not self.is_behind:
            return self.database.secret
        made = secrets.token_hex(32)
        await meta.put(self.conn, meta.SECRET, made)
        return bytes.fromhex(made)

    async def _renew(self, room: Room) -> None:
        """Have a room compared with what is wanted, or opened anew if it is gone."""
        state = self.states.get(room.room_id or "")
        if room.state is RoomState.INTENDED:
            if self.is_behind and not room.room_id:
                await self._again(room)
        elif state is not None:
            await self._count_invited(room, state)
            await rooms.set_shown(self.conn, room.place, 0)
            await rooms.saw(self.conn, {room.room_id or "": ""})
            await rooms.want(self.conn, [room.place])
        elif places.is_direct(room.place) or room.ended_at:
            await rooms.set_state(self.conn, room.place, RoomState.LEFT)
        else:
            await self._again(room)

    async def _again(self, room: Room) -> None:
        alias = alias_of(self.secret, room.place, room.attempt + 1)
        await rooms.next_attempt(self.conn, room.place, alias)

    async def _count_invited(self, room: Room, state: State) -> None:
        """Record everybody there as invited, so that those who aren't of record are removed first.

        If the room went back in time, whoever is missing is invited again. If it is ahead of the
        record, nobody is, since they may have been removed from it.
        """
        memberships = state_events.memberships(state)
        there = {who for who, how in memberships.items() if how in _HERE} - {self.settings.user_id}
        invited = await invitations.invited(self.conn, room.place)
        if room.place in self.look.rooms(DifferenceKind.GONE):
            for who in invited.keys() - there:
                await invitations.forget(self.conn, room.place, who)
        fresh = dict.fromkeys(there - invited.keys(), 0)
        await invitations.record(self.conn, room.place, fresh)

    async def _take_in(self, room_id: str) -> None:
        """Take in a chat that somebody opened with the bot; leave any other room alone."""
        power = (self.states[room_id] or {}).get(("m.room.power_levels", ""), {})
        if power.get("invite") == BOT_ONLY:  # the bot made it
            await self._leave_alone([room_id])
            return
        name = places.direct_in(room_id)
        await rooms.intend(
            self.conn,
            place=name,
            proposal=0,
            kind=RoomKind.DIRECT.value,
            alias=alias_of(self.secret, name, 1),
        )
        await rooms.set_room_id(self.conn, name, room_id)
        await rooms.set_state(self.conn, name, RoomState.READY)
        await rooms.reconciled(self.conn, name, 1)

    async def _leave_alone(self, room_ids: Iterable[str]) -> None:
        alone = json.loads(await meta.get(self.conn, meta.LEFT_ALONE) or "[]")
        await meta.put(self.conn, meta.LEFT_ALONE, json.dumps([*alone, *room_ids]))

    async def _skip_numbers(self) -> None:
        """Skip the numbers of proposals that the record doesn't have."""
        differences = self.look.differences
        marks = (event.content[FIELD] for each in differences for event in each.events)
        states = (self.states.get(each.room_id) or {} for each in differences if not each.place)
        told = [*(mark.get("about") for mark in marks), *(_name(state) for state in states)]
        matches = (_NUMBER.match(str(each)) for each in told)
        least = max((int(each.group(1)) for each in matches if each), default=0) + 1
        if least > await record.next_proposal_number(self.conn):
            await meta.put(self.conn, meta.NUMBERS_FROM, str(least))

    # --- telling --------------------------------------------------------------------

    async def _tell(self, names: set[str]) -> None:
        chain = await record.entries(self.conn, COUNCIL_CHAIN)
        council, head = councils.fold(chain), await record.head(self.conn)
        behind = "record" if self.is_behind else "homeserver"
        data: Data = {"behind": behind, "number": head.number, "at": await record.ended(self.conn)}
        posts: list[Post] = []
        for name in sorted(names):
            room = await rooms.get(self.conn, name)
            if room is None or room.state is RoomState.LEFT or places.parse(name).is_space:
                continue
            posts.append(post(Notice.RESTORED, Occasion(name, council=council), data))
            posts += await self._draft_shown(name)
        posts += await self._ran_out()
        out = Outgoing(self.secret, f"accept:{self.now}", self.now, self.settings.prefix)
        await notices.put(self.conn, out, posts)

    async def _ran_out(self) -> tuple[Post, ...]:
        """Return what tells the secretariat of what was due meanwhile, and is done at the start."""
        await leaving.plan(self.conn, await rooms.live(self.conn), self.settings.leave_after)
        ran_out: list[Data] = [
            {"at": each.at, "place": each.place, "kind": each.kind}
            for each in await due.until(self.conn, self.now)
        ]
        if not ran_out:
            return ()
        people, data = self.settings.secretariat, {"due": ran_out}
        return await notices.for_secretariat(self.conn, self.secret, people, Notice.RAN_OUT, data)

    async def _draft_shown(self, name: str) -> tuple[Post, ...]:
        """Return the post that shows the current draft, if the room should have been shown it."""
        place = places.parse(name)
        chain = await record.entries(self.conn, place.proposal) if place.proposal else ()
        proposal = proposals.fold(chain) if chain else None
        current = proposal.current if proposal and not proposal.stage.ended else None
        if proposal is None or current is None:
            return ()
        is_due = current.referred or place.kind is RoomKind.PLENARY
        doors = visibility.doors_seen_in(place)
        visible = visibility.proposal_seen(proposal, doors, self.settings.plenary)
        return (shown_in(name, visible),) if is_due else ()


def _name(state: State) -> str:
    return str(state.get(("m.room.name", ""), {}).get("name", ""))
