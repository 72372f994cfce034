"""The commands' names, in the order of help, and the nearest one to a word that is none."""

import difflib
import re
from itertools import takewhile

from commands.parsing.command import Here, Unknown
from commands.parsing.line import Attempt
from deliberation.terms import RoomKind

NAMES = (
    "propose",
    "consensus",
    "draft",
    "undraft",
    "refer",
    "recall",
    "return",
    "close",
    "reopen",
    "withdraw",
    "seat",
    "unseat",
    "chair",
    "deputy",
    "undeputy",
    "observer",
    "unobserver",
    "status",
    "list",
    "history",
    "text",
    "diff",
    "roster",
    "help",
)

# What people who don't know the commands try, and what they mean.
_MEANT = {
    word: name
    for name, words in {
        "propose": "table submit new motion proposal",
        "consensus": "vote agree agreed approve accept adopt object reject yes no amend amended",
        "draft": "issue revise edit write upload",
        "refer": "send caucus caucuses",
        "return": "resend",
        "recall": "pull abort",
        "close": "end finish fail stop",
        "withdraw": "cancel retract delete",
        "seat": "invite add join",
        "unseat": "kick ban remove",
        "chair": "chairs moderator",
        "status": "info state where stage",
        "list": "proposals all",
        "history": "log record entries",
        "text": "show read version current",
        "diff": "compare changes changed",
        "roster": "members who people representatives",
        "help": "commands command usage ping start hello hi",
    }.items()
    for word in words.split()
}
_EXCLAMATIONS = """
    hell neat next really important hmm hm nope nah yep wow whoa oops ouch yay hurra hurrah
    hooray yikes ugh phew damn lol haha hey wait thanks bravo amen sigh argh grr meh super great
    finally indeed exactly
"""  # in small letters, what looks like a command and hardly ever is one
_WITH_TEXT = ("propose", "draft")
_LONGEST = 20  # letters of a word that is still taken for an attempt
_ARGUMENT = re.compile(
    r"(?:[pP#]?\d+|@\S+:\S+|https?://matrix\.to/\S+|yes|no|amended)[.,:;]?", re.IGNORECASE
)


def nearest(word: str) -> str | None:
    """Return the command that is probably meant by a word that is none, or None."""
    return _mistyped(word) or _MEANT.get(_letters(word))


def _mistyped(word: str) -> str | None:
    letters = _letters(word)
    if letters in NAMES:
        return letters
    if letters in _MEANT or len(word) > _LONGEST:
        return None
    return next(iter(difflib.get_close_matches(word, NAMES, n=1, cutoff=0.7)), None)


def _letters(word: str) -> str:
    return "".join(takewhile(str.isalpha, word))


def unknown(attempt: Attempt, here: Here) -> Unknown | None:
    """Return the unknown command that a word behind the prefix is, or None.

    Before others, many such words are exclamations, in any language. One is an attempt if
    it is nearly a command's name, if it means a command and stands as one would, if a
    command's argument follows it, or if it has a command's form: a lone word in small
    letters, joined to the prefix. Said to the bot alone, everything is an attempt.
    """
    word = attempt.word
    unknown_word = Unknown(word[:_LONGEST], nearest(word))
    if here.room is RoomKind.DIRECT:
        return unknown_word
    if word.rstrip("!?…") in _EXCLAMATIONS.split():
        return None
    is_one = _mistyped(word) or _has_argument(attempt) or _means(attempt) or _has_form(attempt)
    return unknown_word if is_one else None


def _has_form(attempt: Attempt) -> bool:
    typed = attempt.typed
    small = typed.isascii() and typed.isalpha() and typed.islower()
    return attempt.joined and small and len(typed) <= _LONGEST and not attempt.line.rest.strip()


def _has_argument(attempt: Attempt) -> bool:
    first, *_ = attempt.line.rest.split(maxsplit=1) or [""]
    return bool(_ARGUMENT.fullmatch(first))


def _means(attempt: Attempt) -> bool:
    """Whether a word means a command and stands alone, or above a text if that takes one."""
    meant = _MEANT.get(attempt.word)
    if meant in _WITH_TEXT and attempt.line.below.strip():
        return True
    return meant is not None and not attempt.line.rest.strip()
