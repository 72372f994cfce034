"""In which order rooms are opened and people invited, where a homeserver allows little at a time.

One order for all rooms of all proposals. Those who must act next come first: who chairs plenary,
then the caucuses' chairs, each with their deputies, and before them what their rooms need. Then one
room is filled after the other: where people deliberate before where they only look. Pure: imports
``places`` and ``ratelimit``'s name for a turn alone.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import assert_never

from bot.ratelimit import Turn
from bot.relay.places import SECRETARIAT_PLACE, Place, parse
from deliberation.terms import RoomKind


class Need(IntEnum):
    """What is needed soonest comes first."""

    PLENARIES = 1
    """Plenaries, the forum, chats that somebody asked for, and who may act for their bodies."""
    CAUCUSES = 2
    """The caucuses' rooms and who may act for them; the secretariat's, where it is told of what."""
    REST = 3
    """Everybody else, where proposals are deliberated."""
    FORUM = 4
    """Everybody else in the forum, which is public."""
    SPACES = 5
    """Spaces, which only show where rooms are."""


def of_room(name: str) -> Turn:
    """Return the turn of what a place's room needs before anybody is invited."""
    place = parse(name)
    return (_need(place), place.proposal, name, 0, "")


def of_person(name: str, person: str, leads: Sequence[str]) -> Turn:
    """Return the turn of a person's invitation to a place's room.

    ``leads`` are those who may act for the body whose room it is, the chair first.
    """
    place = parse(name)
    need = _need(place)
    if need is Need.SPACES or person in leads:
        return (need, place.proposal, name, _nth(person, leads), person)
    later = Need.FORUM if place.kind is RoomKind.FORUM else Need.REST
    is_caucus = int(place.kind is RoomKind.CAUCUS)
    return (later, place.proposal, f"{is_caucus} {name}", 0, person)


def _nth(person: str, leads: Sequence[str]) -> int:
    return 1 + (leads.index(person) if person in leads else len(leads))


def _need(place: Place) -> Need:
    match place.kind:
        case RoomKind.FORUM | RoomKind.PLENARY | RoomKind.DIRECT:
            return Need.PLENARIES
        case RoomKind.CAUCUS:
            return Need.CAUCUSES
        case RoomKind.OTHER:
            return Need.CAUCUSES if place.name == SECRETARIAT_PLACE else Need.SPACES
        case _:
            assert_never(place.kind)
