"""Drafts, caucus texts and rounds: what docs/stages.md and docs/invariants.md say of them."""

from dataclasses import replace

import pytest

from deliberation import acts as a
from deliberation import entries as e
from deliberation.council import Caucus
from deliberation.errors import Code
from deliberation.terms import Position, RoomKind, Stage
from tests.deliberation import assembly as made
from tests.deliberation.assembly import Assembly, refusal

PLENARY = a.Actor("council chair", RoomKind.PLENARY)
GOV = a.Actor("gov chair", RoomKind.CAUCUS, "gov")


def current(assembly: Assembly) -> int:
    assert assembly.proposal is not None
    assert assembly.proposal.current is not None
    return assembly.proposal.current.number


def finalised(assembly: Assembly) -> bool:
    assembly.in_plenary(a.Finalise())
    return assembly.stage is Stage.RECOMMENDED


def missing(assembly: Assembly) -> dict[str, str]:
    refused = refusal(assembly, a.Finalise(), PLENARY)
    return {gap["caucus"]: gap["why"] for gap in refused.fields["missing"]}


# --- drafts -------------------------------------------------------------------------------


def test_forwarding_makes_draft_1_of_the_text_that_was_tabled() -> None:
    proposal = made.forwarded().proposal
    assert proposal is not None
    assert proposal.current is not None
    assert (proposal.current.number, proposal.current.text) == (1, "First text.")


def test_a_draft_that_differs_in_trailing_spaces_alone_is_not_a_new_draft() -> None:
    act = a.IssueDraft("\r\nFirst text.  \r\n")
    assert refusal(made.forwarded(), act, PLENARY).code is Code.DRAFT_UNCHANGED


def test_a_draft_may_return_to_the_text_of_an_older_one() -> None:
    assembly = made.redrafted()
    assembly.in_plenary(a.IssueDraft("First text."))
    assert current(assembly) == 3


def test_positions_on_an_older_draft_are_stale_when_the_new_one_has_been_referred() -> None:
    assembly = made.agreed()
    assembly.in_plenary(a.IssueDraft("Second text."))
    assembly.in_plenary(a.Refer())
    assembly.in_plenary(a.Recall("time"))
    assert missing(assembly) == {"gov": "stale", "cs": "stale"}


def test_after_undraft_the_positions_on_the_draft_before_count_again() -> None:
    assembly = made.redrafted()
    assembly.in_plenary(a.Undraft("a slip"))
    assert finalised(assembly)


def test_after_undraft_the_draft_before_is_the_one_that_is_recommended() -> None:
    assembly = made.redrafted()
    assembly.in_plenary(a.Undraft("a slip"))
    assembly.in_plenary(a.Finalise())
    recommended = assembly.payloads[-1]
    assert isinstance(recommended, e.Recommended)
    assert (recommended.draft, recommended.text) == (1, "First text.")


def test_the_number_of_a_draft_taken_back_is_never_used_again() -> None:
    assembly = made.redrafted()
    assembly.in_plenary(a.Undraft("a slip"))
    assembly.in_plenary(a.IssueDraft("Third text."))
    assert current(assembly) == 3


def test_drafts_that_were_not_referred_are_taken_back_one_after_another() -> None:
    assembly = made.redrafted()
    assembly.in_plenary(a.IssueDraft("Third text."))
    assembly.in_plenary(a.Undraft("a slip"))
    assembly.in_plenary(a.Undraft("another"))
    assert current(assembly) == 1


def test_undraft_passes_over_a_draft_that_was_taken_back_before() -> None:
    assembly = made.redrafted()
    assembly.in_plenary(a.Undraft("a slip"))
    assembly.in_plenary(a.IssueDraft("Third text."))
    undrafted = assembly.in_plenary(a.Undraft("another"))
    assert undrafted == (e.Undrafted(3, 1, "another"),)


@pytest.mark.parametrize("refer", [a.Refer(), a.Return("again")])
def test_a_draft_is_not_taken_back_once_it_went_to_the_caucuses(refer: a.Act) -> None:
    assembly = made.redrafted()
    assembly.in_plenary(refer)
    assembly.in_plenary(a.Recall("time"))
    assert refusal(assembly, a.Undraft("a slip"), PLENARY).code is Code.DRAFT_WAS_REFERRED


def test_draft_1_is_not_taken_back() -> None:
    act = a.Undraft("a slip")
    assert refusal(made.forwarded(), act, PLENARY).code is Code.NO_EARLIER_DRAFT


# --- rounds -------------------------------------------------------------------------------


def test_a_round_closes_by_itself_with_the_last_caucus() -> None:
    assembly = made.referred()
    assembly.says("gov", Position.NOT_AGREED)
    recorded = assembly.says("cs")
    assert recorded[1:] == (e.RoundClosed(1, 1),)


def test_a_round_stays_open_while_a_caucus_has_not_reported() -> None:
    assembly = made.referred()
    assembly.says("gov")
    assert assembly.stage is Stage.CAUCUSES


def test_a_round_closes_when_the_third_of_three_caucuses_has_reported() -> None:
    assembly = made.referred()
    third = Caucus("tech", "TECH", "tech chair", (), ())
    council = assembly.council
    assembly.council = replace(council, caucuses=(*council.caucuses, third))
    closed = [e.RoundClosed in map(type, assembly.says(key)) for key in ("tech", "cs", "gov")]
    assert closed == [False, False, True]


def test_a_position_revised_within_a_round_does_not_close_it() -> None:
    assembly = made.referred()
    assembly.says("gov")
    assembly.says("gov", Position.NOT_AGREED)
    assert assembly.stage is Stage.CAUCUSES


def test_a_position_revised_within_a_round_is_the_one_that_counts() -> None:
    assembly = made.referred()
    assembly.says("gov", Position.NOT_AGREED)
    assembly.says("gov")
    assembly.says("cs")
    assert finalised(assembly)


def test_a_report_in_the_round_before_does_not_count_in_the_new_one() -> None:
    assembly = made.agreed()
    assembly.in_plenary(a.Refer())
    assembly.says("cs")
    assert assembly.stage is Stage.CAUCUSES


def test_positions_recorded_before_a_recall_stand_after_it() -> None:
    assembly = made.referred()
    assembly.says("gov")
    assembly.in_plenary(a.Recall("time"))
    assert missing(assembly) == {"cs": "no_position"}


def test_each_referral_is_a_round_with_the_next_number() -> None:
    assembly = made.agreed()
    assembly.in_plenary(a.Return("again"))
    assembly.in_plenary(a.Recall("time"))
    (again,) = assembly.in_plenary(a.Refer())
    assert isinstance(again, e.Referred)
    assert again.round == 3


def test_positions_lapse_when_a_proposal_is_reopened() -> None:
    assembly = made.recommended()
    assembly.in_forum(a.Reopen("an error"), "council chair")
    assert missing(assembly) == {"gov": "lapsed", "cs": "lapsed"}


def test_a_lapsed_position_does_not_come_back_with_an_undraft() -> None:
    assembly = made.recommended()
    assembly.in_forum(a.Reopen("an error"), "council chair")
    assembly.in_plenary(a.IssueDraft("Second text."))
    assembly.in_plenary(a.Undraft("a slip"))
    assert missing(assembly) == {"gov": "lapsed", "cs": "lapsed"}


# --- positions ----------------------------------------------------------------------------


def test_in_plenary_a_caucus_completes_what_the_recalled_round_had_not() -> None:
    assembly = made.referred()
    assembly.says("gov")
    assembly.in_plenary(a.Recall("time"))
    assembly.says("cs")
    assert finalised(assembly)


def test_in_plenary_a_caucus_may_revise_its_position_until_the_end() -> None:
    assembly = made.agreed()
    assembly.says("cs", Position.NOT_AGREED)
    assert missing(assembly) == {"cs": "not_agreed"}


def test_a_position_in_plenary_closes_no_second_time_a_round_that_is_closed() -> None:
    assembly = made.agreed()
    assert [type(payload) for payload in assembly.says("cs")] == [e.PositionRecorded]


def test_no_position_is_taken_on_a_draft_that_was_never_referred() -> None:
    act = a.RecordPosition(Position.AGREED, "", 2)
    assert refusal(made.redrafted(), act, GOV).code is Code.DRAFT_NOT_REFERRED


def test_a_position_given_where_no_draft_was_shown_is_refused() -> None:
    act = a.RecordPosition(Position.AGREED, "", 0)
    assert refusal(made.referred(), act, GOV).code is Code.DRAFT_NOT_SHOWN


def test_a_position_on_a_draft_that_is_no_longer_current_is_refused_with_both_numbers() -> None:
    assembly = made.redrafted()
    assembly.in_plenary(a.Refer())
    refused = refusal(assembly, a.RecordPosition(Position.AGREED, "", 1), GOV)
    assert (refused.code, refused.fields["shown"], refused.fields["draft"]) == (
        Code.DRAFT_NOT_CURRENT,
        1,
        2,
    )


def test_a_position_on_a_draft_that_was_taken_back_is_refused() -> None:
    assembly = made.redrafted()
    assembly.in_plenary(a.Undraft("a slip"))
    act = a.RecordPosition(Position.AGREED, "", 2)
    assert refusal(assembly, act, GOV).code is Code.DRAFT_NOT_CURRENT


def test_finalising_is_refused_naming_every_caucus_that_is_missing_and_why() -> None:
    assembly = made.referred()
    assembly.says("gov", Position.NOT_AGREED)
    assembly.in_plenary(a.Recall("time"))
    refused = refusal(assembly, a.Finalise(), PLENARY)
    assert refused.fields["missing"] == (
        {"caucus": "gov", "name": "GOV", "why": "not_agreed", "on": 1, "position": "not agreed"},
        {"caucus": "cs", "name": "CS", "why": "no_position"},
    )


def test_agreed_as_amended_is_not_agreed_enough_to_finalise() -> None:
    assembly = made.agreed()
    assembly.in_caucus("cs", a.GiveCaucusText("Our wording."))
    assembly.says("cs", Position.AMENDED)
    assert missing(assembly) == {"cs": "not_agreed"}


def test_no_draft_is_finalised_that_the_caucuses_have_not_had() -> None:
    assert missing(made.redrafted()) == {"gov": "draft_not_referred", "cs": "draft_not_referred"}


# --- caucus texts -------------------------------------------------------------------------


def test_agreed_as_amended_needs_a_caucus_text() -> None:
    act = a.RecordPosition(Position.AMENDED, "", 1)
    assert refusal(made.referred(), act, GOV).code is Code.NO_CAUCUS_TEXT


def test_agreed_as_amended_needs_a_text_of_the_same_caucus() -> None:
    assembly = made.referred()
    assembly.in_caucus("cs", a.GiveCaucusText("Our wording."))
    act = a.RecordPosition(Position.AMENDED, "", 1)
    assert refusal(assembly, act, GOV).code is Code.NO_CAUCUS_TEXT


def test_agreed_as_amended_needs_a_text_on_that_very_draft() -> None:
    assembly = made.referred()
    assembly.in_caucus("gov", a.GiveCaucusText("Our wording."))
    assembly.all_agree()
    assembly.in_plenary(a.IssueDraft("Second text."))
    assembly.in_plenary(a.Refer())
    act = a.RecordPosition(Position.AMENDED, "", 2)
    assert refusal(assembly, act, GOV).code is Code.NO_CAUCUS_TEXT


def test_agreed_as_amended_needs_a_text_that_differs_from_the_draft() -> None:
    assembly = made.referred()
    assembly.in_caucus("gov", a.GiveCaucusText("Our wording."))
    assembly.in_caucus("gov", a.GiveCaucusText("First text.\n"))
    act = a.RecordPosition(Position.AMENDED, "", 1, text=2)
    assert refusal(assembly, act, GOV).code is Code.CAUCUS_TEXT_UNCHANGED


@pytest.mark.parametrize("position", [Position.AGREED, Position.NOT_AGREED])
def test_no_other_position_releases_a_text(position: Position) -> None:
    assembly = made.referred()
    assembly.in_caucus("gov", a.GiveCaucusText("Our wording."))
    (recorded,) = assembly.says("gov", position)
    assert isinstance(recorded, e.PositionRecorded)
    assert (recorded.amendment, recorded.text, recorded.text_fingerprint) == (0, "", "")


def test_only_the_text_that_was_released_is_marked_so() -> None:
    assembly = made.referred()
    assembly.in_caucus("gov", a.GiveCaucusText("Our wording."))
    assembly.in_caucus("gov", a.GiveCaucusText("Our better wording."))
    assembly.says("gov", Position.AMENDED)
    assert assembly.proposal is not None
    assert [text.released for text in assembly.proposal.texts] == [False, True]


def test_caucus_texts_are_numbered_for_each_draft_and_caucus() -> None:
    assembly = made.referred()
    for key, text in (("gov", "Ours."), ("gov", "Our wording."), ("cs", "Ours.")):
        assembly.in_caucus(key, a.GiveCaucusText(text))
    assembly.all_agree()
    assembly.in_plenary(a.IssueDraft("Second text."))
    assembly.in_caucus("gov", a.GiveCaucusText("Our wording."))
    assert assembly.proposal is not None
    assert [(t.caucus, t.draft, t.number) for t in assembly.proposal.texts] == [
        ("gov", 1, 1),
        ("gov", 1, 2),
        ("cs", 1, 1),
        ("gov", 2, 1),
    ]
