"""The bot of a council at work: in this process, its requests noted, or in one of its own."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.recording import Recorded
from bot.config import load
from bot.service.service import Service, service_of
from bot.settings import Settings, settings_of
from demo.cast import Cast
from storage.database import Database, open_database, open_readonly

ROOT = Path(__file__).resolve().parent.parent
T = TypeVar("T")


@dataclass(frozen=True)
class Here:
    """A bot at work in this process."""

    matrix: Recorded
    service: Service
    database: Database


@asynccontextmanager
async def at_work(made: Cast) -> AsyncIterator[Here]:
    """Run the bot of a cast in this process."""
    async with (
        record_of(made) as (database, where),
        Recorded(load(made.config).homeserver, made.bot) as matrix,
        service_of(database, matrix, where) as service,
    ):
        await service.listener.synced.wait()
        yield Here(matrix, service, database)


@asynccontextmanager
async def record_of(made: Cast) -> AsyncIterator[tuple[Database, Settings]]:
    """Open the record of a cast whose bot is down, to write in it."""
    config = load(made.config)
    database = await open_database(config.database, config.data_dir)
    try:
        yield database, settings_of(config, made.bot.user_id)
    finally:
        await database.close()


@asynccontextmanager
async def reading(made: Cast) -> AsyncIterator[AsyncConnection]:
    """Read what the bot of a cast has stored, also while it runs."""
    config = load(made.config)
    database = await open_readonly(config.database, config.data_dir)
    try:
        async with database.read() as conn:
            yield conn
    finally:
        await database.close()


@dataclass(frozen=True)
class Running:
    """A bot that runs until told to stop."""

    process: asyncio.subprocess.Process

    async def until(self, what: Coroutine[Any, Any, T]) -> T:
        """Wait for something that the bot is to do. Raises RuntimeError if it ends before."""
        waiting = asyncio.create_task(what)
        ended = asyncio.create_task(self.process.wait())
        try:
            await asyncio.wait({waiting, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not waiting.done():
                raise RuntimeError(f"the bot ended too early, with {self.process.returncode}")
            return waiting.result()
        finally:
            waiting.cancel()
            ended.cancel()

    def peak_kib(self) -> int:
        """Return the most memory that it has had resident so far, 0 where that can't be known."""
        return peak_kib(self.process.pid)


@asynccontextmanager
async def running(made: Cast) -> AsyncIterator[Running]:
    """Run the bot of a cast, which nothing else may run meanwhile."""
    session = made.folder / "session.json"
    session.write_text(json.dumps(asdict(made.bot)))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.runner", str(made.config), str(session)), cwd=ROOT
    )
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def peak_kib(pid: int) -> int:
    """Return the most memory that a process has had resident; 0 where there is no ``/proc``."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0])
