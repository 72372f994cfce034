"""Who named somebody who can't be invited hears of it, once, where they named them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.rooms.invite import NotInvited
from bot.rooms.notices import Notices
from deliberation.entries import COUNCIL_CHAIN
from storage.folds import Folds
from storage.outbox import Row
from tests.bot.desk import SETTINGS, Desk, desk

CAUCUS, CHAIR, PERSON = "P1/caucus:cs", "@cs-chair:test", "@nils:other"


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        opened.say("forum", "@visitor:test", "!propose T\nFrom: I\n*One*.")
        opened.say("forum", "@forum-chair:test", "!consensus yes P1")
        yield opened


def not_invited(at: Desk) -> NotInvited:
    return NotInvited(Notices(at.database, SETTINGS, lambda: 1, Folds()))


def last(at: Desk) -> int:
    return at.entries(COUNCIL_CHAIN)[-1].number


def new(at: Desk, before: tuple[Row, ...]) -> dict[str, tuple[str, list[str]]]:
    """Return what was said since, by place: the beginning of it, and whom it mentions."""
    found = [row for row in at.rows() if row not in before]
    contents = {row.place: row.content or {} for row in found}
    assert len(contents) == len(found)
    return {
        place: (said["body"].split(":")[0], said["m.mentions"]["user_ids"])
        for place, said in contents.items()
    }


def refused(at: Desk, number: int, times: int = 2) -> dict[str, tuple[str, list[str]]]:
    before = at.rows()
    for _ in range(times):
        at.runner.run(not_invited(at).refused(PERSON, number))
    return new(at, before)


def waits(at: Desk, number: int) -> dict[str, tuple[str, list[str]]]:
    before, telling = at.rows(), not_invited(at)
    for each in (telling, telling, not_invited(at)):  # the last as after a restart
        at.runner.run(each.waits(PERSON, number))
    return new(at, before)


@pytest.mark.parametrize(
    "text, place, sender",
    [
        (f"!seat {PERSON}", CAUCUS, CHAIR),
        (f"!seat cs {PERSON}", "direct:!chat", CHAIR),
        (f"!observer {PERSON}", "P1/plenary", "@chair:test"),
        (f"!chair council {PERSON}", "direct:!s", "@chair:test"),
    ],
)
def test_who_named_somebody_is_told_once_where_they_did(
    at_desk: Desk, text: str, place: str, sender: str
) -> None:
    at_desk.say(place, sender, text)
    said = refused(at_desk, last(at_desk))
    assert said[place] == ("@nils", [sender])
    assert said["secretariat"] == ("@nils", ["@secretary:test"])
    assert waits(at_desk, last(at_desk)) == {place: ("@nils", [sender])}


def test_who_announced_somebody_is_told_once_it_has_taken_effect(at_desk: Desk) -> None:
    secretary, chat = "@secretary:test", "direct:!s"
    at_desk.say(chat, secretary, f"!chair cs {PERSON} The chair is gone.")
    at_desk.do_due()
    named = last(at_desk)
    assert at_desk.entries(COUNCIL_CHAIN)[-1].payload.kind == "chair_named"
    assert refused(at_desk, named)[chat] == ("@nils", [secretary])
    assert waits(at_desk, named) == {chat: ("@nils", [secretary])}


def test_of_who_is_of_the_configuration_the_secretariat_is_told(at_desk: Desk) -> None:
    before = at_desk.rows()
    at_desk.runner.run(not_invited(at_desk).refused("@cs-1:test", 1))
    assert new(at_desk, before) == {"secretariat": ("@cs-1", ["@secretary:test"])}
    before = at_desk.rows()
    at_desk.runner.run(not_invited(at_desk).waits("@cs-1:test", 1))
    assert new(at_desk, before) == {}


def test_of_who_has_no_role_any_more_nobody_is_told(at_desk: Desk) -> None:
    at_desk.say(CAUCUS, CHAIR, f"!seat {PERSON}")
    number = last(at_desk)
    at_desk.say(CAUCUS, CHAIR, f"!unseat {PERSON}")
    assert refused(at_desk, number).keys() == {"secretariat"}
    assert waits(at_desk, number) == {}


def test_for_a_new_appointment_it_is_told_again(at_desk: Desk) -> None:
    for text in (f"!seat {PERSON}", f"!unseat {PERSON}", f"!seat {PERSON}"):
        at_desk.say(CAUCUS, CHAIR, text)
    first, *_, second = [
        each.number for each in at_desk.entries(COUNCIL_CHAIN) if each.payload.kind == "seated"
    ]
    refused(at_desk, first)
    assert refused(at_desk, second).keys() == {CAUCUS, "secretariat"}
