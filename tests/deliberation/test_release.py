"""What *agreed as amended* releases: what is named, or the one text that was shown last."""

from typing import Any

import pytest

from deliberation import acts as a
from deliberation import entries as e
from deliberation.errors import Code
from deliberation.terms import Position, RoomKind
from tests.deliberation import assembly as made
from tests.deliberation.assembly import Assembly, refusal

GOV = a.Actor("gov chair", RoomKind.CAUCUS, "gov")
LONG = "Networks are open to all. Access is fair, and nobody is ever left out of them."
NOTES = "Remember: ask treasury on Tuesday whether Monday's dinner can still be paid."


def with_texts(*texts: str, draft: str = "First text.") -> Assembly:
    """A round in which gov gave these wordings of the draft."""
    assembly = made.constituted()
    assembly.in_forum(a.Propose("Title", "A coalition", draft), "tabler")
    assembly.in_forum(a.Forward())
    assembly.in_plenary(a.Refer())
    for text in texts:
        assembly.in_caucus("gov", a.GiveCaucusText(text))
    return assembly


def amended(text: int = 0, *, shown_text: int = 0, on: int = 0) -> a.RecordPosition:
    return a.RecordPosition(Position.AMENDED, "", 1, shown_text, text, on)


def released(assembly: Assembly, act: a.RecordPosition) -> tuple[int, str]:
    recorded = assembly.in_caucus("gov", act)[0]
    assert isinstance(recorded, e.PositionRecorded)
    return recorded.amendment, recorded.text


def unclear(assembly: Assembly, act: a.RecordPosition) -> dict[str, Any]:
    refused = refusal(assembly, act, GOV)
    assert refused.code is Code.RELEASE_UNCLEAR
    return dict(refused.fields)


@pytest.mark.parametrize("number, text", [(1, "Ours."), (2, "Ours, better."), (3, "A note.")])
def test_the_text_that_is_named_is_released(number: int, text: str) -> None:
    assembly = with_texts("Ours.", "Ours, better.", "A note.")
    assert released(assembly, amended(number)) == (number, text)


def test_a_text_may_be_named_with_its_draft() -> None:
    assert released(with_texts("Ours.", "Better."), amended(1, on=1)) == (1, "Ours.")


def test_the_only_text_need_not_be_named_where_it_was_shown_last() -> None:
    assert released(with_texts("Ours."), amended(shown_text=1)) == (1, "Ours.")


def test_what_was_taken_back_is_not_counted() -> None:
    assembly = with_texts("Ours.", "A slip.")
    assembly.in_caucus("gov", a.TakeBackCaucusText("a slip"))
    assert unclear(assembly.copy(), amended(shown_text=2))["why"] == "not_shown"
    assert released(assembly, amended(shown_text=1)) == (1, "Ours.")


def test_of_several_texts_none_is_released_unnamed() -> None:
    fields = unclear(with_texts("Ours.", "A note."), amended(shown_text=2))
    assert (fields["why"], fields["texts"], fields["draft"]) == ("several", (1, 2), 1)


def test_a_text_that_was_released_before_counts_among_several() -> None:
    assembly = with_texts("Ours.")
    assembly.in_caucus("gov", amended(1))
    assembly.in_caucus("gov", a.GiveCaucusText("A note."))
    assert unclear(assembly, amended(shown_text=2))["why"] == "several"


@pytest.mark.parametrize("shown", [0, 2])
def test_the_only_text_is_named_where_something_else_was_shown_last(shown: int) -> None:
    assert unclear(with_texts("Ours."), amended(shown_text=shown))["why"] == "not_shown"


def test_what_has_hardly_a_word_of_the_draft_is_named() -> None:
    assembly = with_texts(NOTES, draft=LONG)
    assert unclear(assembly, amended(shown_text=1))["why"] == "hardly"
    assert released(assembly, amended(1)) == (1, NOTES)


@pytest.mark.parametrize("text", ["Networks are open to all.", LONG + " More."])
def test_what_is_still_a_wording_of_the_draft_need_not_be_named(text: str) -> None:
    assert released(with_texts(text, draft=LONG), amended(shown_text=1)) == (1, text)


@pytest.mark.parametrize("number", [2, 9])
def test_a_text_that_is_not_there_is_not_released(number: int) -> None:
    fields = unclear(with_texts("Ours."), amended(number))
    assert (fields["why"], fields["named"], fields["texts"]) == ("no_such", number, (1,))


def test_another_caucus_s_text_is_not_released() -> None:
    assembly = with_texts()
    assembly.in_caucus("cs", a.GiveCaucusText("Theirs."))
    assert unclear(assembly, amended(1))["why"] == "no_such"


def test_a_text_that_was_taken_back_is_not_released() -> None:
    assembly = with_texts("Ours.", "A slip.")
    assembly.in_caucus("gov", a.TakeBackCaucusText("a slip"))
    fields = unclear(assembly, amended(2))
    assert (fields["why"], fields["texts"]) == ("taken_back", (1,))


def test_a_text_on_an_earlier_draft_is_not_released() -> None:
    assembly = with_texts("Ours.")
    assembly.all_agree()
    assembly.in_plenary(a.IssueDraft("Second text."))
    assembly.in_plenary(a.Refer())
    act = a.RecordPosition(Position.AMENDED, "", 2, text=1, on=1)
    assert unclear(assembly, act)["why"] == "other_draft"


def test_the_draft_s_own_text_is_not_released_by_its_number() -> None:
    refused = refusal(with_texts("Ours.", "First text."), amended(2), GOV)
    assert (refused.code, dict(refused.fields)) == (
        Code.CAUCUS_TEXT_UNCHANGED,
        {"draft": 1, "text": 2},
    )


def test_a_text_that_was_released_may_be_released_again() -> None:
    assembly = with_texts("Ours.", "Better.")
    assert released(assembly, amended(2))[0] == 2
    assert released(assembly, amended(1))[0] == 1
    assert released(assembly, amended(2))[0] == 2
