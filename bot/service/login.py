"""The bot's Matrix session, kept in ``data_dir``: logged in once, never per start.

The device id never changes, since transaction ids hold for it alone. Knows the Matrix
edge and the configuration.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import structlog
from filelock import FileLock, Timeout

from bot import files
from bot.config import AccessToken, Config, Password, secret
from bot.errors import (
    ConfigError,
    ConfigFault,
    MatrixError,
    RequestError,
    SoftLogout,
    UnknownToken,
)
from bot.logs import keep_secret
from bot.matrix import Identity, Matrix, Session
from bot.retry import backoff, retryable, until_answered
from storage.errors import DataDirInUse

log = structlog.get_logger("bot")

FILE = "session.json"
LOCK = "session.lock"
DEVICE_NAME = "Rapporteur"
Login = Callable[[str | None], Awaitable[Session]]
"""Logs in, on the device with this id if there is one already."""


async def logged_in(config: Config, work: Callable[[Session], Awaitable[None]]) -> None:
    """Do the work with the session; when its token lapses, log in again and go on with it.

    Raises as ``session`` does, and UnknownToken where nobody but a person can log in again:
    the device was logged out, or an access token is all that was given.
    """
    current = await session(config)
    while True:
        try:
            return await work(current)
        except SoftLogout as lapsed:
            log.warning("the login lapsed; logging in again")
            await asyncio.sleep(backoff(1))  # a server that ends each login at once
            current = await until_answered("logging in", partial(_again, config, lapsed), retryable)


async def session(config: Config) -> Session:
    """Return the kept session, or log in and keep it.

    Raises ConfigError, MatrixError if the homeserver refuses or can't be asked, DataDirInUse
    if another process logs in at this moment, OSError if the session can't be kept.
    """
    stored = kept(config.data_dir)
    if stored is None:
        with _locked(config.data_dir):
            stored = kept(config.data_dir)
            if stored is None:
                return await _made(config.data_dir, config.user_id, None, partial(_new, config))
    _of_account(stored, config.user_id)
    return stored


async def renewed(homeserver: str, user_id: str, password: str, data_dir: Path) -> Session:
    """Return the kept session if it still holds, or log in on the same device, and keep that.

    Raises as ``session`` does.
    """
    keep_secret(password)
    login = partial(_logged_in, homeserver, user_id, password, "password")
    return await _valid_or_new(homeserver, user_id, data_dir, login)


async def holds(homeserver: str, user_id: str, data_dir: Path) -> bool:
    """Whether a session of the account is kept that holds. Raises ConfigError, MatrixError."""
    stored = kept(data_dir)
    if stored is None:
        return False
    _of_account(stored, user_id)
    return await _is_valid(homeserver, stored)


async def renewed_by(config: Config) -> Session:
    """Do as ``renewed`` with whatever secret the configuration gives."""
    login = partial(_new, config)
    return await _valid_or_new(config.homeserver, config.user_id, config.data_dir, login)


async def _valid_or_new(homeserver: str, user_id: str, data_dir: Path, login: Login) -> Session:
    with _locked(data_dir):
        stored = kept(data_dir)
        if stored is not None:
            _of_account(stored, user_id)
            if await _is_valid(homeserver, stored):
                return stored
        return await _made(data_dir, user_id, stored, login)


async def _again(config: Config, lapsed: SoftLogout) -> Session:
    """Log in on the same device, after the kept session lapsed. Raises that if it can't."""
    if not isinstance(secret(config), Password):
        raise lapsed
    with _locked(config.data_dir):
        stored = kept(config.data_dir)
        return await _made(config.data_dir, config.user_id, stored, partial(_new, config))


async def _made(data_dir: Path, user_id: str, before: Session | None, login: Login) -> Session:
    """Log in, on the device of the session before, and keep that."""
    made = await login(before.device_id if before else None)
    _of_account(made, user_id)
    made = replace(made, since=time.time_ns() // 1_000_000)
    keep(data_dir, made)
    return made


async def anew(config: Config, lost: Session) -> Session:
    """Log in on a new device, since nobody has the keys of the old one; keep that, end the old.

    Raises as ``session`` does.
    """
    (config.data_dir / FILE).unlink(missing_ok=True)
    new = await session(config)
    if new.device_id == lost.device_id:
        raise ConfigError("access_token_file", ConfigFault.KEYS_LOST, device_id=lost.device_id)
    async with Matrix(config.homeserver, lost) as matrix:
        with suppress(RequestError):  # it may be logged out already
            await matrix.log_out()
    return new


def kept(data_dir: Path) -> Session | None:
    """Return the session that is kept there, or None. Raises ConfigError, OSError."""
    path = data_dir / FILE
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        stored = Session(
            values["user_id"], values["device_id"], values["access_token"], values.get("since", 0)
        )
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise files.at(path, error) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError("data_dir", ConfigFault.LOGIN_UNREADABLE, file=path.name) from error
    keep_secret(stored.access_token)
    return stored


def keep(data_dir: Path, made: Session) -> None:
    """Write a session where nobody else may read it, whole or not at all. Raises OSError."""
    keep_secret(made.access_token)
    values = {
        "user_id": made.user_id,
        "device_id": made.device_id,
        "access_token": made.access_token,
        "since": made.since,
    }
    files.keep(data_dir / FILE, values)


@contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    """Log in by one process at a time, or there would be two devices."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(data_dir / LOCK, blocking=False)
        lock.acquire()
    except Timeout:
        raise DataDirInUse(path=str(data_dir)) from None
    except OSError as error:
        raise files.at(data_dir, error) from error
    try:
        yield
    finally:
        lock.release()


def _of_account(session: Session, user_id: str) -> None:
    if session.user_id != user_id:
        names = {"logged_in": session.user_id, "named": user_id}
        raise ConfigError("user_id", ConfigFault.OTHER_ACCOUNT, **names)


async def _new(config: Config, device_id: str | None) -> Session:
    given = secret(config)
    value = given.value.get_secret_value()
    keep_secret(value)
    if isinstance(given, AccessToken):
        name = "access_token_file" if config.access_token_file else "RAPPORTEUR_ACCESS_TOKEN"
        return await _of_token(config, value, name)
    name = "password_file" if config.password_file else "RAPPORTEUR_PASSWORD"
    return await _logged_in(config.homeserver, config.user_id, value, name, device_id)


async def _logged_in(
    homeserver: str, user_id: str, password: str, name: str, device_id: str | None = None
) -> Session:
    """Log in. ``name`` is where the password came from, for the refusal."""
    try:
        return await Matrix.login(
            homeserver, user_id, password, device_id=device_id, device_name=DEVICE_NAME
        )
    except MatrixError as error:
        if error.errcode != "M_FORBIDDEN":
            raise
        account = {"homeserver": homeserver, "user_id": user_id}
        raise ConfigError(name, ConfigFault.PASSWORD_REFUSED, **account) from error


async def _of_token(config: Config, token: str, name: str) -> Session:
    try:
        who = await _identity(config.homeserver, Session(config.user_id, "", token))
    except UnknownToken as error:
        where = config.homeserver
        raise ConfigError(name, ConfigFault.TOKEN_REFUSED, homeserver=where) from error
    if who.device_id is None:
        raise ConfigError(name, ConfigFault.TOKEN_WITHOUT_DEVICE)
    return Session(who.user_id, who.device_id, token)


async def _is_valid(homeserver: str, session: Session) -> bool:
    """Whether the homeserver still knows the session. Raises MatrixError."""
    try:
        await _identity(homeserver, session)
    except UnknownToken:
        return False
    return True


async def _identity(homeserver: str, session: Session) -> Identity:
    async with Matrix(homeserver, session) as matrix:
        return await matrix.whoami()
