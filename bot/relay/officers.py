"""Who may act for the body whose room it is. Pure; knows places and the council."""

from typing import assert_never

from bot.relay.places import Place
from deliberation.council import Council
from deliberation.terms import RoomKind


def officers_in(place: Place, council: Council | None) -> tuple[str, ...]:
    """Return the chair and deputies of the body whose room this is; nobody in any other room."""
    if council is None:
        return ()
    match place.kind:
        case RoomKind.FORUM:
            return council.forum_officers
        case RoomKind.PLENARY:
            return council.officers
        case RoomKind.CAUCUS:
            caucus = council.caucus(place.caucus)
            return caucus.officers if caucus else ()
        case RoomKind.DIRECT | RoomKind.OTHER:
            return ()
        case _:
            assert_never(place.kind)
