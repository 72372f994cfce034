"""Whatever a council really does, no export of its record is accused of anything."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deliberation import entries as e
from deliberation.terms import COUNCIL, PUBLIC
from storage.compare import together
from storage.seal import GENESIS, Sealed, seal
from storage.verify import verify
from tests.deliberation.assembly import PROPOSAL, recommended
from tests.deliberation.test_properties import Deliberation as AnyDeliberation
from tests.storage.look import export
from tests.storage.released.make import HERE as RELEASED

AUDIENCES = (
    frozenset({PUBLIC}),
    frozenset({PUBLIC, COUNCIL}),
    frozenset({PUBLIC, COUNCIL, "caucus:cs"}),
    None,
)
CHAINS = ({PROPOSAL}, {e.COUNCIL_CHAIN}, {PROPOSAL, e.COUNCIL_CHAIN})


def sealed(entries: Iterable[e.Entry]) -> list[Sealed]:
    last, ends, made = GENESIS, dict[int, str](), list[Sealed]()
    for entry in entries:
        made.append(seal(entry, last, ends.get(entry.proposal, GENESIS), f"{entry.number:064x}"))
        last = ends[entry.proposal] = made[-1].hash
    return made


def in_public(entry: e.Entry) -> e.Entry:
    """The entry as it is where plenaries are public."""
    return replace(entry, audience=PUBLIC) if entry.audience == COUNCIL else entry


def assert_no_fault(entries: list[e.Entry]) -> None:
    record = sealed(entries)
    for doors in AUDIENCES:
        for chains in CHAINS:
            part = [item for item in record if item.entry.proposal in chains]
            assert verify(export(part, doors)) == (), (doors, chains)


class Deliberation(AnyDeliberation):
    """The same people, doing anything; what comes of it is exported at the end."""

    def teardown(self) -> None:
        entries = self.assembly.entries
        assert_no_fault(entries)
        assert_no_fault([in_public(entry) for entry in entries])


TestDeliberation = Deliberation.TestCase


@pytest.mark.parametrize("doors", AUDIENCES)
def test_an_export_together_with_the_rosters_is_the_export_of_both(doors: Any) -> None:
    record = sealed(recommended().entries)
    parts = [[x for x in record if x.entry.proposal == chain] for chain in (PROPOSAL, 0)]
    whole = together(export(parts[0], doors), export(parts[1], doors))
    assert whole == export(record, doors)
    assert verify(whole) == ()


@pytest.mark.parametrize("path", sorted(RELEASED.glob("*.json")), ids=lambda path: path.name)
def test_what_a_release_exported_still_holds(path: Path) -> None:
    """The whole record, and each chain of it, with what is private and without."""
    whole = json.loads(path.read_text(encoding="utf-8"))["record"]
    assert verify(whole) == ()
    for head in whole["heads"]:
        chain = [each for each in whole["entries"] if each["proposal"] == head["proposal"]]
        for entries in (chain, [public(each) for each in chain]):
            assert verify({**whole, "entries": entries, "heads": [head]}) == ()


def public(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry as the public export has it."""
    left_out = () if entry["audience"] == PUBLIC else ("salt", "content")
    return {name: value for name, value in entry.items() if name not in left_out}
