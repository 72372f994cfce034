"""From HTML as ``markup.clean`` leaves it to the same words as plain text.

Lists, quotations, code and what was removed or added become Markdown, for people who read
it as it stands: nothing is escaped. The bot's own bold words (``b``) get no mark, as notifications
and previews show these words; a text's own (``strong``), and what was added, do. Pure; imports
nothing of ours.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from itertools import count
from urllib.parse import unquote

_TAG = re.compile(r'<(/?)([a-z0-9]+)((?:\s+[a-z-]+="[^"]*")*)\s*/?>')
_START = re.compile(r'start="(\d+)"')
_HREF = re.compile(r'href="([^"]*)"')
_MATRIX = "https://matrix.to/#/"
_LOWER = 3
"""A text's heading is shown this many levels lower; in plain text it is as its author wrote it."""
_HEADINGS = frozenset({"h4", "h5", "h6"})
_LISTS = frozenset({"ol", "ul"})
_BLOCKS = _HEADINGS | _LISTS | {"p", "blockquote", "li"}
"""Elements within whose edges white space means nothing."""
_APART = _BLOCKS | {"pre"}
"""Elements around which it means nothing."""
_AS_TYPED = frozenset({"code", "pre"})

_SPACES = re.compile(r"[\t ]+")
_LINE_ENDS = re.compile(r"[\t \r\n]*[\r\n][\t \r\n]*")
_ALL_SPACE = re.compile(r"[\t \r\n]+")
_BEFORE_CODE = re.compile(r"\A[ \n]*\n")
_TICKS = re.compile(r"`+")
_SPACES_AT_END = re.compile(r"[ \t]+$", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass
class _Element:
    tag: str
    attributes: str = ""
    parts: list["_Element | str"] = field(default_factory=list)


@dataclass(frozen=True)
class _Standing:
    """Where an element stands: within which others, under which mark, and before what else."""

    within: frozenset[str]
    mark: str
    before: str


def plain_text(html: str) -> str:
    """Return the same words as plain text."""
    text = _inside(_tree(html), frozenset()).strip()
    return _EMPTY_LINES.sub("\n\n", _SPACES_AT_END.sub("", text))


def _tree(html: str) -> _Element:
    root = _Element("")
    is_open, end = [root], 0
    for match in _TAG.finditer(html):
        _put(is_open[-1], html[end : match.start()])
        end = match.end()
        closing, tag, attributes = match.groups()
        if closing:
            is_open.pop()
            continue
        element = _Element(tag, attributes)
        is_open[-1].parts.append(element)
        if tag != "br":
            is_open.append(element)
    _put(root, html[end:])
    return root


def _put(element: _Element, text: str) -> None:
    if text:
        element.parts.append(unescape(text))


# --- what stands in an element ------------------------------------------------------------


def _inside(element: _Element, around: frozenset[str]) -> str:
    """Return what is in an element, with one empty line at most between its parts."""
    within = around | {element.tag}
    said = [text for text in _said(element, within) if text]
    if "pre" in within:
        return "".join(said)
    joined = [""]
    for text in said:
        lead, words, trail = _edges(text)
        if joined[-1] and lead:
            lead = "\n" * min(2, max(len(joined.pop()), len(lead)))
        joined += [lead, words, trail]
    return "".join(joined)


def _edges(text: str) -> Sequence[str]:
    """Return the line breaks before a text's words, the words, and the line breaks after them."""
    words = text.strip("\n")
    lead = len(text) - len(text.lstrip("\n"))
    return text[:lead], words, text[lead + len(words) :]


def _said(element: _Element, within: frozenset[str]) -> Iterator[str]:
    parts = element.parts
    marks = _marks(element)
    for k, part in enumerate(parts):
        if isinstance(part, str):
            yield _text(element, k, within)
            continue
        mark = next(marks) if part.tag == "li" else ""
        says = _SAYS.get(part.tag)
        text = _inside(part, within)
        yield says(part, text, _Standing(within, mark, _next(parts, k + 1))) if says else text


def _marks(element: _Element) -> Iterator[str]:
    """Yield what stands before the items of a list."""
    start = _START.search(element.attributes)
    for number in count(int(start[1]) if start else 1):
        yield f"{number}. " if element.tag == "ol" else "- "


def _next(parts: Sequence[_Element | str], k: int) -> str:
    """Return the tag of the first part from the k-th on, ``text`` for words, empty for none."""
    while k < len(parts):
        part = parts[k]
        if not isinstance(part, str):
            return part.tag
        if part.strip():
            return "text"
        k += 1
    return ""


def _text(element: _Element, k: int, within: frozenset[str]) -> str:
    """Return words without the white space that means nothing."""
    text = str(element.parts[k])
    starts, ends = _is_edge(element, k - 1), _is_edge(element, k + 1)
    if not text.strip() and (starts or ends):
        return ""
    if "pre" not in within:
        text = _SPACES.sub(" ", _LINE_ENDS.sub("\n", text))
    text = text.lstrip(" \t\r\n") if starts else text
    return text.rstrip() if ends else text


def _is_edge(element: _Element, k: int) -> bool:
    """Whether white space before or behind an element's k-th part means nothing."""
    if not 0 <= k < len(element.parts):
        return element.tag in _BLOCKS
    part = element.parts[k]
    return not isinstance(part, str) and part.tag in _APART


# --- how an element is said ---------------------------------------------------------------


def _marked(marks: str, _element: _Element, text: str, at: _Standing) -> str:
    """Put marks around words, and not around the spaces at their edges."""
    if at.within & _AS_TYPED:
        return text
    words = text.strip()
    if not words:
        return ""
    return f"{_edge(text[0])}{marks}{words}{marks}{_edge(text[-1])}"


def _edge(char: str) -> str:
    return " " if char == " " else ""


def _code(element: _Element, text: str, at: _Standing) -> str:
    longest = max((len(run) for run in _TICKS.findall(text)), default=0)
    if not longest or at.within & _AS_TYPED:
        return _marked("`", element, text, at)
    marks, words = "`" * (longest + 1), text.strip()
    return f"{_edge(text[0])}{marks} {words} {marks}{_edge(text[-1])}"


def _link(element: _Element, text: str, at: _Standing) -> str:
    """A person is their user id; an address that says itself stands once."""
    match = _HREF.search(element.attributes)
    href = unescape(match[1]) if match else ""
    said = (href, href.removeprefix("mailto:"), unquote(href.removeprefix(_MATRIX)))
    if text.strip() in said or not href or at.within & _AS_TYPED:
        return text
    return f"[{text.strip()}]({href})"


def _break(_element: _Element, _text: str, _at: _Standing) -> str:
    return "\n"


def _paragraph(_element: _Element, text: str, at: _Standing) -> str:
    words = text.strip(" \t\r\n")
    if at.within & _HEADINGS:
        return f" {words} "
    return f"\n\n{words}\n\n" if words else ""


def _apart(_element: _Element, text: str, _at: _Standing) -> str:
    return f"\n\n{text.strip()}\n\n"


def _heading(element: _Element, text: str, at: _Standing) -> str:
    if at.within & _HEADINGS:
        return text
    return f"\n\n{'#' * (int(element.tag[1]) - _LOWER)} {_ALL_SPACE.sub(' ', text.strip())}\n\n"


def _quotation(_element: _Element, text: str, at: _Standing) -> str:
    words = text.strip(" \t\r\n")
    if at.within & _HEADINGS:
        return f" {words} "
    if not words:
        return "\n"
    return "\n" + "\n".join(f"> {line}" for line in words.split("\n")) + "\n\n"


def _list(_element: _Element, text: str, at: _Standing) -> str:
    if "li" in at.within:
        return f"\n{text.rstrip()}"
    return f"\n\n{text}" + ("\n" if at.before and at.before not in _LISTS else "")


def _item(_element: _Element, text: str, at: _Standing) -> str:
    mark = at.mark or "- "
    indent = "\n" + " " * len(mark)
    return mark + text.strip().replace("\n", indent).replace(indent + "\n", "\n\n") + "\n"


def _typed(_element: _Element, text: str, _at: _Standing) -> str:
    words = _BEFORE_CODE.sub("", text).rstrip(" \n")
    return f"\n\n```\n{words}\n```\n\n" if text else ""


_Says = Callable[[_Element, str, _Standing], str]
_SAYS: Mapping[str, _Says] = {
    "a": _link,
    "blockquote": _quotation,
    "br": _break,
    "code": _code,
    "del": partial(_marked, "~~"),
    "details": _apart,
    "em": partial(_marked, "*"),
    "h4": _heading,
    "h5": _heading,
    "h6": _heading,
    "li": _item,
    "ol": _list,
    "p": _paragraph,
    "pre": _typed,
    "strong": partial(_marked, "**"),
    "summary": _apart,
    "ul": _list,
}
