"""The pieces of the grammar that are about objections: labels, clauses named, what was done."""

import re

from commands.parsing.errors import Usage
from commands.parsing.grammar import MAX_NOTE, limited
from commands.parsing.line import INVISIBLE, Line, folded
from deliberation.acts import Label

MOST = 200
"""How many objections one command may name."""
_KEY = r"[A-Za-z][A-Za-z0-9_-]{0,31}"
_BLANK = rf"[\s{INVISIBLE}]"
_NUMBER = r"[Oo]0*(\d{1,6})"
_END = rf"(?=[{INVISIBLE}.,:;)]|\s|\Z)"
_LABEL = re.compile(rf"(?:({_KEY})\.)?{_NUMBER}{_END}[.,:;]*")
_RANGE = re.compile(
    rf"(?:({_KEY})\.)?{_NUMBER}{_BLANK}*[-‐‑‒–—−]{_BLANK}*(?:{_KEY}\.)?[Oo]?0*(\d{{1,6}}){_END}[.,:;]*"
)
_BETWEEN = re.compile(rf"(?:and|&|\+){_BLANK}+(?=(?:{_KEY}\.)?[Oo]\d)", re.IGNORECASE)
_NAME = r"(?:\"([^\"\n]{1,60})\"|“([^”\n]{1,60})”|([^\s,;:\"“]{1,60}))"
_SIGNED = re.compile(rf"{_BLANK}*(?:(?:and|&)\s+)?¶{_BLANK}*{_NAME}[.,:;]*", re.IGNORECASE)
_LISTED = r"[(\[§]?\d[^\s,;:]*|[(\[][^\s,;:]+"
_IN_WORDS = re.compile(
    rf"clauses?{_BLANK}+((?:{_LISTED})(?:(?:,{_BLANK}*|{_BLANK}+and{_BLANK}+)(?:{_LISTED}))*)",
    re.IGNORECASE,
)
_EACH = re.compile(rf",{_BLANK}*|{_BLANK}+and{_BLANK}+", re.IGNORECASE)
_FURTHER = re.compile(rf"[-‐‑‒–—−]{_BLANK}*(?:{_KEY}\.)?[Oo]?\d")
_WITH_FINDING = re.compile(
    rf"(?:and{_BLANK}+)?with{_BLANK}+(?:the{_BLANK}+)?(?:findings?|figures){_END}[.,:;]*"
    rf"(?:{_BLANK}+and(?={_BLANK}+with\b))?",
    re.IGNORECASE,
)
_WITH = re.compile(rf"with{_BLANK}+(?=(?:{_KEY}\.)?[Oo]\d)", re.IGNORECASE)


def label(line: Line) -> tuple[Label | None, Line]:
    """Read the label of an objection if one stands here: ``O3``, ``cs.O3``."""
    match = _LABEL.match(line.text, line.at) or _RANGE.match(line.text, line.at)
    if match is None:
        return None, line
    if match.re is _RANGE:
        raise line.error(Usage.ONE_OBJECTION)
    return Label(int(match[2]), folded(match[1] or "")), line.skip(len(match[0]))


def only(line: Line) -> Line:
    """Refuse another label, or the rest of a range, behind one: nothing is to be lost of it."""
    match = _LABEL.match(line.text, line.at) or _FURTHER.match(line.text, line.at)
    joined = _BETWEEN.match(line.text, line.at)
    if match or joined:
        raise line.error(Usage.ONE_OBJECTION)
    return line


def one_label(line: Line) -> tuple[Label, Line]:
    """Read the label of an objection, which must stand here."""
    found, behind = label(line)
    if found is None:
        raise line.error(Usage.OBJECTION_MISSING)
    return found, behind


def labels(line: Line) -> tuple[tuple[Label, ...], Line]:
    """Read the labels of objections, at least one: ``O3 O5-O9``."""
    found: list[Label] = []
    while True:
        many, behind = _range(line)
        if not many:
            one, behind = label(line)
            many = (one,) if one else ()
        if not many:
            break
        found += many
        joined = _BETWEEN.match(behind.text, behind.at)
        line = behind.skip(len(joined[0])) if joined else behind
    if not found:
        raise line.error(Usage.OBJECTION_MISSING)
    if len(found) > MOST:
        raise line.error(Usage.OBJECTIONS_TOO_MANY, limit=MOST)
    return tuple(dict.fromkeys(found)), line


def _range(line: Line) -> tuple[tuple[Label, ...], Line]:
    match = _RANGE.match(line.text, line.at)
    if match is None:
        return (), line
    first, last = int(match[2]), int(match[3])
    if last < first:
        raise line.error(Usage.OBJECTIONS_REVERSED, first=first, last=last)
    if last >= first + MOST:
        raise line.error(Usage.OBJECTIONS_TOO_MANY, limit=MOST)
    body = folded(match[1] or "")
    return tuple(Label(n, body) for n in range(first, last + 1)), line.skip(len(match[0]))


def released(line: Line, caucus: str) -> tuple[tuple[Label, ...], Line]:
    """Read ``with cs.O1 cs.O3`` if it stands here: what of a caucus goes out with its position.

    Each must be written in full, so that nothing goes out by a slip.
    """
    match = _WITH.match(line.text, line.at)
    if match is None:
        return (), line
    found, behind = labels(line.skip(len(match[0])))
    for each in found:
        if each.body != folded(caucus):
            raise line.error(Usage.LABEL_IN_FULL, caucus=caucus, number=each.number)
    return found, behind


def with_finding(line: Line) -> tuple[bool, Line]:
    """Read ``with finding`` if it stands here: the figures of the caucus's method go out, too.

    Objections may follow, with a ``with`` of their own.
    """
    match = _WITH_FINDING.match(line.text, line.at)
    return (True, line.skip(len(match[0]))) if match else (False, line)


def clauses(line: Line) -> tuple[tuple[str, ...], Line]:
    """Read the names of clauses that stand here behind the sign: ``¶3 ¶5``.

    In words (``clause 3``, ``clauses 3 and 5``) they are part of the sentence, and stay in it.
    """
    found: list[str] = []
    while match := _SIGNED.match(line.text, line.at):
        found.append((match[1] or match[2] or match[3]).rstrip(".,:;"))
        line = line.skip(len(match[0]))
    if not found and (match := _IN_WORDS.match(line.text, line.at)):
        found = [each.rstrip(".,:;") for each in _EACH.split(match[1])]
    return tuple(dict.fromkeys(found)), line


def in_words(line: Line) -> Line:
    """Skip clauses that are named in words, for a command in which they begin no sentence."""
    match = _IN_WORDS.match(line.text, line.at)
    return line.skip(len(match[0])) if match else line


def concern(line: Line) -> str:
    """Read everything that is left, as typed, which must be something: what the objection is."""
    text = limited(line, line.rest, "objection", MAX_NOTE)
    if not text:
        raise line.error(Usage.CONCERN_MISSING)
    return text
