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

from bot.alarm import Alarm
from bot.clerk import Clerk
from bot.clock import Clock, milliseconds
from bot.closed import as_recorded
from bot.constitution import constitute, convene_secretariat
from bot.courier import Courier
from bot.enclosures import Enclosures
from bot.floodgate import Floodgate
from bot.hearing import Hearing
from bot.holding import Holding
from bot.invitations import Invitations
from bot.listener import Listener
from bot.marks import Marks
from bot.matrix import Matrix
from bot.progress import Progress
from bot.ratelimit import Pace
from bot.restored import Watch
from bot.retry import passing, patiently
from bot.rooms.access import Access
from bot.rooms.reconcile import Rooms
from bot.rooms.replace import Moving
from bot.rooms.wanted import Outlook
from bot.sender import Sender
from bot.settings import Office
from bot.timelines import Reader
from storage.database import Database

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
    database: Database, matrix: Matrix, office: Office, now: Clock = milliseconds
) -> AsyncIterator[Service]:
    """Run the bot while in the context. ``now`` is a clock in ms.

    Raises Restored, before it acts on anything; MatrixError; DeviceLost, KeysUnusable and
    OSError about the keys.
    """
    await constitute(database, office, now)
    office = await as_recorded(database, office)
    await convene_secretariat(database, office)
    if office.data_dir:
        await _encrypt(matrix, office.data_dir)
    asked = await patiently("asking what it can do", matrix.capabilities, passing)
    version = asked.default_room_version
    pace = Pace()
    outlook = Outlook(database, office, now)
    rooms = Rooms(database, matrix, office, pace, outlook, version)
    access = Access(database, matrix, pace, outlook, Moving(database, matrix, pace, rooms))
    sender = Sender(matrix, pace, outlook)
    courier = Courier(database, sender, rooms, outlook, Marks(database), access)
    invitations = Invitations(matrix, pace, time.monotonic)
    reader, enclosures = Reader(database, matrix, pace, invitations), Enclosures(matrix, database)
    clerk = Clerk(database, office, now, decrypts=matrix.encryption is not None)
    hearing = Hearing(database, office.user_id, office.prefix)
    holding = Holding(database, matrix, hearing, now)
    progress = Progress(database)
    floodgate = Floodgate(office.user_id, time.monotonic)
    alarm = Alarm(database, Watch(database, matrix, pace), sender, rooms)
    listener = Listener(
        *(database, matrix, pace, clerk, courier, enclosures, reader, progress, hearing, holding),
        *(floodgate, alarm),
    )
    listener.news = await alarm.look()
    parts = (
        *(listener.run(), listener.work(), progress.keep()),
        *(invitations.decline(), _deliver(listener, courier)),
    )
    tasks = tuple(asyncio.create_task(part) for part in parts)
    try:
        yield Service(listener, courier, tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _encrypt(matrix: Matrix, data_dir: Path) -> None:
    keys = matrix.keyring(data_dir)
    standing = await patiently("publishing keys", keys.publish, passing)
    if not standing.verified:
        log.warning("clients may not see the bot's device as verified; see rapporteur check")


async def _deliver(listener: Listener, courier: Courier) -> None:
    """Open rooms and send, but not before what people say there is sure to be heard."""
    await listener.begun.wait()
    await courier.run()
