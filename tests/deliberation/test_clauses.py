"""A draft that is another text with one clause changed: which text, and what is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation import acts as a
from deliberation import entries as e
from deliberation.clauses import clause_of, edited
from deliberation.errors import Code, PointOfOrder
from deliberation.reference import Reference
from deliberation.terms import Position, RoomKind
from deliberation.text import MAX_TEXT_BYTES, fingerprint
from tests.deliberation import assembly as made
from tests.deliberation.assembly import Assembly, refusal
from texts.read import Format, read

TEXT = "# Aims\n\nWhereas:\n\n1. One.\n2.  Two,\n   with more.\n\n> Quoted.\n"
CHAIR = a.Actor("council chair", RoomKind.PLENARY)
CS = a.Actor("cs chair", RoomKind.CAUCUS, "cs")


def begun(text: str = TEXT, form: Format = Format.MARKDOWN) -> Assembly:
    """Draft 2 is this text, and was referred."""
    assembly = made.forwarded()
    assembly.in_plenary(a.IssueDraft(text, form))
    assembly.in_plenary(a.Refer())
    return assembly


def in_plenary(text: str = TEXT, form: Format = Format.MARKDOWN) -> Assembly:
    assembly = begun(text, form)
    assembly.in_plenary(a.Recall("back"))
    return assembly


def given_text(assembly: Assembly, act: a.GiveCaucusText) -> str:
    (payload,) = assembly.in_caucus("cs", act)
    assert isinstance(payload, e.CaucusTextGiven)
    return payload.text


def drafted(assembly: Assembly, act: a.IssueDraft) -> e.Drafted:
    (payload,) = assembly.in_plenary(act)
    assert isinstance(payload, e.Drafted)
    return payload


def test_all_but_that_clause_stays_byte_for_byte() -> None:
    payload = drafted(in_plenary(), a.IssueDraft("Other.", clause="2"))
    assert payload.text == TEXT.replace("2.  Two,\n   with more.", "2.  Other.")
    assert payload.fingerprint == fingerprint(payload.text)


def test_the_format_is_that_of_the_text_that_is_changed() -> None:
    act = a.IssueDraft("# Other.", Format.MARKDOWN, clause="1")
    payload = drafted(in_plenary("One.\n\nTwo.", Format.PLAIN), act)
    assert (payload.format, payload.text) == ("plain", "# Other.\n\nTwo.")


def test_in_plenary_the_current_draft_is_changed() -> None:
    assembly = in_plenary()
    assembly.in_plenary(a.IssueDraft("First.\n\nSecond."))
    assembly.in_plenary(a.Undraft("no"))
    assert "1. Other." in drafted(assembly, a.IssueDraft("Other.", clause="1")).text


def test_in_a_caucus_its_latest_text_is_changed_released_or_not() -> None:
    assembly = begun()
    first = given_text(assembly, a.GiveCaucusText("Other.", clause="1"))
    assert first == TEXT.replace("1. One.", "1. Other.")
    second = given_text(assembly, a.GiveCaucusText("Ours.", clause="2"))
    assert "1. Other.\n2.  Ours." in second
    assembly.says("cs", Position.AMENDED)
    assert "1. Other.\n2.  Third." in given_text(assembly, a.GiveCaucusText("Third.", clause="2"))


def test_in_a_caucus_a_text_that_was_taken_back_is_not_changed_further() -> None:
    assembly = begun()
    given_text(assembly, a.GiveCaucusText("Other.", clause="1"))
    assembly.in_caucus("cs", a.TakeBackCaucusText("no"))
    assert "1. One.\n2.  Ours." in given_text(assembly, a.GiveCaucusText("Ours.", clause="2"))


def test_the_text_that_is_named_is_changed_also_one_that_was_taken_back() -> None:
    assembly = in_plenary()
    assembly.in_plenary(a.IssueDraft("Alone.\n\nTogether."))
    assembly.in_plenary(a.Undraft("no"))
    act = a.IssueDraft("Other.", clause="2", base="P12/3")
    assert drafted(assembly, act).text == "Alone.\n\nOther."


def test_the_tabled_text_stands_for_the_first_draft() -> None:
    act = a.IssueDraft("Other words.", clause="1", base="P12")
    assert drafted(in_plenary(), act).text == "Other words."


def test_a_released_text_can_be_changed_in_plenary_and_in_another_caucus() -> None:
    assembly = begun()
    given_text(assembly, a.GiveCaucusText("Ours.\n\nAlone."))
    assembly.says("cs", Position.AMENDED)
    act = a.GiveCaucusText("Theirs.", clause="1", base="P12/2/cs.1")
    (payload,) = assembly.in_caucus("gov", act)
    assert isinstance(payload, e.CaucusTextGiven)
    assert payload.text == "Theirs.\n\nAlone."
    assembly.in_plenary(a.Recall("back"))
    act_here = a.IssueDraft("All's.", clause="1", base="P12/2/cs.1")
    assert drafted(assembly, act_here).text == "All's.\n\nAlone."


@pytest.mark.parametrize("base", ["P12/2/cs.1", "P12/9", "P12/2/cs.7", "P13/1", "nothing"])
def test_no_text_is_changed_that_the_room_may_not_see(base: str) -> None:
    assembly = begun()
    given_text(assembly, a.GiveCaucusText("Ours."))
    act = a.GiveCaucusText("Theirs.", clause="1", base=base)
    gov = a.Actor("gov chair", RoomKind.CAUCUS, "gov")
    assert refusal(assembly, act, gov).code is Code.NO_SUCH_TEXT


def test_what_was_changed_in_which_text_is_known() -> None:
    assembly = begun()
    assert assembly.proposal is not None
    found = edited(a.GiveCaucusText("Other.", clause="2."), CS, assembly.proposal)
    assert found
    assert (found.clause, found.base) == ("2", Reference(12, 2))
    assert edited(a.GiveCaucusText("Other."), CS, assembly.proposal) is None


# --- what is refused ----------------------------------------------------------------------


def test_a_clause_that_there_is_not_is_refused_with_the_nearest() -> None:
    refused = refusal(in_plenary(), a.IssueDraft("Other.", clause="9 or so"), CHAIR)
    assert refused.code is Code.NO_SUCH_CLAUSE
    assert refused.fields["clause"] == "9 or so"
    assert refused.fields["names"] == ("1", "2")
    assert (refused.fields["draft"], refused.fields["act"]) == (2, "IssueDraft")


def test_a_heading_is_no_clause() -> None:
    assert (
        refusal(in_plenary(), a.IssueDraft("x", clause="Aims"), CHAIR).code is Code.NO_SUCH_CLAUSE
    )


def test_a_name_that_can_mean_several_is_refused_with_them() -> None:
    text = "# A\n\n1. One\n2. Two\n\n# B\n\n1. One\n2. Two"
    refused = refusal(in_plenary(text), a.IssueDraft("Other.", clause="2"), CHAIR)
    assert refused.code is Code.SEVERAL_CLAUSES
    assert refused.fields["names"] == ("A, 2", "B, 2")
    assert refused.fields["labels"] == ("2.", "2.")


@pytest.mark.parametrize("words", ["One.", "1. One.", "  One.\n"])
def test_a_clause_that_stays_as_it_is_is_refused(words: str) -> None:
    refused = refusal(in_plenary(), a.IssueDraft(words, clause="1"), CHAIR)
    assert (refused.code, refused.fields["clause"]) == (Code.CLAUSE_UNCHANGED, "1")
    assert refusal(begun(), a.GiveCaucusText(words, clause="1"), CS).code is Code.CLAUSE_UNCHANGED


def test_a_change_that_makes_the_current_draft_again_is_refused() -> None:
    assembly = in_plenary("One.\n\nTwo.")
    assembly.in_plenary(a.IssueDraft("Other.\n\nTwo."))
    act = a.IssueDraft("Other.", clause="1", base="P12/2")
    assert refusal(assembly, act, CHAIR).code is Code.DRAFT_UNCHANGED


@pytest.mark.parametrize("words", ["# A heading", "¶1", "```\nopen"])
def test_words_that_are_not_one_clause_there_are_refused(words: str) -> None:
    refused = refusal(in_plenary("One.\n\nTwo."), a.IssueDraft(words, clause="1"), CHAIR)
    assert refused.code is Code.CLAUSE_UNFIT


def test_a_text_does_not_grow_beyond_what_a_text_may_have() -> None:
    assembly = in_plenary("One.\n\n" + "x" * (MAX_TEXT_BYTES - 10))
    refused = refusal(assembly, a.IssueDraft("y" * 100, clause="1"), CHAIR)
    assert refused.code is Code.CLAUSE_TOO_LONG


def test_who_may_not_issue_a_draft_learns_that_and_not_which_clauses_there_are() -> None:
    act = a.IssueDraft("Other.", clause="9")
    refused = refusal(in_plenary(), act, a.Actor("observer", RoomKind.PLENARY))
    assert refused.code is Code.NOT_AUTHORISED


# --- a clause by its name -----------------------------------------------------------------

WHERE = Reference(12, 2)


@pytest.mark.parametrize(
    "text, typed, nearest",
    [
        ("\n\n".join("abcdefghi"), "12", ("7", "8", "9")),
        ("\n\n".join("abcdefghi"), "0", ("1", "2", "3")),
        ("(a) one\n(b) two\n(c) three", "e", ("a", "c")),
        (
            "# Principles\n\n1. a\n2. b\n\n# Measures\n\n1. a\n2. b",
            "Principels",
            ("Principles, 1",),
        ),
        ("", "1", ()),
    ],
)
def test_the_nearest_names_are_said(text: str, typed: str, nearest: tuple[str, ...]) -> None:
    with pytest.raises(PointOfOrder) as refused:
        clause_of(read(text), typed, WHERE)
    assert refused.value.fields["names"][: len(nearest)] == nearest


@given(st.text(max_size=20))
def test_whatever_is_typed_is_found_or_refused(typed: str) -> None:
    text = read(TEXT)
    with suppress(PointOfOrder):
        assert clause_of(text, typed, WHERE) in text
