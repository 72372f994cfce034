"""What the bot counts of itself, for whoever monitors it.

Numbers, and labels from the fixed lists below: never a word that somebody said, nobody's
name, no room and no caucus. Counting does no I/O; ``bot.service.health`` serves what is counted.
Of ours it knows the kinds of errors, and must never import what it counts for.
"""

from enum import StrEnum

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from bot.errors import MatrixError, UnknownToken
from storage.errors import StorageError

disable_created_metrics()  # type: ignore[no-untyped-call] # times of no use here


class Outcome(StrEnum):
    """What became of a command."""

    RECORDED = "recorded"
    ANSWERED = "answered"
    POINT_OF_ORDER = "point_of_order"
    USAGE = "usage"
    UNKNOWN = "unknown"
    UNFETCHED = "unfetched"
    UNREAD = "unread"  # its key did not come
    OVERTAKEN = "overtaken"  # its key came too late
    UNPROTECTED = "unprotected"  # it came in clear where messages are encrypted
    DOUBTFUL = "doubtful"  # it came from a device that its owner has not signed
    FLOODED = "flooded"  # the first of those passed over in a room, because of a flood
    FAILED = "failed"


class ErrorKind(StrEnum):
    """What kind of error it was."""

    UNREACHABLE = "unreachable"  # the homeserver gave no answer, or none of Matrix
    SERVER = "server"  # it answered that something is wrong with itself
    LIMITED = "limited"  # it asked for fewer requests
    REFUSED = "refused"  # it refused the request
    LOGIN = "login"  # it doesn't know the bot's login any more
    STORAGE = "storage"
    BUG = "bug"


class Fate(StrEnum):
    """What became of a message in the outbox."""

    SENT = "sent"
    PARKED = "parked"


REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_COMMANDS = Counter(
    "rapporteur_commands", "Commands by what became of them.", ["outcome"], registry=REGISTRY
)
_ERRORS = Counter("rapporteur_errors", "Errors by kind.", ["kind"], registry=REGISTRY)
_MESSAGES = Counter(
    "rapporteur_messages", "Messages that left the outbox.", ["outcome"], registry=REGISTRY
)
_SYNC_LAG = Gauge(
    "rapporteur_sync_lag_seconds",
    "Seconds since the homeserver last answered a sync; up to 30 when nothing happens.",
    registry=REGISTRY,
)
_ROWS = Gauge(
    "rapporteur_outbox_rows", "Messages that wait in the outbox; NaN: unknown.", registry=REGISTRY
)
_OLDEST = Gauge(
    "rapporteur_outbox_oldest_seconds",
    "Age of the message that has waited longest; 0: none waits; NaN: unknown.",
    registry=REGISTRY,
)
for _outcome in Outcome:
    _COMMANDS.labels(_outcome)  # a figure that is 0 is shown from the start
for _kind in ErrorKind:
    _ERRORS.labels(_kind)
for _fate in Fate:
    _MESSAGES.labels(_fate)


def worked(outcome: Outcome | None) -> None:
    """Count a command by its outcome; None was no command."""
    if outcome is not None:
        _COMMANDS.labels(outcome).inc()


def failed(error: BaseException) -> None:
    """Count an error by its kind."""
    _ERRORS.labels(kind_of(error)).inc()


def left(fate: Fate, messages: int = 1) -> None:
    """Count messages that left the outbox."""
    _MESSAGES.labels(fate).inc(messages)


def kind_of(error: BaseException) -> ErrorKind:
    """Return what kind of error it is."""
    if isinstance(error, StorageError):
        return ErrorKind.STORAGE
    if isinstance(error, UnknownToken):
        return ErrorKind.LOGIN
    return _kind_of_answer(error.status) if isinstance(error, MatrixError) else ErrorKind.BUG


def _kind_of_answer(status: int | None) -> ErrorKind:
    """Return the kind of an answer with this HTTP status, or of none."""
    match status:
        case None:
            return ErrorKind.UNREACHABLE
        case 429:
            return ErrorKind.LIMITED
        case _:
            return ErrorKind.SERVER if status >= 500 else ErrorKind.REFUSED  # noqa: PLR2004 - HTTP


def exposition(*, sync_lag: float, rows: float, oldest: float) -> bytes:
    """Return all figures in Prometheus' text format; those given are of this moment."""
    _SYNC_LAG.set(sync_lag)
    _ROWS.set(rows)
    _OLDEST.set(oldest)
    return generate_latest(REGISTRY)
