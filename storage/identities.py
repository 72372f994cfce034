"""By which master key people's devices are known: the one that was pinned, and the present one.

They stand beside the record: no entry has them. What is here runs inside the caller's
transaction. Imports ``schema`` and ``lookup`` and nothing else of ours.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import BindParameter, Select, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.lookup import rows_among
from storage.schema import identities

_C = identities.c
_WHOM: BindParameter[str] = bindparam("whom")
_AMONG: Select[tuple[str, str, str]] = select(_C.person, _C.pinned, _C.seen).where(
    _C.person.in_(bindparam("people", expanding=True))
)
_AT = update(identities).where(_C.person == _WHOM)
_SAW = _AT.values(seen=bindparam("new"))
_CONFIRM = _AT.values(pinned=bindparam("new"), seen=bindparam("new"))
_FORGET = delete(identities).where(_C.person == _WHOM)


@dataclass(frozen=True)
class Known:
    """A person's master keys: ``pinned``, and ``seen`` last, or empty if there was none then."""

    person: str
    pinned: str
    seen: str

    @property
    def stands(self) -> bool:
        """Whether the person has the key that was pinned."""
        return self.pinned == self.seen


async def among(conn: AsyncConnection, people: Collection[str]) -> dict[str, Known]:
    """Return what is known of those of the people who have, or once had, a master key."""
    found = await rows_among(conn, _AMONG, "people", people)
    return {row.person: Known(row.person, row.pinned, row.seen) for row in found}


async def get(conn: AsyncConnection, person: str) -> Known | None:
    """Return what is known of a person, or None."""
    return (await among(conn, [person])).get(person)


async def pin(conn: AsyncConnection, person: str, key: str) -> None:
    """Pin the first master key that was seen of a person."""
    await conn.execute(insert(identities), {"person": person, "pinned": key, "seen": key})


async def saw(conn: AsyncConnection, person: str, key: str) -> None:
    """Note a person's present master key; empty: they have none now."""
    await conn.execute(_SAW, {"whom": person, "new": key})


async def confirm(conn: AsyncConnection, person: str, key: str) -> None:
    """Pin another master key in place of the one that was."""
    await conn.execute(_CONFIRM, {"whom": person, "new": key})


async def forget(conn: AsyncConnection, person: str) -> None:
    """Pin nothing of a person's until a master key is seen again."""
    await conn.execute(_FORGET, {"whom": person})
