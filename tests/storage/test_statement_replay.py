"""Statements that somebody forged, and sealed again: what could not have been is named."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from deliberation import acts as a
from deliberation import entries as e
from deliberation.terms import COUNCIL, PUBLIC, Stage, StatementKind
from storage.verify import verify
from tests.deliberation.assembly import PROPOSAL, agreed, referred
from tests.storage.forge import Entries, Forge, in_public, sealed
from tests.storage.look import export

EVERYBODY = frozenset({PUBLIC})
CHAINS = ((PROPOSAL,), (e.COUNCIL_CHAIN, PROPOSAL))


def _played() -> Entries:
    record = agreed()
    for words in ("Too much.", "Far too much."):
        said = a.MakeStatement(StatementKind.RESERVATION, words)
        record.in_plenary(said, "cs chair")
    record.in_plenary(a.MakeStatement(StatementKind.MINORITY, "More."), "gov representative")
    record.in_plenary(a.Finalise())
    said = a.MakeStatement(StatementKind.EXPLANATION, "Narrowly.", open_until=1)
    record.in_plenary(said, "gov deputy")
    return tuple(record.entries)


RECORD = _played()
FIRST, SECOND, OWN, FINAL, DECLARED, AFTER = range(len(RECORD) - 6, len(RECORD))


def test_the_record_is_what_the_forgeries_take_it_for() -> None:
    kinds = [RECORD[n].payload.kind for n in (FIRST, SECOND, OWN, FINAL, DECLARED, AFTER)]
    after = ["recommended", "statements_declared", "statement_attached"]
    assert kinds == ["statement"] * 3 + after


@pytest.mark.parametrize("chains", CHAINS)
@pytest.mark.parametrize("doors", [EVERYBODY, EVERYBODY | {COUNCIL}, None])
@pytest.mark.parametrize("public", [True, False])
def test_a_true_record_is_accused_of_nothing(
    chains: tuple[int, ...], doors: frozenset[str] | None, *, public: bool
) -> None:
    entries = in_public(RECORD) if public else RECORD
    part = [item for item in sealed(entries) if item.entry.proposal in chains]
    assert verify(export(part, doors)) == ()


def changed(place: int, **changes: Any) -> Forge:
    """Return what changes the payload of an entry."""

    def forge(entries: Entries) -> Entries:
        entry = entries[place]
        payload: Any = replace(entry.payload, **changes)
        return (*entries[:place], replace(entry, payload=payload), *entries[place + 1 :])

    return forge


def by(place: int, person: str) -> Forge:
    def forge(entries: Entries) -> Entries:
        return (
            *entries[:place],
            replace(entries[place], person=person),
            *entries[place + 1 :],
        )

    return forge


def declared(*some: e.DeclaredStatement) -> Forge:
    return changed(DECLARED, statements=some)


def early(make: Callable[[], Any]) -> Forge:
    """Return what puts the first statement behind another beginning."""

    def forge(entries: Entries) -> Entries:
        record = make()
        stage = record.stage
        record.record("cs chair", entries[FIRST].payload, stage)
        return in_public(record.entries)

    return forge


def attached_early(entries: Entries) -> Entries:
    payload = RECORD[FIRST].payload
    made = e.StatementAttached(**vars(payload))
    forged = replace(entries[FIRST], payload=made, stage=Stage.PLENARY)
    return (*entries[:FIRST], forged, *entries[FIRST + 1 :])


def hidden_late(entries: Entries) -> Entries:
    made = e.StatementMade(**vars(RECORD[AFTER].payload))
    return (*entries[:AFTER], replace(entries[AFTER], payload=made))


FORGED: dict[str, tuple[Forge, str]] = {
    "on another text": (changed(FIRST, fingerprint="f" * 64), "other_text"),
    "on no draft": (changed(FIRST, draft=7), "no_draft"),
    "in the place of nothing": (changed(SECOND, replaces=3), "statement_replaces"),
    "beside what it is in the place of": (changed(SECOND, replaces=0), "statement_replaces"),
    "for another caucus": (changed(FIRST, caucus="gov"), "statement_author"),
    "for a caucus by a mere representative": (changed(OWN, caucus="gov"), "statement_author"),
    "in one's own name by a chair": (changed(FIRST, caucus=""), "statement_author"),
    "a reservation in one's own name": (
        changed(OWN, statement_kind="reservation"),
        "statement_author",
    ),
    "by somebody in no caucus": (by(OWN, "observer"), "authority"),
    "of no kind that there is": (changed(FIRST, statement_kind="protest"), "kind"),
    "while a round was open": (early(referred), "statement_stage"),
    "attached before there was a recommendation": (attached_early, "statement_stage"),
    "kept from those who see the recommendation": (hidden_late, "statement_stage"),
    "none is declared": (declared(), "statements_declared"),
    "another is declared": (
        declared(
            e.DeclaredStatement("cs", "cs chair", "reservation", "Far too little."),
            e.DeclaredStatement("", "gov representative", "minority", "More."),
        ),
        "statements_declared",
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_could_not_have_been_is_named(name: str) -> None:
    forge, code = FORGED[name]
    entries = sealed(forge(in_public(RECORD)))
    found = verify(export(entries, EVERYBODY))
    assert code in {fault.code for fault in found}, found
