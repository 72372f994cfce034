"""The record: appending to it, and reading it. Never changes or deletes an entry.

What is here runs inside the caller's transaction. Imports of ours: the entries' types,
``meta``, ``schema``, ``seal``, ``unsealed``.
"""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import rfc8785
from sqlalchemy import Row, Select, bindparam, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from deliberation.entries import COUNCIL_CHAIN, Entry, decode
from deliberation.terms import Stage
from storage import meta, schema
from storage.cache import Listed, listing, live, rebuild_cache, update_cache
from storage.seal import GENESIS, Sealed, content, seal
from storage.unsealed import Unsealed, numbered

__all__ = [
    "Head",
    "Listed",
    "Unsealed",
    "append",
    "ended",
    "entries",
    "head",
    "holds",
    "listing",
    "live",
    "next_proposal_number",
    "rebuild_cache",
    "sealed",
]

_E = schema.entries.c
_LAST: Select[Any] = select(_E.number, _E.proposal, _E.hash).where(
    _E.number.in_(
        select(func.max(_E.number)).union_all(
            select(func.max(_E.number))
            .where(_E.proposal.in_(bindparam("chains", expanding=True)))
            .group_by(_E.proposal)
        )
    )
)
_HEAD = select(_E.number, _E.hash).order_by(_E.number.desc()).limit(1)
_RECORDED = select(_E.recorded_time).order_by(_E.number.desc()).limit(1)
_ALL = select(schema.entries).order_by(_E.number)
_CHAIN = _ALL.where(_E.proposal == bindparam("chain"))
_OF_AUDIENCE = select(select(_E.number).where(_E.audience == bindparam("door")).exists())
_SINCE = _CHAIN.where(_E.number >= bindparam("since"))
_LARGEST_PROPOSAL = select(func.max(_E.proposal))


class Head(NamedTuple):
    """The last entry's number and hash: 0 and ``GENESIS`` if there is none."""

    number: int
    hash: str


async def append(conn: AsyncConnection, batch: Sequence[Unsealed]) -> tuple[Entry, ...]:
    """Number, seal and store the entries, in order, and bring the cache along.

    Returns them as stored: with their numbers, and with their texts cleaned
    (``words.clean``), so that what is folded now is what will be folded later.
    """
    if not batch:
        return ()
    last, chains = await _ends(conn, {item.proposal for item in batch})
    new = tuple(_chained(batch, last, chains))
    await conn.execute(insert(schema.entries), [_row(item) for item in new])
    stored = tuple(item.entry for item in new)
    await update_cache(conn, stored)
    return stored


async def next_proposal_number(conn: AsyncConnection) -> int:
    """Return the number that the next tabled proposal gets."""
    largest: int | None = await conn.scalar(_LARGEST_PROPOSAL)
    least = int(await meta.get(conn, meta.NUMBERS_FROM) or 1)
    return max((largest or COUNCIL_CHAIN) + 1, least)


async def entries(conn: AsyncConnection, proposal: int) -> tuple[Entry, ...]:
    """Return a proposal's entries in order; for ``COUNCIL_CHAIN``, the council's own."""
    rows = await conn.execute(_CHAIN, {"chain": proposal})
    return tuple(_entry(row) for row in rows)


async def holds(conn: AsyncConnection, audience: str) -> bool:
    """Whether any entry is for this audience."""
    return bool(await conn.scalar(_OF_AUDIENCE, {"door": audience}))


async def sealed(conn: AsyncConnection, proposal: int | None, since: int = 0) -> tuple[Sealed, ...]:
    """As ``entries``, with their seals, from a number on; for None, the whole record."""
    if proposal is None:
        rows = await conn.execute(_ALL)
    else:
        rows = await conn.execute(_SINCE, {"chain": proposal, "since": since})
    return tuple(
        Sealed(_entry(r), r.previous, r.previous_in_proposal, r.salt, r.commitment, r.hash)
        for r in rows
    )


async def head(conn: AsyncConnection) -> Head:
    """Return the last entry's number and hash."""
    row = (await conn.execute(_HEAD)).first()
    return Head(row.number, row.hash) if row else Head(0, GENESIS)


async def end_of(conn: AsyncConnection, chain: int) -> str:
    """Return the hash of a chain's last entry; that of no entry if it has none."""
    _, ends = await _ends(conn, [chain])
    return ends.get(chain, GENESIS)


async def ended(conn: AsyncConnection) -> int:
    """Return when the last entry was recorded (ms); 0 if there is none."""
    return await conn.scalar(_RECORDED) or 0


async def _ends(conn: AsyncConnection, chains: Iterable[int]) -> tuple[Head, dict[int, str]]:
    rows = (await conn.execute(_LAST, {"chains": sorted(chains)})).all()
    last = max((Head(row.number, row.hash) for row in rows), default=Head(0, GENESIS))
    ends = sorted((row.number, row.proposal, row.hash) for row in rows)
    return last, {proposal: hashed for _, proposal, hashed in ends}


def _chained(batch: Iterable[Unsealed], last: Head, chains: Mapping[int, str]) -> Iterable[Sealed]:
    ends = dict(chains)
    for item in batch:
        entry = numbered(item, last.number + 1)
        before = ends.get(entry.proposal, GENESIS)
        new = seal(entry, last.hash, before, secrets.token_bytes(32).hex())
        last = Head(entry.number, new.hash)
        ends[entry.proposal] = new.hash
        yield new


def _row(item: Sealed) -> dict[str, Any]:
    entry = item.entry
    values = content(entry)
    return {
        **values,
        "payload": rfc8785.dumps(values["payload"]).decode(),
        "number": entry.number,
        "proposal": entry.proposal,
        "audience": entry.audience,
        "previous": item.previous,
        "previous_in_proposal": item.previous_in_proposal,
        "salt": item.salt,
        "commitment": item.commitment,
        "hash": item.hash,
    }


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        number=row.number,
        proposal=row.proposal,
        audience=row.audience,
        payload=decode(row.kind, row.version, json.loads(row.payload)),
        stage=Stage(row.stage) if row.stage else None,
        person=row.person,
        event=row.event,
        event_time=row.event_time,
        recorded_time=row.recorded_time,
        cause=row.cause,
    )
