"""The names of rooms, before and after they exist.

A *place* names a room by what it is for: ``space``, ``forum``, ``secretariat``,
``P12/space``, ``P12/plenary``, ``P12/caucus:cs``, ``direct:!room`` (a chat that somebody
opened with the bot) or ``direct:@user`` (one that the bot opens). Pure; imports
``deliberation`` alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from deliberation.terms import COUNCIL, FORUM, RoomKind, caucus_door, caucus_of

SPACE_PLACE = "space"
FORUM_PLACE = "forum"
SECRETARIAT_PLACE = "secretariat"


@dataclass(frozen=True)
class Place:
    """A place taken apart: ``proposal`` is 0 outside a proposal, ``part`` the rest of the name."""

    name: str
    proposal: int
    part: str

    @property
    def kind(self) -> RoomKind:
        """The kind of room it is, as the procedure sees it."""
        if self.name == FORUM_PLACE:
            return RoomKind.FORUM
        if self.part == "plenary":
            return RoomKind.PLENARY
        if self.caucus:
            return RoomKind.CAUCUS
        return RoomKind.DIRECT if is_direct(self.name) else RoomKind.OTHER

    @property
    def caucus(self) -> str:
        """The key of the caucus whose room it is, or empty."""
        return (self.proposal and caucus_of(self.part)) or ""

    @property
    def is_space(self) -> bool:
        """Whether it is the council's or a proposal's space."""
        return self.part == "space"


def parse(name: str) -> Place:
    """Return the place with this name."""
    head, _, rest = name.partition("/")
    if rest and head[:1] == "P" and head[1:].isdigit():
        return Place(name, int(head[1:]), rest)
    return Place(name, 0, name.removeprefix("direct:"))


def space_of(proposal: int) -> str:
    """Return the place of a proposal's space."""
    return f"P{proposal}/space"


def plenary_of(proposal: int) -> str:
    """Return the place of a proposal's plenary."""
    return f"P{proposal}/plenary"


def caucus_room(proposal: int, key: str) -> str:
    """Return the place of a caucus's room on a proposal."""
    return f"P{proposal}/{caucus_door(key)}"


def room_of(proposal: int, body: str) -> str:
    """Return the place of a body's own room; ``body`` is ``forum``, ``council`` or a caucus key."""
    if body == FORUM:
        return FORUM_PLACE
    return plenary_of(proposal) if body == COUNCIL else caucus_room(proposal, body)


def parents_of(name: str) -> tuple[str, ...]:
    """Return the spaces that a room hangs in."""
    place = parse(name)
    if place.proposal and not place.is_space:
        parent = space_of(place.proposal)
        return (parent, SPACE_PLACE) if place.kind is RoomKind.PLENARY else (parent,)
    return (SPACE_PLACE,) if place.proposal or name == FORUM_PLACE else ()


def is_direct(name: str) -> bool:
    """Whether a place is a direct chat, which no entry changes."""
    return name.startswith("direct:")


def direct_in(room_id: str) -> str:
    """Return the place of a chat that somebody opened with the bot."""
    return f"direct:{room_id}"


def direct_with(person: str) -> str:
    """Return the place of the chat that the bot opens with a person."""
    return f"direct:{person}"


def rooms_of(proposal: int, caucuses: Iterable[str]) -> tuple[str, ...]:
    """Return the places of a proposal: its space, its plenary, a room a caucus."""
    rooms = (caucus_room(proposal, key) for key in caucuses)
    return (space_of(proposal), plenary_of(proposal), *rooms)
