"""How things stand, for whoever is seated later and can't read what was encrypted before.

Knows storage, which it only reads, and the relay.
"""

from collections.abc import Iterator

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.relay import places
from bot.relay.places import Place
from bot.relay.post import Post
from bot.relay.shown import briefing
from deliberation import proposal as proposals
from deliberation.council import Council
from storage import record, rooms


async def briefings(
    conn: AsyncConnection, before: Council, after: Council, plenary: str
) -> list[Post]:
    """Return what is posted in encrypted rooms for those whom a change of the roster brings.

    ``plenary`` is the door of what plenary sees.
    """
    posts: list[Post] = []
    if set(after.members) <= set(before.members) and before.caucuses == after.caucuses:
        return posts
    for listed in await record.live(conn):
        if not listed.stage.before_council:
            continue
        proposal = proposals.fold(await record.entries(conn, listed.number))
        for place, people in _newcomers(listed.number, before, after):
            room = await rooms.get(conn, place.name)
            if proposal and people and room and room.encrypted:
                posts += briefing(place, proposal, after, plenary, people)
    return posts


def _newcomers(
    number: int, before: Council, after: Council
) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """Yield a proposal's rooms, and who is new in each."""
    yield places.parse(places.plenary_of(number)), _new(before.members, after.members)
    for caucus in after.caucuses:
        earlier = before.caucus(caucus.key)
        place = places.parse(places.caucus_room(number, caucus.key))
        yield place, _new(earlier.members if earlier else (), caucus.members)


def _new(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(person for person in after if person and person not in before)
