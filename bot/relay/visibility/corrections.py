"""What may be seen of slips: until when the latest act of a room's office can be taken back.

Pure: imports ``deliberation``, ``places`` and the views.
"""

from bot.relay.places import Place
from deliberation.corrections.latest import of_office, rests
from deliberation.proposal import Proposal
from deliberation.terms import COUNCIL, FORUM, RoomKind
from templates import views as v


def correctable_seen(
    proposal: Proposal | None, place: Place, now: int, within: int
) -> v.CorrectableView | None:
    """Return what the chair of a place's room can take back there now; times are in ms.

    An act is shown nowhere but in the room of the office whose act it is.
    """
    if proposal is None:
        return None
    latest = of_office(proposal.latest, _body_of(place, proposal.number))
    if latest is None or rests(latest):
        return None
    until = latest.entry.recorded_time + within
    return v.CorrectableView(latest.entry.payload.kind, until) if until > now else None


def _body_of(place: Place, proposal: int) -> str:
    """Return the body whose room a place is, as far as a proposal is concerned; or empty."""
    if place.kind is RoomKind.FORUM:
        return FORUM
    if place.proposal != proposal:
        return ""
    if place.kind is RoomKind.PLENARY:
        return COUNCIL
    return place.caucus if place.kind is RoomKind.CAUCUS else ""
