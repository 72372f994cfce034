"""What others do to the bot's own rooms: which event has a room looked after again.

The homeserver lets only those do these things who have the power. Whatever they did, the room
is compared with what is wanted. Knows storage; the rest is pure.
"""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.matrix import Event
from bot.relay import places
from storage import invitations, rooms
from storage.rooms import Room, RoomState

TOMBSTONE = "m.room.tombstone"
MEMBER = "m.room.member"


def changes_by_others(room: Room, events: Iterable[Event], user_id: str) -> list[Event]:
    """Return what others changed about a room of the bot's own."""
    if places.is_direct(room.place):
        return []
    return [event for event in events if _changes(event, user_id)]


def _changes(event: Event, user_id: str) -> bool:
    if event.type == TOMBSTONE:  # the bot's own account may have been used for it
        return event.state_key == ""
    if event.state_key is None or event.sender == user_id:
        return False
    came_in = event.content.get("membership") in ("join", "knock")
    return not (event.type == MEMBER and event.sender == event.state_key and came_in)


async def look_after(conn: AsyncConnection, room: Room, events: Iterable[Event]) -> None:
    """Have a room compared with what is wanted, since others changed it.

    A person whom others removed has not declined, and is invited again. Nothing more is sent
    into a room that was replaced.
    """
    await rooms.want(conn, (room.place,))
    for event in events:
        if event.type == MEMBER and event.sender != event.state_key:
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
