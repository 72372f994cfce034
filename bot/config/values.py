"""The kinds of value that a configuration holds, each with what it must look like.

A value that doesn't fit raises `Unfit`, whose fields must not repeat what may be secret.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import ConfigFault
from deliberation.people import MAX_ID_BYTES, USER_ID
from deliberation.periods import period

DATABASE_OPTIONS = frozenset({"host", "port", "ssl", "sslmode"})
"""What may stand behind the "?" in PostgreSQL's address: a socket's folder as host, TLS or not."""
RESERVED_KEYS = frozenset({"council", "forum"})
HALF = "half"
"""The reminder half way to the end; or half of the seats."""
DEFAULT = "default"
"""The room version that the homeserver gives to new rooms."""

_KEY = re.compile(r"[a-z][a-z0-9]{0,15}")
_ROOM_VERSION = re.compile(r"[1-9][0-9]?")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")


class Unfit(ValueError):  # noqa: N818 - named for what is so
    """A value isn't what its key needs: `code` says why, `fields` what a sentence needs."""

    def __init__(self, code: ConfigFault, **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields


def _matching(pattern: re.Pattern[str], otherwise: ConfigFault) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise Unfit(otherwise, value=value)
        return value

    return check


def _short(value: str) -> str:
    if len(value) > MAX_ID_BYTES:
        raise Unfit(ConfigFault.ID_TOO_LONG, most=MAX_ID_BYTES)
    return value


def _unreserved(value: str) -> str:
    if value in RESERVED_KEYS:
        raise Unfit(ConfigFault.RESERVED_KEY, value=value)
    return value


def _line(value: str) -> str:
    if not value.strip():
        raise Unfit(ConfigFault.EMPTY_NAME)
    if any(unicodedata.category(character)[0] == "C" for character in value):
        raise Unfit(ConfigFault.NAME_NOT_ON_ONE_LINE)
    return value.strip()


def _punctuation(value: str) -> str:
    if not value or any(unicodedata.category(character)[0] not in "PS" for character in value):
        raise Unfit(ConfigFault.NOT_A_PREFIX, value=value)
    return value


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - raises where the port is no number
    except ValueError:
        raise Unfit(ConfigFault.NOT_AN_ADDRESS) from None
    plain = not (parts.username or parts.password or parts.query or parts.fragment)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain:
        raise Unfit(ConfigFault.NOT_AN_ADDRESS)
    return value.rstrip("/")


def _database(value: str) -> str:
    if value == "sqlite":
        return value
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        raise Unfit(ConfigFault.NOT_A_DATABASE) from None
    if url.drivername != "postgresql" or not url.database:
        raise Unfit(ConfigFault.NOT_A_DATABASE)
    if unknown := url.query.keys() - DATABASE_OPTIONS:
        raise Unfit(ConfigFault.NOT_AN_OPTION, name=min(unknown), known=sorted(DATABASE_OPTIONS))
    return value


def _in_folder(value: object, info: ValidationInfo) -> Path:
    """A path as the file's author means it: from the folder where the file lies."""
    if not isinstance(value, str | Path) or not str(value).strip() or "\0" in str(value):
        raise Unfit(ConfigFault.NOT_A_PATH)
    folder: Path = (info.context or {}).get("folder", Path())
    try:
        return folder / Path(value).expanduser()
    except RuntimeError:
        raise Unfit(ConfigFault.NO_HOME) from None


def _ip_address(value: str) -> str:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        raise Unfit(ConfigFault.NOT_AN_IP_ADDRESS) from None
    return value


def _period(value: object) -> int:
    """A period as people write it, in ms; one that begins with 0 would be none."""
    found = period(value) if isinstance(value, str) else None
    if found is None:
        raise Unfit(ConfigFault.NOT_A_PERIOD)
    return found


def _reminder(value: object) -> int:
    """How long before the end, in ms; 0: half way."""
    return 0 if value == HALF else _period(value)


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError):  # there is no such key; or it is a folder, or no key at all
        raise Unfit(ConfigFault.NOT_A_ZONE) from None
    return value


def _room_version(value: object) -> str:
    """A room version as text, also where it is written as a number."""
    given = str(value) if isinstance(value, int) else value
    if not isinstance(given, str) or not (given == DEFAULT or _ROOM_VERSION.fullmatch(given)):
        raise Unfit(ConfigFault.NOT_A_ROOM_VERSION)
    return given


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _share(value: object) -> Fraction:
    """A share of the seats as people write it: ``half``, ``1/2``, ``50%`` or ``0.5``."""
    typed = "" if isinstance(value, bool) else str(value).strip()
    typed = "1/2" if typed == HALF else typed
    try:
        share = Fraction(typed.removesuffix("%").strip()) / (100 if typed.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        raise Unfit(ConfigFault.NOT_A_SHARE) from None
    share = share.limit_denominator(1000)
    if not 0 < share <= 1:
        raise Unfit(ConfigFault.NOT_A_SHARE)
    return share


Person = Annotated[
    str,
    AfterValidator(_short),
    AfterValidator(_matching(USER_ID, ConfigFault.NOT_AN_ID)),
]
CaucusKey = Annotated[
    str,
    AfterValidator(_matching(_KEY, ConfigFault.NOT_A_CAUCUS_KEY)),
    AfterValidator(_unreserved),
]
Slug = Annotated[str, AfterValidator(_matching(_SLUG, ConfigFault.NOT_A_SLUG))]
Name = Annotated[str, AfterValidator(_line)]
Prefix = Annotated[str, AfterValidator(_punctuation)]
Address = Annotated[str, AfterValidator(_address)]
Database = Annotated[str, AfterValidator(_database)]
Encryption = Literal["none", "caucuses", "all"]
Devices = Literal["signed", "any"]
PlenaryAccess = Literal["public", "members"]
RoomVersion = Annotated[str, BeforeValidator(_room_version)]
MethodName = Literal["judgement", "silence", "poll", "ballot"]
MajorityName = Literal["simple", "two-thirds", "unanimity"]
Share = Annotated[Fraction, BeforeValidator(_share)]
Days = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=1)]
Period = Annotated[int, BeforeValidator(_period)]
Reminder = Annotated[int, BeforeValidator(_reminder)]
Zone = Annotated[str, AfterValidator(_zone)]
IPAddress = Annotated[str, AfterValidator(_ip_address)]
Port = Annotated[int, Field(ge=0, le=65535)]
Seats = Annotated[int, Field(ge=1)]
InFolder = Annotated[Path, BeforeValidator(_in_folder)]
Frozen = BeforeValidator(_frozen)
"""YAML's lists become tuples, which nobody can change."""
People = Annotated[tuple[Person, ...], Frozen]
