"""The commands' names, in the order of help, and the nearest one to a word that is none."""

import difflib
import re
from itertools import takewhile

from commands.command import Here, Unknown
from commands.line import Attempt
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
_EXCLAMATIONS = (
    "ah aha amazing awesome bravo congrats congratulations cool excellent exactly fantastic "
    "good great ha haha hear hey hooray hurrah hurray important lol nice oh ok okay omg oops "
    "perfect please right sorry super sure thank thanks this true urgent well wonderful wow "
    "wtf yay yeah yep"
)
_LONGEST = 20  # letters of a word that is still taken for an attempt
_ARGUMENT = re.compile(
    r"(?:[pP#]?\d+|@\S+:\S+|https?://matrix\.to/\S+|yes|no|amended)[.,:;]?", re.IGNORECASE
)


def nearest(word: str) -> str | None:
    """Return the command that is probably meant by a word that is none, or None."""
    letters = "".join(takewhile(str.isalpha, word))
    if letters in NAMES:
        return letters
    if letters in _MEANT:
        return _MEANT[letters]
    if len(word) > _LONGEST:
        return None
    return next(iter(difflib.get_close_matches(word, NAMES, n=1, cutoff=0.7)), None)


def unknown(attempt: Attempt, here: Here) -> Unknown | None:
    """Return the unknown command that a word behind the prefix is, or None.

    An exclamation is none. What is near no command is one if it is said to the bot
    alone, has a command's argument, or has the form of a command: a lone word in small
    letters, joined to the prefix.
    """
    word = attempt.word
    if word.rstrip("!?…") in _EXCLAMATIONS.split():
        return None
    near = nearest(word)
    if near is None and not (here.room is RoomKind.DIRECT or _has_form(attempt)):
        return None
    return Unknown(word[:_LONGEST], near)


def _has_form(attempt: Attempt) -> bool:
    arguments = attempt.line.rest.split(maxsplit=1)
    if arguments:
        return bool(_ARGUMENT.fullmatch(arguments[0]))
    typed = attempt.typed
    small = typed.isascii() and typed.isalpha() and typed.islower()
    return attempt.joined and small and len(typed) <= _LONGEST
