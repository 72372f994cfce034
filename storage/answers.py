"""Who answered a call or a poll that is open, by which event. It isn't of record: the finding is.

What is here runs inside the caller's transaction. Imports ``schema`` and the names
of calls, and nothing else of ours.
"""

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from deliberation.reference import CallReference
from storage.schema import answers

_C = answers.c
_OF = select(_C.call, _C.person).where(_C.call.in_(bindparam("calls", expanding=True)))
_EVENT = select(_C.proposal, _C.call).where(_C.event == bindparam("which"))
_GONE = delete(answers).where(_C.event == bindparam("which"))
_REPLACED = delete(answers).where(_C.call == bindparam("which"), _C.person == bindparam("who"))
_CHOSEN = select(_C.person, _C.choice).where(_C.call == bindparam("which"), _C.choice != "")
_OVER = delete(answers).where(_C.call == bindparam("which"))


async def put(conn: AsyncConnection, event: str, named: CallReference, person: str) -> None:
    """Note that a person answered a call, by the reaction ``event``."""
    about = {"proposal": named.proposal, "call": named.entry}
    await conn.execute(insert(answers), {"event": event, "person": person, "choice": "", **about})


async def choose(
    conn: AsyncConnection, event: str, named: CallReference, person: str, choice: str
) -> None:
    """Note what a person answered to a poll, in the place of what they said before.

    An empty ``choice`` takes that back.
    """
    await conn.execute(_REPLACED, {"which": named.entry, "who": person})
    if choice:
        about = {"proposal": named.proposal, "call": named.entry, "choice": choice}
        await conn.execute(insert(answers), {"event": event, "person": person, **about})


async def chosen(conn: AsyncConnection, call: int) -> dict[str, str]:
    """Return what each person answered to a poll."""
    rows = await conn.execute(_CHOSEN, {"which": call})
    return {row.person: row.choice for row in rows}


async def to(conn: AsyncConnection, event: str) -> CallReference | None:
    """Return the call to which a reaction is an answer, or None."""
    row = (await conn.execute(_EVENT, {"which": event})).first()
    return CallReference(row.proposal, row.call) if row else None


async def take_back(conn: AsyncConnection, event: str) -> None:
    """Forget an answer whose reaction was removed."""
    await conn.execute(_GONE, {"which": event})


async def of(conn: AsyncConnection, calls: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return who answered each of some calls, without a repetition, by user id."""
    people: dict[int, set[str]] = {call: set() for call in calls}
    for row in await conn.execute(_OF, {"calls": sorted(people)}):
        people[row.call].add(row.person)
    return {call: tuple(sorted(some)) for call, some in people.items()}


async def forget(conn: AsyncConnection, call: int) -> None:
    """Forget who answered a call that has ended."""
    await conn.execute(_OVER, {"which": call})
