"""Which notes can be read as taking a *yes* back, and what a note names."""

import pytest

from deliberation import acts as a
from deliberation import entries as e
from deliberation.errors import Code
from deliberation.notes import WORDS, against, named
from deliberation.terms import Position, RoomKind
from tests.deliberation import assembly as made
from tests.deliberation.assembly import Assembly, refusal

GOV = a.Actor("gov chair", RoomKind.CAUCUS, "gov")
CHAIR = a.Actor("council chair", RoomKind.PLENARY)
FORUM_CHAIR = a.Actor("forum chair", RoomKind.FORUM)
AGAINST = {
    "but only if clause 7 keeps its deadline": "but",
    "Yes, but …": "but",
    "– if the date stays": "if",
    "(conditionally)": "conditionally",
    "CONDITIONAL on clause 2": "conditional",
    "*NO WAIT*": "no",
    "**wait**": "wait",
    "_not_ yet": "not",
    "oh no": "no",
    "Sorry, wrong room": "wrong",
    "no objections were raised": "no",
    "ｎｏ": "no",
    "n\u200bo": "no",
    "don’t record this": "don't",
    "unless gov objects": "unless",
    "provided that 3 is kept": "provided",
    "except clause 3": "except",
    "only if all do": "only if",
    "as long\nas it holds": "as long as",
    "as amended": "as amended",
}
INNOCENT = (
    *("", "with thanks", "— with “thanks”", "nobody objected", "no-one objected", "note clause 3"),
    *("Notwithstanding clause 4", "Iffy it was not", "12 of 13 spoke", "all objections addressed"),
    *("After long debate, but gladly", "only one of us spoke", "We see no objections", "👍", "…"),
)


@pytest.mark.parametrize("note", AGAINST)
def test_a_note_that_begins_with_a_condition_or_a_contradiction_is_known(note: str) -> None:
    assert against(note) == AGAINST[note]


@pytest.mark.parametrize("note", INNOCENT)
def test_any_other_note_is_none(note: str) -> None:
    assert against(note) == ""


@pytest.mark.parametrize("word", [word for table in WORDS.values() for word in table.against])
def test_every_word_of_the_table_can_be_met(word: str) -> None:
    assert against(f"{word.upper()}: more")
    assert not against(f"more {word}")


@pytest.mark.parametrize(
    "note, drafts",
    [
        *(("draft 1", {1}), ("Draft 2.", {2}), ("DRAFT2", {2}), ("draft no. 3", {3})),
        *(("Draft #4", {4}), ("as in draft-3", {3}), ("drafts 1, 2 and 4", {1, 2, 4})),
        *(("drafts 1–3", {1, 3}), ("P12/2", {2}), ("Draft 3/gov.2", {3}), ("draft\n1", {1})),
        *(("draft 13, 4 spoke", {13}), ("redraft 2", set()), ("the first draft", set())),
        *(("a draft of 2 pages", set()), ("draft 2b", set()), ("https://x.org/p12/2", set())),
    ],
)
def test_the_drafts_that_a_note_names(note: str, drafts: set[int]) -> None:
    assert named(note, made.CAUCUSES).drafts == drafts


@pytest.mark.parametrize(
    "note, proposals",
    [
        *(("P2", {2}), (", P2", {2}), ("and p3, P4", {3, 4}), ("proposals 2 & 3", {2, 3})),
        *(("#2 both", {2}), ("Proposal no. 2", {2}), ("P12/1", {12}), ("-P3", {3})),
        *(("our #1 aim", set()), ("http2", set()), ("p2p networks", set()), ("IP2", set())),
    ],
)
def test_the_proposals_that_a_note_names(note: str, proposals: set[int]) -> None:
    assert named(note, made.CAUCUSES).proposals == proposals


@pytest.mark.parametrize(
    "note, texts",
    [
        *(("gov.1", {(0, "gov", 1)}), ("as in 1/GOV.2", {(1, "gov", 2)})),
        *(("cs-3, gov1", {(0, "cs", 3), (0, "gov", 1)}), ("(cs.1)", {(0, "cs", 1)})),
        *(("docs.1", set()), ("the cs", set()), ("gov.uk", set()), ("rfc.1", set())),
    ],
)
def test_the_caucus_texts_that_a_note_names(note: str, texts: set[tuple[int, str, int]]) -> None:
    assert named(note, made.CAUCUSES).texts == texts


@pytest.mark.parametrize(
    "note, bare",
    [
        *(("2", {2}), ("1, 2", {1, 2}), ("& 3", {3}), ("#4.", {4}), ("1 and 2", {1, 2})),
        *(("12 of 13", set()), ("100%", set()), ("5-0", set()), ("", set())),
    ],
)
def test_the_numbers_of_a_note_that_has_nothing_else(note: str, bare: set[int]) -> None:
    assert named(note, made.CAUCUSES).bare == bare


# --- where it is judged -------------------------------------------------------------------


def position(note: str, position: Position = Position.AGREED, draft: int = 2) -> a.RecordPosition:
    return a.RecordPosition(position, note, draft, text=2 if position.releases_text else 0)


def on_draft_2() -> Assembly:
    """A round on Draft 2, of which gov gave two wordings."""
    assembly = made.redrafted()
    assembly.in_plenary(a.Refer())
    for text in ("Our wording.", "Our better wording."):
        assembly.in_caucus("gov", a.GiveCaucusText(text))
    return assembly


@pytest.mark.parametrize("which", [Position.AGREED, Position.AMENDED])
@pytest.mark.parametrize("note", AGAINST)
def test_a_caucus_s_yes_is_not_recorded_with_a_note_against_it(note: str, which: Position) -> None:
    refused = refusal(on_draft_2(), position(note, which), GOV)
    assert (refused.code, refused.fields["words"]) == (Code.NOTE_AGAINST, AGAINST[note])


@pytest.mark.parametrize("which", [Position.AGREED, Position.AMENDED])
@pytest.mark.parametrize("note", ["draft 1", "Draft 3", "3", "gov.1", "cs.1", "P13", "P12/1"])
def test_a_caucus_s_yes_is_not_recorded_with_another_text_in_its_note(
    note: str, which: Position
) -> None:
    assert refusal(on_draft_2(), position(note, which), GOV).code is Code.NOTE_NAMES_OTHER


@pytest.mark.parametrize("note", [*INNOCENT, "Draft 2", "2", "P12", "P12/2 as it is"])
def test_a_caucus_s_yes_is_recorded_with_any_other_note(note: str) -> None:
    (recorded, *_) = on_draft_2().in_caucus("gov", position(note))
    assert isinstance(recorded, e.PositionRecorded)
    assert recorded.note == note


@pytest.mark.parametrize("note", ["see gov.2", "Draft 2/gov.2 has the date", "2"])
def test_a_note_may_name_the_very_text_that_is_released(note: str) -> None:
    (recorded, *_) = on_draft_2().in_caucus("gov", position(note, Position.AMENDED))
    assert isinstance(recorded, e.PositionRecorded)
    assert (recorded.note, recorded.amendment) == (note, 2)


@pytest.mark.parametrize("note", [*AGAINST, "Draft 1 was better", "P13", "gov.1"])
def test_a_no_may_say_anything(note: str) -> None:
    (recorded, *_) = on_draft_2().in_caucus("gov", position(note, Position.NOT_AGREED))
    assert isinstance(recorded, e.PositionRecorded)
    assert recorded.note == note


@pytest.mark.parametrize("note", ["P13", ", P13", "and #13", "13", "1, 13", "proposal 13 too"])
def test_one_yes_in_the_forum_forwards_one_proposal(note: str) -> None:
    refused = refusal(made.tabled(), a.Forward(note), FORUM_CHAIR)
    assert (refused.code, refused.fields["named"]) in {
        (Code.NOTE_NAMES_OTHER, 13),
        (Code.NOTE_NAMES_OTHER, 1),
    }


@pytest.mark.parametrize(
    "assembly, act, actor",
    [
        (made.tabled(), a.Forward("but later"), FORUM_CHAIR),
        (made.agreed(), a.Finalise("but later"), CHAIR),
    ],
)
def test_the_chairs_of_forum_and_council_set_no_conditions_either(
    assembly: Assembly, act: a.Act, actor: a.Actor
) -> None:
    assert refusal(assembly, act, actor).code is Code.NOTE_AGAINST


def test_a_recommendation_s_note_names_no_draft_but_its_own() -> None:
    assert refusal(made.agreed(), a.Finalise("Draft 2"), CHAIR).code is Code.NOTE_NAMES_OTHER
    assert made.agreed().in_plenary(a.Finalise("Draft 1, at last"))
