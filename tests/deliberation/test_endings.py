"""Withdrawing, closing and reopening: what docs/stages.md says of them."""

import pytest

from deliberation import acts as a
from deliberation import entries as e
from deliberation.errors import Code
from deliberation.terms import Position, RoomKind, Stage
from tests.deliberation import assembly as made
from tests.deliberation.assembly import Assembly, refusal

TABLER = a.Actor("tabler", RoomKind.FORUM)
FORUM_CHAIR = a.Actor("forum chair", RoomKind.FORUM)
COUNCIL_CHAIR = a.Actor("council chair", RoomKind.FORUM)


def declined() -> Assembly:
    assembly = made.tabled()
    assembly.in_forum(a.Decline("no"))
    return assembly


def reopened() -> Assembly:
    assembly = made.recommended()
    assembly.in_forum(a.Reopen("an error"), "council chair")
    return assembly


# --- withdrawing --------------------------------------------------------------------------


def test_a_proposal_may_be_withdrawn_while_draft_1_is_alone_in_the_caucuses() -> None:
    assembly = made.referred()
    assembly.in_forum(a.Withdraw("too soon"), "tabler")
    assert assembly.stage is Stage.WITHDRAWN


def test_withdrawing_from_the_caucuses_ends_the_round() -> None:
    assembly = made.referred()
    assembly.in_forum(a.Withdraw("too soon"), "tabler")
    assert assembly.proposal is not None
    assert assembly.proposal.round is not None
    assert not assembly.proposal.round.open


def test_a_proposal_is_not_withdrawn_once_a_caucus_has_a_position() -> None:
    assembly = made.referred()
    assembly.says("gov", Position.NOT_AGREED)
    assert refusal(assembly, a.Withdraw("too late"), TABLER).code is Code.UNDER_WAY


def test_a_proposal_is_not_withdrawn_once_there_is_a_second_draft() -> None:
    assembly = made.forwarded()
    assembly.in_plenary(a.IssueDraft("Second text."))
    assert refusal(assembly, a.Withdraw("too late"), TABLER).code is Code.UNDER_WAY


def test_a_proposal_is_not_withdrawn_because_its_positions_have_lapsed() -> None:
    assembly = made.agreed()
    assembly.in_plenary(a.Refer())
    assert refusal(assembly, a.Withdraw("too late"), TABLER).code is Code.UNDER_WAY


def test_nobody_withdraws_what_another_has_tabled() -> None:
    assert refusal(made.tabled(), a.Withdraw("no"), FORUM_CHAIR).code is Code.NOT_AUTHORISED


# --- closing ------------------------------------------------------------------------------


def test_closing_records_each_caucus_s_last_position_or_that_it_has_none() -> None:
    assembly = made.referred()
    assembly.says("gov", Position.NOT_AGREED)
    assembly.in_plenary(a.Recall("time"))
    (closed,) = assembly.in_plenary(a.Close("no way"))
    assert isinstance(closed, e.Closed)
    assert closed.positions == (
        e.LastPosition("gov", "not agreed", 1),
        e.LastPosition("cs", "", 0),
    )


def test_a_round_must_be_recalled_before_the_proposal_is_closed() -> None:
    actor = a.Actor("council chair", RoomKind.PLENARY)
    assert refusal(made.referred(), a.Close("no way"), actor).code is Code.WRONG_STAGE


# --- reopening ----------------------------------------------------------------------------


def test_the_forum_s_chair_reopens_what_was_declined() -> None:
    assembly = declined()
    assembly.in_forum(a.Reopen("new facts"))
    assert assembly.stage is Stage.TABLED


def test_the_council_s_chair_does_not_reopen_what_was_declined() -> None:
    assert refusal(declined(), a.Reopen("new"), COUNCIL_CHAIR).code is Code.NOT_AUTHORISED


def test_the_forum_s_chair_reopens_what_was_withdrawn_before_it_was_forwarded() -> None:
    assembly = made.tabled()
    assembly.in_forum(a.Withdraw("too soon"), "tabler")
    assembly.in_forum(a.Reopen("new facts"))
    assert assembly.stage is Stage.TABLED


def test_the_council_s_chair_reopens_what_was_withdrawn_after_it_was_forwarded() -> None:
    assembly = made.forwarded()
    assembly.in_forum(a.Withdraw("too soon"), "tabler")
    assembly.in_forum(a.Reopen("new facts"), "council chair")
    assert assembly.stage is Stage.PLENARY


def test_the_forum_s_chair_does_not_reopen_a_recommendation() -> None:
    refused = refusal(made.recommended(), a.Reopen("new facts"), FORUM_CHAIR)
    assert refused.code is Code.NOT_AUTHORISED


def test_what_was_declined_and_reopened_is_forwarded_as_draft_1() -> None:
    assembly = declined()
    assembly.in_forum(a.Reopen("new facts"))
    (forwarded,) = assembly.in_forum(a.Forward())
    assert isinstance(forwarded, e.Forwarded)
    assert forwarded.draft == 1


def test_a_recommendation_stands_while_it_is_deliberated_again() -> None:
    assembly = reopened()
    assert assembly.proposal is not None
    assert assembly.proposal.recommendation is not None


def test_a_recommendation_stands_when_what_was_reopened_is_closed() -> None:
    assembly = reopened()
    assembly.in_plenary(a.Close("no way"))
    assert assembly.proposal is not None
    assert assembly.proposal.recommendation is not None


def test_a_recommendation_stands_until_another_replaces_it() -> None:
    assembly = reopened()
    assembly.in_plenary(a.IssueDraft("Second text."))
    assembly.in_plenary(a.Refer())
    assembly.all_agree()
    assembly.in_plenary(a.Finalise())
    assert assembly.proposal is not None
    assert assembly.proposal.recommendation is not None
    assert assembly.proposal.recommendation.text == "Second text."


def test_reopening_leaves_the_drafts_as_they_were() -> None:
    assembly = reopened()
    assembly.in_plenary(a.IssueDraft("Second text."))
    assert assembly.proposal is not None
    assert [draft.number for draft in assembly.proposal.drafts] == [1, 2]


@pytest.mark.parametrize("act", [a.Withdraw("no"), a.Reopen("no")])
def test_an_act_on_a_proposal_that_does_not_exist_is_refused(act: a.Act) -> None:
    assert refusal(made.constituted(), act, TABLER).code is Code.NO_SUCH_PROPOSAL
