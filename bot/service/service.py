"""The running bot: its parts put together, started, and stopped.

Knows every part; nothing knows it but the command line, the demo and the tests.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.clerk.clerk import Clerk
from bot.clerk.constitution import constitute, convene_secretariat
from bot.clerk.plenary_privacy import as_recorded
from bot.clock import Clock, milliseconds
from bot.courier.courier import Courier
from bot.courier.mark_sent import SentRows
from bot.courier.send import Sender
from bot.listener.attached_text import AttachedTexts, Ready
from bot.listener.commands import Commands
from bot.listener.floods import Floods
from bot.listener.invitations import Invitations
from bot.listener.listener import Listener
from bot.listener.queue import Queue, Worker
from bot.listener.sync_token import SyncToken
from bot.listener.timelines import Reader
from bot.listener.undecrypted import Undecrypted
from bot.matrix import Matrix
from bot.ratelimit import RateLimit
from bot.restore.alarm import Alarm
from bot.restore.compare import Comparison
from bot.retry import retryable, until_answered
from bot.rooms.access import Access
from bot.rooms.invite import Inviter
from bot.rooms.notices import Notices
from bot.rooms.open import Opener
from bot.rooms.reconcile import Reconciler
from bot.rooms.replace import Replacer
from bot.rooms.schedule import Schedule
from bot.rooms.wanted import WantedRooms
from bot.settings import Settings
from storage.database import Database
from storage.folds import Folds

log = structlog.get_logger()


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
async def serving(
    database: Database, matrix: Matrix, settings: Settings, now: Clock = milliseconds
) -> AsyncIterator[Service]:
    """Run the bot while in the context. ``now`` is a clock in ms.

    Raises Restored, before it acts on anything; MatrixError; DeviceLost, KeysUnusable and
    OSError about the keys.
    """
    await constitute(database, settings, now)
    settings = await as_recorded(database, settings)
    await convene_secretariat(database, settings)
    if settings.data_dir:
        await _encrypt(matrix, settings.data_dir)
    asked = await until_answered("asking what it can do", matrix.capabilities, retryable)
    version = asked.default_room_version
    rate_limit = RateLimit()
    courier = courier_of(database, matrix, settings, rate_limit, now=now, version=version)
    sync_token, undecrypted = SyncToken(database), _undecrypted(database, matrix, settings, now)
    clerk = Clerk(database, settings, now, decrypts=matrix.encryption is not None)
    queue: Queue[Ready] = Queue()
    worker = Worker(database, clerk, courier, undecrypted, sync_token, queue)
    invitations = Invitations(matrix, rate_limit, time.monotonic)
    listener = Listener(
        database=database,
        matrix=matrix,
        rate_limit=rate_limit,
        now=now,
        courier=courier,
        reader=Reader(database, matrix, rate_limit, invitations),
        sync_token=sync_token,
        commands=undecrypted.commands,
        undecrypted=undecrypted,
        floods=Floods(settings.user_id, time.monotonic),
        alarm=Alarm(database, Comparison(database, matrix, rate_limit), courier),
        queue=queue,
        attached_texts=AttachedTexts(database, matrix, rate_limit),
    )
    listener.news = await listener.alarm.look()
    parts = (
        *(listener.run(), worker.run(), sync_token.keep()),
        *(invitations.decline(), _deliver(listener, courier)),
    )
    tasks = tuple(asyncio.create_task(part) for part in parts)
    try:
        yield Service(listener, courier, tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _undecrypted(database: Database, matrix: Matrix, settings: Settings, now: Clock) -> Undecrypted:
    return Undecrypted(database, matrix, Commands(database, settings.user_id, settings.prefix), now)


def courier_of(
    database: Database,
    matrix: Matrix,
    settings: Settings,
    rate_limit: RateLimit,
    *,
    now: Clock,
    version: str,
) -> Courier:
    """Return a courier and the parts that it works with. ``version`` is that of new rooms."""
    folds = Folds()
    wanted, notices = (
        WantedRooms(database, settings, folds),
        Notices(database, settings, now, folds),
    )
    inviter = Inviter(database, matrix, rate_limit, notices)
    reconciler = Reconciler(database, matrix, settings, rate_limit, wanted, notices, inviter)
    opener = Opener(database, matrix, settings, rate_limit, wanted, notices, reconciler, version)
    replacer = Replacer(database, matrix, rate_limit, reconciler, notices)
    access = Access(database, matrix, rate_limit, notices, replacer)
    schedule = Schedule(database, opener, reconciler, access, settings.leave_after, now)
    sender = Sender(matrix, rate_limit, now)
    return Courier(database, sender, schedule, reconciler, notices, SentRows(database))


async def _encrypt(matrix: Matrix, data_dir: Path) -> None:
    keys = matrix.keyring(data_dir)
    standing = await until_answered("publishing keys", keys.publish, retryable)
    if not standing.verified:
        log.warning("clients may not see the bot's device as verified; see rapporteur check")


async def _deliver(listener: Listener, courier: Courier) -> None:
    """Open rooms and send, but not before what people say there is sure to be heard."""
    await listener.begun.wait()
    await courier.run()
