"""The pieces of the grammar that say until when: a period or a moment."""

import re
from datetime import datetime

from commands.parsing.errors import Usage
from commands.parsing.grammar import excerpt, nothing
from commands.parsing.line import INVISIBLE, Line, plain
from deliberation.acts import Term
from deliberation.periods import period

_END = rf"(?=[.,:;]?(?:[\s{INVISIBLE}]|\Z))[.,:;]?"
_BEFORE = rf"(?:(?:in|by|until|till)[\s{INVISIBLE}]+)?"
_UNITS = r"m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:ee)?(?:ks?)?"
_PERIOD = re.compile(
    rf"{_BEFORE}(?P<length>\d+(?:[.,]\d+)?)[^\S\n]*(?P<unit>{_UNITS}){_END}(?!\s*ago\b)",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    rf"{_BEFORE}(?P<date>\d{{4}}[-‐‑‒–]\d{{1,2}}[-‐‑‒–]\d{{1,2}})"
    r"(?:(?:T|[\s,]+(?:at\s+)?)(?P<time>\d{1,2}[:.]\d{2})(?::\d{2})?"
    r"(?P<zone>[^\S\n]?\(?(?:Z|UTC|GMT|[+−-]\d{2}(?::?\d{2})?)\)?(?![\w:]))?)?",
    re.IGNORECASE,
)
_CALLED = re.compile(r"\s*\(?([A-Z]{2,5})\)?[.]?\s*\Z", re.IGNORECASE)
_ZONE = re.compile(r"\s*\(?([A-Z]{2,4}T|UTC)\)?(?=[\s.,:;]|\Z)")
_AND_MORE = re.compile(rf"(?:and[\s{INVISIBLE}]+)?\d+\s*(?:{_UNITS})\b\S*", re.IGNORECASE)
_DAYS = r"(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_SPANS = r"(?:minute|hour|day|week|month)s?"
_LIKE_A_TIME = re.compile(
    rf"(?:until|till|ends?)[\s{INVISIBLE}]+\S+"
    rf"|(?:(?:by|in|for|on)[\s{INVISIBLE}]+)?(?:[-−]?\d\S*|(?:(?:next|this)\s+)?{_DAYS}\b"
    rf"|{_MONTHS}\s+\d|(?:the\s+)?end\s+of\b|tomorrow\b|tonight\b|today\b|noon\b|midnight\b|eod\b|cob\b|[^\W\d]+\s+{_SPANS}\b)",
    re.IGNORECASE,
)
_NONE = re.compile(r"(?:none|no|off)[.!]?\s*\Z", re.IGNORECASE)


def maybe_term(line: Line) -> tuple[Term | None, Line]:
    """Read a period or a moment if one stands here. Anything else may begin a note."""
    match = _PERIOD.match(line.text, line.at)
    if match:
        length = period(f"{match['length']}{match['unit'][0].lower()}")
        if length is None:
            raise line.error(Usage.TERM, found=match[0].strip())
        return Term(period=length), line.skip(len(match[0]))
    match = _MOMENT.match(line.text, line.at)
    return (Term(moment=_iso(match, line)), line.skip(len(match[0]))) if match else (None, line)


def clear_term(line: Line) -> tuple[Term | None, Line]:
    """Read a period or a moment if one stands here, and refuse what was meant as one.

    Words that say a time otherwise (*tomorrow*, *until Friday*, ``5``) would be taken as words.
    """
    found, behind = maybe_term(line)
    if found and found.moment and (zone := _ZONE.match(behind.text, behind.at)):
        called, behind = zone[1], behind.skip(len(zone[0]))
        return Term(moment=f"{found.moment} {called}"), behind
    if found and (match := _AND_MORE.match(behind.text, behind.at)):
        raise line.error(Usage.TERM, found=line.rest[: match.end() - line.at].strip())
    if found is None and (match := _LIKE_A_TIME.match(line.text, line.at)):
        raise line.error(Usage.TERM, found=match[0].strip())
    return found, behind


def whole_term(line: Line) -> Term | None:
    """Read all that is left: a period, a moment, or *none*.

    What the council's clocks are called may stand behind a moment, as the bot shows it (*CET*).
    """
    if _NONE.match(line.text, line.at):
        return None
    found, behind = maybe_term(line)
    if found is None:
        raise line.error(Usage.TERM, found=excerpt(line))
    called = _CALLED.match(behind.text, behind.at)
    if called and found.moment and datetime.fromisoformat(found.moment).tzinfo is None:
        return Term(moment=f"{found.moment} {called[1].upper()}")
    nothing(behind)
    return found


def _iso(match: re.Match[str], line: Line) -> str:
    """Return a moment as ISO 8601 has it. Raises ``UsageError`` if there is none."""
    if match["time"] is None:
        raise line.error(Usage.TIME_MISSING, found=match["date"])
    year, month, day = plain(match["date"]).split("-")
    hour, minute = re.split("[:.]", match["time"])
    zone = plain(match["zone"] or "").strip(" ()").upper()
    offset = "+00:00" if zone in ("Z", "UTC", "GMT") else zone
    text = f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute}{offset}"
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise line.error(Usage.TERM, found=match[0].strip()) from None
    return text
