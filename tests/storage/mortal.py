"""A process that writes, transaction after transaction, until it is killed."""

import asyncio
from pathlib import Path

from storage import inbox, outbox, record
from storage.database import Database, open_database
from tests.storage.make import row, tabled


def main(url: str, data_dir: Path, wait_in: int) -> None:
    """Say the number of each transaction once it is committed; in one of them wait for ever."""
    asyncio.run(_write(url, data_dir, wait_in))


async def _write(url: str, data_dir: Path, wait_in: int) -> None:
    database = await open_database(url, data_dir)
    for number in range(1, 10_000):
        await _act(database, number, wait=number == wait_in)
        print(number, flush=True)  # noqa: T201 - the test reads it


async def _act(database: Database, number: int, *, wait: bool) -> None:
    cause = f"$event-{number}"
    async with database.write() as conn:
        await inbox.enter(conn, inbox.Arrival(cause, "@x:x", command=True))
        await record.append(conn, [tabled(number, cause=cause)])
        await outbox.put(conn, [row(f"{number}-{index}", cause=cause) for index in range(5)])
        if wait:
            print("ready", flush=True)  # noqa: T201 - the test reads it
            await asyncio.Event().wait()
