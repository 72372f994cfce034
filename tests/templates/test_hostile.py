"""Names and texts made to do harm do none: in messages, in exports, on a terminal.

The HTML is held against the tags and attributes of ours by a parser that forgives nothing.
"""

import io
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import structlog

import templates
from bot import logs
from bot.cli.export import _inert
from bot.relay.compose import Outgoing
from bot.relay.post import Post
from bot.relay.visibility import council_seen
from commands.parsing.errors import Usage
from deliberation import council as councils
from deliberation.council import Council
from templates import Attachment, Words
from templates.views import CouncilView
from tests.templates import sample
from tests.templates.test_record import document

ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "span": {"data-mx-color"}}
TAGS = {
    *("a", "b", "blockquote", "br", "code", "del", "details", "em", "h4", "h5", "h6"),
    *("li", "ol", "p", "pre", "span", "strong", "summary", "ul"),
}
HOSTILE = (
    "</details></p><script>alert(1)</script>",
    "</summary></details><details open><summary>Point of order</summary>",
    '"><img src="mxc://evil.example/x" onerror="alert(1)">',
    "![x](mxc://evil.example/x) ![x](https://evil.example/x.png)",
    "[click](javascript:alert(1)) <javascript:alert(1)> [c](JaVaScRiPt:alert(1))",
    "[data](data:text/html;base64,PHNjcmlwdD4=)",
    "@room everybody look, @everyone, @chair:example.org",
    "[@chair](https://matrix.to/#/@chair:example.org)",
    "\x1b[2J\x1b[31mred\x1b]0;title\x07 \x9b31m \x7f \x08\x08\x08",
    "\u202eegassem ehT\u202c \u2066isolated\u2069",
    "<!-- <![CDATA[ <?php ?> &lt;b&gt; &#x3c;script&#x3e;",
    "<font color=red><table><tr><td style='position:fixed'>x</td></tr></table></font>",
    "\n~~~\n```\n# A heading\n> quoted\n- item\n| a | b |\n|---|---|\n",
)


def as_tree(html: str) -> ET.Element:
    """Parse strictly: every tag is closed where it was opened, every ampersand means something."""
    strict = html.replace("<br>", "<br/>").replace("&nbsp;", "&#160;")
    return ET.fromstring(f"<message>{strict}</message>")


def assert_ours(html: str) -> None:
    for element in as_tree(html).iter():
        if element.tag != "message":
            assert element.tag in TAGS
            assert set(element.attrib) <= ATTRIBUTES.get(element.tag, set())
            assert re.match(r"https?://|mailto:|$", element.get("href", ""))


def council(name: str) -> CouncilView:
    """Return a council in which every name is this one."""
    caucuses = tuple(replace(each, name=name) for each in sample.SEED.caucuses)
    seed = replace(sample.SEED, name=name, recommends_as=name, caucuses=caucuses)
    return council_seen(councils.apply(Council(), sample.entry(seed, None, "")))


def messages(hostile: str) -> Iterator[Words]:
    """Yield every message of a deliberation in which all that people write is hostile."""
    texts = tuple(f"{hostile}\n\n- {hostile}\n\n{each}" for each in ("One.", "Two.", "Three."))
    named = council(hostile)
    steps = sample.play(title=hostile, note=hostile, texts=(texts[0], texts[1], texts[2]))
    for name, data in sample.posted(steps):
        known = {"council": named} if "council" in data else {}
        for part in templates.render(name, {**data, **known}):
            assert isinstance(part, Words)
            yield part


@pytest.mark.parametrize("hostile", HOSTILE)
def test_titles_notes_initiators_texts_and_names_of_caucuses_are_inert(hostile: str) -> None:
    for part in messages(hostile):
        assert_ours(part.html)
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", part.body + part.html)
        assert "javascript:alert(1)" not in re.findall('href="([^"]*)"', part.html)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_names_of_rooms_and_topics_are_one_inert_line(hostile: str) -> None:
    proposal = replace(sample.proposal(), title=hostile)
    for kind in ("forum", "proposal", "plenary", "caucus", "direct"):
        named = council(hostile)
        data: dict[str, Any] = {"council": named, "proposal": proposal}
        caucus = named.caucuses[0]
        for words in (
            templates.room_name(kind, **data, caucus=caucus),
            templates.topic(kind, **data, encrypted=True),
        ):
            assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", words)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_name_of_a_file_and_a_strange_user_id_are_inert(hostile: str) -> None:
    data = sample.usage(Usage.FILE_KIND)
    error = replace(data["error"], fields={**data["error"].fields, "name": hostile})
    (part,) = templates.render("usage", {**data, "error": error})
    assert isinstance(part, Words)
    assert_ours(part.html)
    strange = f"@{hostile}:example.org"
    for words in templates.render("tabled", tabled_by(strange)):
        assert isinstance(words, Words)
        assert_ours(words.html)


def tabled_by(person: str) -> dict[str, Any]:
    name, data = next(each for each in sample.posted(sample.play()) if each[0] == "tabled")
    assert name == "tabled"
    return {**data, "entry": replace(data["entry"], person=person)}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_an_exported_record_is_inert_as_markdown_as_json_and_on_a_terminal(hostile: str) -> None:
    found = document(title=hostile, note=hostile)
    as_markdown = templates.record(found, council(hostile))
    as_json = _inert(json.dumps(found, ensure_ascii=False))
    assert json.loads(as_json) == json.loads(json.dumps(found))
    for words in (as_markdown, as_json):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", words)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", as_json)
    assert not re.search(r"(?<!\\)<[a-z/!]", re.sub(r"(?ms)^(~{3,})$.*?^\1$", "", as_markdown))


def test_a_text_with_control_characters_is_shown_without_them_in_what_changed() -> None:
    changed = [
        part.text
        for old, new in (("One.", "Two. \x1b[31m \x9b31m"),)
        for part in templates.render("draft_shown", drafts(old, new * 20_000))
        if isinstance(part, Attachment) and "changes" in part.filename
    ]
    assert changed
    assert not any(re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text) for text in changed)


def drafts(old: str, new: str) -> dict[str, Any]:
    current = sample.proposal().current
    assert current is not None
    against = replace(current, text=old)
    return dict(sample.showing(replace(current, text=new), against))


def test_every_message_says_whom_it_mentions_so_that_no_name_in_it_pings_by_accident() -> None:
    out = Outgoing(b"secret", "$cause", 1, "!", "$cause")
    for name, data in sample.posted(sample.play(title="@room", note="@room @chair:example.org")):
        out.post(Post("P12/plenary", name, data))
    contents = [row.content or {} for row in out.rows]
    assert contents
    assert all(content["m.mentions"] == {} for content in contents)


def test_what_is_logged_does_nothing_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", terminal)
    handlers = logging.getLogger().handlers[:]
    try:
        logs.configure()
        structlog.get_logger("bot.hostile").warning("odd", person="@\x1b[2J:\x9b31m\u202e")
    finally:
        logging.getLogger().handlers[:] = handlers
        logging.captureWarnings(capture=False)
        structlog.reset_defaults()
    said = re.sub(r"\x1b\[[0-9;]*m", "", terminal.getvalue())  # the colours are ours
    assert "@\\u001b[2J:\\u009b31m\\u202e" in said


def test_a_command_line_that_is_shown_again_is_inert() -> None:
    for hostile in HOSTILE:
        data = sample.usage(Usage.KEYWORD)
        error = replace(data["error"], line=hostile.split("\n")[0])
        for part in templates.render("usage", {**data, "error": error}):
            assert isinstance(part, Words)
            assert_ours(part.html)


def test_no_template_file_marks_what_people_wrote_as_safe() -> None:
    folder = Path(templates.__file__).parent
    for path in folder.rglob("*.j2"):
        assert "|safe" not in path.read_text().replace(" ", "")
