"""Which picture a room has: a shape that says its kind, in the colour of who meets there. Pure.

Imports ``deliberation``, ``places`` and the colours.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import assert_never

from bot.relay import places
from bot.relay.looks import colours
from deliberation.council import Council
from deliberation.terms import RoomKind


class Shape(Enum):
    """What a picture shows."""

    COUNCIL = auto()
    """Four rooms."""
    FORUM = auto()
    """What is said."""
    PROPOSAL = auto()
    """A page."""
    PLENARY = auto()
    """People round a table."""
    CAUCUS = auto()
    """Three who put their heads together."""
    SECRETARIAT = auto()
    """A letter."""
    BOT = auto()
    """The bot's face."""


@dataclass(frozen=True)
class Picture:
    """A shape in white, on a ground of this colour (``#rrggbb``)."""

    shape: Shape
    colour: str


BOT = Picture(Shape.BOT, colours.BOT)


def picture_of(  # noqa: PLR0911 - one a kind of room
    place: places.Place, council: Council
) -> Picture | None:
    """Return the picture of a place's room; None for a direct chat, where clients show faces."""
    match place.kind:
        case RoomKind.FORUM:
            return Picture(Shape.FORUM, colours.FORUM)
        case RoomKind.PLENARY:
            return Picture(Shape.PLENARY, colours.PLENARY)
        case RoomKind.CAUCUS:
            return Picture(Shape.CAUCUS, _of_caucus(place.caucus, council))
        case RoomKind.DIRECT:
            return None
        case RoomKind.OTHER:
            if place.name == places.SPACE_PLACE:
                return Picture(Shape.COUNCIL, colours.COUNCIL)
            if place.name == places.SECRETARIAT_PLACE:
                return Picture(Shape.SECRETARIAT, colours.SECRETARIAT)
            return Picture(Shape.PROPOSAL, colours.COUNCIL)
        case _:
            assert_never(place.kind)


def pictures(council: Council) -> tuple[Picture, ...]:
    """Return all pictures that a council's rooms have, and first the bot's own."""
    keys = [caucus.key for caucus in council.caucuses]
    council_s = (places.SPACE_PLACE, places.FORUM_PLACE, places.SECRETARIAT_PLACE)
    names = (*council_s, *places.rooms_of(1, keys))
    found = (picture_of(places.parse(name), council) for name in names)
    return tuple(dict.fromkeys((BOT, *(each for each in found if each))))


def _of_caucus(key: str, council: Council) -> str:
    """Return a caucus's colour; the secretariat's for one that is no more."""
    keys = [caucus.key for caucus in council.caucuses]
    return colours.of_caucus(keys.index(key)) if key in keys else colours.SECRETARIAT
