"""The council's constitution of record: from the configuration once, and anew when applied.

Knows storage and the list of rooms; no Matrix.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clerk.act import told_of_officers
from bot.clerk.timers import plan
from bot.clerk.trust.devices import SIGNED
from bot.clock import Clock
from bot.relay import messages, places
from bot.relay.heard import Heard
from bot.relay.notices import Notice
from bot.rooms import intended
from bot.rooms.notices import Notices
from bot.settings import Settings
from deliberation import council as councils
from deliberation import entries as e
from deliberation.council import Council
from deliberation.methods.method import BY_JUDGEMENT
from deliberation.terms import PUBLIC
from storage import inbox, meta, record, rooms
from storage.database import Database
from storage.folds import Folds
from storage.inbox import Arrival
from storage.record import Unsealed
from templates.views import Data

log = structlog.get_logger()
SEED = "seed"


@dataclass(frozen=True)
class Change:
    """A constitution that is to be recorded: under which cause, and when (ms)."""

    payload: e.Constituted
    cause: str
    now: int


async def constitute(database: Database, settings: Settings, now: Clock) -> None:
    """Record the council as the configuration has it, if the record is new."""
    async with database.write() as conn:
        if not await inbox.enter(conn, Arrival(SEED, settings.user_id, command=False)):
            return
        await meta.put(conn, meta.DEVICES, SIGNED)
        await constituted(conn, database, settings, Change(settings.seed, SEED, now()))
    log.info("council constituted", caucuses=len(settings.seed.caucuses))


async def convene_secretariat(database: Database, settings: Settings, now: Clock) -> None:
    """See to it that the secretariat has its room, and those in it whom the file names now.

    What the room is for is said there once.
    """
    async with database.write() as conn:
        if settings.secretariat:
            its = settings.rooms
            about: Data = {
                "slug": its.slug,
                "server": its.server,
                "encrypted": its.encryption != "none",
            }
            notices = Notices(database, settings, now, Folds())
            await notices.tell(conn, "secretariat:convened", Notice.CONVENED, **about)
        await rooms.want(conn, (places.SECRETARIAT_PLACE,))


async def constituted(
    conn: AsyncConnection, database: Database, settings: Settings, change: Change
) -> e.Entry:
    """Record a constitution, see to the rooms that it asks for, and say who is chair by it.

    Returns the entry.
    """
    before = councils.fold(await record.entries(conn, e.COUNCIL_CHAIN))
    payloads = (change.payload, *_methods(change.payload, before, settings))
    stored = await record.append(conn, [_unsealed(p, change, settings) for p in payloads])
    entry, council = stored[0], before
    for each in stored:
        council = councils.apply(council, each)
    for name in await _missing(conn, council):
        await intended.intend(conn, database.secret, name)
    await intended.follow(conn, database.secret, entry, council, None)
    await plan.namings(conn, before, council)
    live = await told_of_officers(conn, stored)
    heard = Heard(entry, None, None, council, "", settings.plenary, "", was=before, live=live)
    notices = Notices(database, settings, lambda: change.now, Folds())
    await notices.put(conn, change.cause, messages.posts(heard))
    return entry


def _methods(payload: e.Constituted, before: Council, settings: Settings) -> Iterator[e.MethodSet]:
    """Yield by which methods caucuses decide that are new; most by their chair's judgement."""
    for caucus in payload.caucuses:
        own = settings.methods.get(caucus.key, BY_JUDGEMENT)
        if before.caucus(caucus.key) is None and own != BY_JUDGEMENT:
            yield e.MethodSet(caucus.key, *own.values)


def _unsealed(payload: e.Payload, change: Change, settings: Settings) -> Unsealed:
    return Unsealed(
        proposal=e.COUNCIL_CHAIN,
        audience=PUBLIC,
        payload=payload,
        stage=None,
        person=settings.user_id,
        event="",
        event_time=change.now,
        recorded_time=change.now,
        cause=change.cause,
    )


async def _missing(conn: AsyncConnection, council: Council) -> list[str]:
    """Return the rooms that a new caucus lacks, on each proposal that is before the council."""
    keys = [caucus.key for caucus in council.caucuses]
    before_council = [p for p in await record.live(conn) if p.stage.before_council]
    asked = [name for p in before_council for name in places.rooms_of(p.number, keys)]
    return [name for name in asked if await rooms.get(conn, name) is None]
