"""Who confirms that a person's other identity is theirs, and which rooms hear of it.

Pure; knows places and the council.
"""

from collections.abc import Collection, Iterable

from bot.relay import places
from deliberation.council import Council
from deliberation.terms import COUNCIL, RoomKind


def confirmed_by(person: str, council: Council, secretariat: Collection[str]) -> str:
    """Return the key of the body whose chair confirms a person's identity.

    Empty: nobody in chat, but only the secretariat on the bot's machine. Nobody confirms their own.
    """
    if person == council.chair or person in secretariat:
        return ""
    caucus = council.caucus_of(person)
    is_officer = person in (*council.officers, *council.forum_officers)
    return COUNCIL if caucus is None or is_officer or person == caucus.chair else caucus.key


def chair_of(body: str, council: Council) -> str:
    """Return the chair of a body, or empty."""
    caucus = council.caucus(body)
    return council.chair if body == COUNCIL else caucus.chair if caucus else ""


def told_in(person: str, council: Council, names: Iterable[str]) -> tuple[str, ...]:
    """Return those of the rooms that hear of a person's identity: their caucus's, or plenaries."""
    caucus = council.caucus_of(person)
    rooms = [places.parse(name) for name in names]
    if caucus:
        return tuple(room.name for room in rooms if room.caucus == caucus.key)
    return tuple(room.name for room in rooms if room.kind is RoomKind.PLENARY)
