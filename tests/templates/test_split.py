"""Long texts are split between clauses or attached, and never cut."""

import json
import re
import time
from dataclasses import replace

import pytest

import templates
from deliberation.terms import Stage
from deliberation.text import fingerprint, normalise
from templates import Attachment, Part, Words
from templates.views import DraftView, ListedView
from tests.templates import sample
from texts.edit import labelled
from texts.read import Format, read

LIMIT = 60_000


def shown(text: str, against: str = "") -> tuple[Part, ...]:
    def draft(number: int, text: str) -> DraftView:
        return DraftView(number, normalise(text), fingerprint(text), Format.MARKDOWN)

    before = draft(2, against) if against else None
    return templates.render("draft_shown", sample.showing(draft(3, text), before))


def sent_along(text: str) -> Attachment:
    """Return the file that goes along: the text with the labels that are shown."""
    source = normalise(text)
    return Attachment("P12-Draft-3.md", labelled(source, read(source)))


def clauses(count: int, words: int = 60) -> str:
    return "\n\n".join(" ".join(f"c{i}w{k}" for k in range(words)) for i in range(count))


def size(part: Words) -> int:
    event = {"body": part.body, "formatted_body": part.html}
    return len(json.dumps(event, ensure_ascii=False).encode()) + 2_000


def bodies(parts: tuple[Part, ...]) -> list[str]:
    return [part.body for part in parts if isinstance(part, Words)]


@pytest.mark.parametrize("count", [1, 10, 60, 90, 120, 170, 200, 500])
@pytest.mark.parametrize("quotes", ["", '"\\ü'])
def test_every_event_is_small_enough(count: int, quotes: str) -> None:
    for part in shown(clauses(count).replace("w1 ", f"w1{quotes} ")):
        assert isinstance(part, Attachment) or size(part) <= LIMIT


def test_a_long_text_is_split_between_clauses_and_its_numbers_go_on() -> None:
    text = clauses(150, words=40)
    parts = shown(text)
    assert 1 < len(parts) <= 3
    found = re.findall(r"^¶(\d+)\u00a0(.*)$", "\n".join(bodies(parts)), re.MULTILINE)
    assert [int(number) for number, _ in found] == list(range(1, 151))
    assert "\n\n".join(clause for _, clause in found) == text


def test_the_numbers_go_on_in_html_too() -> None:
    first, second, *_ = shown(clauses(150, words=40))
    assert isinstance(first, Words)
    assert isinstance(second, Words)
    last = re.findall(r"<p>¶(\d+)&nbsp;", first.html)[-1]
    assert f"<p>¶{int(last) + 1}&nbsp;" in second.html


def test_later_parts_say_which_they_are() -> None:
    _, *later = bodies(shown(clauses(150, words=40)))
    for number, body in enumerate(later, 2):
        assert body.startswith(f"*Part {number} of {len(later) + 1}*")


def test_a_heading_stays_with_what_follows() -> None:
    text = "\n\n".join(
        f"# Heading {i}\n\n{clause}" for i, clause in enumerate(clauses(90).split("\n\n"))
    )
    parts = bodies(shown(text))
    assert len(parts) > 1
    for body in parts:
        assert not body.strip().split("\n")[-1].startswith("#")


def test_what_was_folded_away_stays_folded_away_when_split() -> None:
    text = clauses(110)
    parts = shown(text + "\n\nOne more.", against=text)
    assert len(parts) > 1
    for part in parts:
        assert isinstance(part, Words)
        assert part.html.count("<details>") == part.html.count("</details>") == 1
        assert part.html.count("<p") == part.html.count("</p>")


def test_a_very_long_text_goes_as_a_file_exactly() -> None:
    text = clauses(600)
    message, file = shown(text)
    assert file == sent_along(text)
    assert isinstance(message, Words)
    assert fingerprint(text)[:8] in message.body
    assert "600 clauses" in message.body


def test_what_changed_stands_above_the_file_if_it_fits() -> None:
    text = clauses(600)
    message, file = shown(text.replace("c7w7", "seven"), against=text)
    assert isinstance(message, Words)
    assert "~~c7w7~~ **seven**" in message.body
    assert isinstance(file, Attachment)


def test_what_changed_goes_as_a_file_too_if_it_does_not_fit() -> None:
    text = clauses(600)
    message, changes, file = shown(re.sub(r"w7\b", "seven", text), against=text)
    assert isinstance(message, Words)
    assert "600 clauses changed" in message.body
    assert isinstance(changes, Attachment)
    assert changes.filename == "P12-Draft-3-changes.md"
    assert "~~c0w7~~ **c0seven**" in changes.text
    assert isinstance(file, Attachment)
    assert file.filename == "P12-Draft-3.md"


def test_what_changed_stands_above_a_file_in_as_many_messages_as_an_answer_may_have() -> None:
    text = clauses(600)
    changed = re.sub(r"\b(c1\d\d)w7\b", r"\1seven", text)  # too much for one message, not for two
    *messages, file = shown(changed, against=text)
    assert 1 < len(messages) <= 3
    assert sum(body.count("~~ **c1") for body in bodies(tuple(messages))) == 100
    assert file == sent_along(changed)


def test_one_clause_that_fits_in_no_event_makes_it_a_file() -> None:
    text = "Short.\n\n" + "word " * 8_000
    _, file = shown(text)
    assert file == sent_along(text)


def test_a_message_that_fits_in_no_other_form_is_a_file_as_a_whole() -> None:
    proposals = [ListedView(n, f"T{n} " + "x" * 145, Stage.PLENARY) for n in range(1_000)]
    message, file = templates.render("listing", {"proposals": proposals})
    assert isinstance(message, Words)
    assert size(message) <= LIMIT
    assert isinstance(file, Attachment)
    assert all(f"P{n} · T{n} " in file.text for n in range(1_000))


@pytest.mark.parametrize("text", ["- a\n" * 4_000, "> " * 15 + "deep", "1. a\n   1. b\n" * 500])
def test_odd_shapes_fit_too(text: str) -> None:
    for part in shown(text):
        assert isinstance(part, Attachment) or size(part) <= LIMIT


def test_a_long_caucus_text_goes_as_a_file_under_its_own_name() -> None:
    text = clauses(600)
    steps = sample.play(texts=(sample.FIRST, text, sample.THIRD))
    data = [data for name, data in sample.posted(steps) if name == "caucus_text"]
    files = [
        part for part in templates.render("caucus_text", data[0]) if isinstance(part, Attachment)
    ]
    assert files[-1] == replace(sent_along(text), filename="P12-Draft-1-cs.1.md")


def test_the_largest_text_is_rendered_in_a_few_seconds() -> None:
    text = clauses(2_400)
    start = time.process_time()
    parts = shown(re.sub(r"w[37]\b", "x", text), against=text)
    assert time.process_time() - start < 10
    assert [part.filename for part in parts if isinstance(part, Attachment)] == [
        "P12-Draft-3-changes.md",
        "P12-Draft-3.md",
    ]
