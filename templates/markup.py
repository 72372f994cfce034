"""HTML that Matrix clients show, and nothing else: whatever comes out is cleaned here.

Links lead to http, https and mailto alone. Pure; imports nothing of ours.
"""

import re

import nh3
from markupsafe import Markup, escape

_TAGS = {
    *("a", "b", "blockquote", "br", "code", "del", "details", "em", "h4", "h5", "h6"),
    *("li", "ol", "p", "pre", "span", "strong", "summary", "ul"),
}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href"}, "ol": {"start"}, "span": {"data-mx-color"}},
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel=None,
)
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BLOCKS = r"</?(?:blockquote|details|h4|h5|h6|li|ol|p|pre|summary|ul)\b[^>]*>"
_BETWEEN_BLOCKS = re.compile(rf"((?:{_BLOCKS}\s*)+)")
_MUCH = 4_000
"""Characters of HTML beyond which only what stands first is struck out: an edit is sent twice."""
_BETWEEN_TAGS = re.compile(r">\s*\n\s*<")


def safe(text: str) -> str:
    """Return the text without control characters and what else has no place in HTML."""
    return _UNSAFE.sub("", text)


def one_line(text: str) -> str:
    """Return a name, title or the like as one line, without what turns the text direction."""
    return _BIDI.sub("", safe(" ".join(text.split())))


def lines(text: str) -> Markup:
    """Return a note or reason as HTML: nothing in it means anything but its line breaks."""
    typed = _BIDI.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    return Markup("<br>").join(escape(safe(line)) for line in typed)


def struck(html: Markup) -> Markup:
    """Return the HTML with all that it says struck out; if that is much, its first block."""
    if len(html) > _MUCH:
        first, end, _ = html[:_MUCH].partition("</p>")
        html = Markup(first + end)  # noqa: S704 - what is HTML stays HTML
    parts = _BETWEEN_BLOCKS.split(html)
    said = (p if k % 2 or not p.strip() else f"<del>{p}</del>" for k, p in enumerate(parts))
    return Markup("".join(said))  # noqa: S704 - what is HTML stays HTML


def clean(html: str) -> str:
    """Return the HTML with only what Matrix clients show."""
    return _BETWEEN_TAGS.sub(">\n<", _CLEANER.clean(safe(html))).strip()
