"""The record of a proposal as Markdown."""

from typing import Any

from markdown_it import MarkdownIt

import templates
from deliberation.entries import encode
from tests.templates import sample


def document(title: str = sample.TITLE, note: str = sample.NOTE) -> dict[str, Any]:
    """Return a document as ``storage.export`` makes it; the caucus text is hidden."""
    entries = [h.entry for h in sample.heard(sample.play(title=title, note=note))]
    return {
        "format": "rapporteur-record",
        "version": 1,
        "entries": [shown(entry) for entry in entries],
        "heads": [{"proposal": 12, "number": 24, "hash": "d" * 64}],
    }


def shown(entry: Any) -> dict[str, Any]:
    outer = {
        "number": entry.number,
        "proposal": entry.proposal,
        "audience": entry.audience,
        "previous": "a" * 64,
        "previous_in_proposal": "b" * 64,
        "commitment": "c" * 64,
        "hash": "d" * 64,
    }
    if entry.payload.scope == "caucus":
        return {**outer, "audience": "caucus:cs"}
    content = {
        "kind": entry.payload.kind,
        "version": 1,
        "person": entry.person,
        "event": entry.event,
        "event_time": entry.event_time,
        "recorded_time": entry.recorded_time,
        "cause": entry.cause,
        "stage": entry.stage.value if entry.stage else "",
        "payload": encode(entry.payload),
    }
    return {**outer, "salt": "e" * 64, "content": content}


def test_the_record_has_its_proposal_as_title() -> None:
    assert templates.record(document()).startswith(f"# The record of P12: {sample.TITLE}\n")


def test_every_entry_has_its_heading() -> None:
    made = templates.record(document(), sample.COUNCIL)
    assert made.count("\n## ") == len(document()["entries"])
    assert "Civil society: agreed as amended, on Draft 1" in made


def test_a_text_is_in_the_record_exactly() -> None:
    assert f"~~~\n{sample.SECOND}\n~~~" in templates.record(document())


def test_what_a_text_is_written_in_is_in_the_record() -> None:
    made = document()
    assert f"Format: Markdown\n\n~~~\n{sample.SECOND}\n~~~" in templates.record(made)
    for entry in made["entries"]:
        if "format" in entry.get("content", {}).get("payload", {}):
            entry["content"]["payload"]["format"] = "plain"
    assert f"Format: plain text\n\n~~~\n{sample.SECOND}\n~~~" in templates.record(made)
    for entry in made["entries"]:  # as it was recorded before texts had a format
        entry.get("content", {}).get("payload", {}).pop("format", None)
    assert f"Format: Markdown\n\n~~~\n{sample.SECOND}\n~~~" in templates.record(made)


def test_a_private_entry_appears_as_a_commitment_alone() -> None:
    made = templates.record(document(), sample.COUNCIL)
    assert f"private to Civil society\n\nCommitment: `{'c' * 64}`\n\nHash:" in made
    assert "Caucus text" not in made


def test_the_chains_end_is_in_the_record() -> None:
    assert f"ends with entry 24: `{'d' * 64}`" in templates.record(document())


def test_what_people_wrote_means_nothing_to_markdown() -> None:
    mean = "# x\n- y\n1. z\n<b>b</b> **c** [d](https://e.example) `f`\n===\n~~~"
    html = MarkdownIt().render(templates.record(document(title=mean, note=mean)))
    assert "<b>" not in html
    assert "<strong>" not in html
    assert "<a " not in html
    assert "<ol>" not in html
    assert html.count("<h1>") == 1
