"""The doors of a room and of a person, and which entries are seen behind them.

Pure: imports ``deliberation``, ``places`` and the views.
"""

from collections.abc import Collection, Iterable
from typing import assert_never

from bot.relay.places import Place
from deliberation import entries as e
from deliberation.council import Council
from deliberation.terms import COUNCIL, FORUM, PUBLIC, RoomKind, caucus_door
from templates import views as v


def doors_seen_in(place: Place) -> frozenset[str]:
    """Return the doors whose entries everyone in the room may see (direct chats: public)."""
    match place.kind:
        case RoomKind.PLENARY:
            return frozenset({PUBLIC, COUNCIL})
        case RoomKind.CAUCUS:
            return frozenset({PUBLIC, COUNCIL, place.part})
        case RoomKind.FORUM | RoomKind.DIRECT | RoomKind.OTHER:
            return frozenset({PUBLIC})
        case _:
            assert_never(place.kind)


def personal_doors(person: str, council: Council) -> frozenset[str]:
    """Return the doors behind which a person is by their own right."""
    if person not in council.members:
        return frozenset()
    caucus = council.caucus_of(person)
    return frozenset({COUNCIL, *([caucus_door(caucus.key)] if caucus else [])})


def doors_by_audience(council: Council) -> dict[str, frozenset[str]]:
    """Return each audience of entries, with the doors that those of it see through."""
    doors = {PUBLIC: frozenset({PUBLIC}), COUNCIL: frozenset({PUBLIC, COUNCIL})}
    for caucus in council.caucuses:
        door = caucus_door(caucus.key)
        doors[door] = doors[COUNCIL] | {door}
    return doors


def door_of(body: str, plenary: str) -> str:
    """Return the door of what is said in a body's own room; ``plenary`` is that of plenary's."""
    if body == FORUM:
        return PUBLIC
    return plenary if body == COUNCIL else caucus_door(body)


def may_see(entry: e.Entry, doors: Collection[str]) -> bool:
    """Whether those behind the doors may see an entry: all of it, or nothing."""
    return entry.audience in doors


def entry_seen(entry: e.Entry, doors: Collection[str]) -> v.EntryView | None:
    """Return an entry for those behind the doors; None if it is not for them."""
    if not may_see(entry, doors):
        return None
    payload = {"kind": entry.payload.kind, **e.encode(entry.payload)}
    return v.EntryView(entry.person, entry.recorded_time, payload)


def entries_seen(entries: Iterable[e.Entry], doors: Collection[str]) -> list[v.EntryView]:
    """Return those of the entries that are for those behind the doors."""
    return [seen for entry in entries if (seen := entry_seen(entry, doors))]


def crossed(entry: e.Entry, names: Collection[str]) -> v.Data:
    """Return what is told of an entry to those whom it is not for: the fields that are named."""
    payload = e.encode(entry.payload)
    return {name: payload[name] for name in names}
