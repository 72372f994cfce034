"""What is said without an entry is put into the outbox, each under a cause of its own.

The same cause says the same once. What there is to be said stands in ``relay.notices``. Knows
storage; no Matrix.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.relay import places
from bot.relay.compose import Outgoing
from bot.relay.notices import Notice, Occasion, post
from bot.relay.post import Post
from bot.relay.shown import GREETING
from bot.relay.visibility import council_seen
from bot.rooms import intended
from bot.settings import Settings
from deliberation.terms import RoomKind
from storage import outbox
from storage.database import Database
from storage.folds import Folds
from storage.rooms import Room
from templates.views import Data, Value


async def put(conn: AsyncConnection, out: Outgoing, posts: Iterable[Post]) -> int:
    """Have posts sent, in the caller's transaction; return how many messages are new."""
    for each in posts:
        out.post(each)
    return await outbox.put(conn, out.rows)


async def for_secretariat(
    conn: AsyncConnection, secret: bytes, people: Iterable[str], notice: Notice, data: Data
) -> tuple[Post, ...]:
    """Return a notice for the secretariat's room, to which those who left it are invited again.

    That is none if nobody is of the secretariat.
    """
    people = tuple(sorted(people))
    if not people:
        return ()
    await intended.intend(conn, secret, places.SECRETARIAT_PLACE)
    await intended.invite_anew(conn, places.SECRETARIAT_PLACE, people)
    return (post(notice, Occasion(secretariat=people), data),)


@dataclass(frozen=True)
class Notices:
    """Writes notices into the outbox. ``now`` is a clock in ms."""

    database: Database
    settings: Settings
    now: Clock
    folds: Folds

    async def tell_secretariat(self, cause: str, notice: Notice, **data: Value) -> None:
        """Tell the secretariat once, in its own room."""
        async with self.database.write() as conn:
            await self.tell(conn, cause, notice, **data)

    async def tell(self, conn: AsyncConnection, cause: str, notice: Notice, **data: Value) -> None:
        """Do the same in the caller's transaction.

        Those of the secretariat who left the room are invited again, to see to it.
        """
        people = tuple(sorted(self.settings.secretariat))
        if not people:
            return
        await intended.intend(conn, self.database.secret, places.SECRETARIAT_PLACE)
        told = post(notice, Occasion(secretariat=people), data)
        if await self.put(conn, cause, (told,)):
            await intended.invite_anew(conn, places.SECRETARIAT_PLACE, people)

    async def announce(self, conn: AsyncConnection, room: Room, room_id: str) -> None:
        """Tell of a room that was opened: the forum of itself, and of a public plenary.

        Plenary is told of the proposal's space, to which those in a caucus are not invited. A link
        has the room's id. The public alias may be somebody else's, before the bot takes it and
        after it gives it up.
        """
        place, rooms = places.parse(room.place), self.settings.rooms
        if place.kind is RoomKind.FORUM:
            await self.greet(conn, room)
        if place.kind is RoomKind.PLENARY and rooms.plenary_public:
            notice = Notice.PLENARY_OPEN
        elif place.is_space and place.proposal:
            notice = Notice.SPACE_OPEN
        else:
            return
        proposal = await self.folds.proposal(conn, place.proposal)
        if proposal is None:
            return
        named: Data = {"number": proposal.number, "title": proposal.title}
        data: Data = {**named, "room_id": room_id, "server": rooms.server}
        told = post(notice, Occasion(room.place), data)
        await self.put(conn, f"opened:{room.place}/{room.attempt}", (told,))

    async def greet(self, conn: AsyncConnection, forum: Room) -> None:
        """Say in the forum, once in each room that it gets, what it is for and how it is used."""
        council: Data = {"council": council_seen(await self.folds.council(conn))}
        said = replace(post(Notice.GREETING, Occasion(), council), about=GREETING, pin=True)
        await self.put(conn, f"greeting:{forum.attempt}", (said,))

    async def put(self, conn: AsyncConnection, cause: str, posts: Iterable[Post]) -> int:
        """Have posts sent under a cause; return how many messages are new."""
        out = Outgoing(self.database.secret, cause, self.now(), self.settings.prefix)
        return await put(conn, out, posts)
