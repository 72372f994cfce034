"""``rapporteur check --accept-restore``: the bot is to go on from what its record has.

Takes the lock on ``data_dir``, so that it is refused while the bot runs.
"""

from collections.abc import Collection

import templates
from bot.clerk.plenary_privacy import as_recorded
from bot.clock import milliseconds
from bot.config import Config
from bot.matrix import Matrix
from bot.restore.accept import accept
from bot.restore.difference import Difference, DifferenceKind
from bot.service.login import session
from bot.settings import settings_of
from storage import record
from storage.database import open_database


async def accepted(config: Config) -> str:
    """Have the bot go on from now if anything differs; return what to say of it.

    Raises ConfigError, StorageError, MatrixError; then nothing was changed.
    """
    database = await open_database(config.database, config.data_dir)
    try:
        kept = await session(config)
        settings = await as_recorded(database, settings_of(config, kept.user_id))
        async with Matrix(config.homeserver, kept) as matrix:
            differences = await accept(database, matrix, settings, milliseconds)
        async with database.read() as conn:
            number = (await record.head(conn)).number
    finally:
        await database.close()
    return templates.said(_code(differences), number=number)


def _code(differences: Collection[Difference]) -> str:
    if not differences:
        return "nothing_restored"
    is_other = all(each.kind is DifferenceKind.OTHER for each in differences)
    return "left_alone" if is_other else "accepted"
