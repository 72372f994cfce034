"""Who came into a closed room and doesn't belong there: who, when, and by whose power.

The room's people and the secretariat are told once of each event by which somebody came, before
they are put out. Who was invited by the bot and is no longer to be there is no stranger. Knows
the Matrix edge and storage.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import MatrixError
from bot.matrix import Event, Matrix
from bot.ratelimit import RateLimit, Urgency
from bot.relay import places
from bot.relay.notices import Notice, Occasion, post
from bot.relay.places import is_direct
from bot.relay.power import SPEAKER
from bot.relay.rooms import is_public
from bot.rooms.notices import Notices
from bot.rooms.wanted import WantedRooms
from storage import invitations
from storage.database import Database
from storage.rooms import Room
from templates.views import Data

NOT_RIGHT = "NOT_RIGHT"
"""The code of the error by which a message isn't sent, since somebody in its room may not be."""
MEMBER, POWER = "m.room.member", "m.room.power_levels"
IN_MY_NAME = "bot"
WHAT = {
    "join": "came",
    "invite": "invited",
    "knock": "knocked",
    "m.room.join_rules": "opened",
    "m.room.history_visibility": "published",
}


Doubted = dict[str, list[Event]]
"""The rooms, by Matrix id, in which nothing may be said for now, and how strangers came in."""


def not_right() -> MatrixError:
    """Return the error by which a message waits until its room is right."""
    return MatrixError(NOT_RIGHT, "a stranger is in the room", status=403)


def raised(event: Event, user_id: str, wanted: Mapping[str, int]) -> tuple[str, ...]:
    """Return whom an event of power levels gives more power than is wanted.

    May they talk, that is power which they may have had until a moment ago.
    """
    users = event.content.get("users")
    levels = users.items() if isinstance(users, dict) else ()
    others = ((who, level) for who, level in levels if who != user_id)
    return tuple(
        sorted(who for who, has in others if _is_above(has, max(SPEAKER, wanted.get(who, 0))))
    )


def _is_above(level: object, limit: int) -> bool:
    return isinstance(level, int) and level > limit


@dataclass(frozen=True)
class Strangers:
    """Tells of strangers, and of what lets some in."""

    database: Database
    matrix: Matrix
    rate_limit: RateLimit
    notices: Notices
    wanted_rooms: WantedRooms
    doubted: Doubted

    async def tell(self, room: Room, there: Collection[str], keep: Collection[str]) -> None:
        """Tell who of those in a room came there without the bot's invitation, or did before.

        Who belongs there is to be kept. Raises MatrixError.
        """
        if is_direct(room.place):
            return
        came = [
            *await self._here(room, frozenset(there) - set(keep)),
            *await self._gone(room, {*there, *keep}),
        ]
        told = [(each, await self._by(each)) for each in came]
        if told:
            async with self.database.write() as conn:
                for event, by in told:
                    await self._tell(conn, room, event, event.state_key or "", by)

    async def _here(self, room: Room, people: frozenset[str]) -> list[Event]:
        """Return how those of some people in a room came in whom the bot has not invited."""
        async with self.database.read() as conn:
            strangers = people - (await invitations.invited(conn, room.place)).keys()
        if not strangers:
            return []
        room_id = room.room_id or ""
        state = await self.rate_limit.ask(
            lambda: self.matrix.state_events(room_id), Urgency.ROOM, counts=False
        )
        if _was_public(room, state, self.matrix.user_id):
            return []
        return [each for each in state if each.type == MEMBER and each.state_key in strangers]

    async def _gone(self, room: Room, others: Collection[str]) -> list[Event]:
        """Return how those came in who are out again and never belonged there.

        What is heard of others may be late.
        """
        heard = {e.state_key: e for e in self.doubted.get(room.room_id or "", ())}
        if not heard.keys() - set(others):
            return []
        async with self.database.read() as conn:
            known = {*others, *await self.wanted_rooms.ever(conn, room.place)}
        return [event for person, event in heard.items() if person not in known]

    async def tell_of(
        self, conn: AsyncConnection, room: Room, event: Event, people: Collection[str]
    ) -> None:
        """Tell of an event that gives people power in a room, or opens it."""
        for person in people or ("",):
            await self._tell(conn, room, event, person, self._name(event.sender))

    async def _by(self, came: Event) -> str:
        """Return who let somebody in: who invited them, or they themselves (empty)."""
        if came.sender != came.state_key:
            return self._name(came.sender)
        if not came.replaces:
            return ""
        room_id = came.room_id
        try:
            before = await self.rate_limit.ask(
                lambda: self.matrix.event(room_id, came.replaces), Urgency.ROOM
            )
        except MatrixError as error:
            if error.retry:
                raise
            return ""
        invited = before.content.get("membership") == "invite"
        return self._name(before.sender) if invited else ""

    def _name(self, sender: str) -> str:
        return IN_MY_NAME if sender == self.matrix.user_id else sender

    async def _tell(
        self, conn: AsyncConnection, room: Room, event: Event, person: str, by: str
    ) -> None:
        kind = str(event.content.get("membership")) if event.type == MEMBER else event.type
        what = WHAT.get(kind, "raised" if person else "loosened")
        data: Data = {"what": what, "person": person, "by": by, "at": event.ts}
        cause = f"stranger:{room.place}:{event.event_id}:{person}"
        place = places.parse(room.place)
        if not (place.is_space or is_public(place, self.notices.settings.rooms)):
            council = await self.notices.folds.council(conn)
            here = post(Notice.INTRUDED, Occasion(room.place, council=council), data)
            await self.notices.put(conn, cause, (here,))
        where = {"place": room.place, "room_id": room.room_id or ""}
        if room.place != places.SECRETARIAT_PLACE:
            await self.notices.tell(conn, f"{cause}:told", Notice.INTRUDED_TOLD, **data, **where)


def _was_public(room: Room, state: Collection[Event], user_id: str) -> bool:
    """Whether a room was the bot's own public plenary, into which anybody rightly came."""
    rules = [each for each in state if each.type == "m.room.join_rules"]
    return places.parse(room.place).part == "plenary" and any(
        each.sender == user_id and each.content.get("join_rule") == "public" for each in rules
    )
