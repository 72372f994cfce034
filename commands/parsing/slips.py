"""Forms that are meant as a command and aren't taken for one: people are told what to send.

The table is closed, and here. An act is taken only where prefix and word begin the message and
are whole (``line``). What is sent in one of these forms changes nothing; a question that is asked
without the prefix, of the bot alone or by its name, is answered all the same.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from commands.parsing.command import Slip
from commands.parsing.line import INVISIBLE, Line, attempt, folded
from commands.parsing.message import Message
from commands.parsing.prose import outside_code

_SIGNS = re.compile(rf"[\s{INVISIBLE}]*(?:/|¡|‼)[\s{INVISIBLE}]*(?=[^\W\d_])")
_SENTENCE = re.compile(r"(?<=[.:;,!?…—–)])\s+(?=\S)")
_BEHIND_NAME, _BEHIND_PILL = re.compile(r"\s*[:,]\s*"), re.compile(r"\s*[:,]?\s*")
_LOOKED_AT = 20
"""Lines in which a command is looked for."""


@dataclass(frozen=True)
class Slipped:
    """The line as it was meant, and how it was sent."""

    line: Line
    slip: Slip


def slipped(
    message: Message, prefix: str, is_known: Callable[[str], bool], is_whole: Callable[[Line], bool]
) -> Slipped | None:
    """Return the command that a message was meant to be that begins with none, or None.

    ``is_known`` says whether a word is a command's, ``is_whole`` whether nothing of one is missing.
    """
    if message.formatted.quoted:
        return None
    meant = _otherwise_begun(message, prefix)
    if meant and is_known(meant.command):
        return Slipped(meant, Slip.PREFIX)
    found = next(filter(is_whole, _behind(message, prefix)), None)
    return Slipped(found, Slip.BEHIND) if found else None


def swapped(line: Line, prefix: str, is_whole: Callable[[Line], bool]) -> Slipped | None:
    """Return what was meant by a line whose second word is a command (``!yes consensus``)."""
    first, *more = line.typed.strip().removeprefix(prefix).split(maxsplit=2)
    if not more:
        return None
    other = attempt(Message(f"{prefix}{more[0]} {' '.join((first, *more[1:]))}"), prefix)
    meant = replace(other.line, message=line.message) if other else None
    return Slipped(meant, Slip.SWAPPED) if meant and is_whole(meant) else None


def bare(message: Message, prefix: str) -> Line | None:
    """Return what a message would be if the prefix stood before it."""
    found = attempt(replace(message, body=f"{prefix}{message.body.lstrip()}"), prefix)
    return found.line if found else None


def addressed(message: Message, names: tuple[str, ...]) -> Message | None:
    """Return what is said to somebody who is called by one of these names; None if nothing is.

    A pill needs no colon behind it.
    """
    body = message.body.lstrip(f" \t{INVISIBLE}@")
    pills = [pill.name.lstrip("@") for pill in message.formatted.pills if pill.person in names]
    for name in sorted((*names, *pills), key=len, reverse=True):
        called = name.lstrip("@")
        if called and folded(body[: len(called)]) == folded(called):
            match = (_BEHIND_PILL if called in pills else _BEHIND_NAME).match(body, len(called))
            if match and match[0]:
                return replace(message, body=body[match.end() :])
    return None


def _otherwise_begun(message: Message, prefix: str) -> Line | None:
    """Return what a message would be if it began with the prefix once, and nothing else."""
    signs = _SIGNS.match(message.body)
    if signs:
        return bare(replace(message, body=message.body[signs.end() :].rstrip("!")), prefix)
    body = once = message.body.lstrip()
    while prefix and once.startswith(prefix):
        once = once[len(prefix) :]
    is_more = len(body) - len(once) > len(prefix)
    return bare(replace(message, body=once), prefix) if is_more and once[:1].isalpha() else None


def _behind(message: Message, prefix: str) -> Iterator[Line]:
    """Yield what stands behind other words: on a line below, or after a sentence's end."""
    lines = message.body.splitlines()
    for number, typed in outside_code(lines[:_LOOKED_AT]):
        if typed.lstrip().startswith(">") or prefix not in typed:
            continue
        for start in (0, *(found.end() for found in _SENTENCE.finditer(typed))):
            rest = Message("\n".join((typed[start:], *lines[number + 1 :])))
            found = attempt(rest, prefix) if number or start else None
            if found and not found.line.escaped:
                yield replace(found.line, message=message)
