"""Corrections that somebody forged, and sealed again: what could not have been is named."""

from dataclasses import replace

import pytest

from deliberation import acts as a
from deliberation import entries as e
from deliberation.terms import COUNCIL, PUBLIC, StatementKind
from storage.verify import verify
from tests.deliberation.assembly import HOUR, PROPOSAL, agreed
from tests.storage.forge import Entries, in_public, sealed
from tests.storage.look import export

CHAINS = (e.COUNCIL_CHAIN, PROPOSAL)
EVERYBODY = frozenset({PUBLIC})
SLIP = a.Correct("a slip", within=10 * HOUR)


def _played() -> Entries:
    """A recommendation that had an objection and a statement, and was taken back."""
    record = agreed()
    objection = a.RaiseObjection("No.", most=3)
    record.in_plenary(objection, "cs representative")
    record.in_plenary(a.LiftObjection(a.Label(1)), "cs representative")
    said = a.MakeStatement(StatementKind.RESERVATION, "Too much.")
    record.in_plenary(said, "cs chair")
    record.in_plenary(a.Finalise())
    record.in_plenary(replace(SLIP, at=record.now + record.apart))
    return tuple(record.entries)


RECORD = _played()
CORRECTED = RECORD[-1].payload
RECOMMENDED = next(x.number for x in RECORD if isinstance(x.payload, e.Recommended))
POSITION = next(x.number for x in reversed(RECORD) if isinstance(x.payload, e.PositionRecorded))


@pytest.mark.parametrize("doors", [EVERYBODY, EVERYBODY | {COUNCIL}, None])
@pytest.mark.parametrize("public", [True, False])
def test_a_true_record_is_accused_of_nothing(doors: frozenset[str] | None, *, public: bool) -> None:
    entries = in_public(RECORD) if public else RECORD
    part = [item for item in sealed(entries) if item.entry.proposal in CHAINS]
    assert verify(export(part, doors)) == ()


FORGED: dict[str, tuple[e.Payload, str]] = {
    "by a visitor": (CORRECTED, "visitor"),
    "by another office": (CORRECTED, "cs chair"),
    "of another act": (e.OutcomeCorrected(RECOMMENDED, "closed", 1, "a slip"), ""),
    "of another draft": (e.OutcomeCorrected(RECOMMENDED, "recommended", 7, "a slip"), ""),
    "of a position": (e.OutcomeCorrected(POSITION, "position", 1, "a slip"), ""),
    "as if nobody had heard": (e.Corrected(COUNCIL, RECOMMENDED, "recommended", 1, "a slip"), ""),
    "in the forum": (e.CorrectedInForum(RECOMMENDED, "recommended", "a slip"), ""),
    "as a disposition": (e.DispositionCorrected(COUNCIL, RECOMMENDED, (1,), "a slip"), ""),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_forged_correction_is_named(forged: tuple[e.Payload, str]) -> None:
    payload, person = forged
    last = replace(RECORD[-1], payload=payload, person=person or RECORD[-1].person)
    found = verify(export(list(sealed(in_public((*RECORD[:-1], last)))), None))
    assert "corrected" in {fault.code for fault in found}
