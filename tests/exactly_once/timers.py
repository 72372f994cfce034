"""A process that does what is due, and nothing else, until it is done or killed.

What is due is of a test's own kind: it tells a plenary of a number. Or a chair whom the
secretariat announced becomes chair.
"""

import asyncio
import os
import signal
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.alone import Alone
from bot.clerk.case import Case
from bot.clerk.clerk import Clerk
from bot.clerk.constitution import constitute
from bot.clerk.queue import Queue, Ready, Worker
from bot.clerk.timers import due as kinds
from bot.clerk.timers import plan
from bot.clerk.timers.scheduler import Scheduler
from bot.relay.notices import Notice, Occasion, post
from deliberation import council as councils
from deliberation import entries as e
from deliberation.terms import PUBLIC
from storage import due, record
from storage.database import Database, open_database
from storage.due import Due, Given
from storage.record import Unsealed
from tests.bot.desk import BOT, SETTINGS
from tests.bot.rendered import in_words
from tests.torture.doomed import DIED, PASSED, say
from tests.torture.marks import Marks

KIND = "test"
PLACE = "P1/plenary"
NOON = 1_700_000_000_000
NEW = "@new:test"
WEEK = 7 * 24 * 60 * 60 * 1000


async def tell(case: Case, given: Given) -> None:
    """Say a number, and count what was said."""
    data = {"ready": given["number"], "total": 9}
    case.out.post(post(Notice.ROOMS_READY, Occasion(PLACE), data))


def numbered(number: int, at: int) -> Due:
    return Due(f"timer:{number}", at, PLACE, KIND, {"number": number})


TIMERS = (numbered(3, NOON + 3), numbered(1, NOON + 1), numbered(2, NOON + 2))


async def planned(folder: Path) -> Database:
    database = await open_database("sqlite", folder)
    await constitute(database, SETTINGS, lambda: NOON)
    async with database.write() as conn:
        for each in TIMERS:
            await due.plan(conn, each)
    return database


async def announced(folder: Path) -> None:
    """Have a chair planned, too: the secretariat has announced one, and nobody refused."""
    database = await planned(folder)
    async with database.write() as conn:
        await _announce(conn)
    await database.close()


async def _announce(conn: AsyncConnection) -> None:
    before = councils.fold(await record.entries(conn, e.COUNCIL_CHAIN))
    named = e.NamingAnnounced("chair", "gov", NEW, "@gov-chair:test", "Why.", NOON + 4, NOON + 8)
    unsealed = Unsealed(
        proposal=e.COUNCIL_CHAIN,
        audience=PUBLIC,
        payload=named,
        stage=None,
        person="@secretary:test",
        event="$naming",
        event_time=NOON,
        recorded_time=NOON,
        cause="$naming",
    )
    (entry,) = await record.append(conn, [unsealed])
    await plan.namings(conn, before, councils.apply(before, entry))


async def chairs(database: Database) -> list[str]:
    """Return who was named chair by what was recorded, in order."""
    async with database.read() as conn:
        chain = await record.entries(conn, e.COUNCIL_CHAIN)
    return [entry.payload.person for entry in chain if isinstance(entry.payload, e.ChairNamed)]


async def told(database: Database) -> list[str]:
    """Return what was said, in order, as numbers."""
    return [str((row.content or {})["body"])[0] for row in await in_words(database)]


async def scheduled(database: Database, now: int) -> None:
    """Do what is due by then, as the running bot does it."""
    queue: Queue[Ready] = Queue()
    scheduler = Scheduler(database, BOT, lambda: now, queue, known_until=now)
    clerk = Clerk(database, SETTINGS, lambda: now)
    worker = Worker(Alone(database.attempts), clerk, queue, lambda *_: None)
    parts = [asyncio.create_task(scheduler.run()), asyncio.create_task(worker.run())]
    waiting = asyncio.create_task(_until_done(database, now))
    done, _ = await asyncio.wait([waiting, *parts], return_when=asyncio.FIRST_COMPLETED)
    for part in (waiting, *parts):
        part.cancel()
    await asyncio.gather(*parts, waiting, return_exceptions=True)
    for each in done:
        each.result()


async def _until_done(database: Database, now: int) -> None:
    while True:
        async with database.read() as conn:
            left = await due.until(conn, now)
        if not left and not database.attempts._state.killed:
            return
        await asyncio.sleep(0.01)


def live(folder: Path, now: int, dies_at: str) -> None:
    """Do what is due, and say which points were passed; or die when one is reached first."""
    passed: list[str] = []

    def reached(point: str) -> None:
        passed.append(point)
        if point == dies_at:
            say(f"{DIED} {point}")
            os.kill(os.getpid(), signal.SIGKILL)

    async def run() -> None:
        database = await open_database("sqlite", folder)
        Marks.reached = reached
        await scheduled(database, now)
        Marks.reached = staticmethod(lambda _: None)
        await database.close()

    kinds.KINDS[KIND] = tell
    asyncio.run(run())
    for point in dict.fromkeys(passed):
        say(f"{PASSED} {point}")
