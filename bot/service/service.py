"""The running bot: its parts put together, started, and stopped.

Knows every part; nothing knows it but the command line, the demo and the tests.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from bot.clerk.constitution import constitute, convene_secretariat
from bot.clerk.plenary_privacy import as_recorded
from bot.clerk.questions import cast
from bot.clerk.timers import closing
from bot.clerk.timers.leaving import plan_anew
from bot.clerk.trust.devices import SIGNED, with_devices
from bot.clock import Clock, milliseconds
from bot.config import DEFAULT
from bot.courier.courier import Courier
from bot.errors import ConfigError, ConfigFault, UnknownToken
from bot.listener.listener import Listener
from bot.matrix import Matrix
from bot.ratelimit import RateLimit
from bot.restore.absent import Absent
from bot.restore.compare import Comparison
from bot.retry import retryable, until_answered
from bot.rooms import state_events
from bot.rooms.looks.looks import Looks
from bot.service.directory import list_again
from bot.service.moderators import appoint_moderators
from bot.service.parts import courier_of, listener_of, looks_of
from bot.service.pins import PinnedKeys
from bot.settings import Settings
from storage import meta
from storage.database import Database
from storage.errors import StorageError

log = structlog.get_logger()

LAST_WORD = 10.0
"""Seconds that a homeserver gets for what is written there at the end."""

FOR_PICTURES = 3.0
"""Seconds that the first rooms wait for their pictures; else they get them later."""


@dataclass
class Service:
    """A bot at work: ``listener`` and ``courier`` run until the service is left."""

    listener: Listener
    courier: Courier
    tasks: tuple[asyncio.Task[None], ...]

    async def failed(self) -> None:
        """Wait until a part stops, which none does by itself; raise why."""
        done, _ = await asyncio.wait(self.tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()


@asynccontextmanager
async def service_of(
    database: Database, matrix: Matrix, settings: Settings, now: Clock = milliseconds
) -> AsyncIterator[Service]:
    """Run the bot while in the context. ``now`` is a clock in ms.

    Raises Restored and ConfigError, before it acts on anything; MatrixError; DeviceLost,
    KeysUnusable and OSError about the keys.
    """
    rate_limit = RateLimit()
    version = await _room_version(matrix, settings)
    await _see_no_other_council(database, matrix, rate_limit)
    settings = await _recorded(database, settings, now, version)
    if settings.data_dir:
        await _encrypt(matrix, settings.data_dir)
    courier = courier_of(database, matrix, settings, rate_limit, now=now, version=version)
    if matrix.encryption and settings.devices == SIGNED:
        matrix.encryption.trust(PinnedKeys(courier.lanes.notices, courier.wake))
    listener, worker = listener_of(database, matrix, settings, rate_limit, courier=courier, now=now)
    listener.news = await listener.alarm.look()
    absent = Absent(database, matrix, rate_limit, listener.alarm.look, courier.wake)
    looks = looks_of(database, matrix, rate_limit, courier)
    parts = (
        *(listener.run(), worker.run(), listener.scheduler.run()),
        *(listener.sync_token.keep(), listener.sync_token.witness.keep()),
        *([matrix.mend_keys()] if matrix.encryption else []),
        *(absent.keep_looking(), looks.keep()),
        listener.put_off.run(listener.work_on),
        *(listener.reader.invitations.decline(), _deliver(listener, looks, courier)),
    )
    tasks = tuple(asyncio.create_task(part) for part in parts)
    try:
        yield Service(listener, courier, tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await _last_seen(listener)


async def _recorded(database: Database, settings: Settings, now: Clock, version: str) -> Settings:
    """Bring the record and the configuration together; return the settings that hold.

    ``version`` is that of new rooms.
    """
    rooms = replace(settings.rooms, restricted=state_events.is_restrictable(version))
    settings = replace(settings, rooms=rooms)
    await constitute(database, settings, now)
    settings = await with_devices(database, await as_recorded(database, settings))
    await convene_secretariat(database, settings, now)
    await appoint_moderators(database, settings)
    await list_again(database)
    await plan_anew(database, settings.leave_after)
    await closing.plan_anew(database, settings)
    await cast.sweep(database)
    return settings


async def _room_version(matrix: Matrix, settings: Settings) -> str:
    """Return the version in which rooms are made. Raises ConfigError if there is no such one."""
    asking = "asking what it can do"
    versions = await until_answered(asking, matrix.room_versions, retryable)
    version = settings.room_version
    if version == DEFAULT:
        return versions.default
    if not versions.offers(version):
        fields = {"version": version, "available": versions.in_order}
        raise ConfigError("rooms.version", ConfigFault.NO_SUCH_ROOM_VERSION, **fields)
    return version


async def _see_no_other_council(database: Database, matrix: Matrix, rate_limit: RateLimit) -> None:
    """See that a new record doesn't begin a second council beside one. Raises Restored.

    Nobody is told in chat, since the bot that has the other one's record may be at work.
    """
    async with database.read() as conn:
        is_new = await meta.get(conn, meta.SYNC_TOKEN) is None
    if is_new:
        (await Comparison(database, matrix, rate_limit).look()).check()


async def _last_seen(listener: Listener) -> None:
    """Write down what was seen, and have the time kept with the account, which is after it.

    Without that time the bot knows less of what is removed while it is down, and may stop for it.
    """
    try:
        await listener.sync_token.write()
        async with asyncio.timeout(LAST_WORD):
            await listener.sync_token.witness.write()
    except (UnknownToken, StorageError, TimeoutError) as error:
        log.warning("what was seen last is not kept", error=str(error))


async def _encrypt(matrix: Matrix, data_dir: Path) -> None:
    keys = matrix.keyring(data_dir)
    standing = await until_answered("publishing keys", keys.publish, retryable)
    if not standing.verified:
        log.warning("clients may not see the bot's device as verified; see rapporteur check")


async def _deliver(listener: Listener, looks: Looks, courier: Courier) -> None:
    """Open rooms and send, but not before what people say there is sure to be heard."""
    await listener.begun.wait()
    with suppress(TimeoutError):
        async with asyncio.timeout(FOR_PICTURES):
            await looks.tried.wait()
    await courier.run()
