"""What a round costs that is recalled: nothing, if no caucus had reported in it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from deliberation import acts as a
from deliberation import entries as e
from deliberation import fold as proposals
from deliberation.proposal import Proposal
from deliberation.standing import counting, is_agreed, is_complete
from deliberation.terms import Position, RoomKind, Stage
from tests.deliberation import assembly as made
from tests.deliberation.assembly import CAUCUSES, Assembly, refusal

AGAIN = (a.Refer(), a.Return("again"))
CHAIR = a.Actor("council chair", RoomKind.PLENARY)


def recalled(again: a.Act, begun: Callable[[], Assembly] = made.agreed) -> Assembly:
    """Return a proposal whose new round was recalled before anybody reported in it."""
    assembly = begun()
    assembly.in_plenary(again)
    assembly.in_plenary(a.Recall("not yet"))
    return assembly


def in_force(assembly: Assembly) -> dict[str, str]:
    """Return the positions that count."""
    assert assembly.proposal
    found = {key: counting(assembly.proposal, key) for key in CAUCUSES}
    return {key: each.position.value for key, each in found.items() if each}


def why_missing(assembly: Assembly) -> dict[str, str]:
    refused = refusal(assembly, a.Finalise(), CHAIR)
    return {gap["caucus"]: gap["why"] for gap in refused.fields["missing"]}


@pytest.mark.parametrize("again", AGAIN)
def test_a_round_recalled_before_anybody_reported_gives_the_positions_back(again: a.Act) -> None:
    assembly = recalled(again)
    assert in_force(assembly) == {"gov": "agreed", "cs": "agreed"}
    assert assembly.payloads[-1] == e.Recalled(2, 1, "not yet", ("cs", "gov"))
    assembly.in_plenary(a.Finalise())
    assert assembly.stage is Stage.RECOMMENDED


@pytest.mark.parametrize("again", AGAIN)
def test_positions_lapse_while_the_round_is_open(again: a.Act) -> None:
    assembly = made.agreed()
    assembly.in_plenary(again)
    assert in_force(assembly) == {}


@pytest.mark.parametrize("again", AGAIN)
def test_with_the_first_position_of_the_new_round_the_others_lapse_for_good(again: a.Act) -> None:
    assembly = made.agreed()
    assembly.in_plenary(again)
    assembly.says("gov", Position.NOT_AGREED)
    assembly.in_plenary(a.Recall("not yet"))
    assert in_force(assembly) == {"gov": "not agreed"}
    assert assembly.payloads[-1] == e.Recalled(2, 1, "not yet", ())
    assert why_missing(assembly) == {"gov": "not_agreed", "cs": "lapsed"}


@pytest.mark.parametrize("again", AGAIN)
def test_with_a_new_draft_what_was_given_back_lapses_for_good(again: a.Act) -> None:
    assembly = recalled(again)
    assembly.in_plenary(a.IssueDraft("Second text."))
    assembly.in_plenary(a.Undraft("a slip"))
    assert why_missing(assembly) == {"gov": "lapsed", "cs": "lapsed"}


def test_what_was_recorded_since_does_not_lapse_with_a_new_draft() -> None:
    assembly = recalled(a.Return("again"))
    assembly.says("cs")
    assembly.in_plenary(a.IssueDraft("Second text."))
    assembly.in_plenary(a.Undraft("a slip"))
    assert why_missing(assembly) == {"gov": "lapsed"}


def test_positions_that_no_round_lapsed_come_back_with_an_undraft_as_before() -> None:
    assembly = made.redrafted()
    assembly.in_plenary(a.Undraft("a slip"))
    assert in_force(assembly) == {"gov": "agreed", "cs": "agreed"}


def test_a_second_recall_gives_back_again() -> None:
    assembly = recalled(a.Return("again"), lambda: recalled(a.Refer()))
    assert in_force(assembly) == {"gov": "agreed", "cs": "agreed"}


def test_what_an_earlier_round_lapsed_for_good_is_not_given_back() -> None:
    assembly = made.agreed()
    assembly.in_plenary(a.Return("again"))
    assembly.says("gov")
    assembly.in_plenary(a.Recall("time"))
    again = recalled(a.Return("once more"), lambda: assembly)
    assert again.payloads[-1] == e.Recalled(3, 1, "not yet", ("gov",))
    assert in_force(again) == {"gov": "agreed"}


def test_what_lapsed_when_it_was_reopened_is_not_given_back() -> None:
    assembly = made.recommended()
    assembly.in_forum(a.Reopen("an error"), "council chair")
    assert in_force(recalled(a.Refer(), lambda: assembly)) == {}


def test_a_first_round_has_nothing_to_give_back() -> None:
    assert in_force(recalled(a.Refer(), made.forwarded)) == {}


def test_a_position_on_an_older_draft_does_not_count_for_being_given_back() -> None:
    """Invariant 2."""
    assembly = recalled(a.Refer(), made.redrafted)
    assert in_force(assembly) == {}
    assert why_missing(assembly) == {"gov": "stale", "cs": "stale"}


def test_what_was_given_back_may_be_revised() -> None:
    assembly = recalled(a.Return("again"))
    (revised,) = assembly.says("gov", Position.NOT_AGREED)
    assert isinstance(revised, e.PositionRecorded)
    assert revised.revises == "agreed"
    assert in_force(assembly) == {"gov": "not agreed", "cs": "agreed"}


# --- records of before --------------------------------------------------------------------


def as_of_old(assembly: Assembly) -> Proposal:
    """Return what a record makes in which the same was recorded before recalls gave back."""
    entries = []
    for entry in assembly.entries:
        payload = entry.payload
        if isinstance(payload, e.Recalled):
            payload = e.RecalledVersion1(payload.round, payload.draft, payload.reason)
        entries.append(replace(entry, payload=payload))
    folded = proposals.fold(x for x in entries if x.proposal)
    assert folded
    return folded


def test_in_a_record_of_before_a_recalled_round_gives_nothing_back() -> None:
    folded = as_of_old(recalled(a.Return("again")))
    assert [counting(folded, key) for key in CAUCUSES] == [None, None]


def test_in_a_record_of_before_only_positions_that_came_after_the_recall_count() -> None:
    assembly = recalled(a.Return("again"))
    assembly.says("gov", Position.NOT_AGREED)
    folded = as_of_old(assembly)
    assert counting(folded, "cs") is None
    assert not is_complete(folded, assembly.council)


# --- where the caucuses stand -------------------------------------------------------------


@pytest.mark.parametrize(
    "positions, complete, agreed",
    [
        ({}, False, False),
        ({"gov": Position.AGREED}, False, False),
        ({"gov": Position.AGREED, "cs": Position.NOT_AGREED}, True, False),
        ({"gov": Position.AGREED, "cs": Position.AGREED}, True, True),
    ],
)
def test_the_caucuses_stand_as_their_positions_that_count(
    positions: dict[str, Position], *, complete: bool, agreed: bool
) -> None:
    assembly = made.referred()
    for key, position in positions.items():
        assembly.says(key, position)
    assert assembly.proposal
    standing = assembly.proposal, assembly.council
    assert (is_complete(*standing), is_agreed(*standing)) == (complete, agreed)
