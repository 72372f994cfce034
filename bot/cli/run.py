"""``rapporteur run``: the bot until it is told to stop."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy import make_url

import templates
from bot.clerk.plenary_privacy import would_open
from bot.cli.differences import differences
from bot.cli.doctor.address import explained
from bot.clock import is_off, milliseconds
from bot.config import Config, load
from bot.errors import DeviceLost, RequestError
from bot.logs import keep_secret
from bot.matrix import Matrix, Session
from bot.service.health import Monitor, monitored
from bot.service.login import anew, logged_in, session
from bot.service.service import Service, service_of
from bot.settings import Settings, settings_of
from deliberation import council as councils
from deliberation.entries import COUNCIL_CHAIN
from storage import record
from storage.database import Database, open_database

log = structlog.get_logger("bot")

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


async def run(path: Path) -> None:
    """Run until SIGTERM or SIGINT, then stop cleanly; a second one ends at once.

    Raises ConfigError, StorageError, MatrixError, and bugs.
    """
    config = load(path)
    keep_secret(_password_in(config.database))
    work = asyncio.create_task(_work(config))
    told = _told_to_stop(work)
    try:
        await work
    except asyncio.CancelledError:
        if not told.is_set():
            raise
    except RequestError as error:
        raise await explained(config, error) from error
    log.info("stopped")


def _told_to_stop(work: asyncio.Task[None]) -> asyncio.Event:
    """Have the work cancelled by the first signal; nobody catches the next."""
    loop, told = asyncio.get_running_loop(), asyncio.Event()

    def stop() -> None:
        for each in STOP_SIGNALS:
            loop.remove_signal_handler(each)
            signal.signal(each, signal.SIG_DFL)  # asyncio leaves SIGINT an orderly end
        told.set()
        work.cancel()

    for each in STOP_SIGNALS:
        loop.add_signal_handler(each, stop)
    return told


async def _work(config: Config) -> None:
    async with database_of(config) as database:
        serve = partial(_serve, config, database)
        try:
            await logged_in(config, serve)
        except DeviceLost as lost:
            log.warning(
                "the keys of the device are lost; going on as a new one", old=lost.device_id
            )
            await anew(config, await session(config))
            await logged_in(config, serve)


async def _serve(config: Config, database: Database, login: Session) -> None:
    settings = settings_of(config, login.user_id)
    async with (
        Matrix(config.homeserver, login) as matrix,
        service_of(database, matrix, settings) as service,
        _monitored(config, database, service),
    ):
        await _report(database, settings)
        ready = asyncio.create_task(_say_when_ready(service, matrix, settings))
        try:
            await service.failed()
        except asyncio.CancelledError:
            await _finish(database)
            raise
        finally:
            ready.cancel()
        raise AssertionError  # a part never ends by itself


@asynccontextmanager
async def _monitored(config: Config, database: Database, service: Service) -> AsyncIterator[None]:
    """Tell how the bot is where the configuration says; it goes on where that can't be."""
    where = config.monitoring
    async with AsyncExitStack() as stack:
        if where.port:
            monitor = Monitor(database, service, milliseconds, milliseconds())
            try:
                await stack.enter_async_context(monitored(monitor, where.host, where.port))
            except OSError as error:
                reason = os.strerror(error.errno) if error.errno else str(error)
                fields = {"host": where.host, "port": where.port, "reason": reason}
                log.warning("not monitored", reason=templates.said("no_port", **fields))
        yield


async def _say_when_ready(service: Service, matrix: Matrix, settings: Settings) -> None:
    await service.listener.synced.wait()
    if is_off(matrix.ahead):
        how = {"seconds_ahead": round(matrix.ahead)}
        log.warning("the clock of this machine differs from the homeserver's", **how)
    rooms = settings.rooms
    log.info("ready", forum=f"#{rooms.slug}-forum:{rooms.server}")


async def _finish(database: Database) -> None:
    """Let the transaction under way commit; none begins before the parts are cancelled."""
    async with database.write():
        pass


def _password_in(url: str) -> str:
    """Return the password in a database's address, or empty."""
    password = None if url == "sqlite" else make_url(url).password
    return str(password or "")


async def _report(database: Database, settings: Settings) -> None:
    """Say where the configuration differs from the record; that alone applies nothing."""
    async with database.read() as conn:
        chain = await record.entries(conn, COUNCIL_CHAIN)
        opens = await would_open(conn, settings)
    for difference in differences(settings.seed, councils.fold(chain), chain, opens=opens):
        log.warning("the configuration differs from the record", difference=difference)


@asynccontextmanager
async def database_of(config: Config) -> AsyncIterator[Database]:
    """Hold the database. Raises StorageError."""
    database = await open_database(config.database, config.data_dir)
    try:
        yield database
    finally:
        await database.close()
