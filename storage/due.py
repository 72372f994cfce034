"""What is due: under which cause, when, where, and what.

A row stands until it is taken, in the transaction in which what is due is done. What is here
runs inside the caller's transaction. Imports ``schema`` and ``inbox`` and nothing else of ours.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import RowMapping, bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import inbox
from storage.schema import due

Given = Mapping[str, str | int]


@dataclass(frozen=True)
class Due:
    """One thing that is due ``at`` a time (ms). ``kind`` says what, ``given`` what it needs."""

    cause: str
    at: int
    place: str
    kind: str
    given: Given


_C = due.c
_UNTIL = select(due).where(_C.at <= bindparam("time")).order_by(_C.at, _C.cause)
_AFTER = select(func.min(_C.at)).where(_C.at > bindparam("time"))
_IN = select(due.c.given).where(_C.place == bindparam("where"), _C.kind == bindparam("what"))
_AT = select(_C.at).where(_C.cause == bindparam("which"))
_OF_KIND = select(due).where(_C.kind == bindparam("which")).order_by(_C.at, _C.cause)
_OFF = delete(due).where(_C.cause == bindparam("which"))
_TAKE = _OFF.where(_C.at == bindparam("when"))


async def plan(conn: AsyncConnection, planned: Due) -> None:
    """Have something done at its time; if it was planned already, at this time instead.

    What was done once under a cause is never done again: then nothing is planned.
    """
    if await inbox.get(conn, planned.cause):
        return
    await conn.execute(_OFF, {"which": planned.cause})
    await conn.execute(insert(due), {**vars(planned), "given": json.dumps(planned.given)})


async def call_off(conn: AsyncConnection, cause: str) -> None:
    """Have something not done, if it was planned."""
    await conn.execute(_OFF, {"which": cause})


async def take(conn: AsyncConnection, cause: str, at: int) -> bool:
    """Take what is done in this transaction; False if it isn't planned for that time any more."""
    return (await conn.execute(_TAKE, {"which": cause, "when": at})).rowcount > 0


async def until(conn: AsyncConnection, time: int) -> tuple[Due, ...]:
    """Return what is due by a time (ms), what is due first coming first."""
    rows = (await conn.execute(_UNTIL, {"time": time})).mappings()
    return tuple(map(_due, rows))


def _due(row: RowMapping) -> Due:
    return Due(**{**row, "given": json.loads(row["given"])})


async def planned(conn: AsyncConnection, cause: str) -> int:
    """Return when (ms) something is due, 0: it isn't planned any more, or never was."""
    at: int | None = await conn.scalar(_AT, {"which": cause})
    return at or 0


async def of_kind(conn: AsyncConnection, kind: str) -> tuple[Due, ...]:
    """Return all of a kind that is due at any time."""
    rows = (await conn.execute(_OF_KIND, {"which": kind})).mappings()
    return tuple(map(_due, rows))


async def given_in(conn: AsyncConnection, place: str, kind: str) -> tuple[Given, ...]:
    """Return what is given to each of a kind that is due in a place, in their order."""
    rows = await conn.scalars(_IN.order_by(_C.at, _C.cause), {"where": place, "what": kind})
    return tuple(json.loads(given) for given in rows)


async def after(conn: AsyncConnection, time: int) -> int | None:
    """Return when (ms) the first is due of what is due after a time, or None."""
    at: int | None = await conn.scalar(_AFTER, {"time": time})
    return at
