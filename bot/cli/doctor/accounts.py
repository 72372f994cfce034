"""Whether those whom the council counts on have accounts: part of ``rapporteur check``.

Knows the Matrix edge, and the record, which it only reads.
"""

import asyncio
from collections.abc import Collection, Mapping
from typing import assert_never

import templates
from bot.accounts.lookup import Lookup
from bot.accounts.servers import Servers
from bot.cli.doctor.finding import Finding, Verdict
from bot.config import Config
from bot.matrix import Matrix
from bot.ratelimit import RateLimit
from bot.relay import places
from bot.settings import settings_of
from bot.together import gathered
from deliberation import council as councils
from deliberation.council import Council
from deliberation.entries import COUNCIL_CHAIN, Entry
from deliberation.people import Account, Existence, server_of
from deliberation.terms import PUBLIC
from storage import record
from storage.database import open_readonly
from storage.rooms import Room

AT_ONCE = 8


async def findings(config: Config, matrix: Matrix, live: Collection[Room]) -> list[Finding]:
    """Return whom the council counts on without an account, as far as can be seen.

    Raises StorageError.
    """
    some = people(config, await _of_record(config) if live else ())
    forum = next((room.room_id for room in live if room.place == places.FORUM_PLACE), "")
    known = await _looked_up(matrix, some, forum or "")
    found = [each for person, account in known.items() if (each := _finding(person, account))]
    if there := len(known) - len(found):
        found.append(Finding(Verdict.FINE, templates.said("accounts_there", count=there)))
    return found


def _finding(person: str, account: Account) -> Finding | None:
    """Return what is to be said of an account; None if it is there."""
    named = {"person": person, "meant": account.meant}
    match account.existence:
        case Existence.ABSENT:
            return Finding(Verdict.WRONG, templates.said("no_account", **named))
        case Existence.UNREACHABLE:
            return Finding(Verdict.NOTED, templates.said("account_unreachable", **named))
        case Existence.UNKNOWN:
            return Finding(Verdict.NOTED, templates.said("account_unknown", **named))
        case Existence.THERE:
            return None
        case _:
            assert_never(account.existence)


async def _of_record(config: Config) -> tuple[Entry, ...]:
    """Return the roster's entries. Raises StorageError."""
    database = await open_readonly(config.database, config.data_dir)
    try:
        async with database.read() as conn:
            return await record.entries(conn, COUNCIL_CHAIN)
    finally:
        await database.close()


def people(config: Config, chain: Collection[Entry]) -> tuple[str, ...]:
    """Return everybody on the roster: of the record, or of the file if there is none; once each.

    And the secretariat and the forum's moderators, whom the file alone names.
    """
    seed = settings_of(config, config.user_id).seed
    fresh = Entry(1, COUNCIL_CHAIN, PUBLIC, seed, None, config.user_id, "", 0, 0, "seed")
    council: Council = councils.fold(chain or (fresh,))
    others = (*config.council.secretariat, *config.council.forum_moderators)
    return tuple(dict.fromkeys((*council.members, *others)))


async def _looked_up(matrix: Matrix, some: Collection[str], forum: str) -> Mapping[str, Account]:
    """Return what is known of each account; ``forum`` is the id of the forum's room, or empty."""

    async def in_forum() -> str:
        return forum

    lookup = Lookup(matrix, RateLimit(), Servers(server_of(matrix.user_id)), in_forum)
    few = asyncio.Semaphore(AT_ONCE)

    async def known(person: str) -> Account:
        async with few:
            return await lookup.account(person)

    return dict(zip(some, await gathered(map(known, some)), strict=True))
