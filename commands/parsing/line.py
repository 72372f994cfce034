"""Recognising a command: the prefix, then a word; and the place reached while reading on.

Phones put in capitals, non-breaking spaces, typographic quotes and dashes; keywords
and ids are read as if they hadn't, notes and texts are left as typed.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from commands.parsing.errors import Usage, UsageError
from commands.parsing.message import Message

INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff"
_BLANKS = re.compile(rf"[^\S\n]*(?:[{INVISIBLE}][^\S\n]*)*")
_MARGIN = re.compile(rf"[\s{INVISIBLE}]*")
_RUN = re.compile(r"\S+")
_TYPED = str.maketrans(
    dict.fromkeys("‘’‚‛′", "'")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‐‑‒–−", "-")
    | {"—": "--"}  # what phones make of two hyphens
    | dict.fromkeys(INVISIBLE, "")
)
_FOLDED = str.maketrans({"ı": "i", "\u0307": ""})  # Turkish keyboards


def plain(text: str) -> str:
    """Return the text as a keyboard without typography would have sent it."""
    return unicodedata.normalize("NFKC", text.translate(_TYPED))


def folded(word: str) -> str:
    """Return a keyword as it is compared: plain, and without case."""
    return plain(word).casefold().translate(_FOLDED)


@dataclass(frozen=True)
class Line:
    """A command while it is being read.

    ``text`` is the message from the command's line on; ``at`` is how far it was read.
    """

    command: str
    text: str
    at: int
    message: Message

    @property
    def typed(self) -> str:
        """The first line as typed."""
        return self.text.partition("\n")[0]

    @property
    def rest(self) -> str:
        """Everything that was not read yet."""
        return self.text[self.at :]

    @property
    def rest_of_line(self) -> str:
        """What was not read yet of the line reached."""
        return self.rest.partition("\n")[0]

    @property
    def below(self) -> str:
        """The lines below the one reached."""
        return self.rest.partition("\n")[2]

    def skip(self, count: int = 0) -> "Line":
        """The same, read ``count`` characters and the blanks behind them further."""
        match = _BLANKS.match(self.text, self.at + count)
        return replace(self, at=match.end() if match else self.at + count)

    def next_line(self) -> "Line":
        """The same, read to the beginning of the line below."""
        return replace(self, at=len(self.text) - len(self.below))

    def error(self, code: Usage, **fields: Any) -> UsageError:
        """The error that is here."""
        typed = self.typed
        return UsageError(
            code, command=self.command, line=typed, at=min(self.at, len(typed)), **fields
        )


@dataclass(frozen=True)
class Attempt:
    """A prefix with a word behind it, which may be no command."""

    word: str  # folded, without the punctuation behind it that a keyword may have
    typed: str
    joined: bool  # nothing stands between prefix and word
    line: Line


def attempt(message: Message, prefix: str) -> Attempt | None:
    """Return the word that a message begins with after the prefix, or None."""
    body = message.body
    if not (margin := _MARGIN.match(body)):
        return None
    text = body[body.rfind("\n", 0, margin.end()) + 1 :]
    start = margin.end() - (len(body) - len(text))
    behind = start + len(prefix)
    if not prefix or plain(text[start:behind]) != plain(prefix):
        return None
    blanks = _BLANKS.match(text, behind)
    begin = blanks.end() if blanks else behind
    run = _RUN.match(text, begin)
    if not run or not text[begin].isalpha() or (prefix[-1].isalnum() and begin == behind):
        return None
    if message.formatted.quoted:
        return None
    word = folded(run[0].rstrip(".,:;"))
    line = Line(word, text, run.end(), message).skip()
    return Attempt(word, run[0], joined=begin == behind, line=line)
