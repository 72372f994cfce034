"""What a room is called, and its topic: what to do there, and where the proposal stands. Pure.

Both say what those in the room may see. Imports ``deliberation``, ``places``, ``visibility``, and
the words of ``templates``.
"""

from typing import assert_never

import templates
from bot.relay import places
from bot.relay.room_settings import RoomSettings
from bot.relay.visibility import council_seen, doors_seen_in, seen
from deliberation.council import Council
from deliberation.proposal import Proposal
from deliberation.terms import RoomKind


def name_of(
    place: places.Place, council: Council, proposal: Proposal | None, settings: RoomSettings
) -> str:
    """Return what a place's room is called."""
    everyone = council_seen(council)
    return templates.room_name(
        _kind(place),
        council=everyone,
        proposal=seen(proposal, doors_seen_in(place), settings.plenary),
        caucus=everyone.caucus(place.caucus),
    )


def topic_of(
    place: places.Place,
    council: Council,
    proposal: Proposal | None,
    settings: RoomSettings,
    *,
    encrypted: bool,
) -> str:
    """Return a place's room's topic. ``encrypted``: what is said there is."""
    return templates.topic(
        _kind(place),
        council=council_seen(council),
        proposal=seen(proposal, doors_seen_in(place), settings.plenary),
        prefix=settings.prefix,
        zone=settings.timezone,
        encrypted=encrypted,
    )


def _kind(place: places.Place) -> str:
    """Return the kind of a place's room, as templates have it."""
    match place.kind:
        case RoomKind.FORUM | RoomKind.PLENARY | RoomKind.CAUCUS | RoomKind.DIRECT:
            return place.kind.value
        case RoomKind.OTHER:
            own = (places.SPACE_PLACE, places.SECRETARIAT_PLACE)
            return place.name if place.name in own else "proposal"
        case _:
            assert_never(place.kind)
