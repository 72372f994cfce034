"""The same said twice is recorded once, and officers of a caucus know of each other's positions."""

import pytest

from deliberation import acts as a
from deliberation import entries as e
from deliberation.errors import Code, PointOfOrder
from deliberation.terms import Position, RoomKind
from tests.deliberation import assembly as made
from tests.deliberation.assembly import Assembly, refusal
from texts.read import Format

MINUTE = 60_000
OTHERS = (Position.NOT_AGREED, Position.AMENDED)
OFFICERS = ("gov chair", "gov deputy")


def reported(apart: int = MINUTE - 1, note: str = "") -> Assembly:
    """Return a round in which a chair agreed; what is said next is so many ms later."""
    assembly = made.referred()
    assembly.in_caucus("gov", a.GiveCaucusText("Our wording."))
    assembly.says("gov", note=note)
    assembly.apart = apart
    return assembly


def refused(assembly: Assembly, position: Position, person: str, note: str = "") -> PointOfOrder:
    text = assembly.latest_text("gov") if position is Position.AMENDED else 0
    act = a.RecordPosition(position, note, 1, text=text)
    return refusal(assembly, act, a.Actor(person, RoomKind.CAUCUS, "gov"))


def revised(payloads: tuple[e.Payload, ...]) -> str:
    recorded = payloads[0]
    assert isinstance(recorded, e.PositionRecorded)
    return recorded.revises


# --- the same again -----------------------------------------------------------------------


@pytest.mark.parametrize("person", OFFICERS)
def test_the_same_position_again_within_a_minute_is_not_recorded_twice(person: str) -> None:
    again = refused(reported(), Position.AGREED, person)
    assert again.code is Code.ALREADY_RECORDED
    assert again.fields == {
        "caucus": "gov",
        "person": "gov chair",
        "position": "agreed",
        "draft": 1,
        "recorded": 8 * made.HOUR,
        "entry": 8,
    }


@pytest.mark.parametrize("person", OFFICERS)
def test_the_same_position_after_a_minute_is_recorded_as_a_revision(person: str) -> None:
    assert revised(reported(MINUTE).says("gov", person=person)) == "agreed"


def test_the_same_position_with_another_note_is_recorded() -> None:
    assert revised(reported(note="at last").says("gov", note="at long last")) == "agreed"
    again = refused(reported(note="at last"), Position.AGREED, "gov chair", "at last")
    assert again.code is Code.ALREADY_RECORDED


def test_a_clock_that_was_put_back_a_little_makes_no_second_entry() -> None:
    assert refused(reported(-1), Position.AGREED, "gov chair").code is Code.ALREADY_RECORDED
    assert revised(reported(-MINUTE).says("gov")) == "agreed"


def test_the_position_that_closed_the_round_is_not_recorded_again_after_it() -> None:
    assembly = reported(1)
    assembly.says("cs")
    act = a.RecordPosition(Position.AGREED, "", 1)
    again = refusal(assembly, act, a.Actor("cs chair", RoomKind.CAUCUS, "cs"))
    assert again.code is Code.ALREADY_RECORDED


def test_the_same_position_in_a_new_round_is_recorded_however_soon() -> None:
    assembly = made.agreed()
    assembly.apart = 1
    assembly.in_plenary(a.Return("again"))
    assert revised(assembly.says("gov")) == ""


def test_the_same_position_on_a_new_draft_is_recorded_however_soon() -> None:
    assembly = made.agreed()
    assembly.apart = 1
    assembly.in_plenary(a.IssueDraft("Second text."))
    assembly.in_plenary(a.Refer())
    assert revised(assembly.says("gov")) == ""


def test_another_wording_is_released_however_soon_and_the_same_once() -> None:
    assembly = reported(MINUTE)
    assembly.says("gov", Position.AMENDED)
    assembly.apart = 1
    again = refused(assembly, Position.AMENDED, "gov chair")
    assert again.code is Code.ALREADY_RECORDED
    assembly.in_caucus("gov", a.GiveCaucusText("Our better wording."))
    assert revised(assembly.says("gov", Position.AMENDED)) == "agreed as amended"


def test_a_caucus_s_wording_is_not_recorded_twice_in_a_row() -> None:
    assembly = reported(made.HOUR)
    actor = a.Actor("gov deputy", RoomKind.CAUCUS, "gov")
    again = refusal(assembly, a.GiveCaucusText("Our wording. \n"), actor)
    assert again.code is Code.CAUCUS_TEXT_AS_BEFORE
    assert again.fields == {"caucus": "gov", "draft": 1, "text": 1}
    assert assembly.in_caucus("gov", a.GiveCaucusText("Our wording.", Format.PLAIN))


# --- another officer's --------------------------------------------------------------------


@pytest.mark.parametrize("position", OTHERS)
def test_another_officer_s_other_position_within_a_minute_is_refused_with_whose_stands(
    position: Position,
) -> None:
    against = refused(reported(), position, "gov deputy")
    assert against.code is Code.OTHER_OFFICER_DIFFERS
    named = against.fields["person"], against.fields["position"], against.fields["recorded"]
    assert named == ("gov chair", "agreed", 8 * made.HOUR)


@pytest.mark.parametrize("position", OTHERS)
def test_who_was_told_of_it_revises_it(position: Position) -> None:
    assembly = reported()
    entry = refused(assembly, position, "gov deputy").fields["entry"]
    assert revised(assembly.says("gov", position, person="gov deputy", told=entry)) == "agreed"


@pytest.mark.parametrize("position", OTHERS)
def test_after_a_minute_nobody_has_to_be_told(position: Position) -> None:
    assert revised(reported(MINUTE).says("gov", position, person="gov deputy")) == "agreed"


@pytest.mark.parametrize("position", OTHERS)
def test_the_same_officer_revises_at_once(position: Position) -> None:
    assert revised(reported().says("gov", position)) == "agreed"


def test_who_was_told_of_an_earlier_position_is_told_of_the_next_one_too() -> None:
    assembly = reported(1)
    told = refused(assembly, Position.AMENDED, "gov deputy").fields["entry"]
    assembly.says("gov", Position.NOT_AGREED)
    act = a.RecordPosition(Position.AMENDED, "", 1, text=1, told=told)
    again = refusal(assembly, act, a.Actor("gov deputy", RoomKind.CAUCUS, "gov"))
    assert (again.code, again.fields["entry"]) == (Code.OTHER_OFFICER_DIFFERS, told + 1)


def test_another_caucus_s_position_is_nobody_s_business() -> None:
    assert revised(reported(1).says("cs", Position.NOT_AGREED)) == ""
