"""What officers of a caucus say at the same time: once what is the same, and told of what isn't."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.clerk.clerk import Clerk
from deliberation import entries as e
from tests.bot.desk import SETTINGS, Desk, desk

CS = "P1/caucus:cs"
CHAIR, DEPUTY = "@cs-chair:test", "@cs-1:test"
YES = "calls rough consensus on Draft 1"


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    """A round on Draft 1 of P1; Civil society has a deputy. A command takes a millisecond."""
    with desk(tmp_path) as opened:
        opened.say("forum", "@visitor:test", "!propose T\nFrom: I\nOne.")
        opened.say("forum", "@forum-chair:test", "!consensus yes P1")
        opened.say(CS, CHAIR, f"!deputy {DEPUTY}")
        opened.say("P1/plenary", "@chair:test", "!refer")
        opened.show(CS, 1)
        yield opened


def positions(at_desk: Desk) -> list[tuple[str, str, str]]:
    """Return who recorded which position, and which it revises."""
    found = [(x.person, x.payload) for x in at_desk.entries(1)]
    return [
        (person, payload.position, payload.revises)
        for person, payload in found
        if isinstance(payload, e.PositionRecorded)
    ]


def said(at_desk: Desk, who: str, words: str, *, hurried: bool = False) -> dict[str, str]:
    """Have an officer say something; return what the bot says to it, by room.

    The next one sees that, unless it was ``hurried``.
    """
    event = at_desk.event(CS, who, {"msgtype": "m.text", "body": words})
    rows = [row for row in at_desk.bring(CS, event) if row.content and "body" in row.content]
    for row in rows:
        if not hurried:
            at_desk.comes_back(row)
    return {row.place: str((row.content or {})["body"]) for row in rows}


@pytest.mark.parametrize("again", [CHAIR, DEPUTY])
def test_the_same_command_again_is_recorded_and_told_once(at_desk: Desk, again: str) -> None:
    told = said(at_desk, CHAIR, "!consensus yes")
    assert told.keys() == {CS, "P1/plenary"}
    answered = said(at_desk, again, "!consensus yes")
    assert answered.keys() == {CS}
    assert "is already recorded, and is not recorded twice" in answered[CS]
    assert f"{CHAIR} recorded agreed on Draft 1 for CS" in answered[CS].replace("*", "")
    assert positions(at_desk) == [(CHAIR, "agreed", "")]


def test_a_deputy_is_told_of_the_chair_s_other_position_and_then_revises_it(at_desk: Desk) -> None:
    said(at_desk, CHAIR, "!consensus yes")
    refused = said(at_desk, DEPUTY, "!consensus no too vague")
    assert refused.keys() == {CS}
    assert f"{CHAIR} recorded *agreed* on Draft 1 for CS at 2023-11-14" in refused[CS]
    assert "repeat your command" in refused[CS]
    assert positions(at_desk) == [(CHAIR, "agreed", "")]
    told = said(at_desk, DEPUTY, "!consensus no too vague")
    assert all("(revises: was agreed)" in words.replace("*", "") for words in told.values())
    assert told.keys() == {CS, "P1/plenary"}
    assert positions(at_desk)[1:] == [(DEPUTY, "not agreed", "agreed")]


def test_who_sends_the_same_twice_was_not_told_in_between(at_desk: Desk) -> None:
    """Both came in one sync: the second was sent before the answer to the first could be read."""
    said(at_desk, CHAIR, "!consensus yes")
    for _ in range(2):
        refused = said(at_desk, DEPUTY, "!consensus no too vague", hurried=True)
        assert "repeat your command" in refused[CS]
    assert positions(at_desk) == [(CHAIR, "agreed", "")]
    said(at_desk, DEPUTY, "!consensus no too vague")
    assert "revises" in said(at_desk, DEPUTY, "!consensus no too vague")[CS]
    assert positions(at_desk)[1:] == [(DEPUTY, "not agreed", "agreed")]


def test_who_was_told_is_one_person(at_desk: Desk) -> None:
    at_desk.say("P1/caucus:cs", CHAIR, "!chair @cs-1:test")
    at_desk.say("P1/caucus:cs", DEPUTY, f"!deputy {CHAIR}")
    said(at_desk, DEPUTY, "!consensus yes")
    said(at_desk, CHAIR, "!consensus no too vague")
    assert positions(at_desk) == [(DEPUTY, "agreed", "")]


def test_who_is_told_once_is_not_told_of_the_same_again_by_another_process(at_desk: Desk) -> None:
    said(at_desk, CHAIR, "!consensus yes")
    said(at_desk, DEPUTY, "!consensus no too vague")
    at_desk = replace(at_desk, clerk=Clerk(at_desk.database, SETTINGS, lambda: 100))
    assert "no rough consensus" in said(at_desk, DEPUTY, "!consensus no far too vague")[CS]


def test_each_officer_is_told(at_desk: Desk) -> None:
    """The chair, too: the deputy's revision is another position, of which they don't know."""
    said(at_desk, CHAIR, "!consensus yes")
    for _ in range(2):
        said(at_desk, DEPUTY, "!consensus no too vague")
    refused = said(at_desk, CHAIR, "!consensus yes")
    assert f"{DEPUTY} recorded not agreed" in refused[CS].replace("*", "")
    assert YES in said(at_desk, CHAIR, "!consensus yes")[CS]


def test_the_history_and_the_status_say_that_a_position_was_revised(at_desk: Desk) -> None:
    said(at_desk, CHAIR, "!consensus yes")
    said(at_desk, CHAIR, "!consensus no too vague")
    history = at_desk.say(CS, DEPUTY, "!history")
    assert "CS: not agreed, on Draft 1; revises: was agreed" in history
    assert "CS: not agreed (*revises: was agreed*)" in at_desk.say(CS, DEPUTY, "!status")


def test_a_round_that_was_begun_by_a_slip_is_taken_back(at_desk: Desk) -> None:
    """From the answer to the recall, through plenary, to the caucus."""
    at_desk.show("P1/caucus:gov", 1)
    at_desk.say("P1/caucus:gov", "@gov-chair:test", "!consensus no too long")
    said(at_desk, CHAIR, "!consensus yes")
    answered = at_desk.say("P1/plenary", "@chair:test", "!consensus no not yet")
    assert "round 2 on Draft 1" in answered
    assert "has begun" in answered
    assert "Earlier positions lapse: GOV (not agreed) and CS (agreed)." in answered
    assert "`!recall REASON` takes the round back" in answered
    event = {"msgtype": "m.text", "body": "!recall I meant not yet"}
    rows = at_desk.bring("P1/plenary", at_desk.event("P1/plenary", "@chair:test", event))
    told = [(row.place, str(row.content.get("body"))) for row in rows if row.content]
    again = "counts again: GOV (not agreed) and CS (agreed)."
    assert again in told[0][1]
    assert "- CS: agreed, from before the round" in told[1][1]
    assert "the position of CS from before it counts again: agreed" in dict(told)[CS]
    assert "CS: agreed\n" in at_desk.say(CS, CHAIR, "!status") + "\n"
