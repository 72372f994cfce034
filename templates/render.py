"""From a template's name and its data to the messages and files that people get.

Each template is tried in three forms, until one fits: ``full`` in at most three messages;
``attached``, the same without the texts, which go along as files; ``brief``, one message that
only counts what changed. What fits in none goes as a file. Nothing is ever cut. Pure; imports
``deliberation`` alone of what isn't ours here.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from deliberation.text import normalise
from templates import markup
from templates.changes import changes, changes_in
from templates.filters import FILTERS, finalize, never, person
from templates.parts import Attachment, Part, Words
from templates.passages import whole
from templates.plain import plain_text
from templates.split import LIMIT, both_forms, first, size, split
from templates.unusual import unusual
from templates.views import Data, check
from texts.edit import labelled
from texts.read import Format, read

FOLDER = Path(__file__).parent
MOST_MESSAGES = 3
_TEXT_LIMIT = LIMIT * MOST_MESSAGES // 2
"""No text of more bytes fits in three messages, as an event holds it twice."""
_CACHED = 4 * LIMIT
"""The longest HTML that is worth keeping in memory after it was split."""
_SHORT = 4_000
"""The most bytes of a first block that is said again above a file."""


class Form(StrEnum):
    """How much of a message stands in the room."""

    FULL = "full"
    ATTACHED = "attached"
    BRIEF = "brief"


class _TooLong(Exception):  # noqa: N818 - not an error: the next form is tried
    """A text can't fit in this form."""


class Sheet:
    """What a template writes on: the form that is tried, and the files that go along."""

    def __init__(self, form: Form) -> None:
        self.form = form.value
        self.attachments: list[Attachment] = []
        self._left = _TEXT_LIMIT

    @property
    def full(self) -> bool:
        """Whether texts stand in the message."""
        return self.form == Form.FULL

    @property
    def brief(self) -> bool:
        """Whether what changed is only counted."""
        return self.form == Form.BRIEF

    def clauses(self, text: str, form: str) -> Markup:
        """Return a text with its clauses under their labels."""
        self._left -= len(text.encode("utf-8", "replace"))
        if self._left < 0:
            raise _TooLong
        return whole(read(text, Format(form)))

    def clause(self, text: str, form: str, name: str) -> Markup:
        """Return the clauses of a text that have this name."""
        return whole(each for each in read(text, Format(form)) if each.name == name)

    def attach_text(self, filename: str, text: str, form: str) -> str:
        """Have a text go along as a file, with the labels that are shown."""
        source = normalise(text)
        return self.attach(filename, labelled(source, read(source, Format(form))))

    def attach(self, filename: str, text: str) -> str:
        """Have a file go along, once; writes nothing itself."""
        attachment = Attachment(str(filename), normalise(text))
        if attachment not in self.attachments:
            self.attachments.append(attachment)
        return ""

    def attach_html(self, filename: str, html: str) -> str:
        """Have what would stand in the room go along as a file."""
        return self.attach(filename, plain_text(markup.clean(html)))


def render(name: str, data: Data, prefix: str = "!") -> tuple[Part, ...]:
    """Return the messages and files of the template, in the order in which they are sent.

    ``prefix`` is what commands begin with. Raises ``jinja2.UndefinedError`` if the
    template is not given what it needs, and TypeError if it is given what is no view.
    """
    check(data)
    html = ""
    for form in Form:
        sheet = Sheet(form)
        try:
            html = _html(name, {"prefix": prefix, **data, "sheet": sheet})
        except _TooLong:
            continue
        most = 1 if sheet.brief else MOST_MESSAGES
        words = _split(html, most) if len(html) <= _CACHED else split(markup.clean(html), most)
        if words is not None:
            return (*_counted(words), *sheet.attachments)
    return (*_in_file(name, html), *sheet.attachments)


def _html(name: str, data: Mapping[str, Any]) -> str:
    return _environment().get_template(f"messages/{name}.html.j2").render(data)


@lru_cache(maxsize=32)
def _split(html: str, most: int) -> tuple[Words, ...] | None:
    """Clean and split; the same draft goes to many rooms."""
    return split(markup.clean(html), most)


def _counted(words: tuple[Words, ...]) -> tuple[Words, ...]:
    """Say of each message after the first which part it is."""
    return tuple(w if not k else _part(w, k + 1, len(words)) for k, w in enumerate(words))


def _part(words: Words, number: int, of: int) -> Words:
    line = _words("part", {"number": number, "of": of})
    return Words(f"{line.body}\n\n{words.body}", f"{line.html}\n{words.html}")


def _in_file(name: str, html: str) -> tuple[Part, ...]:
    """Return the whole message as a file, below its first block if that is short."""
    cleaned = markup.clean(html)
    start = first(cleaned)
    start = start if size(start) <= _SHORT else ""
    said = _words("in_file", {"start": Markup(start)})  # noqa: S704 - cleaned
    return said, Attachment(f"{name.removesuffix('_answer')}.md", plain_text(cleaned))


def _words(name: str, data: Mapping[str, Any]) -> Words:
    return both_forms(markup.clean(_html(name, data)))


def plain(name: str, data: Mapping[str, Any]) -> str:
    """Return a template of one line, such as a room's topic or a sentence for the terminal."""
    return markup.one_line(_plain_environment().get_template(name).render(data))


def markdown(name: str, data: Mapping[str, Any]) -> str:
    """Return a Markdown file, without what would work on the terminal that it is shown on."""
    return markup.safe(_plain_environment().get_template(name).render(data)).strip() + "\n"


def written(name: str, data: Mapping[str, Any]) -> str:
    """Return a file that a program reads, as it is written."""
    return _plain_environment().get_template(name).render(data).strip() + "\n"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = _bare(autoescape=True)
    environment.finalize = finalize
    environment.filters["lines"] = markup.lines
    environment.filters["struck"] = markup.struck
    environment.filters["who"] = person
    return environment


@lru_cache(maxsize=1)
def _plain_environment() -> Environment:
    environment = _bare(autoescape=False)
    environment.filters["who"] = str
    return environment


def _bare(*, autoescape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=autoescape,  # noqa: S701 - off for what is no HTML: topics, Markdown files
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.filters |= FILTERS
    environment.globals |= {
        "changes_between": changes,
        "changes_in": changes_in,
        "never": never,
        "unusual": unusual,
    }
    return environment
