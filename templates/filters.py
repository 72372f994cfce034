"""What templates do with single values: people, fingerprints, dates, commands, names.

Pure; imports ``deliberation``, ``markup``, ``terms``, ``texts`` and ``views`` alone.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import yaml
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from deliberation.people import is_user_id
from deliberation.terms import COUNCIL, FORUM, caucus_of
from templates.markup import one_line, safe
from templates.terms import (
    disposition,
    level,
    majority,
    method,
    position,
    stage,
    statement,
)
from templates.views import CouncilView
from texts.read import Format, read

_PLAIN = re.compile(r"[^\W_]([\w ./-]|:(?=\S))*")
"""What YAML may have without quotes, unless it takes it for something else."""
_BEFORE, _BEHIND = 16, 12
"""How many characters of a line are shown beside a place that is marked: a phone has thirty."""
_MINUTE = 60_000
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_UNITS = (("day", _DAY), ("hour", _HOUR), ("minute", _MINUTE))
_SHORT = 160
"""Characters of what is shown shortened."""
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def finalize(value: Any) -> Any:
    """Take a value on its way into a message: what people wrote becomes one safe line."""
    return one_line(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def fp(fingerprint: str) -> Markup:
    """Show a fingerprint: its first eight hex digits."""
    return Markup("<code>{}</code>").format(fingerprint[:8])


def person(user_id: str) -> Markup:
    """Show a person as a link that clients make a pill of."""
    if not is_user_id(user_id):
        return Markup("<code>{}</code>").format(one_line(user_id))
    link = f"https://matrix.to/#/{quote(user_id, safe='@:')}"
    return Markup('<a href="{}">{}</a>').format(link, safe(user_id))


def room_link(name: str, room_id: str, server: str) -> Markup:
    """Show a room's name as a link by which clients offer to join, by way of a server in it."""
    link = f"https://matrix.to/#/{quote(room_id, safe='')}?via={quote(server, safe='')}"
    return Markup('<a href="{}">{}</a>').format(link, one_line(name))


def event_link(name: str, room_id: str, event: str, server: str) -> Markup:
    """Show a name as a link to a message, by way of a server; plain if there is none."""
    if not room_id or not event:
        return escape(one_line(name))
    at = f"{quote(room_id, safe='')}/{quote(event, safe='$')}"
    link = f"https://matrix.to/#/{at}?via={quote(server, safe='')}"
    return Markup('<a href="{}">{}</a>').format(link, one_line(name))


@pass_context
def cmd(context: Context, typed: str) -> Markup:
    """Show a command as it is typed, with the configured prefix."""
    return Markup("<code>{}{}</code>").format(context.get("prefix", "!"), one_line(typed))


@pass_context
def usage(context: Context, declared: str) -> Markup:
    """Show how a command is written, as declared, with the configured prefix.

    Several lines stand in a block.
    """
    lines = [one_line(line) for line in declared.removeprefix("!").split("\n")]
    shown = Markup("<code>{}{}</code>").format(context.get("prefix", "!"), "\n".join(lines))
    return shown if len(lines) == 1 else Markup("<pre>{}</pre>").format(shown)


def is_marked(line: str, at: int) -> bool:
    """Whether something stands at the place, so that a mark says more than the sentence does."""
    return 0 < at < len(line.rstrip())


def marked(line: str, at: int) -> Markup:
    """Return what was typed around a place, on a line that a phone shows, and below it a mark."""
    shown = "".join(" " if char.isspace() else char if safe(char) else "\ufffd" for char in line)
    at = min(max(at, 0), len(shown))
    start, end = max(0, at - _BEFORE), at + _BEHIND
    before = ("…" if start else "") + shown[start:at]
    behind = shown[at:end].rstrip() + ("…" if end < len(shown) else "")
    return Markup("{}{}\n{}▲").format(before, behind, " " * sum(map(_columns, before)))


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def key(word: str) -> Markup:
    """Show a word that is typed as it stands."""
    return Markup("<code>{}</code>").format(one_line(word))


def clause(name: str) -> Markup:
    """Show how a clause is named in a command."""
    return key(f"¶{name}")


def room(kind: str, words: Mapping[str, str]) -> str:
    """Return what a kind of room is called."""
    return words[kind]


@pass_context
def name(context: Context, key: str) -> str:
    """Return the name of a caucus by its key; the council and the forum by what they are."""
    if key in (COUNCIL, FORUM):
        return f"the {key}"
    council: CouncilView | None = context.get("council")
    caucus = council.caucus(key) if council else None
    return caucus.name if caucus else key


@pass_context
def door(context: Context, audience: str) -> str:
    """Return the name of those a door is for."""
    caucus = caucus_of(audience)
    return name(context, caucus) if caucus else audience


def never(value: object) -> str:
    """Refuse a value for which a template has no words. Raises ValueError."""
    raise ValueError(f"there are no words for {value!r}")


def date(ms: int) -> str:
    """Show a time given in ms since the epoch."""
    try:
        return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (OverflowError, OSError, ValueError):  # a server may claim any time
        return f"{ms} ms"


def moment(ms: int, zone: str) -> str:
    """Show a time given in ms since the epoch by the clocks of a time zone."""
    try:
        return datetime.fromtimestamp(ms / 1000, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %Z")
    except (OverflowError, OSError, ValueError):
        return date(ms)


def ahead(ms: int, now: int) -> str:
    """Return how far a time is ahead of another, both in ms: ``in 3 days``."""
    said = lasting(abs(ms - now))
    return f"in {said}" if ms >= now else f"{said} ago"


def lasting(ms: int) -> str:
    """Return about how long so many ms are: ``3 days``, ``72 minutes``."""
    unit, length = next(each for each in _UNITS if ms >= 2 * each[1] or each[0] == "minute")
    return amount(max(1, round(ms / length)), unit)


def length_of(ms: int) -> str:
    """Return how long so many ms are: ``1 hour``, ``30 minutes``."""
    unit, length = next(each for each in _UNITS if ms % each[1] == 0 or each[0] == "minute")
    return amount(round(ms / length), unit)


def clause_count(text: str, form: str = Format.MARKDOWN) -> int:
    """Return how many clauses a text has."""
    return sum(passage.is_clause for passage in read(text, Format(form)))


def amount(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun: ``1 clause``, ``2 clauses``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def in_words(count: int) -> str:
    """Return a count in words, up to ten."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def listed(items: Iterable[Any], word: str = "and") -> Markup:
    """Return the items as words: ``a, b and c``."""
    *most, last = [escape(finalize(item)) for item in items] or [escape("")]
    if not most:
        return last
    return Markup(" {} ").format(word).join((Markup(", ").join(most), last))


def fence(text: str) -> str:
    """Return a text between marks that don't stand in it, for a Markdown file."""
    longest = max((len(run) for run in re.findall(r"~+", text)), default=0)
    mark = "~" * max(3, longest + 1)
    return f"{mark}\n{text}\n{mark}"


def md(text: str) -> str:
    """Return one line in which nothing means anything to Markdown or HTML."""
    escaped = re.sub(r"([\\`*_{}\[\]<>()#+!|~&])", r"\\\1", one_line(text))
    return re.sub(r"^(\d*)([-=.])", r"\1\\\2", escaped)


def md_lines(text: str) -> str:
    """Return a note as a Markdown quotation in which nothing but line breaks means anything."""
    return "\n".join(f"> {md(line)}".rstrip() + "  " for line in text.strip().splitlines())


def fours(typed: str) -> Markup:
    """Show a public key as it is compared by eye: in groups of four characters."""
    groups = " ".join(typed[at : at + 4] for at in range(0, len(typed), 4))
    return Markup("<code>{}</code>").format(groups)


def shortened(text: str, most: int = _SHORT) -> str:
    """Return the beginning of what somebody wrote, in one line, if it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0].rstrip(".,;:") + " …"


def as_yaml(value: str | int | Iterable[str]) -> str:
    """Write a value for a YAML file, on its line: quoted where it would be read as another."""
    if isinstance(value, str):
        is_plain = _PLAIN.fullmatch(value) and yaml.safe_load(value) == value
        return value if is_plain else _quoted(value)
    return str(value) if isinstance(value, int) else f"[{', '.join(map(as_yaml, value))}]"


def _quoted(value: str) -> str:
    made: str = yaml.safe_dump(value, default_style='"', allow_unicode=True, width=math.inf)
    return made.strip()


FILTERS = {
    "ahead": ahead,
    "amount": amount,
    "clause": clause,
    "clause_count": clause_count,
    "cmd": cmd,
    "date": date,
    "disposition": disposition,
    "door": door,
    "event_link": event_link,
    "fence": fence,
    "fours": fours,
    "fp": fp,
    "in_words": in_words,
    "is_marked": is_marked,
    "key": key,
    "length_of": length_of,
    "lasting": lasting,
    "level": level,
    "listed": listed,
    "majority": majority,
    "marked": marked,
    "md": md,
    "md_lines": md_lines,
    "method": method,
    "moment": moment,
    "name": name,
    "person": person,
    "position": position,
    "room": room,
    "room_link": room_link,
    "shortened": shortened,
    "stage": stage,
    "statement": statement,
    "usage": usage,
    "yaml": as_yaml,
}
