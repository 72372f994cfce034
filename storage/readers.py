"""Who can read what an encrypted room was last shown.

What is here runs inside the caller's transaction. Imports ``schema`` and nothing else of ours.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import readers


@dataclass(frozen=True)
class Readers:
    """The people who can read a message; ``key`` is that of its outbox row."""

    key: str
    people: frozenset[str]


_OF = select(readers.c.key, readers.c.people).where(readers.c.place == bindparam("which"))
_ALL = select(readers)
_PUT = (
    update(readers)
    .where(readers.c.place == bindparam("which"))
    .values(key=bindparam("new_key"), people=bindparam("new_people"))
)


async def of(conn: AsyncConnection, place: str) -> Readers | None:
    """Return who can read what a place's room was last shown, or None if nothing was."""
    row = (await conn.execute(_OF, {"which": place})).first()
    return Readers(row.key, _people(row.people)) if row else None


async def lacking(conn: AsyncConnection, people: Iterable[str]) -> dict[str, set[str]]:
    """Return, by place, those of some people who can't read what its room was last shown."""
    some = set(people)
    found = {row.place: some - _people(row.people) for row in await conn.execute(_ALL)}
    return {place: missing for place, missing in found.items() if missing}


async def put(conn: AsyncConnection, place: str, now: Readers) -> None:
    """Record who can read what a place's room is shown from now on."""
    people = json.dumps(sorted(now.people))
    values = {"which": place, "new_key": now.key, "new_people": people}
    if not (await conn.execute(_PUT, values)).rowcount:
        await conn.execute(insert(readers), {"place": place, "key": now.key, "people": people})


def _people(text: str) -> frozenset[str]:
    return frozenset(json.loads(text))
