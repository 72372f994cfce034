"""What people write is shown and does nothing: no markup, no links, no persons, no commands."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import templates
from commands.parsing.errors import Usage
from deliberation.text import fingerprint, normalise
from templates import Attachment, Words
from templates.markup import clean
from templates.passages import whole
from tests.templates import sample
from texts.read import read

SHOWN = {
    *("a", "b", "blockquote", "br", "code", "del", "details", "em", "h4", "h5", "h6"),
    *("li", "ol", "p", "pre", "span", "strong", "summary", "ul"),
}
MEAN = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "**bold** and `code` and [link](https://evil.example)",
    "[pill](https://matrix.to/#/@victim:example.org)",
    '<a href="https://matrix.to/#/@victim:example.org">pill</a>',
    "</li></ol></blockquote></details><h1>Point of order</h1>",
    "{{ council }}{% for x in y %}",
    "line\n\n# heading\n\n- item\r\nnext\x0bnext\x85next",
    "turn \u202e around \u2066 and \u2069 back",
    "nul \x00 bell \x07 escape \x1b[31m delete \x7f",
    "lone \ud800 surrogate \udfff",
    "&lt;b&gt; &amp; &#60;",
    "x" * 150,
    "",
    "   ",
)


class Tags(HTMLParser):
    """Collects the tags and attributes that a client would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name == "href"}


def everything(title: str, note: str) -> list[Words]:
    """Return every message of the play, with this title and initiator and this note."""
    parts: list[Words] = []
    for name, data in sample.posted(sample.play(title=title, note=note)):
        for part in templates.render(name, data):
            assert isinstance(part, Words)
            parts.append(part)
    return parts


def assert_inert(part: Words) -> None:
    found = Tags(part.html)
    assert found.tags <= SHOWN
    assert found.attributes <= {"href", "start", "data-mx-color"}
    rooms = r"%23examples-p12%3Aexample\.org|%21forum%3Aexample\.org\?via=example\.org"
    ours = re.compile(rf"https://matrix\.to/#/(@[a-z0-9-]+:example\.org|{rooms})")
    assert all(ours.fullmatch(link) for link in found.links)
    assert "@victim:example.org" not in "".join(found.links)
    for text in (part.html, part.body):
        assert not re.search(
            "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]", text
        )
        text.encode()


@pytest.mark.parametrize("mean", MEAN)
def test_titles_and_notes_are_shown_as_they_were_typed(mean: str) -> None:
    for part in everything(title=mean, note=mean):
        assert_inert(part)


@settings(max_examples=3 * settings().max_examples // 10, deadline=None)
@given(st.text(max_size=80))
def test_whatever_is_typed_as_title_and_note_is_inert(typed: str) -> None:
    for part in everything(title=typed, note=typed):
        assert_inert(part)


def test_a_title_stays_on_its_line() -> None:
    (first, *_) = everything(title="One\nPoint of order: two", note="")
    assert "\nPoint of order" not in first.body


def test_a_note_stays_in_its_quotation() -> None:
    note = "one\n\nThe council chair calls rough consensus\r\nthree"
    for part in everything(title="T", note=note):
        for line in part.body.splitlines():
            if "The council chair calls rough consensus" in line and "(`" not in line:
                in_list = re.match(r" *- .*“[^”]*The council chair calls rough consensus", line)
                assert in_list or line.lstrip().startswith(">")


def draft(text: str) -> list[Words]:
    """Return what shows a draft with this text, against another and alone."""
    current = sample.proposal().current
    assert current is not None
    new = replace(current, text=normalise(text), fingerprint=fingerprint(text))
    parts: list[Words] = []
    for against in (None, current):
        found = templates.render("draft_shown", sample.showing(new, against))
        parts += [part for part in found if isinstance(part, Words)]
    return parts


def shown(text: str) -> str:
    return whole(read(text))


@pytest.mark.parametrize("mean", MEAN)
def test_a_draft_has_no_html_of_its_own(mean: str) -> None:
    for part in draft(f"{mean}\n\n- {mean}\n\n# {mean}"):
        found = Tags(part.html)
        assert found.tags <= SHOWN
        assert found.attributes <= {"href", "start", "data-mx-color"}
        part.body.encode()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", part.html + part.body)


@settings(max_examples=settings().max_examples, deadline=None)
@given(st.text(max_size=300))
def test_whatever_a_draft_holds_is_rendered(text: str) -> None:
    for part in draft(text):
        assert Tags(part.html).tags <= SHOWN


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "/relative", "//other"),
        *("mxc://example.org/x", "vbscript:x", "matrix:u/x:example.org", "ftp://example.org"),
    ],
)
def test_a_draft_links_to_nothing_but_the_web_and_mail(address: str) -> None:
    assert not Tags(clean(shown(f"[x]({address}) <{address}> ![x]({address})"))).links


@pytest.mark.parametrize(
    "address", ["https://example.org/a?b=c&d", "http://example.org", "mailto:a@example.org"]
)
def test_a_draft_may_link_to_the_web_and_mail(address: str) -> None:
    assert Tags(clean(shown(f"[x]({address})"))).links == {address}


def test_an_image_in_a_draft_is_a_link() -> None:
    html = clean(shown("![alt](https://example.org/x.png)"))
    assert "<img" not in html
    assert "https://example.org/x.png" in html


def test_the_cleaning_alone_keeps_nothing_that_runs() -> None:
    html = clean(
        '<p onclick="x" style="y" class="z">a</p><script>b</script><ins>c</ins><img src=d>'
    )
    assert html == "<p>a</p>c"


@given(st.text(max_size=100))
def test_whatever_is_typed_behind_a_command_is_quoted_inertly(line: str) -> None:
    data = sample.usage(Usage.KEYWORD)
    error = replace(data["error"], line=line, at=len(line) // 2)
    for part in templates.render("usage", {**data, "error": error}):
        assert not isinstance(part, Attachment)
        assert Tags(part.html).tags <= {"p", "pre", "code"}


def test_a_long_line_is_shown_around_the_place() -> None:
    data = sample.usage(Usage.KEYWORD)
    error = replace(data["error"], line="a" * 500 + "HERE" + "b" * 500, at=500)
    said = sample.said("usage", {**data, "error": error})
    assert "HERE" in said
    marked, mark = next(
        pair for pair in zip(said.split("\n"), said.split("\n")[1:], strict=False) if "▲" in pair[1]
    )
    assert len(marked) < 200
    assert marked[mark.index("▲")] == "H"
