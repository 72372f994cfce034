"""When what follows from an act is due: what the secretariat announced, and a round's deadline.

What changes is planned anew, and what is gone is called off. Knows storage.
"""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clerk.item import NAMING
from bot.relay import places
from bot.rooms.wanted import CALL
from deliberation.council import Council
from deliberation.namings import Naming
from deliberation.proposal import Proposal
from deliberation.reference import CallReference
from storage import due, rooms
from storage.due import Due

DEADLINE = "deadline"
"""The kind of what is due when a round's deadline has come."""
REMINDER = "reminder"
"""The kind of what is due before it, for those who have not reported."""


async def namings(conn: AsyncConnection, before: Council, after: Council) -> None:
    """Have the namings that are new take effect at their time, and those that are gone not."""
    was, now = (map(_of_naming, council.namings.under_way) for council in (before, after))
    await _planned_anew(conn, was, now)


def _of_naming(naming: Naming) -> Due:
    cause, given = f"timer:naming/{naming.entry}", {"entry": naming.entry}
    return Due(cause, naming.effective, places.FORUM_PLACE, NAMING, given)


async def deadline(
    conn: AsyncConnection,
    reminders: Sequence[int],
    before: Proposal | None,
    after: Proposal | None,
) -> None:
    """Have the deadline of the open round told at its time, and chairs reminded of it before.

    ``reminders`` are how long before, in ms; 0: half way.
    """
    was, now = (_of_round(proposal, reminders) for proposal in (before, after))
    await _planned_anew(conn, was, now)


async def calls(conn: AsyncConnection, before: Proposal | None, after: Proposal | None) -> None:
    """Have calls that are open ended at their time, and their messages pinned until then."""
    was, now = (tuple(_of_calls(proposal)) for proposal in (before, after))
    await _planned_anew(conn, was, now)
    changed = [each for each in (*was, *now) if (each in was) is not (each in now)]
    await rooms.want(conn, {each.place for each in changed})


def _of_calls(proposal: Proposal | None) -> Iterator[Due]:
    for call in proposal.calls if proposal else ():
        if proposal and call.is_open:
            named = CallReference(proposal.number, call.entry)
            place, given = places.room_of(proposal.number, call.body), {"call": str(named)}
            yield Due(f"timer:{named}/{call.until}", call.until, place, CALL, given)


async def _planned_anew(conn: AsyncConnection, was: Iterable[Due], now: Iterable[Due]) -> None:
    """Call off what is due no more, and plan what is due now and was not."""
    known, wanted = ({each.cause: each for each in some} for some in (was, now))
    for cause in known.keys() - wanted.keys():
        await due.call_off(conn, cause)
    for cause in wanted.keys() - known.keys():
        await due.plan(conn, wanted[cause])


def _of_round(proposal: Proposal | None, reminders: Sequence[int]) -> Iterator[Due]:
    """Yield what a proposal's open round has due."""
    begun = proposal.round if proposal else None
    known = begun.deadline if begun and begun.open else None
    if proposal is None or begun is None or known is None:
        return
    number = proposal.number
    cause = f"timer:P{number}/round/{begun.number}/deadline/{known.entry}"
    place, length = places.plenary_of(number), known.until - known.since
    times = sorted({known.until - (before or length // 2) for before in reminders})
    soonest = known.since + length // 4  # who has just heard of it isn't reminded
    times = [at for at in times if soonest <= at < known.until]
    for at, following in zip(times, [*times, known.until][1:], strict=True):
        given = {"entry": known.entry, "until": following}
        yield Due(f"{cause}/reminder/{at}", at, place, REMINDER, given)
    yield Due(cause, known.until, place, DEADLINE, {"entry": known.entry})
