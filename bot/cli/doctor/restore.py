"""Whether the rooms contradict the record, as ``rapporteur check`` says it.

Also where there is no record yet: the account may have a council whose record lies elsewhere.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import assert_never

from bot.cli.doctor.finding import Finding, fine, wrong
from bot.config import Config
from bot.matrix import Matrix
from bot.ratelimit import RateLimit
from bot.restore.compare import Comparison
from bot.restore.difference import DifferenceKind
from storage.database import ReadOnlyDatabase, open_readonly
from storage.engines import FILE
from storage.errors import SchemaOlder, StorageError


def has_record(config: Config) -> bool:
    """Whether there is a database already, as far as can be said without opening one."""
    return config.database != "sqlite" or (config.data_dir / FILE).exists()


async def record_of(config: Config) -> ReadOnlyDatabase | None:
    """Return the record; None if there is none yet. Raises StorageError."""
    if not has_record(config):
        return None
    try:
        return await open_readonly(config.database, config.data_dir)
    except SchemaOlder as older:
        if older.fields["found"]:
            raise
        return None  # of PostgreSQL: nothing is in it


async def of_restore(config: Config, matrix: Matrix) -> AsyncIterator[Finding]:
    """Yield where the rooms contradict the record; see ``bot.restore.compare``."""
    async with AsyncExitStack() as stack:
        try:
            database = await record_of(config)
        except StorageError:  # as was said already
            return
        if database:
            stack.push_async_callback(database.close)
        look = await Comparison(database, matrix, RateLimit()).look()
    for each in look.differences:
        at = max((event.ts for event in each.events), default=0)
        count = len(each.events)
        yield wrong(_code(each.kind), place=each.place, room_id=each.room_id, count=count, at=at)
    if not look.differences:
        yield fine("not_restored")


def _code(kind: DifferenceKind) -> str:
    match kind:
        case DifferenceKind.UNKNOWN:
            return "unknown_in"
        case DifferenceKind.GONE:
            return "gone_from"
        case DifferenceKind.OTHER:
            return "other_council"
        case _:
            assert_never(kind)
