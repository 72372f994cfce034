"""A message's formatted body as plain text, and the pills in it.

Only its beginning is read: a command stands there, and the parser's time is bounded.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from commands.parsing.links import linked_person

_READ = 8_000  # characters
_REPLY_END = "</mx-reply>"
_NO_TAG = re.compile("<(?![^<>]*>)")  # over which the parser would take cubic time
_QUOTING = frozenset({"blockquote", "pre", "code"})
_BREAKING = frozenset({"br", "p", "div", "li", "blockquote", "pre", "h1", "h2", "h3", "tr"})


@dataclass(frozen=True)
class Pill:
    """A mention as a link: whom it means, the name shown, and where in the plain text."""

    person: str
    name: str
    start: int
    end: int


@dataclass(frozen=True)
class Formatted:
    """``quoted`` says whether the text begins inside a quotation or code."""

    text: str = ""
    pills: tuple[Pill, ...] = ()
    quoted: bool = False


def show(html: str) -> Formatted:
    """Return what is shown for an HTML body, without the quotation above a reply."""
    if not html:
        return Formatted()
    reader = _Reader()
    try:
        beginning = (html.partition(_REPLY_END)[2] or html)[:_READ]
        reader.feed(_NO_TAG.sub("&lt;", beginning))
        reader.close()
    except (AssertionError, ValueError):  # the parser's own, on broken declarations and numbers
        return Formatted()
    return Formatted(reader.text, tuple(reader.pills), quoted=reader.quoted)


class _Reader(HTMLParser):
    """Collects text and pills; forgiving of HTML that isn't well-formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.pills: list[Pill] = []
        self.quoted = False
        self._depth = 0
        self._anchor: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _QUOTING:
            self._depth += 1
        if tag in _BREAKING:
            self._break()
        if tag == "a":
            person = linked_person(dict(attrs).get("href") or "")
            self._anchor = (person, len(self.text)) if person else None

    def handle_endtag(self, tag: str) -> None:
        if tag in _QUOTING:
            self._depth = max(0, self._depth - 1)
        if tag in _BREAKING:
            self._break()
        if tag == "a" and self._anchor:
            person, start = self._anchor
            self.pills.append(Pill(person, self.text[start:], start, len(self.text)))
            self._anchor = None

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.text.strip():
            self.quoted = self._depth > 0
        self.text += data

    def _break(self) -> None:
        if self.text and not self.text.endswith("\n"):
            self.text += "\n"
