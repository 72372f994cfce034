"""The council's constitution of record: from the configuration once, and anew when applied.

Knows storage and the list of rooms; no Matrix.
"""

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clerk.trust.devices import SIGNED
from bot.clock import Clock
from bot.relay import places
from bot.rooms import intended
from bot.settings import Settings
from deliberation import council as councils
from deliberation import entries as e
from deliberation.council import Council
from deliberation.terms import PUBLIC
from storage import inbox, meta, record, rooms
from storage.database import Database
from storage.inbox import Arrival
from storage.record import Unsealed

log = structlog.get_logger()
SEED = "seed"


async def constitute(database: Database, settings: Settings, now: Clock) -> None:
    """Record the council as the configuration has it, if the record is new."""
    async with database.write() as conn:
        if not await inbox.enter(conn, Arrival(SEED, settings.user_id, command=False)):
            return
        seed, bot = settings.seed, settings.user_id
        await meta.put(conn, meta.DEVICES, SIGNED)
        await constituted(conn, database.secret, seed, person=bot, cause=SEED, now=now())
    log.info("council constituted", caucuses=len(settings.seed.caucuses))


async def convene_secretariat(database: Database, settings: Settings) -> None:
    """See to it that the secretariat has its room, and those in it whom the file names now."""
    async with database.write() as conn:
        if settings.secretariat:
            await intended.intend(conn, database.secret, places.SECRETARIAT_PLACE)
        await rooms.want(conn, (places.SECRETARIAT_PLACE,))


async def constituted(
    conn: AsyncConnection,
    secret: bytes,
    payload: e.Constituted,
    *,
    person: str,
    cause: str,
    now: int,
) -> e.Entry:
    """Record a constitution, and see to the rooms that it asks for; return the entry."""
    before = councils.fold(await record.entries(conn, e.COUNCIL_CHAIN))
    unsealed = Unsealed(
        proposal=e.COUNCIL_CHAIN,
        audience=PUBLIC,
        payload=payload,
        stage=None,
        person=person,
        event="",
        event_time=now,
        recorded_time=now,
        cause=cause,
    )
    (entry,) = await record.append(conn, [unsealed])
    council = councils.apply(before, entry)
    for name in await _missing(conn, council):
        await intended.intend(conn, secret, name)
    await intended.follow(conn, secret, entry, council, None)
    return entry


async def _missing(conn: AsyncConnection, council: Council) -> list[str]:
    """Return the rooms that a new caucus lacks, on each proposal that is before the council."""
    keys = [caucus.key for caucus in council.caucuses]
    before_council = [p for p in await record.live(conn) if p.stage.before_council]
    asked = [name for p in before_council for name in places.rooms_of(p.number, keys)]
    return [name for name in asked if await rooms.get(conn, name) is None]
