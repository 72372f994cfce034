"""``rapporteur check``: a doctor. Looks, says a line for each thing, changes nothing.

With ``--apply`` it records a change of seats or caucuses of the file, and nothing else.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncConnection

import templates
from bot import roomlist, roomstate
from bot.cli.differences import applied, differences
from bot.cli.problems import WRONG_USE, Problem, sentence
from bot.config import Config, load
from bot.errors import ConfigError, MatrixError
from bot.matrix import Matrix
from bot.office import Office, office
from bot.service import milliseconds
from bot.session import session
from deliberation import council as councils
from deliberation.council import Council
from deliberation.entries import COUNCIL_CHAIN
from deliberation.terms import PUBLIC, Stage
from storage import outbox, record, rooms
from storage.database import open_database, open_readonly
from storage.errors import DatabaseUnreachable, StorageError
from storage.record import Unsealed
from storage.rooms import Room, RoomState

CLIENT_API = (1, 5)
"""The oldest version of the client API that the bot works with."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    fine: bool
    words: str


async def check(path: Path, *, apply: bool) -> bool:
    """Print what is found; return whether all of it is fine.

    Raises ConfigError, Problem and StorageError where nothing more can be looked at.
    """
    console = Console(highlight=False, soft_wrap=True, markup=False)
    config = load(path)
    if apply:
        console.print(await _apply(config))
    fine = True
    async for finding in _findings(config):
        mark = "✓" if finding.fine else "✗"
        console.print(f"{mark} {finding.words}", style="" if finding.fine else "red")
        fine = fine and finding.fine
    return fine


def _fine(code: str, **fields: Any) -> Finding:
    return Finding(fine=True, words=templates.said(code, **fields))


def _wrong(code: str, **fields: Any) -> Finding:
    return Finding(fine=False, words=templates.said(code, **fields))


async def _findings(config: Config) -> AsyncIterator[Finding]:
    yield _fine("config_fits")
    kept: tuple[Room, ...] = ()
    try:
        database = await open_readonly(config.database, config.data_dir)
    except DatabaseUnreachable:
        yield _fine("record_new")
    except StorageError as error:
        yield Finding(fine=False, words=sentence(error))
    else:
        try:
            async with database.read() as conn:
                kept = await rooms.live(conn)
                async for finding in _of_record(conn, office(config, config.user_id)):
                    yield finding
        finally:
            await database.close()
    try:
        async for finding in _of_homeserver(config, kept):
            yield finding
    except (ConfigError, MatrixError) as error:
        yield Finding(fine=False, words=sentence(error))


async def _of_record(conn: AsyncConnection, place: Office) -> AsyncIterator[Finding]:
    head, listed = await record.head(conn), await record.listing(conn)
    yield _fine("record_known", entries=head.number, proposals=len(listed))
    council = councils.fold(await record.entries(conn, COUNCIL_CHAIN))
    found = list(differences(place.seed, council)) if council.caucuses else []
    for words in found:
        yield Finding(fine=False, words=words)
    if not found:
        yield _fine("agrees")
    parked = await outbox.parked(conn)
    if parked:
        first = parked[0]
        yield _wrong("parked", count=len(parked), place=first.place, error=first.error)
    else:
        yield _fine("none_parked")


async def _of_homeserver(config: Config, kept: tuple[Room, ...]) -> AsyncIterator[Finding]:
    logged_in = await session(config)
    async with Matrix(config.homeserver, logged_in) as matrix:
        versions = await matrix.versions()
        newest = max(map(_version, versions), default=(0, 0))
        known = f"v{newest[0]}.{newest[1]}"
        if newest < CLIENT_API:
            yield _wrong("too_old", url=config.homeserver, version=known)
            return
        room_version = (await matrix.capabilities()).default_room_version
        yield _fine("reached", url=config.homeserver, version=known, room_version=room_version)
        who = await matrix.whoami()
        yield _fine("logged_in", user_id=who.user_id, device_id=who.device_id)
        yield _fine("limits", url=config.homeserver, user_id=who.user_id)
        async for finding in _of_rooms(matrix, kept):
            yield finding


def _version(name: str) -> tuple[int, int]:
    major, _, minor = name.removeprefix("v").partition(".")
    return (int(major), int(minor)) if major.isdigit() and minor.isdigit() else (0, 0)


async def _of_rooms(matrix: Matrix, kept: tuple[Room, ...]) -> AsyncIterator[Finding]:
    governed = 0
    for room in kept:
        if room.state is RoomState.INTENDED or not room.room_id:
            yield _fine("room_intended", place=room.place)
            continue
        wrong = await _wrong_in(matrix, room, room.room_id)
        if wrong:
            yield _wrong(wrong, place=room.place, room_id=room.room_id)
        governed += not wrong
    yield _fine("room_fine", count=governed)


async def _wrong_in(matrix: Matrix, room: Room, room_id: str) -> str:
    """Return what is wrong with the bot's place in a room, or empty."""
    try:
        state = await matrix.full_state(room_id)
    except MatrixError as error:
        if error.errcode != "M_FORBIDDEN":
            raise
        return "room_not_joined"
    if roomstate.memberships(state).get(matrix.user_id) != "join":
        return "room_not_joined"
    is_own = not room.place.startswith("direct:!")
    return "room_no_power" if is_own and not roomstate.governs(state, matrix.user_id) else ""


# --- applying -------------------------------------------------------------------------


async def _apply(config: Config) -> str:
    """Record the file's seats and caucuses. Raises Problem, StorageError; then nothing changed."""
    place = office(config, config.user_id)
    database = await open_database(config.database, config.data_dir)
    try:
        async with database.write() as conn:
            council = councils.fold(await record.entries(conn, COUNCIL_CHAIN))
            if not council.caucuses:
                return templates.said("not_constituted")
            await _no_round_open(conn)
            changed = applied(place.seed, council)
            if changed is None:
                return templates.said("nothing_to_apply")
            now = milliseconds()
            (entry,) = await record.append(
                conn,
                [
                    Unsealed(
                        proposal=COUNCIL_CHAIN,
                        audience=PUBLIC,
                        payload=changed,
                        stage=None,
                        person=config.user_id,
                        event="",
                        event_time=now,
                        recorded_time=now,
                        cause=f"apply:{now}",
                    )
                ],
            )
            after: Council = councils.apply(council, entry)
            await roomlist.follow(conn, database.secret, entry, after, None)
            return templates.said("applied", number=entry.number)
    finally:
        await database.close()


async def _no_round_open(conn: AsyncConnection) -> None:
    listed = await record.listing(conn)
    under_way = [f"P{each.number}" for each in listed if each.stage == Stage.CAUCUSES]
    if under_way:
        raise Problem(templates.said("round_open", proposals=under_way), WRONG_USE)
