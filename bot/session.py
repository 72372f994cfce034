"""The bot's Matrix session, kept in ``data_dir``: logged in once, never per start.

The device id never changes, since transaction ids hold for it alone. Knows the Matrix
edge and the configuration.
"""

import json
import os
from pathlib import Path

from bot.config import AccessToken, Config, secret
from bot.errors import ConfigError, MatrixError
from bot.logs import keep_secret
from bot.matrix import Matrix, Session

FILE = "session.json"
DEVICE_NAME = "Rapporteur"


async def session(config: Config) -> Session:
    """Return the kept session, or log in and keep it.

    Raises ConfigError, or MatrixError if the homeserver refuses or can't be asked.
    """
    path = config.data_dir / FILE
    found = _kept(path) or await _new(config)
    keep_secret(found.access_token)
    if found.user_id != config.user_id:
        raise ConfigError(
            "user_id",
            f"the login is that of {found.user_id}, not of {config.user_id}; name that account, "
            "or keep another data_dir for this one.",
        )
    if not path.exists():
        keep(path, found)
    return found


def keep(path: Path, kept: Session) -> None:
    """Write a session where nobody else may read it, whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    values = {
        "user_id": kept.user_id,
        "device_id": kept.device_id,
        "access_token": kept.access_token,
    }
    draft = path.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(values, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _kept(path: Path) -> Session | None:
    if not path.exists():
        return None
    try:
        values = json.loads(path.read_text())
        return Session(values["user_id"], values["device_id"], values["access_token"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            "data_dir", f"the kept login in {path.name} can't be read; remove it to log in again."
        ) from error


async def _new(config: Config) -> Session:
    given = secret(config)
    value = given.value.get_secret_value()
    keep_secret(value)
    if isinstance(given, AccessToken):
        return await _of_token(config, value)
    try:
        return await Matrix.login(config.homeserver, config.user_id, value, device_name=DEVICE_NAME)
    except MatrixError as error:
        if error.errcode == "M_FORBIDDEN":
            name = "password_file" if config.password_file else "RAPPORTEUR_PASSWORD"
            raise ConfigError(
                name, f"the homeserver does not accept this password for {config.user_id}."
            ) from error
        raise


async def _of_token(config: Config, token: str) -> Session:
    async with Matrix(config.homeserver, Session(config.user_id, "", token)) as matrix:
        who = await matrix.whoami()
    if who.device_id is None:
        raise ConfigError(
            "access_token_file", "this token has no device; give one that comes from a login."
        )
    return Session(who.user_id, who.device_id, token)
