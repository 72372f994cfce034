"""``proposals``: the title, stage and head of each, cached from the record.

Written in the transaction that appends, and rebuildable at any time. Imports of ours:
the entries' types and ``schema``. ``record`` offers its public functions.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from deliberation.entries import COUNCIL_CHAIN, Entry, Tabled
from deliberation.terms import Stage
from storage.schema import entries, proposals

_P = proposals.c
_LISTING = select(_P.number, _P.title, _P.stage, _P.head).order_by(_P.number)
_LIVE = _LISTING.where(_P.stage.in_([stage.value for stage in Stage if not stage.ended]))
_MOVE = (
    update(proposals)
    .where(_P.number == bindparam("which"))
    .values(stage=func.coalesce(bindparam("new_stage"), _P.stage), head=bindparam("new_head"))
)
_SOURCE = select(
    entries.c.number, entries.c.proposal, entries.c.kind, entries.c.stage, entries.c.payload
).order_by(entries.c.number)


class Listed(NamedTuple):
    """A proposal in brief; ``head`` is the number of its last entry."""

    number: int
    title: str
    stage: Stage
    head: int


async def listing(conn: AsyncConnection) -> tuple[Listed, ...]:
    """Return every proposal, by number."""
    return tuple(_listed(row) for row in await conn.execute(_LISTING))


async def live(conn: AsyncConnection) -> tuple[Listed, ...]:
    """Return the proposals whose stage is not an end, by number."""
    return tuple(_listed(row) for row in await conn.execute(_LIVE))


async def update_cache(conn: AsyncConnection, new: Sequence[Entry]) -> None:
    """Apply the new entries; a proposal begins with being tabled."""
    for entry in new:
        stage = entry.stage.value if entry.stage else None
        if isinstance(entry.payload, Tabled):
            values = _values(entry.proposal, stage, entry.payload.title, entry.number)
            await conn.execute(insert(proposals), values)
        elif entry.proposal != COUNCIL_CHAIN:
            moved = {"which": entry.proposal, "new_stage": stage, "new_head": entry.number}
            await conn.execute(_MOVE, moved)


async def rebuild_cache(conn: AsyncConnection) -> None:
    """Write the cache anew from the record."""
    await conn.execute(delete(proposals))
    values = _derived(await conn.execute(_SOURCE))
    if values:
        await conn.execute(insert(proposals), values)


def _derived(rows: Iterable[Any]) -> list[dict[str, Any]]:
    by_number: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row.kind == Tabled.kind:
            title = json.loads(row.payload)["title"]
            by_number[row.proposal] = _values(row.proposal, row.stage, title, row.number)
        elif row.proposal in by_number:
            stage = row.stage or by_number[row.proposal]["stage"]
            by_number[row.proposal] |= {"stage": stage, "head": row.number}
    return list(by_number.values())


def _values(number: int, stage: str | None, title: str, head: int) -> dict[str, Any]:
    return {"number": number, "stage": stage, "title": title, "head": head}


def _listed(row: Any) -> Listed:
    return Listed(row.number, row.title, Stage(row.stage), row.head)
