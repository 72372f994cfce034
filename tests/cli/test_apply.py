"""What of a changed configuration may be applied, and what of the record stays."""

from dataclasses import replace

import pytest

from bot.cli.apply import applied
from bot.cli.problems import WRONG_USE, Problem
from deliberation import council as councils
from deliberation import entries as e
from deliberation.council import Council
from tests.bot.desk import SEED

TECH = e.CaucusSeed("tech", "TECH", "@tech-chair:test", (), ("@tech-1:test",))


def council(*payloads: e.Payload) -> Council:
    """Return the council that was constituted as SEED has it, and what came of it."""
    entries = (
        e.Entry(
            number=number,
            proposal=e.COUNCIL_CHAIN,
            audience="public",
            payload=payload,
            stage=None,
            person="@bot:test",
            event="",
            event_time=1,
            recorded_time=1,
            cause=f"{number}",
        )
        for number, payload in enumerate((SEED, *payloads), start=1)
    )
    return councils.fold(entries)


def refusal(seed: e.Constituted, before: Council) -> str:
    with pytest.raises(Problem) as refused:
        applied(seed, before)
    assert refused.value.code == WRONG_USE
    assert "Nothing was changed" in refused.value.sentence
    return refused.value.sentence


def test_nothing_is_applied_where_the_file_says_what_is_of_record() -> None:
    assert applied(SEED, council()) is None


def test_other_people_in_the_file_alone_are_nothing_to_apply() -> None:
    first, *rest = SEED.caucuses
    other = replace(first, chair="@other:test", representatives=("@another:test",))
    assert applied(replace(SEED, chair="@new:test", caucuses=(other, *rest)), council()) is None


def test_seats_and_names_change_and_the_people_stay_those_of_the_record() -> None:
    before = council(e.Seated("cs", "@cs-2:test"))
    first, *rest = SEED.caucuses
    renamed = replace(first, name="Governments", chair="@other:test")
    after = applied(replace(SEED, seats=5, name="A council", caucuses=(renamed, *rest)), before)
    assert after
    assert (after.seats, after.name, after.chair) == (5, "A council", SEED.chair)
    assert (after.caucuses[0].name, after.caucuses[0].chair) == ("Governments", first.chair)
    assert after.caucuses[1].representatives == ("@cs-1:test", "@cs-2:test")


def test_a_new_caucus_takes_its_people_from_the_file() -> None:
    after = applied(replace(SEED, caucuses=(*SEED.caucuses, TECH)), council())
    assert after
    assert after.caucuses[-1] == TECH


def test_a_caucus_that_the_file_lacks_ends() -> None:
    after = applied(replace(SEED, caucuses=SEED.caucuses[:1]), council())
    assert after
    assert [caucus.key for caucus in after.caucuses] == ["gov"]


def test_fewer_seats_than_are_held_are_refused_naming_the_caucus() -> None:
    said = refusal(replace(SEED, seats=1), council(e.Seated("cs", "@cs-2:test")))
    assert "CS has 2 representatives" in said


@pytest.mark.parametrize("person", ["@cs-1:test", "@gov-chair:test", "@observer:test"])
def test_nobody_gets_a_second_place_by_a_new_caucus(person: str) -> None:
    caucus = replace(TECH, representatives=(person,))
    assert person in refusal(replace(SEED, caucuses=(*SEED.caucuses, caucus)), council())


def test_who_got_a_place_by_command_gets_no_second_by_a_new_caucus() -> None:
    before = council(e.Seated("cs", "@tech-1:test"))
    assert "@tech-1:test" in refusal(replace(SEED, caucuses=(*SEED.caucuses, TECH)), before)


@pytest.mark.parametrize("officer", ["chair", "deputy"])
def test_an_officer_of_the_council_becomes_none_of_a_new_caucus(officer: str) -> None:
    before = council(e.DeputyNamed("council", "@deputy:test"))
    person = f"@{officer}:test"
    for caucus in (
        replace(TECH, chair=person),
        replace(TECH, deputies=(person,), representatives=(person,)),
    ):
        assert person in refusal(replace(SEED, caucuses=(*SEED.caucuses, caucus)), before)
