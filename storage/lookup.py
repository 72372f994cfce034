"""Selecting by many values at once. Imports nothing of this project."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, Select
from sqlalchemy.ext.asyncio import AsyncConnection

BATCH = 1_000
"""Values in one statement: drivers bind 32,767 at most."""


async def rows_among(
    conn: AsyncConnection, statement: Select[Any], name: str, values: Iterable[object]
) -> list[Row[Any]]:
    """Run a statement whose expanding parameter is ``name``, in batches of the values."""
    every = list(values)
    rows: list[Row[Any]] = []
    for start in range(0, len(every), BATCH):
        rows += await conn.execute(statement, {name: every[start : start + BATCH]})
    return rows
