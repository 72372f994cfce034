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

    Raises ConfigError, StorageError, MatrixError.
    """
    config = load(path)
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in STOPPING:
        loop.add_signal_handler(each, _stop, told, loop)
    async with _database(config) as database:
        kept = await session(config)
        async with Matrix(config.homeserver, kept) as matrix:
            place = office(config, kept.user_id)
            async with serving(database, matrix, place) as service:
                await _report(database, place)
                await _until(service, told, place)
    log.info("stopped")


def _stop(told: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
    told.set()
    for each in STOPPING:
        loop.remove_signal_handler(each)


async def _until(service: Service, told: asyncio.Event, place: Office) -> None:
    """Wait until told to stop; raise what ends a part of the service before that."""
    stop = asyncio.create_task(told.wait())
    failed = asyncio.create_task(service.failed())
    synced = asyncio.create_task(service.listener.synced.wait())
    try:
        await asyncio.wait({stop, failed, synced}, return_when=asyncio.FIRST_COMPLETED)
        if synced.done():
            settings = place.settings
            log.info("ready", forum=f"#{settings.slug}-forum:{settings.server}")
        await asyncio.wait({stop, failed}, return_when=asyncio.FIRST_COMPLETED)
        if failed.done() and not stop.done():
            failed.result()
    finally:
        for task in (stop, failed, synced):
            task.cancel()


async def _report(database: Database, place: Office) -> None:
    """Say where the configuration contradicts the record, which nothing applies by stealth."""
    async with database.read() as conn:
        council = councils.fold(await record.entries(conn, COUNCIL_CHAIN))
    for difference in differences(place.seed, council):
        log.warning("the configuration differs from the record", difference=difference)


@asynccontextmanager
async def _database(config: Config) -> AsyncIterator[Database]:
    database = await open_database(config.database, config.data_dir)
    try:
        yield database
    finally:
        await database.close()
