"""The errors that cross from one part of the bot to another, beside `deliberation`'s own.

May know: nothing. Must never import: anything of ours, nio, aiohttp.

What is none of these and no refusal of the procedure is a bug.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum, auto
from typing import Any


class RequestError(Exception):
    """The homeserver refused a request, or could not be asked.

    It is one of the two below. Catch this only to say why a command or the program ends, or where
    it doesn't matter why a request failed.

    `errcode` is the server's (`M_FORBIDDEN`, …; Matrix spec 1.15 §Standard error response), or
    one of ours, which never begin with `M_`: `UNREACHABLE`, `DROPPED`, `TIMEOUT`, `NOT_MATRIX`,
    `TOO_LARGE`, `BAD_ADDRESS`. `status` is the HTTP status, None when no answer came. `retry`
    says that the same request may succeed later; `retry_after` is how many seconds the server
    asked to wait. `uncertain` says that the server may have acted all the same.
    """

    def __init__(
        self,
        errcode: str,
        message: str,
        *,
        status: int | None = None,
        retry: bool = False,
        retry_after: float | None = None,
        uncertain: bool = False,
    ) -> None:
        super().__init__(errcode, message)
        self.errcode = errcode
        self.message = message
        self.status = status
        self.retry = retry
        self.retry_after = retry_after
        self.uncertain = uncertain

    def __str__(self) -> str:
        status = "" if self.status is None else f" ({self.status})"
        return f"{self.errcode}{status}: {self.message}"


class MatrixError(RequestError):
    """A request failed, and whoever made it may handle that."""


class UnknownToken(RequestError):  # noqa: N818 - named as the specification names it
    """The access token is not valid, or no longer: nothing works before a new login.

    Whatever raises MatrixError may raise this as well. Only `bot.service.login` handles it, and
    who ends the program.
    """


class SoftLogout(UnknownToken):
    """Only the token lapsed; the device is still known (Matrix spec 1.15 §Soft logout)."""


class DeviceLost(Exception):  # noqa: N818 - what happened
    """The homeserver knows our device by other keys than ours: its keys were lost.

    Nothing makes it trusted again; a new login makes a new device. `device_id` is the old one.
    """

    def __init__(self, device_id: str) -> None:
        super().__init__(device_id)
        self.device_id = device_id


class KeysUnusable(Exception):  # noqa: N818 - what is the matter
    """A file with keys can't be read or written: it is damaged, or the disk is full.

    `reason` is the system's; there is none where the file doesn't hold what we wrote.
    """

    def __init__(self, path: str, reason: str = "") -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason


class RenderingError(Exception):
    """What is to be said could not be rendered; it is one of the two below."""


class TemplateError(RenderingError):
    """A template raised something, or what it was given could not be read: a bug of ours.

    `kind` is the class of what was raised, `reason` what that says; where it came from is a note.
    """

    def __init__(self, kind: str, reason: str, told: str) -> None:
        super().__init__(f"{kind}: {reason}")
        self.kind = kind
        self.reason = reason
        self.add_note(told)


class RenderingDied(RenderingError):  # noqa: N818 - what happened
    """The process that renders died whenever it was asked for this, never answers, or can't start.

    `words` is the template's name.
    """

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class ConfigFault(StrEnum):
    """What is wrong in a configuration; each has its sentence in `templates/configuration.j2`."""

    # the file
    NO_FILE = auto()
    FILE_UNREADABLE = auto()
    FILE_NOT_UTF8 = auto()
    NOT_YAML = auto()
    NO_KEYS = auto()
    KEY_TWICE = auto()
    TOO_MUCH = auto()
    # its keys, and what kind of value they have
    UNKNOWN_KEY = auto()
    KEY_MISSING = auto()
    NOT_TEXT = auto()
    NOT_A_NUMBER = auto()
    NOT_A_LIST = auto()
    NOT_A_SECTION = auto()
    TOO_SMALL = auto()
    TOO_LARGE = auto()
    NOT_A_CHOICE = auto()
    UNFIT = auto()
    # what a value must look like
    ID_TOO_LONG = auto()
    NOT_AN_ID = auto()
    NOT_A_CAUCUS_KEY = auto()
    RESERVED_KEY = auto()
    NOT_A_SLUG = auto()
    EMPTY_NAME = auto()
    NAME_NOT_ON_ONE_LINE = auto()
    NOT_A_PREFIX = auto()
    NOT_AN_ADDRESS = auto()
    NOT_A_DATABASE = auto()
    NOT_AN_OPTION = auto()
    NOT_A_PATH = auto()
    NO_HOME = auto()
    NOT_AN_IP_ADDRESS = auto()
    NOT_A_PERIOD = auto()
    NOT_A_ZONE = auto()
    NOT_A_ROOM_VERSION = auto()
    NOT_A_SHARE = auto()
    # what several must satisfy together
    TWO_SECRET_FILES = auto()
    NO_CAUCUS = auto()
    NO_CHAIR = auto()
    SAME_KEY = auto()
    SAME_NAME = auto()
    LISTED_TWICE = auto()
    IS_BOT = auto()
    IN_TWO_CAUCUSES = auto()
    CHAIRS_BOTH = auto()
    CHAIR_HAS_A_SEAT = auto()
    OBSERVER_IN_A_CAUCUS = auto()
    TOO_FEW_SEATS = auto()
    # the homeserver, the secret, and the login
    ELSEWHERE = auto()
    NO_SECRET = auto()
    SEVERAL_SECRETS = auto()
    SECRET_UNREADABLE = auto()
    SECRET_NOT_TEXT = auto()
    SECRET_EMPTY = auto()
    LOGIN_UNREADABLE = auto()
    OTHER_ACCOUNT = auto()
    PASSWORD_REFUSED = auto()
    TOKEN_REFUSED = auto()
    TOKEN_WITHOUT_DEVICE = auto()
    KEYS_LOST = auto()
    # what the homeserver must have
    NO_SUCH_ROOM_VERSION = auto()


class ConfigError(Exception):
    """A value in the configuration is missing or wrong.

    `path` is where, as a person would write it: `council.caucuses[1].key`. `code` says what is
    wrong; `fields` holds what a sentence about it needs. `str()` is for logs alone. `others` are
    what else is wrong in the same file.
    """

    others: tuple["ConfigError", ...] = ()

    def __init__(self, path: str, code: ConfigFault, **fields: Any) -> None:
        super().__init__(" ".join([f"{path}: {code}", *(f"{k}={v}" for k, v in fields.items())]))
        self.path = path
        self.code = code
        self.fields: Mapping[str, Any] = fields


def together(errors: Iterable[ConfigError]) -> ConfigError:
    """Return the first error, with the others; of each key only what was found first."""
    of_keys: dict[str, ConfigError] = {}
    for error in errors:
        of_keys.setdefault(error.path, error)
    first, *others = of_keys.values()
    first.others = tuple(others)
    return first


class Restored(Exception):  # noqa: N818 - named for what is so
    """The record and Matrix contradict each other: one was restored from an older copy.

    `unknown` are the rooms with messages of the bot's own that the record doesn't know, so that
    the record is behind; `gone` those without what the bot saw there, so that the homeserver is.
    `other` are a council's rooms that the account governs and the record doesn't have: there is
    another record of it.
    """

    def __init__(
        self, *, unknown: Sequence[str] = (), gone: Sequence[str] = (), other: Sequence[str] = ()
    ) -> None:
        super().__init__(f"unknown in {unknown}, gone from {gone}, others are {other}")
        self.unknown = unknown
        self.gone = gone
        self.other = other
