"""The kinds of value that a configuration holds, each with what it must look like.

A value that doesn't fit raises a `ValueError` whose text completes the sentence
that begins with the key's path. It must not repeat what may be secret.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from deliberation.people import MAX_ID_BYTES, USER_ID

RESERVED_KEYS = frozenset({"council", "forum"})

_KEY = re.compile(r"[a-z][a-z0-9]{0,15}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")


def _matching(pattern: re.Pattern[str], what: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            message = f"“{value}” isn't {what}."
            raise ValueError(message)
        return value

    return check


def _short(value: str) -> str:
    if len(value) > MAX_ID_BYTES:
        message = f"a Matrix id has at most {MAX_ID_BYTES} characters."
        raise ValueError(message)
    return value


def _unreserved(value: str) -> str:
    if value in RESERVED_KEYS:
        message = f"“{value}” is reserved, as it stands for the {value} itself; choose another key."
        raise ValueError(message)
    return value


def _line(value: str) -> str:
    if not value.strip():
        message = "this is empty; give it a name."
        raise ValueError(message)
    if any(unicodedata.category(character)[0] == "C" for character in value):
        message = "a name stands on one line, without control characters."
        raise ValueError(message)
    return value.strip()


def _punctuation(value: str) -> str:
    if not value or any(unicodedata.category(character)[0] not in "PS" for character in value):
        message = f"“{value}” isn't a prefix; use one or more punctuation characters, such as “!”."
        raise ValueError(message)
    return value


def _address(value: str) -> str:
    wrong = "this isn't the address of a homeserver; write it as https://matrix.example.org."
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - raises where the port is no number
    except ValueError:
        raise ValueError(wrong) from None
    plain = not (parts.username or parts.password or parts.query or parts.fragment)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain:
        raise ValueError(wrong)
    return value.rstrip("/")


def _database(value: str) -> str:
    if value == "sqlite":
        return value
    wrong = "this is neither “sqlite” nor an address like postgresql://user@host/database."
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        raise ValueError(wrong) from None
    if url.drivername != "postgresql" or not url.database:
        raise ValueError(wrong)
    return value


def _in_folder(value: object, info: ValidationInfo) -> Path:
    """A path as the file's author means it: from the folder where the file lies."""
    if not isinstance(value, str | Path) or not str(value).strip() or "\0" in str(value):
        message = "this must be the path of a file or folder, as text."
        raise ValueError(message)
    folder: Path = (info.context or {}).get("folder", Path())
    try:
        return folder / Path(value).expanduser()
    except RuntimeError:
        message = "nobody knows the home folder that “~” stands for here; write the whole path."
        raise ValueError(message) from None


def _ip_address(value: str) -> str:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        message = "this isn't an IP address; write 127.0.0.1 for programs on this machine alone."
        raise ValueError(message) from None
    return value


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Person = Annotated[
    str,
    AfterValidator(_short),
    AfterValidator(_matching(USER_ID, "a Matrix id; write it as “@name:example.org”")),
]
CaucusKey = Annotated[
    str,
    AfterValidator(
        _matching(
            _KEY, "a caucus key; use 1 to 16 small letters and digits, beginning with a letter"
        )
    ),
    AfterValidator(_unreserved),
]
Slug = Annotated[
    str,
    AfterValidator(
        _matching(_SLUG, "a slug; use small letters, digits and hyphens, such as “mipc”")
    ),
]
Name = Annotated[str, AfterValidator(_line)]
Prefix = Annotated[str, AfterValidator(_punctuation)]
Address = Annotated[str, AfterValidator(_address)]
Database = Annotated[str, AfterValidator(_database)]
Encryption = Literal["none", "caucuses", "all"]
PlenaryAccess = Literal["public", "members"]
Days = Annotated[int, Field(ge=1)]
IPAddress = Annotated[str, AfterValidator(_ip_address)]
Port = Annotated[int, Field(ge=0, le=65535)]
Seats = Annotated[int, Field(ge=1)]
InFolder = Annotated[Path, BeforeValidator(_in_folder)]
Frozen = BeforeValidator(_frozen)
"""YAML's lists become tuples, which nobody can change."""
People = Annotated[tuple[Person, ...], Frozen]
