"""How long rooms stay open to speak in after the outcome: plenary for statements, caucuses less.

So long as the outcome can be corrected, each caucus may need its room. When the time has passed,
the room is compared with how it should stand, and can only be read from then on. What was taken up
again meanwhile is not closed. Knows storage.
"""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clerk.case import Case
from bot.relay import places
from bot.relay.notices import Notice, Occasion, post
from bot.relay.visibility import doors_seen_in, seen
from bot.rooms.wanted import closing
from bot.settings import Settings
from deliberation.proposal import Proposal
from deliberation.terms import RoomKind
from storage import due, rooms
from storage.database import Database
from storage.due import Due, Given
from storage.rooms import RoomState
from templates.views import Data

CLOSE_PLENARY = "close_plenary"
"""The kind of what is due when the time for statements has passed."""
CLOSE_CAUCUSES = "close_caucuses"
"""The kind of what is due when the outcome can't be corrected any more."""
_CLOSES = {RoomKind.PLENARY: CLOSE_PLENARY, RoomKind.CAUCUS: CLOSE_CAUCUSES}


async def plan(
    conn: AsyncConnection, settings: Settings, before: Proposal | None, after: Proposal | None
) -> None:
    """Have the rooms of what has come to an outcome closed; not those of what is taken up again."""
    was, now = _of(before, settings), _of(after, settings)
    for cause in was.keys() - now.keys():
        await due.call_off(conn, cause)
    for cause in now.keys() - was.keys():
        await due.plan(conn, now[cause])


async def plan_anew(database: Database, settings: Settings) -> None:
    """Do so for each that is open: the time after which they close may be another now."""
    async with database.write() as conn:
        for kind, period in _periods(settings).items():
            for planned in await due.of_kind(conn, _CLOSES[kind]):
                at = int(planned.given["ended"]) + period
                await due.plan(conn, Due(**{**vars(planned), "at": at}))


async def close_plenary(case: Case, given: Given) -> None:
    """Have the item's room be one that can only be read, and say so there."""
    place, proposal = case.item.place, await _ended(case, given)
    room = await rooms.get(case.conn, place.name)
    if proposal is None or room is None or room.state is RoomState.LEFT:
        return
    await rooms.want(case.conn, (place.name,))
    visible = seen(proposal, doors_seen_in(place), case.settings.plenary)
    forum = await rooms.get(case.conn, places.FORUM_PLACE)
    where = (forum.room_id or "") if forum else ""
    data: Data = {"proposal": visible, "forum": where, "server": case.settings.rooms.server}
    case.out.post(post(Notice.PLENARY_CLOSED, Occasion(place.name), data))


async def close_caucuses(case: Case, given: Given) -> None:
    """Have the caucus rooms be such that can only be read; the outcome told them that they will."""
    proposal = await _ended(case, given)
    if proposal:
        known = [room.place for room in await rooms.of_proposal(case.conn, proposal.number)]
        caucuses = [name for name in known if places.parse(name).kind is RoomKind.CAUCUS]
        await rooms.want(case.conn, caucuses)


async def _ended(case: Case, given: Given) -> Proposal | None:
    """Return the item's proposal, if it has come to the outcome that was meant."""
    proposal = await case.proposal(case.item.place.proposal)
    if proposal is None or not proposal.stage.is_outcome or proposal.ended != given["ended"]:
        return None
    return proposal


def _periods(settings: Settings) -> Mapping[RoomKind, int]:
    """Return how long (ms) after the outcome rooms are open to speak in."""
    return {RoomKind.PLENARY: settings.statements, RoomKind.CAUCUS: settings.correct}


def _of(proposal: Proposal | None, settings: Settings) -> Mapping[str, Due]:
    """Return what is due of a proposal, by its cause, if it has come to an outcome."""
    if proposal is None or not proposal.stage.is_outcome:
        return {}
    place, given = places.plenary_of(proposal.number), {"ended": proposal.ended}
    planned = (
        Due(closing(proposal, kind), proposal.ended + period, place, _CLOSES[kind], given)
        for kind, period in _periods(settings).items()
    )
    return {each.cause: each for each in planned}
