"""What shows the current draft, and what tells newcomers how things stand and what they may do.

Pure: imports ``deliberation`` and the rest of the relay alone.
"""

from collections.abc import Collection

from bot.relay import places
from bot.relay.post import MESSAGE, POLL, POLL_END, Post
from bot.relay.visibility import call_seen, council_seen, doors_seen_in, place_seen, proposal_seen
from deliberation.calls.call import Call
from deliberation.council import Council
from deliberation.proposal import Proposal
from deliberation.reference import CallReference, Reference
from deliberation.terms import Method, RoomKind
from templates.views import Data, ProposalView

SHOW_DRAFT = "draft_shown"
"""The template that shows a draft."""
CALL_WORDS = "call"
"""The template of a call's message, also of its edits."""
QUESTION_WORDS = "question"
"""The same of what is put by a poll or a ballot."""
STRUCK = "struck"
"""The template of an earlier message that is struck out."""
GREETING = "greeting"
"""What the message is about that is pinned in the forum."""


def shown_in(place: str, proposal: ProposalView) -> Post:
    """Return the post that shows the current draft in a room."""
    number = proposal.current.number if proposal.current else 0
    about = str(Reference(proposal.number, number))
    data = draft_data(proposal, places.parse(place))
    return Post(place, SHOW_DRAFT, data, shows=number, about=about)


def briefing(
    place: places.Place,
    proposal: Proposal,
    council: Council,
    plenary: str,
    people: tuple[str, ...],
) -> list[Post]:
    """Return the posts that tell people who are new in a room how things stand there."""
    doors = doors_seen_in(place)
    visible, everyone = proposal_seen(proposal, doors, plenary), council_seen(council)
    data: Data = {
        "proposal": visible,
        "council": everyone,
        "doors": doors,
        "place": place_seen(place),
        "caucus": everyone.caucus(place.caucus),
        "people": people,
    }
    told = [Post(place.name, "briefing", data, mentions=people)]
    return [*told, shown_in(place.name, visible)] if visible.current else told


def turn(place: places.Place, proposal: ProposalView, person: str) -> Post:
    """Return the post that tells a chair who came in that it is their body's turn."""
    data: Data = {**draft_data(proposal, place), "person": person}
    return Post(place.name, "turn", data, mentions=(person,))


def call_edited(
    call: Call,
    proposal: Proposal,
    council: Council,
    agreed: Collection[str],
    count: int = 0,
    *,
    plenary: str,
    zone: str,
    key: str,
) -> Post:
    """Return the post that takes the place of a call's message, which was sent under a key.

    ``agreed`` are those who said that they don't object, or answered a poll; ``count`` is how many
    answered a ballot. ``plenary`` is the door of what plenary sees, and ``zone`` the council's time
    zone.
    """
    known = call_seen(call, proposal, council, agreed, count)
    data: Data = {**call_data(call, proposal, council, plenary), "call": known, "zone": zone}
    room, about = places.room_of(proposal.number, call.body), call_named(call, proposal)
    words = QUESTION_WORDS if call.question else CALL_WORDS
    return Post(room, words, data, about=about, edits=key, event_type=type_of(call))


def struck_out(said: Post, key: str) -> Post:
    """Return the post that strikes out a message, which was sent under a key."""
    data: Data = {**said.data, "struck": said.words}
    return Post(said.place, STRUCK, data, quiet=said.answer or said.quiet, edits=key)


def type_of(call: Call) -> str:
    """Return as what kind of event a call is shown: a poll as a native one, until it has ended."""
    if call.how != Method.POLL:
        return MESSAGE
    return POLL if call.is_open else POLL_END


def call_data(
    call: Call,
    proposal: Proposal,
    council: Council,
    plenary: str,
    agreed: Collection[str] = (),
) -> Data:
    """Return what the words about a call are given, for its own room.

    Once it has ended it has its finding, and nobody has to be given as ``agreed``.
    """
    place = places.parse(places.room_of(proposal.number, call.body))
    return {
        "place": place_seen(place),
        "proposal": proposal_seen(proposal, doors_seen_in(place), plenary),
        "council": council_seen(council),
        "call": call_seen(call, proposal, council, agreed),
    }


def call_named(call: Call, proposal: Proposal) -> str:
    """Return what the message of a call is about."""
    return str(CallReference(proposal.number, call.entry))


def draft_data(proposal: ProposalView, place: places.Place) -> Data:
    """Return what templates that show the current draft are given of it.

    It is shown against the draft that its readers last considered: in a caucus the one last
    referred there; in plenary the one before, and where that was never referred, the last that was.
    """
    current = proposal.current
    shown: Data = {
        "number": proposal.number,
        "title": proposal.title,
        "stage": proposal.stage,
        "kind": place.kind,
    }
    if current is None:
        return {**shown, "draft": None}
    before, referred = proposal.before(current.number), proposal.referred_before(current.number)
    in_caucus = place.kind is RoomKind.CAUCUS
    return {
        **shown,
        "draft": current,
        "against": referred if in_caucus else before,
        "also": None if in_caucus or (before and before.referred) else referred,
        "as_before": proposal.equal_before(current.number),
    }
