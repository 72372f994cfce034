"""Which rooms are to be, written in the transaction that makes them necessary.

Knows storage and the pure relay; ``open`` makes the rooms.
"""

from collections.abc import Iterable
from typing import get_args

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.relay import places
from bot.relay.compose import derived
from deliberation import entries as e
from deliberation.council import Council
from deliberation.entries import Entry
from deliberation.proposal import Proposal
from storage import invitations, rooms
from storage.rooms import Room, RoomState

_TAKES_UP_AGAIN = e.Reopened | e.OutcomeCorrected
_NOTHING_TO_RECONCILE = (
    *get_args(e.ObjectionPayload),
    *get_args(e.CallPayload),  # what is pinned follows from what is due
    *get_args(e.StatementPayload),
    e.DispositionCorrected,
    e.PositionTakenBack,
    e.CaucusTextGiven,
    e.CaucusTextTakenBack,
    e.PositionRecorded,
    e.UnseatingReason,
)


def alias_of(secret: bytes, place: str, attempt: int) -> str:
    """Return the localpart under which a room is created; nobody can guess or squat it."""
    return derived(secret, "alias", place, attempt)


async def intend(conn: AsyncConnection, secret: bytes, name: str) -> Room:
    """Record that a place is to have a room, unless it has one; return it."""
    place = places.parse(name)
    return await rooms.intend(
        conn,
        place=name,
        proposal=place.proposal,
        kind="space" if place.is_space else place.kind.value,
        alias=alias_of(secret, name, 1),
    )


async def again(conn: AsyncConnection, secret: bytes, room: Room) -> None:
    """Give a place's room up: another is to be."""
    alias = alias_of(secret, room.place, room.attempt + 1)
    await rooms.next_attempt(conn, room.place, alias)


async def offer(conn: AsyncConnection, secret: bytes, person: str) -> str:
    """Have a person invited to a chat with the bot alone, also if they left one; return its place.

    They have just asked for it, so that an earlier invitation doesn't count.
    """
    name = places.direct_with(person)
    room = await intend(conn, secret, name)
    if room.state is RoomState.LEFT:
        await again(conn, secret, room)
    await invite_anew(conn, name, (person,))
    return name


async def invite_anew(conn: AsyncConnection, place: str, people: Iterable[str]) -> None:
    """Have people invited again who aren't there, whatever became of an earlier invitation."""
    for person in people:
        await invitations.forget(conn, place, person)
    await rooms.want(conn, (place,))


async def follow(
    conn: AsyncConnection, secret: bytes, entry: Entry, council: Council, after: Proposal | None
) -> None:
    """See to the rooms that an entry opens, changes or ends."""
    for name in _opened(entry, council, after):
        room = await intend(conn, secret, name)
        if room.state is RoomState.LEFT:
            await again(conn, secret, room)
    kept = () if entry.proposal else await rooms.live(conn)
    live = tuple(room.place for room in kept if not places.is_direct(room.place))
    await rooms.want(conn, _touched(entry, council, live))
    if after and after.ended:  # with the rooms of caucuses that are no more
        for room in await rooms.of_proposal(conn, after.number):
            await rooms.set_ended(conn, room.place, after.ended)
    elif after and isinstance(entry.payload, _TAKES_UP_AGAIN):
        for name in places.rooms_of(after.number, (c.key for c in council.caucuses)):
            await rooms.set_ended(conn, name, 0)


def _touched(entry: e.Entry, council: Council, live: tuple[str, ...]) -> tuple[str, ...]:
    """Return the places whose members, power, topic, pins or children an entry may change.

    ``live`` are the places of all rooms that the bot keeps.
    """
    if isinstance(entry.payload, _NOTHING_TO_RECONCILE):
        return ()
    if entry.proposal == e.COUNCIL_CHAIN:
        return live
    rooms = places.rooms_of(entry.proposal, (c.key for c in council.caucuses))
    opening = isinstance(entry.payload, e.Forwarded | _TAKES_UP_AGAIN)
    return (places.SPACE_PLACE, *rooms) if opening else rooms


def _opened(entry: e.Entry, council: Council, after: Proposal | None) -> tuple[str, ...]:
    """Return the places of the rooms that must exist from this entry on."""
    if isinstance(entry.payload, e.Constituted):
        return (places.SPACE_PLACE, places.FORUM_PLACE)
    if isinstance(entry.payload, e.Forwarded | _TAKES_UP_AGAIN) and after and after.forwarded:
        return places.rooms_of(entry.proposal, (c.key for c in council.caucuses))
    return ()
