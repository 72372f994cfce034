"""``rapporteur check --apply``: a change of seats or caucuses of the file becomes of record.

Takes the lock on ``data_dir``, so that it is refused while the bot runs, and writes the
entry and what follows from it for the rooms in one transaction.
"""

from sqlalchemy.ext.asyncio import AsyncConnection

import templates
from bot.clerk.constitution import Change, constituted
from bot.cli.apply import applied
from bot.cli.problems import Problem
from bot.clock import milliseconds
from bot.config import Config
from bot.settings import settings_of
from deliberation import council as councils
from deliberation.entries import COUNCIL_CHAIN
from deliberation.terms import Stage
from storage import record
from storage.database import Database, open_database


async def reconstitute(config: Config) -> str:
    """Record the file's seats and caucuses; return what to say of it.

    Raises Problem, StorageError; then nothing was changed.
    """
    database = await open_database(config.database, config.data_dir)
    try:
        async with database.write() as conn:
            return await _recorded(conn, database, config)
    finally:
        await database.close()


async def _recorded(conn: AsyncConnection, database: Database, config: Config) -> str:
    council = councils.fold(await record.entries(conn, COUNCIL_CHAIN))
    if not council.caucuses:
        return templates.said("not_constituted")
    settings = settings_of(config, config.user_id)
    changed = applied(settings.seed, council)
    if changed is None:
        return templates.said("nothing_to_apply")
    await _no_round_open(conn)
    now = milliseconds()
    change = Change(changed, f"apply:{now}", now)
    entry = await constituted(conn, database, settings, change)
    return templates.said("applied", number=entry.number)


async def _no_round_open(conn: AsyncConnection) -> None:
    listed = await record.live(conn)
    under_way = [f"P{each.number}" for each in listed if each.stage is Stage.CAUCUSES]
    if under_way:
        raise Problem(templates.said("round_open", proposals=under_way))
