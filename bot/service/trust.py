"""``rapporteur trust``: the secretariat confirms on the bot's machine whose identity is theirs.

Shows what the database has, also while the bot runs. To confirm takes the lock on ``data_dir``,
so that it is refused then; the rooms are told when the bot runs again.
"""

from sqlalchemy.ext.asyncio import AsyncConnection

import templates
from bot.clock import milliseconds
from bot.config import Config
from bot.relay.notices import Notice, Occasion, post
from bot.relay.officers import hear_of
from bot.relay.visibility import council_seen
from bot.rooms.notices import Notices
from bot.settings import settings_of
from commands.verify import LEAST
from storage import identities, rooms
from storage.database import open_database, open_readonly
from storage.folds import Folds
from storage.identities import Known
from templates.views import Data

NONE = "none"
"""Stands for the fingerprint of a person who is to be trusted without cross-signing."""
Answer = tuple[str, bool]
"""What to say, and whether what was asked was done."""


async def shown(config: Config, person: str) -> Answer:
    """Show by which master key a person's devices are known. Raises StorageError."""
    database = await open_readonly(config.database, config.data_dir)
    try:
        async with database.read() as conn:
            known = await identities.get(conn, person)
    finally:
        await database.close()
    pinned, seen = (known.pinned, known.seen) if known else ("", "")
    said = templates.said("identity", person=person, pinned=pinned, seen=seen, least=LEAST)
    return said, known is not None


async def confirmed(config: Config, person: str, fingerprint: str) -> Answer:
    """Pin the key that a person has now, if it begins so; or none. Raises StorageError."""
    database = await open_database(config.database, config.data_dir)
    try:
        notices = Notices(database, settings_of(config, config.user_id), milliseconds, Folds())
        async with database.write() as conn:
            known = await identities.get(conn, person)
            code = _refused(known, fingerprint)
            if code or known is None:
                return templates.said(code, person=person, least=LEAST), False
            await _pin(conn, notices, known, "" if fingerprint == NONE else known.seen)
        return templates.said("identity_confirmed", person=person), True
    finally:
        await database.close()


def _refused(known: Known | None, fingerprint: str) -> str:
    """Return why nothing is confirmed, as the code of a sentence; empty if it is."""
    if known is None:
        return "no_identity"
    if known.stands:
        return "identity_stands"
    if fingerprint == NONE:
        return "identity_not_gone" if known.seen else ""
    fits = len(fingerprint) >= LEAST and known.seen.startswith(fingerprint)
    return "" if fits else "identity_differs"


async def _pin(conn: AsyncConnection, notices: Notices, known: Known, key: str) -> None:
    if key:
        await identities.confirm(conn, known.person, key)
    else:
        await identities.forget(conn, known.person)
    council = await notices.folds.council(conn)
    live = await rooms.open_places(conn)
    data: Data = {"person": known.person, "key": key, "by": "", "council": council_seen(council)}
    told = (
        post(Notice.IDENTITY_CONFIRMED, Occasion(name), data)
        for name in hear_of(known.person, council, notices.settings.secretariat, live)
    )
    await notices.put(conn, f"trust:{known.person}:{known.pinned}:{key}", told)
