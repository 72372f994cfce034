"""A round's deadline: chairs are reminded before it, and plenary is told when it has come.

Nothing is decided by it. A deadline that is another by then, or whose round is over, is not told
of; nor is a chair reminded of what has passed, after a week's downtime say. Knows storage.
"""

from bot.clerk.case import Case
from bot.relay import places
from bot.relay.notices import Notice, Occasion, post
from bot.relay.visibility import council_seen, doors_seen_in, seen
from bot.rooms.notices import for_secretariat
from deliberation.council import Caucus, Council
from deliberation.parts import Deadline
from deliberation.proposal import Proposal
from storage.due import Given
from templates.views import Data


async def remind(case: Case, given: Given) -> None:
    """Remind the chairs of caucuses that have not reported, each in their own room.

    The secretariat is told which of these caucuses have no chair.
    """
    proposal, deadline = await _still(case, given)
    if proposal is None or deadline is None or int(given["until"]) <= case.now:
        return  # the next reminder is due already, or the end
    council = await case.council()
    missing = _missing(proposal, council)
    for caucus in missing:
        if caucus.chair:
            place = places.caucus_room(proposal.number, caucus.key)
            data = _told(case, place, proposal, council, deadline)
            case.out.post(post(Notice.REMINDER, Occasion(place, council=council), data))
    without = tuple(caucus.key for caucus in missing if not caucus.chair)
    if without:
        data = _told(case, places.SECRETARIAT_PLACE, proposal, council, deadline)
        people, secret = case.settings.secretariat, case.out.secret
        notice = Notice.REMINDER_FOR_NOBODY
        told = await for_secretariat(
            case.conn, secret, people, notice, {**data, "caucuses": without}
        )
        for each in told:
            case.out.post(each)


async def tell_passed(case: Case, given: Given) -> None:
    """Tell plenary that the deadline has come, and who has reported."""
    proposal, deadline = await _still(case, given)
    if proposal is None or deadline is None:
        return
    place, council = case.item.place.name, await case.council()
    data = _told(case, place, proposal, council, deadline)
    case.out.post(post(Notice.DEADLINE_PASSED, Occasion(place, council=council), data))


async def _still(case: Case, given: Given) -> tuple[Proposal | None, Deadline | None]:
    """Return the proposal and its round's deadline, if that is still the one that is due."""
    proposal = await case.proposal(case.item.place.proposal)
    begun = proposal.round if proposal else None
    deadline = begun.deadline if begun and begun.open else None
    return proposal, deadline if deadline and deadline.entry == given["entry"] else None


def _missing(proposal: Proposal, council: Council) -> list[Caucus]:
    reported = proposal.round.reported if proposal.round else frozenset()
    return [caucus for caucus in council.caucuses if caucus.key not in reported]


def _told(case: Case, place: str, proposal: Proposal, council: Council, deadline: Deadline) -> Data:
    plenary = case.settings.plenary
    return {
        "proposal": seen(proposal, doors_seen_in(places.parse(place)), plenary),
        "council": council_seen(council),
        "until": deadline.until,
        "zone": case.settings.timezone,
        "now": case.now,
    }
