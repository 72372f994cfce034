"""Questions that somebody forged, and sealed again: what could not have been is named."""

from dataclasses import replace
from typing import Any

import pytest

import templates
from deliberation import acts as a
from deliberation import entries as e
from deliberation.terms import Method, Position
from storage.verify import verify
from tests.deliberation.assembly import PROPOSAL, referred
from tests.storage.forge import Entries, sealed
from tests.storage.look import export


def _played() -> Entries:
    record = referred()
    record.in_caucus("cs", a.SetMethod(Method.POLL))
    record.in_caucus("cs", a.Ask("Well?", record.term()))
    record.in_caucus("cs", a.EndCall())
    record.says("cs", Position.NOT_AGREED)
    return tuple(record.entries)


RECORD = _played()
SET, PUT, COUNTED, SAID = range(len(RECORD) - 4, len(RECORD))
CHAINS = (PROPOSAL, e.COUNCIL_CHAIN)


def faults(entries: Entries) -> list[str]:
    part = [item for item in sealed(entries) if item.entry.proposal in CHAINS]
    found = verify(export(part, None))
    return [templates.fault(each.code, each.number, each.fields) for each in found]


def changed(place: int, **changes: Any) -> Entries:
    entry = RECORD[place]
    payload: Any = replace(entry.payload, **changes)
    return (*RECORD[:place], replace(entry, payload=payload), *RECORD[place + 1 :])


def test_a_true_record_is_accused_of_nothing() -> None:
    kinds = [each.payload.kind for each in RECORD[SET:]]
    assert kinds == ["method", "question", "count", "position"]
    assert faults(RECORD) == []


@pytest.mark.parametrize(
    "place, changes, words",
    [
        (PUT, {"electorate": ("cs deputy",)}, "asks others of cs"),
        (PUT, {"method": "ballot"}, "asks others of cs"),
        (PUT, {"seats": 9}, "asks others of cs"),
        (PUT, {"draft": 2}, "was not what its room had then"),
        (COUNTED, {"call": 1}, "was not open then"),
        (COUNTED, {"result": "reached"}, "what its figures don't come to"),
        (COUNTED, {"yes": 2}, "what its figures don't come to"),
        (COUNTED, {"said_no": ("cs deputy",)}, "what its figures don't come to"),
        (COUNTED, {"silent": ("gov deputy",)}, "what its figures don't come to"),
        (SAID, {"method": "poll"}, "by a method of its own"),
        (SAID, {"figures": (1, 0, 0)}, "by a method of its own"),
        (SET, {"method": "lottery"}, "can't be read"),
        (SET, {"quorum": "2"}, "can't be read"),
        (COUNTED, {"result": "maybe"}, "can't be read"),
    ],
)
def test_what_could_not_have_been_is_named(place: int, changes: dict[str, Any], words: str) -> None:
    found = faults(changed(place, **changes))
    assert any(words in each for each in found), found
