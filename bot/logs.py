"""What the process says of itself, on standard error: for a person, or for a machine.

On a terminal lines to read, otherwise JSON, one object a line. Secrets never appear:
what was declared secret is blotted out wherever it stands. Never logs what people said,
which the libraries' debugging lines would; so these stay at warnings, whatever the level.
"""

import json
import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any
from urllib.parse import quote

import structlog

REDACTED = "REDACTED"
_SECRET_KEYS = frozenset({"password", "token", "access_token", "secret", "authorization"})
_WORKING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_secrets: set[str] = set()


def keep_secret(value: str) -> None:
    """Never let this value appear in a log line or a sentence, however it is written there."""
    if value:
        as_json = (json.dumps(value, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False))
        _secrets.update({value, *as_json, repr(value)[1:-1], quote(value, safe="")})


def without_secrets(words: str) -> str:
    """Return the words without the secrets in them."""
    for secret in sorted(_secrets, key=len, reverse=True):  # one may be part of another
        words = words.replace(secret, REDACTED)
    return words


def _inert(words: str) -> str:
    """Return the words with what would work on a terminal shown as an escape."""
    return _WORKING.sub(lambda match: f"\\u{ord(match[0]):04x}", words)


def configure(*, level: int = logging.INFO) -> None:
    """Send structlog's and the libraries' lines to standard error; ``level`` is for ours."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Any] = (
        [redact, structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if sys.stderr.isatty()
        else [structlog.processors.format_exc_info, redact, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _RedactingFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder(allow=())],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(level)
    logging.captureWarnings(capture=True)


def redact(_logger: object, _name: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Replace secrets, and the values of keys that are named like secrets, at any depth.

    Before the line is written: in there a secret may stand escaped, and escaped again.
    """
    for key in event:
        if key != "exc_info":  # the formatter's own
            event[key] = _redacted(key, event[key])
    return event


def _redacted(key: str, value: Any) -> Any:
    if key.lower() in _SECRET_KEYS:
        return REDACTED
    if isinstance(value, Mapping):
        return {str(inner): _redacted(str(inner), each) for inner, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redacted("", each) for each in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _inert(without_secrets(value if isinstance(value, str) else repr(value)))


class _RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """A formatter that blots out declared secrets in the finished line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))
