"""Slips are taken back: all is as before, unless something rests on it or it was too long ago."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from deliberation import acts as a
from deliberation import entries as e
from deliberation import fold as proposals
from deliberation.errors import Code
from deliberation.proposal import Proposal
from deliberation.terms import Disposition, Position, RoomKind, Stage, StatementKind
from tests.deliberation import assembly as made
from tests.deliberation.assembly import Assembly, refusal

SLIP = a.Correct("a slip", within=10 * made.HOUR)
MEMBER = "cs representative"
PLENARY = a.Actor("council chair", RoomKind.PLENARY)
CS = a.Actor("cs chair", RoomKind.CAUCUS, "cs")


def state(assembly: Assembly) -> Proposal:
    """The proposal but for how it came to be so."""
    assert assembly.proposal
    return replace(assembly.proposal, head=0, latest=())


def correcting(assembly: Assembly) -> a.Correct:
    return replace(SLIP, at=assembly.now + assembly.apart)


def refused(assembly: Assembly, actor: a.Actor, **more: str | int) -> Code:
    act = replace(correcting(assembly), **more)  # type: ignore[arg-type]
    return refusal(assembly, act, actor).code


def refer(assembly: Assembly) -> None:
    assembly.in_plenary(a.Refer())


def send_back(assembly: Assembly) -> None:
    assembly.in_plenary(a.Return("no"))


def undraft(assembly: Assembly) -> None:
    assembly.in_plenary(a.Undraft("no"))


def recall(assembly: Assembly) -> None:
    assembly.in_plenary(a.Recall("no"))


def reported() -> Assembly:
    assembly = made.referred()
    assembly.says("gov")
    return assembly


def with_deadline() -> Assembly:
    assembly = made.forwarded()
    assembly.in_plenary(a.Refer("", a.Term(until=2, at=1)))
    return assembly


@pytest.mark.parametrize(
    "start, slip",
    [
        (made.forwarded, refer),
        (made.agreed, refer),
        (made.agreed, send_back),
        (made.redrafted, undraft),
        (made.referred, recall),
        (reported, recall),
        (with_deadline, recall),
    ],
)
def test_an_act_of_the_council_chair_is_taken_back_and_all_is_as_before(
    start: Callable[[], Assembly], slip: Callable[[Assembly], None]
) -> None:
    assembly = start()
    before = state(assembly)
    slip(assembly)
    assert state(assembly) != before
    assembly.in_plenary(correcting(assembly))
    assert state(assembly) == before


def finalise(assembly: Assembly) -> None:
    assembly.in_plenary(a.Finalise())


def close(assembly: Assembly) -> None:
    assembly.in_plenary(a.Close("no use"))


def with_call() -> Assembly:
    """Every caucus agrees, and a call is open in plenary, well ahead of its time."""
    assembly = made.agreed()
    ahead = a.Term(until=assembly.now + 1_000 * made.HOUR, at=assembly.now)
    assembly.in_plenary(a.OpenCall("Last call.", ahead))
    return assembly


def recommended_before() -> Assembly:
    """Draft 1 stands as a recommendation, and every caucus agrees to Draft 2."""
    assembly = made.recommended()
    assembly.in_direct_chat(a.Reopen("an error"), "council chair")
    assembly.in_plenary(a.IssueDraft("Second text."))
    refer(assembly)
    assembly.all_agree()
    return assembly


@pytest.mark.parametrize(
    "start, slip",
    [
        (made.agreed, finalise),
        (made.agreed, close),
        (with_call, finalise),
        (recommended_before, finalise),
        (recommended_before, close),
    ],
)
def test_an_outcome_is_taken_back_and_all_is_as_before(
    start: Callable[[], Assembly], slip: Callable[[Assembly], None]
) -> None:
    assembly = start()
    before = state(assembly)
    slip(assembly)
    assert state(assembly).stage.is_outcome
    number = assembly.entries[-1].number
    (done,) = assembly.in_plenary(correcting(assembly))
    assert isinstance(done, e.OutcomeCorrected)
    assert state(assembly) == before  # with the recommendation that stood before, if one did
    assert (state(assembly).ended, state(assembly).ended_by) == (0, 0)
    slip(assembly)
    assert state(assembly).stage.is_outcome
    assert assembly.entries[-1].number > number


@pytest.mark.parametrize("position", [Position.AGREED, Position.NOT_AGREED])
def test_a_position_is_taken_back_and_the_one_before_it_counts_again(position: Position) -> None:
    assembly = reported()
    assembly.says("cs", Position.NOT_AGREED)
    before = state(assembly)
    assembly.says("cs", position, note="Another.")
    assembly.in_caucus("cs", correcting(assembly))
    assert state(assembly) == before


def test_the_position_that_closed_the_round_opens_it_again() -> None:
    assembly = reported()
    before = state(assembly)
    assembly.says("cs")
    assert state(assembly).stage is Stage.PLENARY
    assembly.in_caucus("cs", correcting(assembly))
    assert state(assembly) == before


def test_an_earlier_position_too_opens_the_round_that_a_later_one_closed() -> None:
    assembly = reported()
    assembly.says("cs")
    assembly.in_caucus("gov", correcting(assembly))
    proposal = state(assembly)
    assert proposal.stage is Stage.CAUCUSES
    assert proposal.round
    assert (proposal.round.open, proposal.round.reported) == (True, frozenset({"cs"}))
    assert proposal.positions.keys() == {"cs"}
    assembly.says("gov")
    assert state(assembly).stage is Stage.PLENARY


def test_a_disposition_is_taken_back_and_the_one_before_it_holds_again() -> None:
    assembly = made.agreed()
    assembly.in_plenary(a.RaiseObjection("No.", most=3), MEMBER)
    reject = a.DisposeOfObjections((a.Label(1),), Disposition.REJECTED, "no")
    for how in (reject, replace(reject, disposition=Disposition.UPHELD)):
        assembly.in_plenary(how)
    assembly.in_plenary(correcting(assembly))
    assembly.in_plenary(a.Finalise())


def test_what_the_forum_did_not_forward_is_tabled_again() -> None:
    assembly = made.tabled()
    before = state(assembly)
    assembly.in_forum(a.Decline("no"))
    assembly.in_forum(correcting(assembly))
    assert state(assembly) == before


def test_objections_and_another_room_s_private_entries_stay_and_don_t_stand_in_the_way() -> None:
    assembly = made.forwarded()
    assembly.in_plenary(a.Refer())
    assembly.in_caucus("cs", a.GiveCaucusText("Ours."))
    assembly.in_caucus("cs", a.RaiseObjection("No.", most=3), MEMBER)
    assembly.in_plenary(a.SetDeadline(a.Term(until=2, at=1)))
    assembly.in_plenary(correcting(assembly))
    proposal = assembly.proposal
    assert proposal
    assert (proposal.stage, proposal.round) == (Stage.PLENARY, None)
    assert [text.text for text in proposal.texts] == ["Ours."]
    assert [o.label for o in proposal.objections] == ["cs.O1"]


@pytest.mark.parametrize(
    "then",
    [
        lambda x: x.says("gov"),
        lambda x: x.in_plenary(a.Recall("no")) and x.in_plenary(a.IssueDraft("Another.")),
    ],
)
def test_nothing_is_taken_back_on_which_another_act_rests(
    then: Callable[[Assembly], object],
) -> None:
    assembly = made.referred()
    then(assembly)
    assert refused(assembly, PLENARY) is Code.CORRECTION_RESTED_ON


def test_a_position_is_not_taken_back_once_plenary_went_on() -> None:
    assembly = made.agreed()
    assembly.in_plenary(a.Return("no"))
    assert refused(assembly, CS) is Code.CORRECTION_RESTED_ON


def test_an_outcome_that_was_taken_back_stands_in_no_other_office_s_way() -> None:
    assembly = made.agreed()
    finalise(assembly)
    assembly.in_plenary(correcting(assembly))
    assembly.in_caucus("cs", correcting(assembly))
    assert state(assembly).stage is Stage.CAUCUSES
    assert state(assembly).positions.keys() == {"gov"}
    assert state(assembly).recommendation is None


def test_statements_after_it_stay_when_an_outcome_is_taken_back() -> None:
    assembly = made.recommended()
    states = a.MakeStatement(StatementKind.MINORITY, "We differ.", open_until=10**15)
    assembly.in_plenary(states, "cs representative")
    assembly.in_plenary(correcting(assembly))
    assert state(assembly).stage is Stage.PLENARY
    assert [each.statement for each in state(assembly).statements] == ["We differ."]


def test_what_was_reopened_is_not_taken_back() -> None:
    assembly = made.recommended()
    assembly.in_direct_chat(a.Reopen("an error"), "council chair")
    assert refused(assembly, PLENARY) is Code.CORRECTION_RESTED_ON


def test_what_released_a_text_or_an_objection_is_not_taken_back() -> None:
    assembly = made.referred()
    assembly.in_caucus("cs", a.GiveCaucusText("Ours."))
    assembly.says("cs", Position.AMENDED)
    assert refused(assembly, CS) is Code.NOTHING_TO_CORRECT
    assembly.in_caucus("gov", a.RaiseObjection("No.", most=3))
    out = a.RecordPosition(Position.NOT_AGREED, "No.", 1, objections=(a.Label(1, "gov"),))
    assembly.in_caucus("gov", out)
    gov = a.Actor("gov chair", RoomKind.CAUCUS, "gov")
    assert refused(assembly, gov) is Code.NOTHING_TO_CORRECT


def test_who_recorded_it_or_the_present_chair_takes_it_back() -> None:
    assembly = made.referred()
    assembly.says("cs", person="cs deputy")
    for person in ("cs representative", "gov chair"):
        assert refused(assembly, replace(CS, person=person)) is Code.NOT_THEIRS_TO_CORRECT
    taken_back = assembly.copy()
    taken_back.in_caucus("cs", correcting(taken_back), "cs deputy")
    assembly.in_caucus("cs", correcting(assembly))
    assert state(assembly) == state(taken_back)


def test_a_slip_is_taken_back_within_its_time_alone() -> None:
    assembly = made.referred()
    assert refused(assembly, PLENARY, within=made.HOUR - 1) is Code.TOO_LATE_TO_CORRECT
    assembly.in_plenary(replace(correcting(assembly), within=made.HOUR))


def test_a_reply_to_another_message_takes_nothing_back() -> None:
    assembly = made.referred()
    assert refused(assembly, PLENARY, of="$another") is Code.NOT_THE_LATEST
    event = assembly.entries[-1].event
    assembly.in_plenary(replace(correcting(assembly), of=event))


def test_what_is_taken_back_is_not_taken_back_twice() -> None:
    assembly = made.referred()
    assembly.in_plenary(correcting(assembly))
    assert refused(assembly, PLENARY) is Code.NOTHING_TO_CORRECT


def test_the_record_says_which_entry_was_a_slip() -> None:
    assembly = made.referred()
    referred = assembly.entries[-1]
    (done,) = assembly.in_plenary(correcting(assembly))
    assert done == e.Corrected("council", referred.number, "referred", 1, "a slip")


def test_the_fold_of_what_was_corrected_is_the_same_from_the_beginning() -> None:
    assembly = reported()
    assembly.says("cs")
    assembly.in_caucus("gov", correcting(assembly))
    assembly.says("gov", Position.NOT_AGREED)
    folded = proposals.fold(x for x in assembly.entries if x.proposal)
    assert folded == assembly.proposal
    assert folded
    assert assembly.proposal
    assert folded.latest == assembly.proposal.latest


# --- a position, with nothing in its place ------------------------------------------------


def test_a_caucus_takes_its_position_back_and_has_not_reported() -> None:
    assembly = reported()
    assembly.in_caucus("gov", a.TakeBackPosition("we think again"))
    proposal = assembly.proposal
    assert proposal
    assert proposal.round
    assert (proposal.positions, proposal.round.reported) == ({}, frozenset())
    assembly.says("cs")
    assert assembly.stage is Stage.CAUCUSES


def test_without_a_position_there_is_none_to_be_taken_back() -> None:
    assembly = made.referred()
    assert refusal(assembly, a.TakeBackPosition("no"), CS).code is Code.NO_POSITION


def test_a_position_that_has_lapsed_is_none_to_be_taken_back() -> None:
    assembly = made.redrafted()
    refer(assembly)
    assert refusal(assembly, a.TakeBackPosition("no"), CS).code is Code.NO_POSITION


def test_a_position_that_was_taken_back_is_missing_for_a_recommendation() -> None:
    assembly = made.agreed()
    assembly.in_caucus("cs", a.TakeBackPosition("we think again"))
    assert refusal(assembly, a.Finalise(), PLENARY).code is Code.CAUCUSES_MISSING


# --- a caucus's own, beside the council's --------------------------------------------------


def disposed_and_recalled() -> Assembly:
    """A caucus rejects an objection of its own, and then the round is recalled."""
    assembly = made.referred()
    assembly.in_caucus("cs", a.RaiseObjection("No.", shown=1, most=3), MEMBER)
    rejects = a.DisposeOfObjections((a.Label(1),), Disposition.REJECTED, "A reason.")
    assembly.in_caucus("cs", rejects)
    recall(assembly)
    return assembly


def test_a_corrected_disposition_leaves_the_stage_as_it_is() -> None:
    assembly = disposed_and_recalled()
    assembly.in_caucus("cs", correcting(assembly))
    assert assembly.stage is Stage.PLENARY
    assert assembly.proposal
    assert assembly.proposal.objections[0].disposed is None
    assert assembly.entries[-1].stage is Stage.PLENARY


def test_a_caucus_s_correction_takes_nothing_from_the_council_chair() -> None:
    assembly = disposed_and_recalled()
    assembly.in_caucus("cs", correcting(assembly))
    assembly.in_plenary(correcting(assembly))
    assert assembly.stage is Stage.CAUCUSES
    assert assembly.proposal
    assert assembly.proposal.objections[0].disposed is None
