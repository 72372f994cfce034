"""``rapporteur run``: the bot until it is told to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

from bot.cli.differences import differences
from bot.config import Config, load
from bot.matrix import Matrix
from bot.office import Office, office
from bot.service import Service, serving
from bot.session import session
from deliberation import council as councils
from deliberation.entries import COUNCIL_CHAIN
from storage import record
from storage.database import Database, open_database

log = structlog.get_logger("bot")

STOPPING = (signal.SIGTERM, signal.SIGINT)


async def run(path: Path) -> None:
    """Run until SIGTERM or SIGINT, then stop cleanly; a second one ends at once.

    Raises ConfigError, StorageError, MatrixError, and bugs.
    """
    config = load(path)
    working = asyncio.create_task(_work(config))
    loop = asyncio.get_running_loop()
    for each in STOPPING:
        loop.add_signal_handler(each, _stop, working, loop)
    try:
        await working
    except asyncio.CancelledError:
        log.info("stopped")


def _stop(working: asyncio.Task[None], loop: asyncio.AbstractEventLoop) -> None:
    working.cancel()
    for each in STOPPING:
        loop.remove_signal_handler(each)


async def _work(config: Config) -> None:
    async with opened(config) as database:
        kept = await session(config)
        place = office(config, kept.user_id)
        async with (
            Matrix(config.homeserver, kept) as matrix,
            serving(database, matrix, place) as service,
        ):
            await _report(database, place)
            ready = asyncio.create_task(_say_when_ready(service, place))
            try:
                await service.failed()
            finally:
                ready.cancel()


async def _say_when_ready(service: Service, place: Office) -> None:
    await service.listener.synced.wait()
    settings = place.settings
    log.info("ready", forum=f"#{settings.slug}-forum:{settings.server}")


async def _report(database: Database, place: Office) -> None:
    """Say where the configuration contradicts the record, which nothing applies by stealth."""
    async with database.read() as conn:
        chain = await record.entries(conn, COUNCIL_CHAIN)
    for difference in differences(place.seed, councils.fold(chain), chain):
        log.warning("the configuration differs from the record", difference=difference)


@asynccontextmanager
async def opened(config: Config) -> AsyncIterator[Database]:
    """Hold the database. Raises StorageError."""
    database = await open_database(config.database, config.data_dir)
    try:
        yield database
    finally:
        await database.close()
