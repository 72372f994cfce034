"""How long a plenary stays open to speak in after the outcome, so that statements can be made.

When the time has passed, the room is compared with how it should stand, and can only be read from
then on. What was reopened meanwhile is not closed. Knows storage.
"""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clerk.case import Case
from bot.relay import places
from bot.relay.notices import Notice, Occasion, post
from bot.relay.visibility import doors_seen_in, seen
from bot.rooms.wanted import closing
from deliberation.proposal import Proposal
from storage import due, rooms
from storage.database import Database
from storage.due import Due, Given
from storage.rooms import RoomState
from templates.views import Data

CLOSE_PLENARY = "close_plenary"
"""The kind of what is due when the time for statements has passed."""


async def plan(
    conn: AsyncConnection, period: int, before: Proposal | None, after: Proposal | None
) -> None:
    """Have the plenary of what has come to an outcome closed so many ms after that.

    What is reopened is not.
    """
    was, now = _of(before, period), _of(after, period)
    if was and was != now:
        await due.call_off(conn, was.cause)
    if now and was != now:
        await due.plan(conn, now)


async def plan_anew(database: Database, period: int) -> None:
    """Do so for each plenary that is open: the time after which it closes may be another now."""
    async with database.write() as conn:
        for planned in await due.of_kind(conn, CLOSE_PLENARY):
            at = int(planned.given["ended"]) + period
            await due.plan(conn, Due(**{**vars(planned), "at": at}))


async def close(case: Case, given: Given) -> None:
    """Have the item's room be one that can only be read, and say so there."""
    place, proposal = case.item.place, await case.proposal(case.item.place.proposal)
    if proposal is None or not proposal.stage.is_outcome or proposal.ended != given["ended"]:
        return
    room = await rooms.get(case.conn, place.name)
    if room is None or room.state is RoomState.LEFT:
        return
    await rooms.want(case.conn, (place.name,))
    visible = seen(proposal, doors_seen_in(place), case.settings.plenary)
    forum = await rooms.get(case.conn, places.FORUM_PLACE)
    where = (forum.room_id or "") if forum else ""
    data: Data = {"proposal": visible, "forum": where, "server": case.settings.rooms.server}
    case.out.post(post(Notice.PLENARY_CLOSED, Occasion(place.name), data))


def _of(proposal: Proposal | None, period: int) -> Due | None:
    """Return what is due of a proposal, if it has come to an outcome."""
    if proposal is None or not proposal.stage.is_outcome:
        return None
    place, given = places.plenary_of(proposal.number), {"ended": proposal.ended}
    return Due(closing(proposal), proposal.ended + period, place, CLOSE_PLENARY, given)
