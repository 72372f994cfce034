"""Forged records, sealed as they must be: each is found by what could not have been.

A row is a record in which something was changed, invented, left out or put elsewhere before all
was sealed anew, and the chains that are exported: the proposal's alone, or with the roster's.
``forged.yaml`` has what ``verify`` says of each public export.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from deliberation import entries as e
from deliberation.binding_rules.rules import marked_fingerprint
from deliberation.terms import COUNCIL, PUBLIC, Stage
from storage.proposal_replay import KINDS
from tests.deliberation.assembly import BOT, CONSTITUTED
from tests.storage.forge import (
    ALONE,
    CAUCUSES,
    CHAIR,
    CS,
    GOV,
    ONE,
    OTHER,
    PLENARY,
    RECOMMENDED,
    ROSTER,
    TWO,
    UNLESS,
    WITH_ROSTER,
    Chains,
    Entries,
    Forge,
    added,
    both,
    entry,
    in_council,
    moved,
    payload,
    said_of,
    says,
    until,
    without,
)


def _calling(level: str, *clauses: str) -> dict[str, Any]:
    mark = marked_fingerprint("Second text.", level, clauses)
    return {"level": level, "clauses": clauses, "fingerprint": mark}


SAID: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("forged.yaml").read_text())


def disagreed(*, after: int) -> Forge:
    """Invent that a caucus disagreed."""
    return added(after, e.PositionRecorded("gov", "not agreed", 2, TWO, 2, "No."), GOV, PLENARY)


def closing(*positions: e.LastPosition) -> Forge:
    """Have the council establish that there is no consensus."""
    return both(says(16, e.Closed("No.", positions)), entry(16, stage=Stage.NO_CONSENSUS))


def closed_at_once(entries: Entries) -> Entries:
    """Have the council close what it was forwarded."""
    last = replace(entries[15], payload=e.Closed("No.", ()), stage=Stage.NO_CONSENSUS)
    return (*entries[:5], replace(last, number=6))


FORGED: dict[str, tuple[Forge, Chains]] = {
    # a recommendation without agreement
    "a position is turned into a disagreement": (payload(14, position="not agreed"), ALONE),
    "the same, with the roster": (payload(14, position="not agreed"), WITH_ROSTER),
    "a disagreement came after": (disagreed(after=15), ALONE),
    "a caucus's last position is left out": (without(13), ALONE),
    "a caucus is left out altogether, but for what it keeps private": (without(8, 13), ALONE),
    "a caucus is left out altogether": (without(7, 8, 13), WITH_ROSTER),
    "no caucus was asked about the draft": (without(12, 13, 14, 15), ALONE),
    "no caucus was asked about anything": (without(6, 7, 8, 9, 10, 12, 13, 14, 15), ALONE),
    "a position is on an older draft": (payload(14, draft=1, fingerprint=ONE), ALONE),
    "a position is on another text": (payload(14, fingerprint=ONE), ALONE),
    "the positions had lapsed": (added(15, e.Reopened("Again."), CHAIR, PLENARY), ALONE),
    "a position is as if private to its caucus": (entry(14, audience="caucus:gov"), WITH_ROSTER),
    "a position is as if the council's alone": (entry(14, audience=COUNCIL), ALONE),
    # what was recommended
    "another text is recommended": (payload(16, text="Other.", fingerprint=OTHER), ALONE),
    "an older draft is recommended": (
        payload(16, draft=1, text="First text.", fingerprint=ONE),
        ALONE,
    ),
    "a draft is recommended that was not issued": (payload(16, draft=3), ALONE),
    # stages
    "the proposal was not tabled": (without(4), ALONE),
    "it was not forwarded": (both(without(5), until(5)), ALONE),
    "it was recommended twice": (
        added(16, e.Recommended(2, TWO, "Second text.", "", "markdown"), CHAIR, RECOMMENDED),
        ALONE,
    ),
    "it was recommended while caucuses deliberate": (without(15), ALONE),
    "an act leads to another stage": (entry(11, stage=RECOMMENDED), ALONE),
    "a draft was issued while caucuses deliberate": (moved(11, 9), ALONE),
    "it was withdrawn at last": (
        both(says(16, e.Withdrawn("A slip.")), entry(16, stage=Stage.WITHDRAWN)),
        ALONE,
    ),
    "it was withdrawn by who tabled it, too late": (
        both(says(16, e.Withdrawn("A slip.")), entry(16, stage=Stage.WITHDRAWN, person="tabler")),
        ALONE,
    ),
    "it was closed without being referred": (closed_at_once, ALONE),
    # drafts
    "another text than was tabled is forwarded": (payload(5, fingerprint=TWO), ALONE),
    "a draft's number is used again": (both(payload(11, draft=1), until(11)), ALONE),
    "a draft's number is left out": (both(payload(11, draft=3), until(11)), ALONE),
    "a draft without a text has the fingerprint of one": (payload(11, text=""), ALONE),
    "a draft is taken back that was referred": (
        both(says(16, e.Undrafted(2, 1, "A slip.")), entry(16, stage=PLENARY)),
        ALONE,
    ),
    "a draft calls for binding rules in a clause that it hasn't": (
        both(payload(11, **_calling("national", "7")), until(11)),
        ALONE,
    ),
    "a draft calls for binding rules at a level that there isn't": (
        both(payload(11, **_calling("local")), until(11)),
        ALONE,
    ),
    "a call for binding rules that the fingerprint doesn't cover": (
        both(payload(11, level="national"), until(11)),
        ALONE,
    ),
    # rounds
    "a round's number is left out": (both(payload(12, round=3), until(12)), ALONE),
    "a round is on an older draft": (both(payload(12, draft=1, fingerprint=ONE), until(12)), ALONE),
    "a position is of another round": (payload(13, round=1), ALONE),
    "a round closed before all had reported": (both(without(9), until(9)), WITH_ROSTER),
    "a round closed before anybody had reported": (both(without(7, 8, 9), until(7)), ALONE),
    "a round did not close": (until(14), WITH_ROSTER),
    "a round is closed twice": (
        both(added(10, e.RoundClosed(1, 1), GOV, PLENARY), until(11)),
        ALONE,
    ),
    "a position came before its draft was referred": (
        both(moved(13, 11), entry(12, stage=PLENARY), until(12)),
        ALONE,
    ),
    "a position is on a draft that was not issued": (both(payload(9, draft=7), until(9)), ALONE),
    # caucus texts
    "amended, without a text": (
        payload(8, amendment=0, text="", text_fingerprint="", text_format=""),
        ALONE,
    ),
    "agreed, with a text": (payload(8, position="agreed"), ALONE),
    "agreed, with a text's number": (payload(9, amendment=1, text_format="markdown"), ALONE),
    "agreed, with a text's words": (payload(9, text="Other.", text_fingerprint=OTHER), ALONE),
    "amended, with the draft's own text": (
        payload(8, text="First text.", text_fingerprint=ONE),
        ALONE,
    ),
    "the same text is released with other words": (
        both(
            added(
                9,
                e.PositionRecorded(
                    "cs", "agreed as amended", 1, ONE, 1, "", 1, "Other.", OTHER, "markdown"
                ),
                CS,
                CAUCUSES,
            ),
            until(10),
        ),
        ALONE,
    ),
    # who
    "by somebody who is no chair": (entry(14, person="outsider"), WITH_ROSTER),
    "by another caucus's chair": (entry(14, person=CS), WITH_ROSTER),
    "by who was chair before": (entry(14, person="gov chair before"), WITH_ROSTER),
    "recommended by a deputy of a caucus": (entry(16, person="cs deputy"), WITH_ROSTER),
    "forwarded by the council's chair": (entry(5, person=CHAIR), WITH_ROSTER),
    "for a caucus that isn't there": (both(payload(14, caucus="martians"), until(14)), WITH_ROSTER),
    # entries as such
    "an event acts twice": (entry(14, event="$event-13"), ALONE),
    "a position that there isn't": (payload(14, position="abstains"), ALONE),
    "a format that there isn't": (payload(11, format="pdf"), ALONE),
    "a caucus text is public": (entry(7, audience=PUBLIC), ALONE),
    "an entry is for a door that there isn't": (entry(9, audience="friends:1"), ALONE),
    "a private entry is of a caucus that there isn't": (
        entry(7, audience="caucus:martians"),
        WITH_ROSTER,
    ),
    "a seat is given in a proposal": (says(16, e.Seated("cs", "outsider")), ALONE),
    "a proposal is tabled in the roster": (entry(4, proposal=0), ROSTER),
    # the roster
    "more representatives than seats": (added(3, e.Seated("cs", "outsider"), CS), ROSTER),
    "in two caucuses": (
        both(
            added(3, e.Unseated("cs", "cs deputy"), CS),
            added(4, e.Seated("cs", "gov deputy"), CS),
            entry(5, event="$other"),
        ),
        ROSTER,
    ),
    "observer and representative": (added(3, e.ObserverNamed("cs deputy"), CHAIR), ROSTER),
    "chair of the council and of a caucus": (
        added(3, e.ChairNamed("council", CS, CHAIR, 0), CHAIR),
        ROSTER,
    ),
    "deputy of the council, and of a caucus": (
        added(3, e.DeputyNamed("council", "cs deputy"), CHAIR),
        ROSTER,
    ),
    "an outgoing chair who wasn't chair": (
        added(3, e.ChairNamed("council", "outsider", CS, 0), CHAIR),
        ROSTER,
    ),
    "unseated without a seat": (added(3, e.Unseated("cs", "outsider"), CS), ROSTER),
    "the council was not constituted": (without(1), ROSTER),
    # a closing
    "a closing lists another position": (
        closing(e.LastPosition("gov", "agreed", 2), e.LastPosition("cs", "not agreed", 2)),
        ALONE,
    ),
    "a closing leaves a caucus out": (closing(e.LastPosition("gov", "agreed", 2)), WITH_ROSTER),
    "a closing says that a caucus did not report": (
        closing(e.LastPosition("gov", "agreed", 2), e.LastPosition("cs", "", 0)),
        ALONE,
    ),
}


WITHIN: dict[str, Forge] = {
    "a caucus text's number is left out": both(payload(7, number=2), until(7)),
    "a caucus text's number is used again": both(
        added(7, e.CaucusTextGiven("cs", 1, 1, "Other.", OTHER, "markdown"), CS, CAUCUSES), until(8)
    ),
    "a caucus text is on a draft that was not issued": both(payload(7, draft=2), until(7)),
    "a text is released that was never given": both(payload(8, amendment=4), until(8)),
    "a text is released that was left out": both(without(7), until(7)),
    "a text is released with other words": both(
        payload(8, text="Other.", text_fingerprint=OTHER), until(8)
    ),
    "a text is released in another format": both(payload(8, text_format="plain"), until(8)),
    "a text is released that was taken back": both(
        added(7, e.CaucusTextTakenBack("cs", 1, 1, 0, "A slip."), CS, CAUCUSES), until(9)
    ),
    "a text is taken back that was released": both(
        added(8, e.CaucusTextTakenBack("cs", 1, 1, 0, "A slip."), CS, CAUCUSES), until(9)
    ),
    "a text is taken back that was not given": both(
        added(7, e.CaucusTextTakenBack("cs", 1, 2, 1, "A slip."), CS, CAUCUSES), until(8)
    ),
    "a position is for its caucus alone": both(entry(9, audience="caucus:gov"), until(10)),
    "the reason of an unseating is public": both(
        added(3, e.UnseatingReason("cs", "cs deputy", "Why."), CS),
        entry(4, audience=PUBLIC),
        until(4),
    ),
}
"""What shows in an export of everything, and in the caucus's own."""
EVERYBODY_SEES = ("a text is released that was left out", "the reason of an unseating is public")
"""Also what is private has its number and its commitment in the public export."""


@pytest.mark.parametrize("name", WITHIN)
def test_what_is_forged_within_a_caucus_is_found_by_who_sees_it(name: str) -> None:
    chains = ROSTER if "unseating" in name else ALONE
    assert said_of(WITHIN[name], chains, doors=None) == SAID[name]
    assert said_of(WITHIN[name], chains) == (SAID[name] if name in EVERYBODY_SEES else [])


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_record_is_found_and_what_could_not_have_been_is_named(name: str) -> None:
    assert said_of(*FORGED[name]) == SAID[name]


def test_a_caucus_that_was_taken_out_of_the_council_since_need_not_agree() -> None:
    """The roster alone tells; without it the sentence says so."""
    left = replace(CONSTITUTED, caucuses=(replace(CONSTITUTED.caucuses[1], chair=CS),))
    true = both(payload(14, position="not agreed"), added(15, left, BOT), entry(16, event=""))
    assert said_of(true, WITH_ROSTER) == []
    assert [said.endswith(UNLESS) for said in said_of(true, ALONE)] == [True]


def test_of_what_the_council_keeps_to_itself_nobody_is_accused() -> None:
    """Whoever sees it finds the same as in a public record."""
    for name in ("a position is turned into a disagreement", "a round did not close"):
        forge, chains = FORGED[name]
        kept = both(forge, in_council)
        assert said_of(kept, chains) == []
        assert said_of(kept, chains, doors=(PUBLIC, COUNCIL)) == SAID[name]


def test_what_is_public_is_judged_though_the_rest_is_kept() -> None:
    twice = "it was recommended twice"
    assert said_of(both(FORGED[twice][0], in_council), ALONE) == SAID[twice]
    late = both(without(6, 7, 8, 9, 10, 11, 12, 13, 14, 15), in_council)
    assert said_of(late, ALONE)[-1].endswith("to that draft: there is no position of any.")
    other = both(payload(16, draft=1, text="Other.", fingerprint=OTHER), in_council)
    assert said_of(other, ALONE) == ["Entry 16 names Draft 1 with the fingerprint of another text."]


def test_each_forgery_has_what_is_said_of_it() -> None:
    assert list(SAID) == [*FORGED, *WITHIN]


def test_every_kind_of_a_proposals_chain_has_its_rules() -> None:
    assert KINDS.keys() == {kind.kind for kind in get_args(e.ProposalPayload)}
