"""The nearest command to a word that is none, and whether somebody meant one by it at all."""

import difflib
import re
from collections.abc import Mapping
from itertools import takewhile

from commands.parsing.command import Command, Here, Unknown
from commands.parsing.line import Attempt, folded
from deliberation.terms import RoomKind

_EXCLAMATIONS = """
    hell neat next really important hmm hm nope nah yep wow whoa oops ouch yay hurra hurrah
    hooray yikes ugh phew damn lol haha hey wait thanks bravo amen sigh argh grr meh super great
    finally indeed exactly
"""  # in small letters, what looks like a command and hardly ever is one
_TRIED = """
    objection note notes remind reminder position clause paragraph
    comment call lastcall poll ballot motion queue speaker mute minutes
"""  # what people try as commands, whatever follows
_LONGEST = 20  # letters of a word that is still taken for an attempt
_ARGUMENT = re.compile(
    r"(?:[pP#]?\d+|@\S+:\S+|https?://matrix\.to/\S+|yes|no|amended)[.,:;]?", re.IGNORECASE
)


def nearest(word: str, commands: Mapping[str, Command]) -> str | None:
    """Return the command that is probably meant by a word that is none, or None.

    What people mean by a word counts above how it is spelt.
    """
    return _meant(commands).get(_letters(word)) or _mistyped(word, commands)


def _meant(commands: Mapping[str, Command]) -> dict[str, str]:
    """Return the words by which people mean commands that they don't know, each with its own."""
    return {word: name for name, command in commands.items() for word in command.tried}


def _form(word: str, name: str | None, commands: Mapping[str, Command]) -> str:
    """Return the form of a command that is meant by a word, or empty."""
    form = commands[name].tried.get(_letters(word), "") if name else ""
    return f"{name} {form}" if form else ""


def _mistyped(word: str, commands: Mapping[str, Command]) -> str | None:
    letters = _letters(word)
    if letters in commands:
        return letters
    if letters in _meant(commands) or len(word) > _LONGEST:
        return None
    alike = difflib.get_close_matches(word, commands, n=1, cutoff=0.7)
    return next((name for name in alike if not commands[name].ends), None)


def _letters(word: str) -> str:
    return "".join(takewhile(str.isalpha, word))


def unknown(attempt: Attempt, here: Here, commands: Mapping[str, Command]) -> Unknown | None:
    """Return the unknown command that a word behind the prefix is, or None.

    Before others, many such words are exclamations, in any language. One is an attempt if
    it is nearly a command's name, if it means a command and stands as one would, if a
    command's argument follows it, or if it has a command's form: a lone word in small
    letters, joined to the prefix. Said to the bot alone, everything is an attempt.
    """
    word = attempt.word
    name = nearest(word, commands)
    unknown_word = Unknown(word[:_LONGEST], name, _form(word, name, commands))
    if here.room is RoomKind.DIRECT:
        return unknown_word
    if word.rstrip("!?…") in _EXCLAMATIONS.split():
        return None
    looks_so = _has_argument(attempt) or _has_form(attempt) or _is_tried(attempt)
    is_one = looks_so or _mistyped(word, commands) or _means(attempt, commands)
    return unknown_word if is_one else None


def _has_form(attempt: Attempt) -> bool:
    typed = attempt.typed
    small = typed.isascii() and typed.isalpha() and typed.islower()
    return attempt.joined and small and len(typed) <= _LONGEST and not attempt.line.rest.strip()


def _is_tried(attempt: Attempt) -> bool:
    """Whether it is a word that nobody says in passing, or the name of a position."""
    as_amended = attempt.word == "agreed" and folded(attempt.line.rest).startswith("as amended")
    return as_amended or attempt.word in _TRIED.split()


def _has_argument(attempt: Attempt) -> bool:
    first, *_ = attempt.line.rest.split(maxsplit=1) or [""]
    return bool(_ARGUMENT.fullmatch(first))


def _means(attempt: Attempt, commands: Mapping[str, Command]) -> bool:
    """Whether a word means a command and stands alone, or above a text if that takes one."""
    meant = _meant(commands).get(attempt.word)
    if meant and commands[meant].takes_text and attempt.line.below.strip():
        return True
    return meant is not None and not attempt.line.rest.strip()
