"""What an export hides makes unknown what it may have changed, and nothing else."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import templates
from deliberation import entries as e
from deliberation.terms import COUNCIL, PUBLIC, Stage
from storage.faults import FaultCode
from storage.replay import replay
from storage.verify import verify
from tests.storage.forge import (
    ALONE,
    CHAIR,
    CS,
    OTHER,
    PLENARY,
    RECORD,
    ROSTER,
    WITH_ROSTER,
    Document,
    Forge,
    added,
    both,
    document,
    entry,
    in_council,
    payload,
    until,
    without,
)

MEMBERS = (PUBLIC, COUNCIL)


def hiding(shown: Document, *numbers: int) -> Document:
    """Return the export without the contents of some entries."""
    for each in shown["entries"]:
        if each["number"] in numbers:
            del each["salt"], each["content"]
    return shown


def found(shown: Document) -> list[tuple[FaultCode, int]]:
    return [(fault.code, fault.number) for fault in verify(shown)]


@pytest.mark.parametrize("number", [6, *range(8, 17)])
@pytest.mark.parametrize("chains", [ALONE, WITH_ROSTER])
def test_a_true_record_is_accused_of_nothing_whatever_the_council_hides(
    number: int, chains: Any
) -> None:
    hidden = [each for each in range(number, 16) if each != 7]
    assert found(hiding(document(in_council(RECORD), chains, MEMBERS), *hidden)) == []
    if hidden:
        assert found(hiding(document(in_council(RECORD), chains, MEMBERS), number)) == []


def test_after_something_hidden_a_stage_is_still_one_of_two() -> None:
    forge = both(in_council, payload(16, draft=1, text="Other.", fingerprint=OTHER))
    shown = hiding(document(forge(RECORD), doors=MEMBERS), 14)
    assert (FaultCode.OTHER_TEXT, 16) in found(shown)
    again = added(16, e.Forwarded("", 1, OTHER), CHAIR, PLENARY)
    shown = hiding(document(both(in_council, again)(RECORD), doors=MEMBERS), 14)
    assert (FaultCode.STAGE, 17) in found(shown)


def test_what_a_chain_begins_with_can_not_be_hidden() -> None:
    private = both(entry(4, audience="caucus:cs"), in_council, entry(4, audience="caucus:cs"))
    assert found(document(private(RECORD))) == [(FaultCode.FIRST, 4)]
    constitution = entry(1, audience="caucus:cs")
    assert found(document(constitution(RECORD), ROSTER)) == [(FaultCode.FIRST, 1)]


def _with_a_reason(then: Forge) -> Document:
    """Return the roster's public export with a private reason, and what follows it."""
    unseated = added(3, e.Unseated("cs", "cs representative"), CS)
    reason = added(4, e.UnseatingReason("cs", "cs representative", "Why."), CS)
    return document(both(unseated, reason, then)(RECORD), ROSTER)


def test_a_reason_that_is_kept_within_a_caucus_leaves_the_roster_known() -> None:
    seat, other = e.Seated("cs", "gov deputy"), entry(6, event="$other")
    assert found(_with_a_reason(both(added(5, seat, CS), other))) == [(FaultCode.TWO_PLACES, 6)]
    true = both(added(5, e.Seated("cs", "outsider"), CS), other)
    assert found(_with_a_reason(true)) == []


def test_after_something_hidden_of_the_roster_nothing_of_it_is_judged() -> None:
    many = both(entry(2, audience=COUNCIL), added(3, e.Seated("cs", "outsider"), CS))
    assert found(document(many(RECORD), ROSTER)) == []
    seen = document(many(RECORD), ROSTER, MEMBERS)
    assert found(seen) == [(FaultCode.AUDIENCE, 2), (FaultCode.SEATS, 4)]


def test_after_an_entry_that_nobody_can_read_the_rest_is_judged_by_itself() -> None:
    assert found(document(payload(9, position="abstains")(RECORD))) == [(FaultCode.KIND, 9)]
    of_roster = payload(2, outgoing_seated="no number")(RECORD)
    assert found(document(of_roster, ROSTER)) == [(FaultCode.KIND, 2)]


def test_a_representative_may_be_deputy_of_the_councils_chair() -> None:
    named = added(3, e.DeputyNamed("council", "cs representative"), CHAIR)
    assert found(document(named(RECORD), ROSTER)) == []


def test_a_draft_of_what_was_not_forwarded_is_found() -> None:
    record = both(without(5, 6, 7, 8, 9, 10), until(5))(RECORD)
    assert found(document(record)) == [(FaultCode.STAGE, 5), (FaultCode.DRAFT_NUMBER, 5)]


def test_what_follows_from_an_entry_that_nobody_can_read_is_not_held_against_others() -> None:
    """Neither who tabled the proposal, nor what was forwarded."""
    unread = payload(4, format="pdf")
    reopened = added(16, e.Reopened("Again."), CHAIR, PLENARY)
    assert found(document(both(reopened, unread)(RECORD))) == [(FaultCode.KIND, 4)]
    withdrawn = added(5, e.Withdrawn("A slip."), "tabler", Stage.WITHDRAWN)
    assert found(document(both(until(5), unread, withdrawn)(RECORD))) == [(FaultCode.KIND, 4)]


VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [-1, 0, 1, 2, 2**53 - 1, "", "cs", "plenary", "agreed", OTHER, None, []]
)
DOORS = st.sampled_from([PUBLIC, COUNCIL, "caucus:", "caucus:cs", "x"])


@given(st.data())
@settings(max_examples=4 * settings().max_examples, deadline=None)
def test_nothing_that_is_sealed_as_it_must_be_makes_it_raise(data: st.DataObject) -> None:
    """Whatever the entries say, in whatever order, in whichever chain."""
    shown = document(RECORD, WITH_ROSTER, None)
    entries = data.draw(st.permutations(shown["entries"]))[: data.draw(st.integers(1, 16))]
    for each in entries:
        content = each["content"]
        container = data.draw(st.sampled_from([content, content["payload"], content["payload"]]))
        key = data.draw(st.sampled_from(sorted(container)))
        if data.draw(st.booleans()):
            container[key] = data.draw(VALUES)
        if data.draw(st.integers(0, 5)) == 0:
            each["proposal"] = data.draw(st.sampled_from([0, 12, 13]))
            each["audience"] = data.draw(DOORS)
    numbered = [{**each, "number": at} for at, each in enumerate(entries, start=1)]
    for fault in replay(each for each in numbered if isinstance(each["content"]["payload"], dict)):
        assert templates.fault(fault.code, fault.number, fault.fields)
