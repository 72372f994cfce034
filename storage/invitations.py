"""Who was invited to which room, and for which entry of the record.

What is here runs inside the caller's transaction. Imports ``schema`` and ``lookup``
and nothing else of ours.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.lookup import rows_among
from storage.schema import invitations

_PLACE: BindParameter[str] = bindparam("which")
_INVITED = select(invitations.c.person, invitations.c.entry).where(invitations.c.place == _PLACE)
_INVITED_TO: Select[Any] = select(
    invitations.c.place, invitations.c.person, invitations.c.entry
).where(invitations.c.place.in_(bindparam("places", expanding=True)))
_INVITE_AGAIN = (
    update(invitations)
    .where(invitations.c.place == _PLACE, invitations.c.person == bindparam("whom"))
    .values(entry=bindparam("new"))
)
_UNINVITE = delete(invitations).where(
    invitations.c.place == _PLACE, invitations.c.person == bindparam("whom")
)


async def invited(conn: AsyncConnection, place: str) -> dict[str, int]:
    """Return who was invited there, and the number of the entry for which.

    0 is for none: they came otherwise, or it isn't known whether the invitation went through.
    """
    rows: Mapping[str, int] = {
        row.person: row.entry for row in await conn.execute(_INVITED, {"which": place})
    }
    return dict(rows)


async def invited_to(conn: AsyncConnection, some: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return by place, of some, what ``invited`` returns; none of a place without any."""
    by_place: dict[str, dict[str, int]] = {}
    for row in await rows_among(conn, _INVITED_TO, "places", some):
        by_place.setdefault(row.place, {})[row.person] = row.entry
    return by_place


async def lacking(conn: AsyncConnection, wanted: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return by place, of some, who of those who are wanted there was invited for no entry."""
    by_place = await invited_to(conn, wanted)
    there = {place: {p for p, n in people.items() if n} for place, people in by_place.items()}
    return {place: people - there.get(place, set()) for place, people in wanted.items()}


async def begin(conn: AsyncConnection, place: str, people: Iterable[str]) -> None:
    """Note whom the bot is about to invite there, so that it knows its invitations afterwards."""
    old = await invited(conn, place)
    if fresh := [{"place": place, "person": p, "entry": 0} for p in people if p not in old]:
        await conn.execute(insert(invitations), fresh)


async def record(conn: AsyncConnection, place: str, people: Mapping[str, int]) -> None:
    """Record who was invited there, and for each the number of the entry for which."""
    old = await invited(conn, place)
    again = [{"which": place, "whom": p, "new": n} for p, n in people.items() if p in old]
    fresh = [{"place": place, "person": p, "entry": n} for p, n in people.items() if p not in old]
    if again:
        await conn.execute(_INVITE_AGAIN, again)
    if fresh:
        await conn.execute(insert(invitations), fresh)


async def forget(conn: AsyncConnection, place: str, person: str) -> None:
    """Forget that the person was invited there, since they were removed."""
    await conn.execute(_UNINVITE, {"which": place, "whom": person})
