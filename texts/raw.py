"""Parts of a source, before it is decided what is a label and what lies inside what.

Imports ``block`` and ``enumerators`` alone.
"""

import re
from dataclasses import dataclass, field

import regex

from texts.block import Kind
from texts.enumerators import Enumerator, enumerator

TAB = 4
EM = "\u2003"
"""The space by which a level is shown; two columns wide."""
ISOLATE, POP = "\u2067", "\u2069"
"""What the bot puts around a line that is written from right to left."""
_TURNED = re.compile(rf"([\s>#]*){ISOLATE}([^{ISOLATE}{POP}]*){POP}(\s*)")
_BULLET = re.compile(r"([-*+•‣·◦▪▫●○–—])(?:\s+|$)")
SIGN, NO_BREAK = "¶", "\u00a0"
GIVEN = re.compile(rf"{SIGN}(?:\d{{1,6}}|[A-Z]{{1,4}}){NO_BREAK}\s*")
"""The bot's own label, as it stands before a clause's words; nobody types it so."""
_ALONE = re.compile(rf"{SIGN}(?:\d{{1,6}}|[A-Z]{{1,4}})\s*")
_DASHES = "–—"
_SIGNS = "-+–—"
_AMOUNT = regex.compile(r"[*_]{0,3}\p{Sc}?\s?[.,]?\p{Nd}")


@dataclass(slots=True)
class Raw:
    """A part of a source.

    ``lines`` are without indentation, and without the bullet; where it has an ``enumerator``, that
    stands in the first line still. ``indent`` is in columns. ``apart`` says that it doesn't stand
    in the middle of a paragraph. ``begin`` and ``end`` are its lines in the source, from 0, without
    the last one. ``columns`` is how long each was. ``inside`` are the parts of a quotation.
    """

    kind: Kind
    lines: list[str]
    begin: int
    end: int
    indent: int = 0
    apart: bool = True
    enumerator: Enumerator | None = None
    bullet: str = ""
    rank: int = 0
    label: str = ""
    level: int = 0
    columns: list[int] = field(default_factory=list)
    inside: "list[Raw]" = field(default_factory=list)

    @property
    def marked(self) -> bool:
        """Whether it begins with a bullet or with what may be a label."""
        return self.enumerator is not None or bool(self.bullet)

    @property
    def dashed(self) -> bool:
        """Whether its bullet is a dash, which may also be one of a sentence."""
        return self.bullet != "" and self.bullet in _DASHES

    @property
    def sign(self) -> str:
        """The bullet, if it may be a plus or a minus; else nothing."""
        signs = self.bullet != "" and self.bullet in _SIGNS and _AMOUNT.match(self.lines[0])
        return self.bullet if signs else ""


def unturned(line: str) -> str:
    """Return a line without what the bot put around it, as it was shown from right to left."""
    turned = _TURNED.fullmatch(line) if ISOLATE in line else None
    return "".join(turned.groups()) if turned else line


def indent_of(line: str) -> int:
    """Return how many columns of white space a line begins with."""
    columns = 0
    for char in line:
        if char == "\t":
            columns += TAB - columns % TAB
        elif char.isspace():
            columns += 1 + (char == EM)
        else:
            break
    return columns


def text(line: str, number: int, *, apart: bool) -> Raw:
    """Return the part that begins with a line of words, from the bot's own label on."""
    content = line.lstrip()
    given = GIVEN.match(content)
    if given:
        content = content[given.end() :]
    raw = Raw(Kind.PARAGRAPH, [content], number, number + 1, indent_of(line), apart or bool(given))
    raw.columns = [len(line.rstrip())]
    bullet = _BULLET.match(content)
    if bullet:
        raw.bullet = bullet[1]
        raw.lines = [ungiven(content[bullet.end() :])]
    else:
        raw.enumerator = enumerator(content)
    return raw


def is_given_alone(line: str) -> bool:
    """Whether there is nothing on a line but what may be the bot's own label.

    It is that above code or a table, and words elsewhere.
    """
    return bool(_ALONE.fullmatch(line.strip()))


def go_on(raw: Raw, line: str, number: int) -> None:
    """Add a line of words to a part."""
    raw.lines.append(line.lstrip())
    raw.columns.append(len(line.rstrip()))
    raw.end = number + 1


def begins_block(line: str) -> bool:
    """Whether a line in the middle of a paragraph may begin a block of its own."""
    content = line.lstrip()
    return bool(_BULLET.match(content) or GIVEN.match(content) or enumerator(content))


def ungiven(content: str) -> str:
    """Return what stands behind the bot's own label, or all if there is none."""
    given = GIVEN.match(content)
    return content[given.end() :] if given else content
