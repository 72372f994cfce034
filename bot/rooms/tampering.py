"""What is done to the bot's own rooms, but not by it: which event has a room looked after again.

An event is judged by what it does, whoever its sender is: an operator of the homeserver can act in
the bot's name. What lets somebody in who doesn't belong there, or gives them power, has nothing
said in a closed room until that is put right. Knows storage; the rest is pure.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.matrix import Event
from bot.relay import places
from bot.relay.power import BOT_ONLY
from bot.rooms.people.strangers import MEMBER, POWER, raised
from bot.rooms.state_events import HERE, JOIN_RULES, lets_in_others
from storage import invitations, rooms
from storage.rooms import Room, RoomState

TOMBSTONE = "m.room.tombstone"
HISTORY = "m.room.history_visibility"
BOTS_OWN = ("invite", "kick", "ban", "redact", "state_default")
"""What of the power levels nobody but the bot may do."""


@dataclass(frozen=True)
class Rules:
    """What holds in a room: who is to be there, whether anyone may come in, whose room it is.

    ``power`` are the power levels as wanted, without the bot's own, ``enter_from`` the ids of the
    rooms whose members may come in.
    """

    members: Collection[str]
    public: bool
    user_id: str
    power: Mapping[str, Any]
    enter_from: Collection[str] = ()

    def changes(self, event: Event) -> bool:
        """Whether an event may have changed how a room should be."""
        if event.type == TOMBSTONE:  # the bot's own account may have been used for it
            return event.state_key == ""
        if event.state_key is None:
            return False
        if self._departs(event):
            return True
        came_in = event.content.get("membership") in ("join", "knock")
        itself = event.type == MEMBER and event.sender == event.state_key and came_in
        return event.sender != self.user_id and not itself

    def loosens(self, event: Event) -> bool:
        """Whether an event gives somebody power, or opens a closed room."""
        if event.state_key != "":
            return False
        content = event.content
        if event.type == POWER:
            return bool(self.raised(event)) or _is_loose(content, self.power, self.user_id)
        if event.type == JOIN_RULES:
            return not self.public and lets_in_others(content, self.enter_from)
        return event.type == HISTORY and not self.public and _is_readable(content)

    def raised(self, event: Event) -> tuple[str, ...]:
        """Return whom an event gives more power than is wanted."""
        return raised(event, self.user_id, self.power["users"]) if event.type == POWER else ()

    def is_doubtful(self, event: Event) -> bool:
        """Whether nothing may be said in a closed room until it was looked at."""
        return not self.public and (self.loosens(event) or self._is_stranger(event))

    def _departs(self, event: Event) -> bool:
        return self.loosens(event) or self._is_stranger(event) or self._puts_out(event)

    def _is_stranger(self, event: Event) -> bool:
        """Whether somebody came in, or may, who doesn't belong there."""
        if event.type != MEMBER or self.public or event.state_key == self.user_id:
            return False
        return event.content.get("membership") in HERE and event.state_key not in self.members

    def _puts_out(self, event: Event) -> bool:
        """Whether somebody was put out who belongs there."""
        is_out = event.type == MEMBER and event.content.get("membership") in ("leave", "ban")
        return is_out and event.sender != event.state_key and event.state_key in self.members


def _is_loose(levels: Mapping[str, Any], wanted: Mapping[str, Any], user_id: str) -> bool:
    """Whether power levels let people do what isn't wanted, or take the bot's power away."""
    users, events = levels.get("users"), levels.get("events")
    own = users.get(user_id, BOT_ONLY) if isinstance(users, dict) else BOT_ONLY
    least = [(own, BOT_ONLY), *((levels.get(key), wanted[key]) for key in BOTS_OWN)]
    if isinstance(events, dict):
        least += [(level, wanted["events"].get(kind, BOT_ONLY)) for kind, level in events.items()]
    everybody = levels.get("users_default", 0)
    return bool(everybody != wanted["users_default"]) or any(
        not isinstance(level, int) or level < limit for level, limit in least
    )


def _is_readable(content: Mapping[str, Any]) -> bool:
    return bool(content.get("history_visibility") == "world_readable")


async def look_after(conn: AsyncConnection, room: Room, events: Iterable[Event]) -> None:
    """Have a room compared with what is wanted, since it was changed.

    A person whom others removed has not declined, and is invited again. Nothing more is sent
    into a room that was replaced.
    """
    await rooms.want(conn, (room.place,))
    for event in events:
        is_out = event.content.get("membership") not in HERE
        if event.type == MEMBER and event.sender != event.state_key and is_out:
            await invitations.forget(conn, room.place, event.state_key or "")
        if event.type == TOMBSTONE:
            await shut_out(conn, room)


async def put_out(conn: AsyncConnection, room: Room) -> None:
    """Note that the bot is in a room no more: it was put out, or the room was deleted.

    A chat is over then, and so is a room that the bot would leave; another one is looked at.
    """
    now = await rooms.get(conn, room.place)
    if now is None or now.room_id != room.room_id:
        return
    if places.is_direct(room.place) or room.ended_at:
        await rooms.set_state(conn, room.place, RoomState.LEFT)
        await rooms.want(conn, places.parents_of(room.place))
    else:
        await shut_out(conn, room)


async def shut_out(conn: AsyncConnection, room: Room) -> None:
    """Have nothing sent into a room until it was looked at."""
    now = await rooms.get(conn, room.place)
    if now and now.room_id == room.room_id and now.state is RoomState.READY:
        await rooms.set_state(conn, room.place, RoomState.PAUSED)
