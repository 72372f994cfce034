"""A direct chat in clear, where the council's rooms are encrypted: public answers alone, no act.

Whoever runs a homeserver can read such a chat, and can write there as one of its users. Knows
storage, which it only reads.
"""

from typing import assert_never

from bot.clerk.case import Case
from commands.parsing.queries import (
    Diff,
    Help,
    History,
    Listing,
    Preview,
    Query,
    ShowObjections,
    ShowRoster,
    ShowText,
    Status,
)
from deliberation.terms import COUNCIL, RoomKind
from storage import rooms


async def is_in_clear(case: Case) -> bool:
    """Whether what is asked came in clear in a direct chat, though such chats are to be encrypted.

    Or its answer would go in clear: somebody can write an encrypted message in any room.
    """
    place = case.item.place
    if place.kind is not RoomKind.DIRECT or not case.settings.rooms.encrypts(place):
        return False
    return not await came_sealed(case)


async def came_sealed(case: Case) -> bool:
    """Whether what is asked came encrypted, and its answer goes so."""
    room, event = await rooms.get(case.conn, case.item.place.name), case.item.event
    return bool(room and room.encrypted and event and event.sealed)


def may_hide(query: Query, plenary: str) -> bool:
    """Whether a question may have another answer for a member of the council than for everybody.

    That is by what is asked, and never by what the record has: nobody learns from it whether there
    is something private. ``plenary`` is the door of what plenary sees.
    """
    match query:
        case Status(proposal=int()) | History() | ShowObjections():
            return True
        case ShowText():
            return bool(query.caucus) or plenary == COUNCIL
        case Diff():
            named = [each for each in (query.old, query.new) if each and each.caucus]
            return bool(named) or plenary == COUNCIL
        case Status() | Listing() | Preview() | ShowRoster() | Help():
            return False
        case _:
            assert_never(query)
