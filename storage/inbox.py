"""The inbox: what came in, and how often it was attempted. Bodies are not kept.

What is here runs inside the caller's transaction. Imports ``schema``, ``lookup`` and
``words`` and nothing else of ours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.lookup import rows_among
from storage.schema import inbox, ratchets
from storage.words import clean


class InboxState(StrEnum):
    """How far the bot has come with what came in."""

    TAKEN = "taken"
    HELD = "held"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class InboxRow:
    """One cause: an event id, or a name. ``command``: somebody asked something."""

    cause: str
    state: InboxState
    attempts: int
    place: str
    sender: str
    command: bool
    taken_at: int


_C = inbox.c
_AMONG = select(inbox).where(_C.cause.in_(bindparam("causes", expanding=True)))
_ONE = select(inbox).where(_C.cause == bindparam("which"))
_AGAIN = (
    update(inbox).where(_C.cause == bindparam("which")).values(attempts=bindparam("new_attempts"))
)
_RESUME = (
    update(inbox)
    .where(_C.cause == bindparam("which"))
    .values(
        state=bindparam("new_state"),
        attempts=bindparam("new_attempts"),
        command=bindparam("is_command"),
    )
)
_RATCHET = select(ratchets.c.cause).where(ratchets.c.ratchet == bindparam("which"))
_MOVE = update(inbox).where(_C.cause == bindparam("which")).values(state=bindparam("new_state"))


async def take(
    conn: AsyncConnection, causes: Sequence[tuple[str, str, str, bool]], now: int
) -> dict[str, InboxRow]:
    """Count one more attempt at each (cause, place, sender, command) that isn't over.

    Returns every cause's row as it is now; what is ``DONE`` or ``FAILED`` is unchanged.
    """
    given = {clean(item[0]): item for item in causes}
    known = {row.cause: _read(row) for row in await rows_among(conn, _AMONG, "causes", given)}
    fresh = [_values(*item, now) for cause, item in given.items() if cause not in known]
    again = [_again(row) for row in known.values() if row.state is InboxState.TAKEN]
    if fresh:
        await conn.execute(insert(inbox), fresh)
    if again:
        counts = [{"which": row.cause, "new_attempts": row.attempts} for row in again]
        await conn.execute(_AGAIN, counts)
    now_known = known | {row.cause: row for row in again}
    now_known |= {values["cause"]: InboxRow(**values) for values in fresh}
    return {item[0]: now_known[cause] for cause, item in given.items()}


async def not_its_fault(conn: AsyncConnection, cause: str) -> None:
    """Take back an attempt at what would have succeeded but for the database."""
    row = await get(conn, cause)
    if row and row.state is InboxState.TAKEN:
        await conn.execute(_AGAIN, {"which": row.cause, "new_attempts": row.attempts - 1})


async def pass_over(
    conn: AsyncConnection, causes: Sequence[tuple[str, str, str, bool]], now: int
) -> None:
    """Record each (cause, place, sender, command) as over, unless it is known: nothing acts."""
    given = {clean(item[0]): item for item in causes}
    known = {row.cause for row in await rows_among(conn, _AMONG, "causes", given)}
    fresh = [_values(*item, now) for cause, item in given.items() if cause not in known]
    over = {"state": InboxState.DONE, "attempts": 0}
    if fresh:
        await conn.execute(insert(inbox), [values | over for values in fresh])


async def done(conn: AsyncConnection, cause: str) -> None:
    """Record that the bot has acted on it."""
    await conn.execute(_MOVE, {"which": cause, "new_state": InboxState.DONE})


async def hold(conn: AsyncConnection, cause: str) -> None:
    """Record that it can't be read yet; what it was stands in ``held``."""
    await conn.execute(_MOVE, {"which": cause, "new_state": InboxState.HELD})


async def resume(conn: AsyncConnection, cause: str, *, command: bool) -> int:
    """Take up what was held, now that it can be read; return the number of the attempt."""
    row = await get(conn, cause)
    attempts = row.attempts + 1 if row and row.state is InboxState.TAKEN else 1
    values = {"which": cause, "new_state": InboxState.TAKEN}
    await conn.execute(_RESUME, {**values, "new_attempts": attempts, "is_command": command})
    return attempts


async def is_first(conn: AsyncConnection, ratchet: str, cause: str) -> bool:
    """Whether no other event had this place in its session; note that this one has it."""
    known = await conn.scalar(_RATCHET, {"which": ratchet})
    if known is None:
        await conn.execute(insert(ratchets), {"ratchet": ratchet, "cause": cause})
    return known in (None, clean(cause))


async def failed(conn: AsyncConnection, cause: str) -> None:
    """Record that the bot gave it up."""
    await conn.execute(_MOVE, {"which": cause, "new_state": InboxState.FAILED})


async def seen(conn: AsyncConnection, causes: Iterable[str]) -> set[str]:
    """Return those of the causes that are over, done or failed."""
    given = {clean(cause): cause for cause in causes}
    rows = await rows_among(conn, _AMONG, "causes", given)
    return {given[row.cause] for row in rows if row.state in (InboxState.DONE, InboxState.FAILED)}


async def get(conn: AsyncConnection, cause: str) -> InboxRow | None:
    """Return the cause's row, or None."""
    row = (await conn.execute(_ONE, {"which": cause})).first()
    return _read(row) if row else None


def _values(cause: str, place: str, sender: str, command: bool, now: int) -> dict[str, Any]:  # noqa: FBT001 - a column's value, not a switch
    return {
        "cause": clean(cause),
        "state": InboxState.TAKEN,
        "attempts": 1,
        "place": clean(place),
        "sender": clean(sender),
        "command": command,
        "taken_at": now,
    }


def _again(row: InboxRow) -> InboxRow:
    return InboxRow(
        row.cause,
        row.state,
        row.attempts + 1,
        row.place,
        row.sender,
        row.command,
        row.taken_at,
    )


def _read(row: Any) -> InboxRow:
    values: Mapping[str, Any] = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    return InboxRow(**{**values, "state": InboxState(row.state)})
