"""How things stand, for those who came too late to read what an encrypted room was last shown.

And whose turn it is, for a chair who comes in. ``rooms.readers`` and ``rooms.watch`` plan it. Each
is told once of one showing, and of one turn. Knows storage and the relay.
"""

from bot.clerk.case import Case
from bot.relay import rooms as relay
from bot.relay.shown import briefing, turn
from bot.relay.visibility import doors_seen_in, seen
from deliberation.council import Council
from deliberation.proposal import Proposal
from deliberation.standing import is_awaited
from deliberation.terms import COUNCIL
from storage import inbox, readers, rooms
from storage.due import Given
from storage.inbox import Arrival
from storage.rooms import Room


async def brief(case: Case, given: Given) -> None:
    """Tell people how things stand in a room, as far as they still belong there and lack it."""
    place, council = case.item.place, await case.council()
    proposal, room = await case.proposal(place.proposal), await rooms.get(case.conn, place.name)
    if room is None or proposal is None or not proposal.stage.before_council:
        return
    people = await _lacking(case, given, room, council, proposal)
    if people:
        for post in briefing(place, proposal, council, case.settings.plenary, people):
            case.out.post(post)


async def tell_turn(case: Case, given: Given) -> None:
    """Tell a chair who came into a room that it is their body's turn, if it is."""
    place, person, council = case.item.place, str(given["person"]), await case.council()
    proposal, room = await case.proposal(place.proposal), await rooms.get(case.conn, place.name)
    visible = seen(proposal, doors_seen_in(place), case.settings.plenary)
    if room is None or room.attempt != given["attempt"] or proposal is None or visible is None:
        return
    body = place.caucus or COUNCIL
    if council.chair_of(body) != person or not is_awaited(proposal, council, body):
        return
    rounds = proposal.round.number if proposal.round else 0
    told = f"turn:{place.name}/{room.attempt}:{proposal.opened}:{rounds}:{person}"
    if await inbox.enter(case.conn, Arrival(told, "", command=False)):
        case.out.post(turn(place, visible, person))


async def _lacking(
    case: Case, given: Given, room: Room, council: Council, proposal: Proposal
) -> tuple[str, ...]:
    """Return who is still to be told, each once of what was last shown there."""
    known = await readers.of(case.conn, room.place)
    if known is None or room.attempt != given["attempt"]:
        return ()
    members = relay.members(case.item.place, council, proposal, case.settings.rooms)
    some = [p for p in str(given["people"]).split() if p in members and p not in known.people]
    told = [f"briefed:{room.place}/{room.attempt}:{known.key}:{person}" for person in some]
    fresh = [await inbox.enter(case.conn, Arrival(each, "", command=False)) for each in told]
    return tuple(person for person, is_new in zip(some, fresh, strict=True) if is_new)
