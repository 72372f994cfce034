"""Long after a proposal ended its rooms are left: when that is due, and what it does.

It has a room left; the courier leaves it. A room that is another by then, or whose proposal was
reopened, is not left. Knows storage.
"""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clerk.case import Case
from storage import due, rooms
from storage.database import Database
from storage.due import Due, Given
from storage.rooms import Room, RoomState

LEAVE_ROOM = "leave_room"


async def plan(conn: AsyncConnection, some: Iterable[Room], leave_after: int) -> None:
    """Have those of some rooms left whose proposal has ended, so many ms after that."""
    for room in some:
        if room.ended_at and room.state is not RoomState.LEFT and not room.leaving:
            await due.plan(conn, _planned(room, leave_after))


async def plan_anew(database: Database, leave_after: int) -> None:
    """Do so for all rooms: the time after which they are left may be another now."""
    async with database.write() as conn:
        await plan(conn, await rooms.live(conn), leave_after)


async def leave(case: Case, given: Given) -> None:
    """Have the item's room left."""
    room = await rooms.get(case.conn, case.item.place.name)
    if room and (room.attempt, room.ended_at) == (given["attempt"], given["ended_at"]):
        await rooms.leave(case.conn, room.place)


def _planned(room: Room, leave_after: int) -> Due:
    cause = f"leave:{room.place}:{room.attempt}:{room.ended_at}"
    given = {"attempt": room.attempt, "ended_at": room.ended_at}
    return Due(cause, room.ended_at + leave_after, room.place, LEAVE_ROOM, given)
