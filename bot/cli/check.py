"""``rapporteur check``: a doctor. Says a line for each thing, and what to do about it.

Changes nothing but that it logs in if nobody has, and measures the homeserver's limits
(see ``limits``); with ``--apply`` it first records a change of seats or caucuses of the file,
with ``--accept-restore`` it has the bot go on.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncConnection

import templates
from bot.clerk.plenary_privacy import would_open
from bot.clerk.trust.devices import SIGNED, held_to
from bot.cli import limits
from bot.cli.accept_restore import accepted
from bot.cli.differences import differences
from bot.cli.doctor import accounts
from bot.cli.doctor import stock as stock_limits
from bot.cli.doctor.address import explained
from bot.cli.doctor.directory import of_directory
from bot.cli.doctor.finding import Finding, Verdict, failed, fine, noted, wrong
from bot.cli.doctor.machine import of_clock, of_port
from bot.cli.doctor.restore import of_restore, record_of
from bot.cli.problems import EXPECTED
from bot.cli.reconstitute import reconstitute
from bot.config import DEFAULT, Config, load, secret
from bot.errors import ConfigError, MatrixError
from bot.logs import without_secrets
from bot.matrix import Matrix, RoomVersions, Standing, has_keys
from bot.relay import places
from bot.rooms import state_events
from bot.service.login import FILE, kept, session
from bot.settings import Settings, encrypts, settings_of
from bot.together import gathered
from deliberation import council as councils
from deliberation.entries import COUNCIL_CHAIN
from storage import outbox, record, rooms
from storage.engines import FILE as DATABASE_FILE
from storage.errors import StorageError
from storage.rooms import Room, RoomState

CLIENT_API = (1, 5)
"""The oldest version of the client API that the bot works with."""
OTHERS = 0o007
"""The permissions that a secret's file gives to nobody outside its group."""
ABSENT = {"M_FORBIDDEN", "M_NOT_FOUND"}


async def check(path: Path, *, apply: bool, accept: bool) -> bool:
    """Print what is found; return whether nothing of it is wrong.

    First apply a change of the file, or accept that something was restored, if asked to.

    Raises ConfigError, Problem and StorageError where nothing more can be looked at.
    """
    console = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
    config = load(path)
    if apply:
        console.print(await reconstitute(config))
    if accept:
        console.print(await accepted(config))
    is_well = True
    with console.status(templates.said("looking")):
        async for finding in _findings(config):
            style = "red" if finding.verdict is Verdict.WRONG else ""
            console.print(f"{finding.verdict} {without_secrets(finding.words)}", style=style)
            is_well = is_well and finding.verdict is not Verdict.WRONG
    return is_well


async def _findings(config: Config) -> AsyncIterator[Finding]:
    yield fine("config_fits")
    for finding in _of_secrets(config):
        yield finding
    live: list[Room] = []
    try:
        async for finding in _of_database(config, live):
            yield finding
    except StorageError as error:
        yield failed(error)
    try:
        async for finding in _of_homeserver(config, live):
            yield finding
    except EXPECTED as error:
        yield failed(await explained(config, error))
    async for finding in of_port(config):
        yield finding


def _of_secrets(config: Config) -> Iterator[Finding]:
    try:
        if kept(config.data_dir):
            yield fine("secret_kept", name=FILE)
        else:
            secret(config)
            yield fine("secret_given")
    except (ConfigError, OSError) as error:
        yield failed(error)
    for file in _private(config):
        if file and file.exists() and file.stat().st_mode & OTHERS:
            mode = "700" if file.is_dir() else "600"
            yield noted("open_to_others", name=str(file), mode=mode)


def _private(config: Config) -> Iterator[Path | None]:
    """Yield what nobody but the bot should read: secrets, and the caucuses' texts."""
    data = config.data_dir
    yield from (config.password_file, config.access_token_file, data, data / FILE)
    yield from (data / DATABASE_FILE, data / "keys", data / "keys" / "identity.json")


async def _of_database(config: Config, live: list[Room]) -> AsyncIterator[Finding]:
    """Yield what is found; add to ``live`` the rooms that the record has."""
    database = await record_of(config)
    if database is None:
        yield fine("record_new")
        return
    try:
        async with database.read() as conn:
            live += await rooms.live(conn)
            async for finding in _of_record(conn, settings_of(config, config.user_id)):
                yield finding
    finally:
        await database.close()


async def _of_record(conn: AsyncConnection, settings: Settings) -> AsyncIterator[Finding]:
    head, listed = await record.head(conn), await record.listing(conn)
    yield fine("record_known", entries=head.number, proposals=len(listed))
    chain = await record.entries(conn, COUNCIL_CHAIN)
    opens = await would_open(conn, settings)
    sentences = list(differences(settings.seed, councils.fold(chain), chain, opens=opens))
    for words in sentences:
        yield Finding(Verdict.WRONG, words)
    if not sentences:
        yield fine("agrees")
    if settings.data_dir and await held_to(conn, settings) != SIGNED:
        yield noted("any_device")
    parked = await outbox.parked(conn)
    if parked:
        first = parked[0]
        yield wrong("parked", count=len(parked), place=first.place, error=first.error)
    else:
        yield fine("none_parked")


async def _of_homeserver(config: Config, live: list[Room]) -> AsyncIterator[Finding]:
    async with Matrix(config.homeserver, await session(config)) as matrix:
        newest = max(map(_version, await matrix.versions()), default=(0, 0))
        version = f"v{newest[0]}.{newest[1]}"
        if newest < CLIENT_API:
            yield wrong("too_old", url=config.homeserver, version=version)
            return
        yield await _of_room_version(config, matrix, version)
        who = await matrix.whoami()
        yield fine("logged_in", user_id=who.user_id, device_id=who.device_id)
        for finding in of_clock(matrix):
            yield finding
        async for finding in _of_encryption(config, matrix):
            yield finding
        yield await _of_limits(config, matrix, live)
        async for finding in _of_rooms(matrix, live):
            yield finding
        async for finding in of_directory(matrix, live):
            yield finding
        for finding in await accounts.findings(config, matrix, live):
            yield finding
        async for finding in of_restore(config, matrix):
            yield finding


async def _of_room_version(config: Config, matrix: Matrix, newest: str) -> Finding:
    """Return whether the homeserver, which answers, has the version in which rooms are made."""
    versions, wanted = await matrix.room_versions(), config.rooms.version
    if wanted != DEFAULT and not versions.offers(wanted):
        return wrong("no_room_version", version=wanted, available=versions.in_order)
    used = _room_version(config, versions)
    return fine("reached", url=config.homeserver, version=newest, room_version=used)


def _room_version(config: Config, versions: RoomVersions) -> str:
    """Return the version in which rooms are made."""
    return versions.default if config.rooms.version == DEFAULT else config.rooms.version


async def _of_encryption(config: Config, matrix: Matrix) -> AsyncIterator[Finding]:
    """Yield how the bot's device stands, without making or publishing keys."""
    if not encrypts(config):
        return
    if not has_keys(config.data_dir):
        yield noted("keys_new")
        return
    standing = await matrix.keyring(config.data_dir).standing()
    shown = fingerprint_of(standing)
    if standing.foreign:
        yield wrong("foreign", fingerprint=shown)
    elif standing.verified:
        yield fine("verified", fingerprint=shown)
    else:
        yield noted("unverified", fingerprint=shown)


def fingerprint_of(standing: Standing) -> str:
    """Return a device's fingerprint as clients show it: in groups of four."""
    digits = standing.fingerprint
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


async def _of_limits(config: Config, matrix: Matrix, live: list[Room]) -> Finding:
    settings, versions = settings_of(config, matrix.user_id), await matrix.room_versions()
    restricted = state_events.is_restrictable(_room_version(config, versions))
    seeded = councils.constituted(settings.seed)
    stock = stock_limits.forecast(seeded, replace(settings.rooms, restricted=restricted))
    lifting = limits.command_to_lift(matrix.homeserver, matrix.user_id)
    space = next((r for r in live if r.place == places.SPACE_PLACE), None)
    if space is None or space.state is not RoomState.READY:
        return noted("limits_unknown", lifting=lifting, stock=stock)
    try:
        limit = await limits.measured(matrix, space.room_id or "")
    except MatrixError as error:
        if error.errcode not in ABSENT:
            raise
        return noted("limits_unknown", lifting=lifting, stock=stock)
    if limit is None:
        return fine("limits_none", events=limits.MOST)
    met = {"events": limit.events, "seconds": limit.seconds}
    return noted("limits_met", **met, lifting=lifting, stock=stock)


def _version(name: str) -> tuple[int, int]:
    """Return a version of the specification; the old ``r0.6.1`` come before all."""
    major, _, minor = name.removeprefix("v").partition(".")
    return (int(major), int(minor)) if major.isdecimal() and minor.isdecimal() else (0, 0)


async def _of_rooms(matrix: Matrix, live: list[Room]) -> AsyncIterator[Finding]:
    existing = [room for room in live if room.state is not RoomState.INTENDED and room.room_id]
    for room in live:
        if room not in existing:
            yield noted("room_intended", place=room.place)
    few = asyncio.Semaphore(8)

    async def looked_at(room: Room) -> str:
        async with few:
            return await _wrong_in(matrix, room, room.room_id or "")

    codes = await gathered(map(looked_at, existing))
    for room, code in zip(existing, codes, strict=True):
        if code:
            yield wrong(code, place=room.place, room_id=room.room_id)
    if count := codes.count(""):
        yield fine("room_fine", count=count)


async def _wrong_in(matrix: Matrix, room: Room, room_id: str) -> str:
    """Return what is wrong with the bot's place in a room, or empty."""
    try:
        state = await matrix.full_state(room_id)
    except MatrixError as error:
        if error.errcode not in ABSENT:
            raise
        return "room_not_joined"
    if state_events.memberships(state).get(matrix.user_id) != "join":
        return "room_not_joined"
    is_guest = room.place == places.direct_in(room_id)  # somebody else opened it
    return "" if is_guest or state_events.governs(state, matrix.user_id) else "room_no_power"
