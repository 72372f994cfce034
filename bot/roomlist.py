"""Which rooms are to be, written in the transaction that makes them necessary.

Knows storage and the pure ``wanted``; the courier makes the rooms.
"""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import places, wanted
from bot.outgoing import derived
from deliberation.council import Council
from deliberation.entries import Entry, Reopened
from deliberation.proposal import Proposal
from storage import rooms
from storage.rooms import Room, RoomState


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
        door=place.door,
        kind="space" if place.is_space else place.kind.value,
        alias=alias_of(secret, name, 1),
    )


async def follow(
    conn: AsyncConnection, secret: bytes, entry: Entry, council: Council, after: Proposal | None
) -> None:
    """See to the rooms that an entry opens, changes or ends."""
    for name in wanted.opened(entry, council, after):
        room = await intend(conn, secret, name)
        if room.state is RoomState.LEFT:
            await rooms.next_attempt(conn, name, alias_of(secret, name, room.attempt + 1))
    kept = () if entry.proposal else await rooms.live(conn)
    live = tuple(room.place for room in kept if not places.is_direct(room.place))
    await rooms.want(conn, wanted.touched(entry, council, live))
    if after and (after.ended or isinstance(entry.payload, Reopened)):
        for name in places.rooms_of(after.number, (c.key for c in council.caucuses)):
            await rooms.set_ended(conn, name, after.ended)
