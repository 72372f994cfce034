"""What the process says of itself, on standard error: for a person, or for a machine.

On a terminal lines to read, otherwise JSON, one object a line. Secrets never appear:
what was declared secret is blotted out wherever it stands. Never logs what people said.
"""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

REDACTED = "REDACTED"
_SECRET_KEYS = frozenset({"password", "token", "access_token", "secret"})
_secrets: set[str] = set()


def keep_secret(value: str) -> None:
    """Never let this value appear in a log line."""
    if value:
        _secrets.add(value)


def configure(*, level: int = logging.INFO) -> None:
    """Send structlog's and the libraries' lines to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Any] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if sys.stderr.isatty()
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _Blotting(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(level)


def redact(_logger: object, _name: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Replace the values of keys that are named like secrets."""
    for key in event.keys() & _SECRET_KEYS:
        event[key] = REDACTED
    return event


class _Blotting(structlog.stdlib.ProcessorFormatter):
    """A formatter that blots out declared secrets in the finished line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in _secrets:
            line = line.replace(secret, REDACTED)
        return line
