"""How the bot proves who it is: one secret, out of a file or out of the environment.

Looked up when it is needed and not before: a bot that has a stored session needs
none. Never shown, never logged.
"""

from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.config.models import Config
from bot.errors import ConfigError, ConfigFault


@dataclass(frozen=True, slots=True)
class Password:
    """To log in with, once."""

    value: SecretStr


@dataclass(frozen=True, slots=True)
class AccessToken:
    """Of a session that exists already."""

    value: SecretStr


class Environment(BaseSettings):
    """RAPPORTEUR_PASSWORD and RAPPORTEUR_ACCESS_TOKEN; an empty one counts as absent."""

    model_config = SettingsConfigDict(
        env_prefix="RAPPORTEUR_", env_ignore_empty=True, extra="ignore", frozen=True
    )

    password: SecretStr | None = None
    access_token: SecretStr | None = None


def secret(config: Config, environment: Environment | None = None) -> Password | AccessToken:
    """The one secret that was given; `ConfigError` if there is none, or more than one.

    `environment` is the process's own unless another is given.
    """
    env = environment or Environment()
    given: dict[str, Path | SecretStr | None] = {
        "password_file": config.password_file,
        "access_token_file": config.access_token_file,
        "RAPPORTEUR_PASSWORD": env.password,
        "RAPPORTEUR_ACCESS_TOKEN": env.access_token,
    }
    present = {name: source for name, source in given.items() if source is not None}
    if not present:
        raise ConfigError("password_file", ConfigFault.NO_SECRET)
    if len(present) > 1:
        raise ConfigError(next(iter(present)), ConfigFault.SEVERAL_SECRETS, names=list(present))
    name, source = next(iter(present.items()))
    value = _content(source, name) if isinstance(source, Path) else source
    return Password(value) if "password" in name.lower() else AccessToken(value)


def _content(file: Path, name: str) -> SecretStr:
    try:
        content = file.read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        fields = {"file": file, "reason": error.strerror or type(error).__name__}
        raise ConfigError(name, ConfigFault.SECRET_UNREADABLE, **fields) from None
    except UnicodeDecodeError:
        raise ConfigError(name, ConfigFault.SECRET_NOT_TEXT, file=file) from None
    if not content:
        raise ConfigError(name, ConfigFault.SECRET_EMPTY, file=file)
    return SecretStr(content)
