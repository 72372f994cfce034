"""The pieces of the grammar that say until when: a period or a moment."""

import re
from datetime import datetime

from commands.parsing.errors import Usage
from commands.parsing.grammar import excerpt, nothing
from commands.parsing.line import INVISIBLE, Line, plain
from deliberation.acts import Term
from deliberation.periods import UNITS_MS, period

_PERIOD = re.compile(rf"\d+(?:[.,]\d+)?[mhdwMHDW]{{1,2}}(?=[.,:;]?(?:[\s{INVISIBLE}]|\Z))[.,:;]?")
_WORDS = re.compile(
    rf"(\d{{1,4}})[\s{INVISIBLE}]*(minute|hour|day|week)s?(?=[.,:;]?(?:\s|\Z))[.,:;]?",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    r"\d{4}[-‐‑‒–]\d{1,2}[-‐‑‒–]\d{1,2}(?:[T\s,]+(?:at\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?"
    r"(?:[^\S\n]?(?:Z|UTC|[+-]\d{2}:?\d{2}))?)?",
    re.IGNORECASE,
)
_NONE = re.compile(r"(?:none|no|off)[.!]?\s*\Z", re.IGNORECASE)


def maybe_period(line: Line) -> tuple[Term | None, Line]:
    """Read a period if one stands here: ``7d``. Anything else may begin a note."""
    match = _PERIOD.match(line.text, line.at)
    if match is None:
        return None, line
    length = period(match[0].rstrip(".,:;").lower())
    if length is None:
        raise line.error(Usage.TERM, found=match[0])
    return Term(period=length), line.skip(len(match[0]))


def whole_term(line: Line) -> Term | None:
    """Read all that is left: a period, a moment, or *none*."""
    if _NONE.match(line.text, line.at):
        return None
    found, behind = maybe_period(line)
    if found is None:
        found, behind = _in_words(line)
    if found is None:
        found, behind = _moment(line)
    nothing(behind)
    return found


def _in_words(line: Line) -> tuple[Term | None, Line]:
    match = _WORDS.match(line.text, line.at)
    if match is None or not int(match[1]):
        return None, line
    return Term(period=int(match[1]) * UNITS_MS[match[2][0].lower()]), line.skip(len(match[0]))


def _moment(line: Line) -> tuple[Term, Line]:
    match = _MOMENT.match(line.text, line.at)
    if match is None:
        raise line.error(Usage.TERM, found=excerpt(line))
    return Term(moment=_iso(match[0], line)), line.skip(len(match[0]))


def _iso(typed: str, line: Line) -> str:
    """Return a moment as ISO 8601 has it. Raises ``UsageError`` if there is none."""
    parts = re.findall(r"\d+", re.sub(r"(?:Z|UTC|[+-]\d{2}:?\d{2})\Z", "", plain(typed)))
    zone = re.search(r"(Z|UTC|[+-]\d{2}:?\d{2})\Z", plain(typed)[10:], re.IGNORECASE)
    if len(parts) < len(("year", "month", "day", "hour", "minute")):
        raise line.error(Usage.TIME_MISSING, found=typed)
    year, month, day, hour, minute, *_ = parts
    offset = {"z": "+00:00", "utc": "+00:00"}.get(zone[1].lower(), zone[1]) if zone else ""
    text = f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute:0>2}{offset}"
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise line.error(Usage.TERM, found=typed) from None
    return text
