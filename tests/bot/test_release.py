"""A caucus text is released if it is named, or if the room was shown it last of all."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.listener import recognise
from bot.relay import places
from bot.relay.compose import FIELD
from storage.outbox import Row
from tests.bot.desk import BOT, Desk, desk

PLENARY, CS = "P1/plenary", "P1/caucus:cs"
CHAIR, CS_CHAIR = "@chair:test", "@cs-chair:test"
TEXT = "Networks are open to all, and nobody who lives here is left out of them."
OURS = "Networks are open to all, and nobody at all is left out of them."


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


def referred(at: Desk) -> None:
    at.say("forum", "@visitor:test", f"!propose Title\nFrom: A coalition\n{TEXT}")
    at.say("forum", "@forum-chair:test", "!consensus yes P1")
    at.say(PLENARY, CHAIR, "!refer")
    at.show(CS, 1)


def worded(at: Desk, text: str = OURS) -> list[Row]:
    """Have the caucus's chair give a wording; return what the bot says."""
    content = {"msgtype": "m.text", "body": f"!draft\n{text}"}
    return at.bring(CS, at.event(CS, CS_CHAIR, content))


def amended(at: Desk, rest: str = "") -> str:
    return at.say(CS, CS_CHAIR, f"!consensus amended{rest}")


def test_the_showing_of_a_caucus_text_says_which_it_shows(at_desk: Desk) -> None:
    referred(at_desk)
    marks = [(row.content or {}).get(FIELD, {}) for row in worded(at_desk)]
    assert [mark["text"] for mark in marks if "text" in mark] == ["P1/1/cs.1"]


def test_the_only_text_is_released_after_it_was_shown(at_desk: Desk) -> None:
    referred(at_desk)
    worded(at_desk)
    told = amended(at_desk)
    assert "was not what I had shown here last" in told
    assert "`!consensus amended cs.1`" in told
    at_desk.show_text(CS, "P1/1/cs.1")
    assert "as amended in Draft 1/cs.1" in amended(at_desk)


def test_after_the_draft_was_shown_again_the_text_is_named(at_desk: Desk) -> None:
    referred(at_desk)
    worded(at_desk)
    at_desk.show_text(CS, "P1/1/cs.1")
    at_desk.show(CS, 1)
    assert "was not what I had shown here last" in amended(at_desk)
    assert "as amended in Draft 1/cs.1" in amended(at_desk, " cs.1 a note")


def test_a_text_that_is_asked_for_is_shown_with_the_answer(at_desk: Desk) -> None:
    referred(at_desk)
    worded(at_desk)
    content = {"msgtype": "m.text", "body": "!text cs.1"}
    (row,) = at_desk.bring(CS, at_desk.event(CS, "@cs-1:test", content))
    assert (row.content or {})[FIELD]["text"] == "P1/1/cs.1"
    clause = {"msgtype": "m.text", "body": "!text cs.1 ¶1"}
    (row,) = at_desk.bring(CS, at_desk.event(CS, "@cs-1:test", clause))
    assert "text" not in (row.content or {})[FIELD]


def test_a_command_that_was_given_before_the_showing_releases_nothing(at_desk: Desk) -> None:
    referred(at_desk)
    worded(at_desk)
    content = {"msgtype": "m.text", "body": "!consensus amended"}
    early = at_desk.event(CS, CS_CHAIR, content)
    at_desk.show_text(CS, "P1/1/cs.1")
    given = recognise.item(early, recognise.said(early), places.parse(CS), BOT, "!", about={})
    assert given
    (row,) = at_desk.work(replace(given, seen_until=early.ts))
    assert "was not what I had shown here last" in str((row.content or {})["body"])


def test_nobody_but_the_bot_shows_a_text(at_desk: Desk) -> None:
    referred(at_desk)
    worded(at_desk)
    mark = {FIELD: {"key": "k", "shows": 0, "text": "P1/1/cs.1"}}
    content = {"msgtype": "m.text", "body": "", **mark}
    assert at_desk.bring(CS, at_desk.event(CS, CS_CHAIR, content)) == []
    assert "was not what I had shown here last" in amended(at_desk)


def test_another_s_text_shown_there_is_not_the_caucus_s(at_desk: Desk) -> None:
    referred(at_desk)
    worded(at_desk)
    for other in ("P1/1/gov.1", "P2/1/cs.1", "P1/2/cs.1", "P1", "nonsense", ""):
        at_desk.show_text(CS, other)
        assert "was not what I had shown here last" in amended(at_desk), other


def test_notes_to_oneself_are_not_released_unnamed(at_desk: Desk) -> None:
    referred(at_desk)
    worded(at_desk, "Remember: ask treasury about Monday's dinner.")
    at_desk.show_text(CS, "P1/1/cs.1")
    told = amended(at_desk)
    assert "hardly a word of Draft 1 is left in cs.1" in told
    assert "`!consensus amended cs.1`" in told


def test_of_two_texts_the_named_one_alone_goes_out(at_desk: Desk) -> None:
    referred(at_desk)
    worded(at_desk)
    worded(at_desk, "Remember: ask treasury.")
    at_desk.show_text(CS, "P1/1/cs.2")
    told = amended(at_desk)
    assert "several texts on Draft 1: cs.1, cs.2" in told
    content = {"msgtype": "m.text", "body": "!consensus amended cs.1 a note"}
    rows = at_desk.bring(CS, at_desk.event(CS, CS_CHAIR, content))
    assert "treasury" not in str([row.content for row in rows])
    assert "nobody at all" in str([row.content for row in rows if row.place == PLENARY])


def test_what_the_bot_said_is_no_showing_if_its_mark_is_broken(at_desk: Desk) -> None:
    referred(at_desk)
    for broken in (7, None, ["P1/1/cs.1"], {"a": 1}):
        mark = {FIELD: {"key": "k", "shows": 0, "text": broken}}
        content = {"msgtype": "m.text", "body": "", **mark}
        assert at_desk.bring(CS, at_desk.event(CS, BOT, content)) == []
