"""Which doors there are in which room, for which person, and behind which audience."""

import pytest

from bot.relay import visibility
from bot.relay.places import parse
from deliberation import acts as a
from deliberation.terms import COUNCIL, PUBLIC, Position
from tests.deliberation import assembly as made
from tests.deliberation.assembly import Assembly
from texts.read import Format


@pytest.mark.parametrize(
    "name, doors",
    [
        ("space", {"public"}),
        ("forum", {"public"}),
        ("secretariat", {"public"}),
        ("direct:!room:x", {"public"}),
        ("P12/space", {"public"}),
        ("P12/plenary", {"public", "council"}),
        ("P12/caucus:cs", {"public", "council", "caucus:cs"}),
    ],
)
def test_the_doors_whose_entries_everyone_in_a_room_may_see(name: str, doors: set[str]) -> None:
    assert visibility.doors_seen_in(parse(name)) == doors


@pytest.mark.parametrize(
    "person, doors",
    [
        ("outsider", set()),
        ("secretary", set()),
        ("observer", {"council"}),
        ("council chair", {"council"}),
        ("forum deputy", {"council"}),
        ("gov chair", {"council", "caucus:gov"}),
        ("cs representative", {"council", "caucus:cs"}),
    ],
)
def test_the_doors_behind_which_a_person_is(person: str, doors: set[str]) -> None:
    assert visibility.personal_doors(person, made.constituted().council) == doors


def test_the_doors_through_which_each_audience_sees() -> None:
    assert visibility.doors_by_audience(made.constituted().council) == {
        "public": {"public"},
        "council": {"public", "council"},
        "caucus:gov": {"public", "council", "caucus:gov"},
        "caucus:cs": {"public", "council", "caucus:cs"},
    }


def with_wordings() -> Assembly:
    """Return a round in which each caucus gave a wording, and one released its own."""
    assembly = made.referred()
    for key in made.CAUCUSES:
        assembly.in_caucus(key, a.GiveCaucusText(f"Wording of {key}."))
    assembly.says("gov", Position.AMENDED)
    return assembly


@pytest.mark.parametrize(
    "doors, plenary, wordings",
    [
        ({PUBLIC}, PUBLIC, ["gov"]),
        ({PUBLIC}, COUNCIL, []),
        ({PUBLIC, COUNCIL}, COUNCIL, ["gov"]),
        ({PUBLIC, COUNCIL, "caucus:gov"}, COUNCIL, ["gov"]),
        ({PUBLIC, COUNCIL, "caucus:cs"}, COUNCIL, ["gov", "cs"]),
        ({PUBLIC, "caucus:cs"}, COUNCIL, []),
    ],
)
def test_a_wording_is_seen_in_its_caucus_and_once_released_where_plenary_is(
    doors: set[str], plenary: str, wordings: list[str]
) -> None:
    found = visibility.seen(with_wordings().proposal, doors, plenary)
    assert found is not None
    assert [text.caucus for text in found.texts] == wordings
    assert list(found.positions) == (["gov"] if plenary in doors else [])


def test_a_wording_that_was_taken_back_is_seen_in_its_caucus_alone_as_such() -> None:
    assembly = with_wordings()
    assembly.in_caucus("cs", a.TakeBackCaucusText("a slip"))
    seen = {}
    for door in (PUBLIC, COUNCIL, "caucus:gov", "caucus:cs"):
        found = visibility.seen(assembly.proposal, {PUBLIC, COUNCIL, door}, PUBLIC)
        assert found is not None
        assert found.caucus_text("cs", 1) is None
        text = found.caucus_text("cs", 1, 1)
        seen[door] = text.taken_back if text else None
    nowhere = dict.fromkeys((PUBLIC, COUNCIL, "caucus:gov"))
    assert seen == nowhere | {"caucus:cs": True}


@pytest.mark.parametrize("form", Format)
def test_a_text_that_is_seen_is_seen_with_its_format(form: Format) -> None:
    assembly = made.constituted()
    assembly.in_forum(a.Propose("Title", "A coalition", "First text.", form), "tabler")
    assembly.in_forum(a.Forward())
    assembly.in_plenary(a.Refer())
    assembly.in_caucus("cs", a.GiveCaucusText("Our wording.", form))
    found = visibility.seen(assembly.proposal, {PUBLIC, "caucus:cs"}, PUBLIC)
    assert found is not None
    assert (found.format, found.drafts[0].format, found.texts[0].format) == (form, form, form)


def test_of_no_proposal_nothing_is_seen() -> None:
    assert visibility.seen(None, {PUBLIC}, PUBLIC) is None
