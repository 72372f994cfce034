"""What was cast in ballots that are open: sealed, under a name that the ballot's key alone gives.

These rows tell how many have answered, and nothing else. What is here runs inside the
caller's transaction. Imports ``schema`` and ``ballot_keys`` and nothing else of ours.
"""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.ballot_keys import Seal
from storage.schema import ballots

_C = ballots.c
_OF = select(_C.voter, _C.sealed).where(_C.ballot == bindparam("which"))
_COUNTS = (
    select(_C.ballot, func.count().label("answered"))
    .where(_C.ballot.in_(bindparam("some", expanding=True)))
    .group_by(_C.ballot)
)
_GONE = delete(ballots).where(_C.ballot == bindparam("which"))
_REPLACED = _GONE.where(_C.voter == bindparam("who"))


async def cast(conn: AsyncConnection, seal: Seal, person: str, choice: str) -> None:
    """Take an answer, in the place of the person's earlier one."""
    voter = seal.name_of(person)
    await conn.execute(_REPLACED, {"which": seal.ballot, "who": voter})
    row = {"ballot": seal.ballot, "voter": voter, "sealed": seal.sealed(voter, choice)}
    await conn.execute(insert(ballots), row)


async def opened(conn: AsyncConnection, seal: Seal, people: Collection[str]) -> dict[str, str]:
    """Return what each of these people has cast."""
    rows = {row.voter: row.sealed for row in await conn.execute(_OF, {"which": seal.ballot})}
    names = {person: seal.name_of(person) for person in people}
    return {p: seal.opened(name, rows[name]) for p, name in names.items() if name in rows}


async def counts(conn: AsyncConnection, some: Iterable[int]) -> Mapping[int, int]:
    """Return how many have answered each of some ballots."""
    rows = await conn.execute(_COUNTS, {"some": sorted(some)})
    return {row.ballot: row.answered for row in rows}


async def forget(conn: AsyncConnection, ballot: int) -> None:
    """Forget what was cast in a ballot that is over."""
    await conn.execute(_GONE, {"which": ballot})
