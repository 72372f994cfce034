"""When what follows from an act is due: what the secretariat announced, and a round's deadline.

What changes is planned anew, and what is gone is called off. Knows storage.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clerk.item import NAMING
from bot.relay import places
from deliberation.council import Council
from deliberation.namings import Naming
from deliberation.parts import Round
from deliberation.proposal import Proposal
from storage import due
from storage.due import Due

DEADLINE = "deadline"
"""The kind of what is due when a round's deadline has come."""
REMINDER = "reminder"
"""The kind of what is due before it, for those who have not reported."""


async def namings(conn: AsyncConnection, before: Council, after: Council) -> None:
    """Have the namings that are new take effect at their time, and those that are gone not."""
    was, now = (set(council.namings.under_way) for council in (before, after))
    for naming in was - now:
        await due.call_off(conn, _cause(naming))
    for naming in now - was:
        given = {"entry": naming.entry}
        planned = Due(_cause(naming), naming.effective, places.FORUM_PLACE, NAMING, given)
        await due.plan(conn, planned)


def _cause(naming: Naming) -> str:
    return f"timer:naming/{naming.entry}"


async def deadline(
    conn: AsyncConnection,
    reminders: Sequence[int],
    before: Proposal | None,
    after: Proposal | None,
) -> None:
    """Have the deadline of the open round told at its time, and chairs reminded of it before.

    ``reminders`` are how long before, in ms; 0: half way.
    """
    was, now = (_planned(proposal, reminders) for proposal in (before, after))
    for cause in was.keys() - now.keys():
        await due.call_off(conn, cause)
    for cause in now.keys() - was.keys():
        await due.plan(conn, now[cause])


def _planned(proposal: Proposal | None, reminders: Sequence[int]) -> dict[str, Due]:
    """Return what a proposal's open round has due, by its cause."""
    begun = proposal.round if proposal else None
    if proposal is None or begun is None or not begun.open or begun.deadline is None:
        return {}
    return {each.cause: each for each in _of_round(proposal.number, begun, reminders)}


def _of_round(number: int, begun: Round, reminders: Sequence[int]) -> Iterator[Due]:
    known = begun.deadline
    if known is None:
        return
    cause = f"timer:P{number}/round/{begun.number}/deadline/{known.entry}"
    place, length = places.plenary_of(number), known.until - known.since
    times = sorted({known.until - (before or length // 2) for before in reminders})
    soonest = known.since + length // 4  # who has just heard of it isn't reminded
    times = [at for at in times if soonest <= at < known.until]
    for at, following in zip(times, [*times, known.until][1:], strict=True):
        given = {"entry": known.entry, "until": following}
        yield Due(f"{cause}/reminder/{at}", at, place, REMINDER, given)
    yield Due(cause, known.until, place, DEADLINE, {"entry": known.entry})
