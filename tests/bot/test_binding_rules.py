"""A call for binding rules: who is told of it, and where it is shown."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from deliberation.terms import COUNCIL, PUBLIC
from storage import export as exports
from storage import record
from storage.seal import Sealed
from storage.verify import verify
from tests.bot.desk import SETTINGS, Desk, desk
from tests.bot.rendered import in_words

CHAIR, CS_CHAIR, GOV_CHAIR = "@chair:test", "@cs-chair:test", "@gov-chair:test"
PLENARY, CS, GOV = "P1/plenary", "P1/caucus:cs", "P1/caucus:gov"
CALLS = "calls for the development of binding rules at the national level (clauses 1 and 2)."
TEXT = "One.\n\nTwo.\n\nThree."


@pytest.fixture(params=[PUBLIC, COUNCIL])
def at(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A desk with a proposal of three clauses in plenary."""
    public = request.param == PUBLIC
    rooms = replace(SETTINGS.rooms, plenary_public=public)
    with desk(tmp_path, replace(SETTINGS, plenary=request.param, rooms=rooms)) as opened:
        opened.say("forum", "@tabler:test", f"!propose Open routing\nFrom: A group\n{TEXT}")
        opened.say("forum", "@forum-chair:test", "!consensus yes P1")
        opened.show(PLENARY, 1)
        yield opened


def bodies(at: Desk, place: str) -> list[str]:
    rows = at.runner.run(in_words(at.database))
    said = [(row.content or {}).get("body") for row in rows if row.place == place]
    return [str(body) for body in said if body]


def call(at: Desk, typed: str = "!binding national ¶1 ¶2") -> str:
    answer = at.say(PLENARY, CHAIR, typed)
    at.show(PLENARY, len([x for x in at.entries(1) if x.payload.kind == "drafted"]) + 1)
    return answer


def recommend(at: Desk, draft: int) -> None:
    at.say(PLENARY, CHAIR, "!refer")
    for place, chair in ((CS, CS_CHAIR), (GOV, GOV_CHAIR)):
        at.show(place, draft)
        at.say(place, chair, "!consensus yes")
    assert "is a recommendation" in at.say(PLENARY, CHAIR, "!consensus yes")


def test_the_answer_plenary_and_the_caucuses_hear_what_it_calls_for(at: Desk) -> None:
    answer = call(at, "!binding national ¶1 ¶2 They said so.")
    assert "Draft 2" in answer
    assert "It has the text of Draft 1." in answer
    for said in (answer, bodies(at, PLENARY)[-1], bodies(at, CS)[-1]):
        assert f"It {CALLS} Draft 1 calls for none." in said
    assert "They said so." in bodies(at, GOV)[-1]


def test_it_is_shown_wherever_the_draft_is(at: Desk) -> None:
    call(at)
    for asked in ("!status", "!text", "!diff"):
        assert CALLS in at.say(PLENARY, CHAIR, asked)
    assert "No word differs." in at.say(PLENARY, CHAIR, "!diff")
    assert "binding rules at the national level" in at.say(PLENARY, CHAIR, "!history")
    at.say(PLENARY, CHAIR, "!refer")
    assert CALLS in bodies(at, CS)[-1]


def test_the_recommendation_says_it_and_stays_non_binding(at: Desk) -> None:
    call(at)
    recommend(at, 2)
    for place in ("forum", PLENARY, CS):
        (said,) = [x for x in bodies(at, place) if "is a recommendation of" in x and CALLS in x]
        assert "non-binding" in said
    assert CALLS in at.say("forum", "@visitor:test", "!text P1")


@pytest.mark.parametrize("whole", [True, False])
def test_an_export_with_it_is_consistent(at: Desk, *, whole: bool) -> None:
    call(at)
    recommend(at, 2)
    sealed = at.runner.run(_sealed(at))
    shown = exports.export(sealed, lambda entry: whole or entry.audience == PUBLIC)
    assert verify(shown) == ()


async def _sealed(at: Desk) -> tuple[Sealed, ...]:
    async with at.database.read() as conn:
        return await record.sealed(conn, 1)


@pytest.mark.parametrize(
    "text, said",
    [
        (f"{TEXT}\n\nFour.", f"It {CALLS}"),
        ("One.", "It calls for no binding rules any more. Draft 2 calls for"),
    ],
)
def test_the_answer_to_a_later_draft_says_what_it_calls_for(at: Desk, text: str, said: str) -> None:
    call(at)
    answer = at.say(PLENARY, CHAIR, f"!draft\n{text}")
    assert said in answer
    assert ("A clause that Draft 2 named for them is not in it." in answer) == (text == "One.")


def test_none_takes_it_back_and_says_so_in_the_caucuses(at: Desk) -> None:
    assert "calls for no binding rules, so there is nothing to take back" in call(
        at, "!binding none"
    )
    call(at)
    assert "already calls for the development" in at.say(PLENARY, CHAIR, "!binding national ¶1 ¶2")
    answer = at.say(PLENARY, CHAIR, "!binding none")
    assert "It calls for no binding rules any more. Draft 2 calls for" in answer
    assert "It calls for no binding rules any more." in bodies(at, CS)[-1]


@pytest.mark.parametrize(
    "typed",
    [
        "!binding national clauses 1 and 2",
        "!binding at the national level ¶1 ¶2",
        "!binding National: ¶1, ¶2",
    ],
)
def test_people_write_it_in_words(at: Desk, typed: str) -> None:
    assert f"It {CALLS}" in call(at, typed)


@pytest.mark.parametrize("typed", ["!binding", "!binding local ¶1", "!binding ¶1"])
def test_what_is_no_level_is_answered_with_those_that_there_are(at: Desk, typed: str) -> None:
    before = len(at.entries(1))
    answer = call(at, typed)
    for level in ("national", "regional", "international", "none"):
        assert f"`{level}`" in answer
    assert len(at.entries(1)) == before
