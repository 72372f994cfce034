"""Periods and moments, as people write them: ``72h``, ``2026-12-04 18:00``. Pure."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_MINUTE = 60_000
_MIDDLE, _NEVER = 5000, 2**53 - 1
UNITS_MS = {"m": _MINUTE, "h": 60 * _MINUTE, "d": 1440 * _MINUTE, "w": 7 * 1440 * _MINUTE}
"""How long the units are in which people write periods, in ms."""
_PERIOD = re.compile(r"([1-9][0-9]{0,3})([mhdw])")


def period(text: str) -> int | None:
    """Return how many ms a period is, such as ``90m``, ``72h``, ``7d`` or ``2w``; None: none."""
    match = _PERIOD.fullmatch(text)
    return int(match[1]) * UNITS_MS[match[2]] if match else None


def moment(text: str, zone: str) -> int | None:
    """Return when (ms since the epoch) it is a time of day of a date, as ISO 8601 has them.

    That is by the clocks of a time zone, unless the text says which (``Z``, ``+01:00``). Of an hour
    that comes twice the first is meant, or that which is ``called`` so, as in *02:30 CET*. None:
    there is no such hour on that day, or it is called otherwise in that zone.
    """
    iso, _, called = text.partition(" ")
    written = datetime.fromisoformat(iso)
    local = written if written.tzinfo else written.replace(tzinfo=ZoneInfo(zone))
    if called and called != local.tzname():
        local = local.replace(fold=1)
        if called != local.tzname():
            return None
    try:
        back = local.astimezone(UTC).astimezone(local.tzinfo)
    except OverflowError:  # at the beginning or the end of all years
        return 1 if local.year < _MIDDLE else _NEVER
    if back.replace(tzinfo=None) != local.replace(tzinfo=None):
        return None
    return max(1, int(local.timestamp() * 1000))
