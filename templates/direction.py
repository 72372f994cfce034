"""Lines that are written from right to left, shown so within a message that isn't.

A message of the bot's begins with Latin letters, and clients take the direction of the whole from
there: the full stop of an Arabic sentence then stands before it, a label stands at its end, and
what lies between two Latin words changes places. The HTML that clients take has nothing for it
but the characters that Unicode has. They are dropped when a text comes back. Pure; imports
``texts`` alone.
"""

import re

from texts.raw import EM, ISOLATE, POP

_RIGHT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_TAG = re.compile(r"<[^>]*>|&#?\w+;")
_LETTER = re.compile(r"[^\W\d_]")
_BREAK = "<br>"


def directed(html: str) -> str:
    """Return HTML without other blocks in it, each line in the direction of most of its letters."""
    if not _RIGHT.search(html):
        return html
    return _BREAK.join(map(_line, html.split(_BREAK)))


def _line(line: str) -> str:
    letters = _LETTER.findall(_TAG.sub("", line))
    right = sum(bool(_RIGHT.match(letter)) for letter in letters)
    if 2 * right <= len(letters):
        return line
    words = line.lstrip(EM)
    return f"{line[: len(line) - len(words)]}{ISOLATE}{words}{POP}"
