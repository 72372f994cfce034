"""The errors that cross from one part of the bot to another, beside `deliberation`'s own.

May know: nothing. Must never import: anything of ours, nio, aiohttp.

What is none of these and no refusal of the procedure is a bug.
"""

from collections.abc import Sequence


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
    """A file with keys can't be read or written: it is damaged, or the disk is full."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason


class ConfigError(Exception):
    """A value in the configuration is missing or wrong.

    `path` is where, as a person would write it: `council.caucuses[1].key`.
    """

    def __init__(self, path: str, message: str) -> None:
        super().__init__(path, message)
        self.path = path
        self.message = message

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class Restored(Exception):  # noqa: N818 - named for what is so
    """The record and Matrix contradict each other: one was restored from an older copy.

    `unknown` are the rooms with messages of the bot's own that the record doesn't know, so that
    the record is behind; `gone` those without what the bot saw there, so that the homeserver is.
    """

    def __init__(self, *, unknown: Sequence[str], gone: Sequence[str]) -> None:
        super().__init__(f"unknown in {unknown}, gone from {gone}")
        self.unknown = unknown
        self.gone = gone
