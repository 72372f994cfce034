"""The bot's clock: the time in ms since the epoch, given to whoever needs it.

Imports nothing of ours.
"""

import time
from collections.abc import Callable

Clock = Callable[[], int]
"""Returns the time in ms since the epoch."""
DAY_MS = 24 * 60 * 60 * 1000

MOST_OFF = 60.0
"""Seconds by which our clock may differ from the homeserver's before somebody is told."""


def milliseconds() -> int:
    """Return the time in ms since the epoch."""
    return time.time_ns() // 1_000_000


def is_off(ahead: float) -> bool:
    """Whether a clock that is so many seconds ahead, or behind if negative, is to be set right."""
    return abs(ahead) > MOST_OFF
