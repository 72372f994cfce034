"""One clause is changed in the draft that was shown, and what followed a text is known."""

from dataclasses import replace

import pytest

from deliberation import acts as a
from deliberation import procedure
from deliberation.clauses import edited
from deliberation.errors import Code, PointOfOrder
from deliberation.terms import Position, RoomKind
from tests.deliberation.assembly import Assembly
from tests.deliberation.test_clauses import CHAIR, CS, TEXT, begun, given_text, in_plenary

# --- on the draft that was shown ----------------------------------------------------------


def judged(assembly: Assembly, act: a.ProposalAct, actor: a.Actor) -> PointOfOrder:
    """Return what an act is refused with, just as it is: with the draft shown that it says."""
    with pytest.raises(PointOfOrder) as refused:
        procedure.decide(act, actor, assembly.proposal, assembly.council)
    return refused.value


@pytest.mark.parametrize("shown, code", [(1, Code.DRAFT_NOT_CURRENT), (0, Code.DRAFT_NOT_SHOWN)])
def test_a_clause_is_not_changed_in_a_draft_that_the_room_was_not_shown(
    shown: int, code: Code
) -> None:
    act = a.IssueDraft("Other.", clause="1", shown=shown)
    refused = judged(in_plenary(), act, CHAIR)
    assert (refused.code, refused.fields["draft"]) == (code, 2)
    own = a.GiveCaucusText("Other.", clause="1", shown=shown)
    assert judged(begun(), own, CS).code is code


def test_a_clause_is_not_changed_in_a_caucus_text_that_the_room_was_not_shown() -> None:
    assembly = begun()
    for words in ("First.", "Second."):
        given_text(assembly, a.GiveCaucusText(words, clause="1"))
    for shown in (0, 1):
        act = a.GiveCaucusText("Other.", clause="2", shown=2, shown_text=shown)
        refused = judged(assembly, act, CS)
        assert refused.code is Code.CAUCUS_TEXT_NOT_SHOWN
        assert refused.fields == {"draft": 2, "caucus": "cs", "text": 2}
        named = replace(act, base="P12/2/cs.2")
        assert procedure.decide(named, CS, assembly.proposal, assembly.council)
    act = a.GiveCaucusText("Other.", clause="2", shown=2, shown_text=2)
    assert procedure.decide(act, CS, assembly.proposal, assembly.council)


def test_nor_in_what_stands_in_place_of_a_caucus_text_that_was_taken_back() -> None:
    assembly = begun()
    given_text(assembly, a.GiveCaucusText("First.", clause="1"))
    assembly.in_caucus("cs", a.TakeBackCaucusText("no"))
    act = a.GiveCaucusText("Other.", clause="2", shown=2, shown_text=1)
    refused = judged(assembly, act, CS)
    assert (refused.code, refused.fields["text"]) == (Code.CAUCUS_TEXT_NOT_SHOWN, 0)
    assert procedure.decide(replace(act, shown_text=0), CS, assembly.proposal, assembly.council)


def test_a_whole_text_and_a_text_that_is_named_need_no_draft_shown() -> None:
    assembly = in_plenary()
    for act in (a.IssueDraft("Whole."), a.IssueDraft("Other.", clause="1", base="P12/2")):
        assert procedure.decide(act, CHAIR, assembly.proposal, assembly.council)


def test_a_draft_that_was_not_shown_is_not_taken_back() -> None:
    assembly = in_plenary()
    assembly.in_plenary(a.IssueDraft("Third."))
    assert judged(assembly, a.Undraft("no"), CHAIR).code is Code.DRAFT_NOT_SHOWN
    assert judged(assembly, a.Undraft("no", shown=2), CHAIR).code is Code.DRAFT_NOT_CURRENT


def test_a_caucus_text_is_taken_back_unless_another_was_shown_last() -> None:
    assembly = begun()
    for words in ("First.", "Second."):
        given_text(assembly, a.GiveCaucusText(words, clause="1"))
    act = a.TakeBackCaucusText("no", shown_text=1)
    assert judged(assembly, act, CS).code is Code.LATEST_TEXT_NOT_SHOWN
    for shown in (0, 2):
        act = a.TakeBackCaucusText("no", shown_text=shown)
        assert procedure.decide(act, CS, assembly.proposal, assembly.council)


def test_who_may_not_issue_a_draft_is_not_told_which_was_shown() -> None:
    act = a.IssueDraft("Other.", clause="1")
    observer = a.Actor("observer", RoomKind.PLENARY)
    assert judged(in_plenary(), act, observer).code is Code.NOT_AUTHORISED


# --- what of the texts since is not in it -------------------------------------------------


def without(assembly: Assembly, act: a.IssueDraft | a.GiveCaucusText, actor: a.Actor) -> list[str]:
    assert assembly.proposal is not None
    found = edited(act, actor, assembly.proposal)
    assert found
    return [str(named) for named in found.without]


def test_the_drafts_since_the_one_that_is_changed_are_known() -> None:
    assembly = in_plenary()
    assembly.in_plenary(a.IssueDraft("One.\n\nThird."))
    assembly.in_plenary(a.IssueDraft("One.\n\nTaken back."))
    assembly.in_plenary(a.Undraft("no"))
    assembly.in_plenary(a.IssueDraft("One.\n\nFifth."))
    for base, since in (
        ("P12/2", ["P12/3", "P12/5"]),
        ("P12/4", ["P12/5"]),
        ("P12/5", []),
        ("", []),
    ):
        act = a.IssueDraft("Other.", clause="1", base=base)
        assert without(assembly, act, CHAIR) == since


def test_nothing_is_missing_from_a_draft_that_has_the_current_one_s_text() -> None:
    assembly = in_plenary()
    assembly.in_plenary(a.IssueDraft("Third."))
    assembly.in_plenary(a.IssueDraft(TEXT))
    assert without(assembly, a.IssueDraft("Other.", clause="1", base="P12/2"), CHAIR) == []


def test_a_caucus_s_own_texts_since_the_one_that_is_changed_are_known() -> None:
    assembly = begun()
    for words in ("First.", "Second.", "Taken back."):
        given_text(assembly, a.GiveCaucusText(words, clause="1"))
    assembly.in_caucus("cs", a.TakeBackCaucusText("no"))
    own = ["P12/2/cs.1", "P12/2/cs.2"]
    bases: tuple[tuple[str, list[str]], ...] = (
        ("P12/1", ["P12/2", *own]),
        ("P12/2", own),
        ("P12/2/cs.1", own[1:]),
        ("", []),
    )
    for base, since in bases:
        act = a.GiveCaucusText("Other.", clause="1", base=base)
        assert without(assembly, act, CS) == since


def test_no_other_caucus_s_texts_are_said_to_be_missing() -> None:
    assembly = begun()
    given_text(assembly, a.GiveCaucusText("First.", clause="1"))
    gov = a.Actor("gov chair", RoomKind.CAUCUS, "gov")
    assert without(assembly, a.GiveCaucusText("Other.", clause="1", base="P12/1"), gov) == ["P12/2"]
    assembly.says("cs", Position.AMENDED)
    assembly.in_plenary(a.Recall("back"))
    assert without(assembly, a.IssueDraft("Other.", clause="1", base="P12/1"), CHAIR) == ["P12/2"]


def test_a_caucus_s_own_text_is_missing_from_one_that_another_released() -> None:
    assembly = begun()
    given_text(assembly, a.GiveCaucusText("First.", clause="1"))
    given_text(assembly, a.GiveCaucusText("Second.", clause="1"))
    assembly.says("cs", Position.AMENDED)
    assembly.in_caucus("gov", a.GiveCaucusText("Ours.", clause="1"))
    gov = a.Actor("gov chair", RoomKind.CAUCUS, "gov")
    act = a.GiveCaucusText("Other.", clause="1", base="P12/2/cs.2")
    assert without(assembly, act, gov) == ["P12/2/gov.1"]
