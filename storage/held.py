"""Encrypted messages that can't be read yet, each with its place in the order of things.

What is here runs inside the caller's transaction. Imports ``schema`` and nothing else of
ours.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import held
from storage.words import clean


@dataclass(frozen=True)
class Held:
    """One message, still encrypted: ``event`` as JSON has it; times in ms.

    ``head`` was the number of the record's last entry when it came.
    """

    cause: str
    place: str
    event: Mapping[str, Any]
    head: int
    held_at: int


_C = held.c
_ALL = select(held).order_by(_C.held_at, _C.cause)
_RELEASE = delete(held).where(_C.cause == bindparam("which"))


async def hold(conn: AsyncConnection, message: Held) -> None:
    """Keep a message until its key comes; it must not be held yet."""
    values = {**vars(message), "event": json.dumps(message.event)}
    await conn.execute(insert(held), values)


async def waiting(conn: AsyncConnection) -> tuple[Held, ...]:
    """Return the messages that are held, the oldest first."""
    rows = (await conn.execute(_ALL)).mappings()
    return tuple(Held(**{**row, "event": json.loads(row["event"])}) for row in rows)


async def release(conn: AsyncConnection, cause: str) -> None:
    """Hold a message no longer; nothing if it is not held."""
    await conn.execute(_RELEASE, {"which": clean(cause)})
