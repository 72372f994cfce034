"""The inbox: what came in and was acted on, held, given up or passed over, without bodies.

What is here runs inside the caller's transaction. Imports ``schema``, ``lookup`` and
``words`` and nothing else of ours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.lookup import rows_among
from storage.schema import inbox, ratchets
from storage.words import clean


class InboxState(StrEnum):
    """How far the bot has come with what came in."""

    HELD = "held"
    DONE = "done"
    FAILED = "failed"


class Arrival(NamedTuple):
    """An event by its id, or what has a name. ``command``: somebody asked something."""

    cause: str
    sender: str
    command: bool


@dataclass(frozen=True)
class InboxRow:
    """An arrival as it is known."""

    cause: str
    state: InboxState
    sender: str
    command: bool


_C = inbox.c
_AMONG = select(inbox).where(_C.cause.in_(bindparam("causes", expanding=True)))
_ONE = select(inbox).where(_C.cause == bindparam("which"))
_ENTER = insert(inbox).from_select(
    [column.name for column in _C],
    select(*(bindparam(column.name, type_=column.type) for column in _C)).where(
        ~exists(select(_C.cause).where(_C.cause == bindparam("cause", type_=_C.cause.type)))
    ),
)
_RESUME = (
    update(inbox)
    .where(_C.cause == bindparam("which"), _C.state == InboxState.HELD)
    .values(state=InboxState.DONE, command=bindparam("is_command"))
)
_NO_COMMAND = update(inbox).where(_C.cause == bindparam("which")).values(command=False)
_RATCHET = select(ratchets.c.cause).where(ratchets.c.ratchet == bindparam("which"))
_MOVE = update(inbox).where(_C.cause == bindparam("which")).values(state=bindparam("new_state"))


async def enter(conn: AsyncConnection, arrival: Arrival) -> bool:
    """Record that the bot acts on it in this transaction; False if it is known, and nothing acts.

    It is ``DONE`` at the commit, unless it is held or given up before.
    """
    return (await conn.execute(_ENTER, _values(arrival))).rowcount > 0


async def resume(conn: AsyncConnection, cause: str, *, command: bool) -> bool:
    """As ``enter``, for what was held and can be read now; False if it isn't held."""
    values = {"which": cause, "is_command": command}
    return (await conn.execute(_RESUME, values)).rowcount > 0


async def ask_nothing(conn: AsyncConnection, cause: str) -> None:
    """Note that what came in asked nothing after all, so that its deletion needs no answer."""
    await conn.execute(_NO_COMMAND, {"which": cause})


async def pass_over(conn: AsyncConnection, arrivals: Sequence[Arrival]) -> None:
    """Record each as over, unless it is known: nothing acts."""
    seen = await known(conn, [each.cause for each in arrivals])
    new = {clean(each.cause): each for each in arrivals if each.cause not in seen}
    if new:
        await conn.execute(insert(inbox), [_values(each) for each in new.values()])


async def known(conn: AsyncConnection, causes: Iterable[str]) -> set[str]:
    """Return those of the causes that were acted on, held, given up or passed over."""
    given = {clean(cause): cause for cause in causes}
    return {given[row.cause] for row in await rows_among(conn, _AMONG, "causes", given)}


async def finished(conn: AsyncConnection, causes: Iterable[str]) -> set[str]:
    """Return those of the causes that nothing more is to be done about: not those held."""
    given = {clean(cause): cause for cause in causes}
    rows = await rows_among(conn, _AMONG, "causes", given)
    return {given[row.cause] for row in rows if row.state != InboxState.HELD}


async def done(conn: AsyncConnection, cause: str) -> None:
    """Record that there is nothing left to do."""
    await conn.execute(_MOVE, {"which": cause, "new_state": InboxState.DONE})


async def hold(conn: AsyncConnection, cause: str) -> None:
    """Record that it can't be read yet; what it was stands in ``held``."""
    await conn.execute(_MOVE, {"which": cause, "new_state": InboxState.HELD})


async def failed(conn: AsyncConnection, cause: str) -> None:
    """Record that the bot gave it up."""
    await conn.execute(_MOVE, {"which": cause, "new_state": InboxState.FAILED})


async def is_first(conn: AsyncConnection, ratchet: str, cause: str) -> bool:
    """Whether no other event had this place in its session; note that this one has it."""
    earlier = await conn.scalar(_RATCHET, {"which": ratchet})
    if earlier is None:
        await conn.execute(insert(ratchets), {"ratchet": ratchet, "cause": cause})
    return earlier in (None, clean(cause))


async def get(conn: AsyncConnection, cause: str) -> InboxRow | None:
    """Return the cause's row, or None."""
    row = (await conn.execute(_ONE, {"which": cause})).first()
    return _read(row) if row else None


def _values(arrival: Arrival) -> dict[str, Any]:
    return {
        "cause": clean(arrival.cause),
        "state": InboxState.DONE,
        "sender": clean(arrival.sender),
        "command": arrival.command,
    }


def _read(row: Any) -> InboxRow:
    values: Mapping[str, Any] = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    return InboxRow(**{**values, "state": InboxState(row.state)})
