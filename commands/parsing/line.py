"""Recognising a command: the prefix, then a word; and the place reached while reading on.

Phones put in capitals, non-breaking spaces, typographic quotes and dashes; keywords
and ids are read as if they hadn't, notes and texts are left as typed. Rich-text editors send
what is emphasised between ``**``, and escape ``!``: the first line is read without these.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from commands.parsing.errors import Usage, UsageError
from commands.parsing.message import Message

_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
INVISIBLE = f"\u00ad\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff{_BIDI}"
_BLANKS = re.compile(rf"[^\S\n]*(?:[{INVISIBLE}][^\S\n]*)*")
_MARGIN = re.compile(rf"[\s{INVISIBLE}]*")
_RUN = re.compile(r"\S+")
_EMPHASIS = re.compile(rf"[{INVISIBLE}]*([*_]{{1,3}})(?=\S)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")  # as CommonMark has it
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
    ``escaped``: the message escapes what Markdown would take for its own, the prefix too.
    """

    command: str
    text: str
    at: int
    message: Message
    escaped: bool = False

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

    def unescaped(self) -> "Line":
        """The same without what escapes anything in the lines below."""
        first, *below = self.text.split("\n", 1)
        return replace(self, text="\n".join((first, *(_unescaped(each) for each in below))))

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


def _in_line(text: str, at: int, change: Callable[[str], str]) -> str:
    """Return a text with the rest of the line at a place changed."""
    line, *below = text[at:].split("\n", 1)
    return text[:at] + "\n".join((change(line), *below))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def _without_emphasis(line: str, times: int = 3) -> str:
    """Return a line without what emphasises its beginning, if it is emphasis: closed again."""
    opened = _EMPHASIS.match(line)
    closed = line.find(opened[1], opened.end() + 1) if opened else -1
    if opened is None or closed < 0 or not times:
        return line
    bare = line[opened.end() : closed] + line[closed + len(opened[1]) :]
    return _without_emphasis(bare, times - 1)


def _beginning(body: str, prefix: str) -> tuple[str, int, bool]:
    """Return a message from its first line on, bare; where its words begin; if they are escaped."""
    margin = _MARGIN.match(body)
    end = margin.end() if margin else 0
    begin = body.rfind("\n", 0, end) + 1
    text, start = body[begin:], end - begin
    if text.startswith(prefix, start):
        return text, start, False
    text = _in_line(text, start, _without_emphasis)
    escaped = text.startswith("\\", start)
    return _in_line(text, start, _unescaped) if escaped else text, start, escaped


def attempt(message: Message, prefix: str) -> Attempt | None:
    """Return the word that a message begins with after the prefix, or None."""
    text, start, escaped = _beginning(message.body, prefix)
    behind = start + len(prefix)
    if not prefix or plain(text[start:behind]) != plain(prefix):
        return None
    blanks = _BLANKS.match(text, behind)
    begin = blanks.end() if blanks else behind
    text = _in_line(text, begin, _without_emphasis)
    run = _RUN.match(text, begin)
    if not run or not text[begin].isalpha() or (prefix[-1].isalnum() and begin == behind):
        return None
    if message.formatted.quoted:
        return None
    word = folded(run[0].rstrip(".,:;"))
    line = Line(word, text, run.end(), message, escaped).skip()
    return Attempt(word, run[0], joined=begin == behind, line=line)
