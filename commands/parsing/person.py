"""Reading the person whom a command names, and the body, if it names one.

A person is an id, a link, or a mention. With a mention the body of the message has
only the display name, spaces and all, so that a name is known by its pill.
"""

import re
from dataclasses import dataclass

from commands.parsing.command import Here
from commands.parsing.errors import Usage
from commands.parsing.grammar import blank, excerpt, token
from commands.parsing.line import Line, folded
from commands.parsing.links import linked_person
from deliberation.people import is_user_id
from deliberation.terms import COUNCIL, FORUM, RoomKind

_KEY = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_MARKDOWN_LINK = re.compile(r"\[[^\]\n]{0,300}\]\(<?([^\s()<>]{1,600})>?\)[.,:;]*(?=\s|\Z)")


@dataclass(frozen=True)
class Named:
    """A person, a body's key or nothing, and the line as read on."""

    person: str
    body: str
    line: Line


def person(line: Line, here: Here) -> Named:
    """Read a person."""
    return _standing(line) or _mentioned(line, here, keyed=False) or _refuse(line)


def body_and_person(line: Line, here: Here) -> Named:
    """Read the key of a body, if one stands here, and a person."""
    if named := _standing(line):
        return named
    word, behind = token(line)
    if _KEY.fullmatch(key := folded(word)) and (named := _standing(behind)):
        return Named(named.person, key, named.line)
    if named := _mentioned(line, here, keyed=True):
        return named
    has_key = _is_body(key, here) and blank(behind.rest_of_line)
    return _refuse(behind if has_key else line)


def _standing(line: Line) -> Named | None:
    """Return the person who stands here as an id, a link, or the name of a pill."""
    word, behind = token(line)
    if is_user_id(word):
        return Named(word, "", behind)
    if linked := linked_person(word):
        return Named(linked, "", behind)
    if match := _MARKDOWN_LINK.match(line.text, line.at):
        linked = linked_person(match[1])
        return Named(linked, "", line.skip(len(match[0]))) if linked else None
    return _pill(line)


def _pill(line: Line) -> Named | None:
    """Return the person whose pill's name stands here; the longest name, if several do."""
    for pill in sorted(line.message.formatted.pills, key=lambda pill: -len(pill.name)):
        name = r"\s+".join(map(re.escape, pill.name.split()))
        match = re.compile(rf"@?{name}[.,:;]*(?=\s|\Z)").match(line.text, line.at)
        if name and match:
            return Named(pill.person, "", line.skip(len(match[0])))
    return None


def _mentioned(line: Line, here: Here, *, keyed: bool) -> Named | None:
    """Return whom the message mentions, where its body doesn't show the pill's name."""
    word, _ = token(line)
    if blank(line.rest_of_line) or (word.startswith("@") and ":" in word):
        return None
    if line.message.formatted.pills:
        return _as_shown(line, keyed=keyed)
    return _only_mention(line, here, keyed=keyed)


def _as_shown(line: Line, *, keyed: bool) -> Named | None:
    """Read person and rest from the formatted body, if the pill follows the command there."""
    message = line.message
    pill = message.formatted.pills[0]
    before = [folded(word).rstrip(".,:;") for word in message.formatted.text[: pill.start].split()]
    key = ""
    if keyed and len(before) > 1 and _KEY.fullmatch(before[-1]):
        key = "" if _is_command(before[-1], line) else before.pop()
    if not before or not _is_command(before[-1], line):
        return None
    rest = message.formatted.text[pill.end :].lstrip(".,:;")
    behind = Line(line.command, f"{line.typed}\n{rest}", len(line.typed), message)
    return Named(pill.person, key, behind)


def _is_command(word: str, line: Line) -> bool:
    return word.endswith(line.command)


def _only_mention(line: Line, here: Here, *, keyed: bool) -> Named | None:
    """Take the rest of the line as the name of the one person mentioned.

    A reply mentions whom it replies to as well, and in a thread many clients mention whoever
    wrote before: there a mention alone says nothing.
    """
    message = line.message
    if len(message.mentions) != 1 or message.answers:
        return None
    word, behind = token(line)
    has_key = keyed and not blank(behind.rest_of_line) and _is_body(folded(word), here)
    return Named(message.mentions[0], folded(word) if has_key else "", line.next_line())


def _is_body(key: str, here: Here) -> bool:
    """Whether a word must be a body's key: one known here, or any where one is needed."""
    known_here = key in (COUNCIL, FORUM) or (bool(here.caucus) and key == here.caucus)
    return known_here or (here.room is RoomKind.DIRECT and bool(_KEY.fullmatch(key)))


def _refuse(line: Line) -> Named:
    word, _ = token(line)
    if blank(line.rest_of_line):
        raise line.error(Usage.PERSON_MISSING)
    looks_like_id = word.startswith("@") and ":" in word
    if looks_like_id:
        raise line.error(Usage.PERSON_INVALID, found=excerpt(line))
    raise line.error(Usage.PERSON_UNCLEAR, found=excerpt(line), answers=line.message.answers)
