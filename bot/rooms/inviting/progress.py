"""How many are still to be invited, and until about when, told in plenary and to the secretariat.

Only where a homeserver's limits make it long. What was told is kept in the database, so that each
step is told once, and the end of what was told of as well. Knows storage.
"""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.accounts.servers import Servers
from bot.ratelimit import RateLimit
from bot.relay import places
from bot.relay.notices import Notice, Occasion, post
from bot.rooms.notices import Notices
from bot.rooms.wanted import WantedRooms
from deliberation.people import server_of
from storage import invitations, meta, rooms
from storage.rooms import Room, RoomState

TOLD = "inviting"
"""The name under which it is kept what was told."""
LONG_MS = 20_000
"""Milliseconds; of what is through by then nothing is said."""
APART_MS = 60_000
"""Milliseconds between two steps that are told."""
SETTINGS = 2
"""About how many settings a new room takes besides its creation."""


@dataclass(frozen=True)
class Told:
    """What was told last: how many invitations were left, until when, and when that was (ms)."""

    left: int
    until: int
    at: int

    def is_old(self, step: "Told") -> bool:
        """Whether the next step is to be told: half of them are done, or it takes much longer."""
        is_later = step.until - self.until > max(APART_MS, (self.until - self.at) / 2)
        return step.at - self.at >= APART_MS and (2 * step.left <= self.left or is_later)


@dataclass(frozen=True)
class Left:
    """Who is still to be invited to a proposal's rooms: how often each, and how many rooms lack."""

    people: Counter[str]
    to_open: int

    @property
    def total(self) -> int:
        """The number of invitations."""
        return self.people.total()


def seconds(
    left: Left, before: float, interval: float, held: Mapping[str, float], longest: float
) -> float:
    """Return about how many seconds it takes until all of them are invited.

    That is the longer of two. The account makes one request an ``interval``, after so many
    ``before``. Who is ``held`` for so many seconds may be invited once more then, and once more
    after each time as long as the ``longest`` for which anybody was held.
    """
    of_account = (before + left.total + (1 + SETTINGS) * left.to_open) * interval
    of_people = (held[p] + (n - 1) * longest for p, n in left.people.items() if held[p] > 0)
    return max([of_account, *of_people])


@dataclass
class InvitingProgress:
    """Tells how far inviting has come. ``banned`` are those who can't be invited, by place."""

    notices: Notices
    wanted_rooms: WantedRooms
    rate_limit: RateLimit
    banned: dict[str, Collection[str]] = field(default_factory=dict)
    _told: dict[int, Told] | None = None
    _one_by_one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self, servers: Servers) -> None:
        """Look how many are left, and tell what is news. Nobody whose server is silent counts."""
        async with self._one_by_one:
            if self._told is None:
                self._told = await self._kept()
            if not self._told and not self.rate_limit.pace.is_limited:
                return
            async with self.notices.database.read() as conn:
                found = await self._left(conn, servers)
            before = -self.rate_limit.pace.room(asyncio.get_running_loop().time())
            for number in sorted(found.keys() | self._told.keys()):
                left = found.get(number, Left(Counter(), 0))
                await self._look_at(number, left, self._told, before)
                before += left.total

    async def _look_at(self, number: int, left: Left, told: dict[int, Told], before: float) -> None:
        now, last = self.notices.now(), told.get(number)
        if last and not left.total and not left.to_open:
            await self._tell(number, left, last, told)
            return
        takes = int(1000 * self._seconds(left, before))
        step = Told(left.total, now + takes, now)
        if left.total and takes > LONG_MS and (not last or last.is_old(step)):
            await self._tell(number, left, step, told)

    def _seconds(self, left: Left, before: float) -> float:
        """Return about how many seconds it takes; 0 while that isn't known."""
        now, limits = asyncio.get_running_loop().time(), self.rate_limit
        held = {person: limits.holds.until((person,)) - now for person in left.people}
        interval = limits.pace.interval
        return seconds(left, before, interval, held, limits.holds.longest) if interval else 0.0

    async def _tell(self, number: int, left: Left, step: Told, told: dict[int, Told]) -> None:
        """Tell a step, or the end; of a proposal's steps the secretariat is told only the first."""
        is_news = number not in told or not number or not left.total
        told.pop(number, None)
        told |= {number: step} if left.total else {}
        data = {"number": number, "people": len(left.people), "left": left.total}
        data["until"] = step.until
        cause = f"inviting:{number}:{step.at}:{left.total}"
        async with self.notices.database.write() as conn:
            await meta.put(conn, TOLD, _as_json(told))
            plenary = await rooms.get(conn, places.plenary_of(number)) if number else None
            if plenary and plenary.state is RoomState.READY:
                said = post(Notice.INVITING, Occasion(plenary.place), data)
                await self.notices.put(conn, cause, (said,))
            if is_news:
                await self.notices.tell(conn, f"{cause}:told", Notice.INVITING_TOLD, **data)

    async def _kept(self) -> dict[int, Told]:
        async with self.notices.database.read() as conn:
            kept = json.loads(await meta.get(conn, TOLD) or "{}")
        return {int(number): Told(*what) for number, what in kept.items()}

    async def _left(self, conn: AsyncConnection, servers: Servers) -> dict[int, Left]:
        """Return who is left, by proposal; for 0, to the rooms of the council."""
        live = [room for room in await rooms.live(conn) if _counts(room)]
        wanted = await self.wanted_rooms.invitees(conn, (room.place for room in live))
        lacking = await invitations.lacking(conn, wanted)
        found: dict[int, Left] = defaultdict(lambda: Left(Counter(), 0))
        for room in live:
            missing = lacking[room.place] - set(self.banned.get(room.place, ()))
            known = found[room.proposal]
            known.people.update(p for p in missing if not servers.is_silent(server_of(p)))
            to_open = known.to_open + (room.state is RoomState.INTENDED)
            found[room.proposal] = Left(known.people, to_open)
        return found


def _counts(room: Room) -> bool:
    return not room.ended_at and not places.is_direct(room.place)


def _as_json(told: Mapping[int, Told]) -> str:
    return json.dumps({str(n): [each.left, each.until, each.at] for n, each in told.items()})
