import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.entries import Closed, LastPosition, Tabled
from deliberation.terms import Stage
from storage.faults import Fault, FaultCode
from storage.seal import GENESIS, commitment, entry_hash, seal
from storage.unsealed import Unsealed
from storage.verify import verify
from tests.storage.look import export
from tests.storage.make import (
    caucus_text,
    chain,
    closed,
    constituted,
    forwarded,
    position,
    referred,
    round_closed,
    seated,
    tabled,
    unsealed,
)


def _said(*batch: Unsealed) -> list[Unsealed]:
    """Return the entries, each by an event of its own and by the chair who could."""
    return [
        replace(item, event=f"${at}", person=CHAIRS.get(item.payload.kind, "@a:x"))
        for at, item in enumerate(batch)
    ]


CHAIRS = {"forwarded": "@b:x", "caucus_text": "@c:x", "position": "@c:x"}
RECORD = chain(
    *_said(
        constituted(),
        tabled(1),
        tabled(2),
        forwarded(1),
        referred(1),
        caucus_text(1),
        seated(),
        replace(position(1), stage=Stage.CAUCUSES),
        round_closed(1),
        replace(
            closed(1), payload=Closed("No way.", (LastPosition("cs", "agreed as amended", 1),))
        ),
    )
)
ONE = [item for item in RECORD if item.entry.proposal == 1]
DOCUMENTS = {
    "the whole record, for the secretariat": export(RECORD, None),
    "the whole record, for the public": export(RECORD),
    "one proposal, for the public": export(ONE),
    "one proposal, for a caucus": export(ONE, {"public", "caucus:cs"}),
}

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text())
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


def codes(document: Any) -> set[FaultCode]:
    return {fault.code for fault in verify(document)}


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield (container, key) of every value in a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in list(items):
        yield value, key
        if isinstance(item, dict | list):
            yield from places(item)


def differs(one: Any, other: Any) -> bool:
    return json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True)


def put_back(*, public: bool) -> dict[str, Any]:
    return copy.deepcopy(export(ONE) if public else export(ONE, None))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_export_holds(name: str) -> None:
    assert verify(json.loads(json.dumps(DOCUMENTS[name]))) == ()


@given(st.sampled_from(sorted(DOCUMENTS)), st.data())
@settings(max_examples=4 * settings().max_examples)
def test_any_value_that_is_changed_is_found(name: str, data: st.DataObject) -> None:
    document = copy.deepcopy(DOCUMENTS[name])
    container, key = data.draw(st.sampled_from(list(places(document))))
    before = copy.deepcopy(container[key])
    container[key] = data.draw(JSON.filter(lambda value: differs(value, before)))
    assert verify(document)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_any_value_that_is_changed_a_little_is_found(name: str) -> None:
    for place in range(len(list(places(DOCUMENTS[name])))):
        document = copy.deepcopy(DOCUMENTS[name])
        container, key = list(places(document))[place]
        value = container[key]
        if isinstance(value, int):
            container[key] = value + 1
        elif isinstance(value, str):  # hex stays hex of the same length
            container[key] = ("1" if value[:1] == "0" else "0") + value[1:]
        else:
            continue
        assert verify(document), (name, key)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_any_value_that_is_taken_away_is_found(name: str) -> None:
    for place in range(len(list(places(DOCUMENTS[name])))):
        document = copy.deepcopy(DOCUMENTS[name])
        container, key = list(places(document))[place]
        del container[key]
        assert verify(document), (name, key)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_number_that_became_a_float_or_a_boolean_is_found(name: str) -> None:
    for place in range(len(list(places(DOCUMENTS[name])))):
        for change in (float, bool):
            document = copy.deepcopy(DOCUMENTS[name])
            container, key = list(places(document))[place]
            if type(container[key]) is int:
                container[key] = change(container[key])
                assert verify(document), (name, key)


@given(st.sampled_from(sorted(DOCUMENTS)), st.data())
def test_any_value_that_is_added_is_found(name: str, data: st.DataObject) -> None:
    document = copy.deepcopy(DOCUMENTS[name])
    containers = [document] + [c[k] for c, k in places(document) if isinstance(c[k], dict | list)]
    container = data.draw(st.sampled_from(containers))
    if isinstance(container, dict):
        container[data.draw(st.text().filter(lambda key: key not in container))] = data.draw(JSON)
    else:
        container.insert(data.draw(st.integers(0, len(container))), data.draw(JSON))
    assert verify(document)


@given(st.sampled_from(sorted(DOCUMENTS)), st.data())
def test_any_two_entries_that_are_swapped_are_found(name: str, data: st.DataObject) -> None:
    document = copy.deepcopy(DOCUMENTS[name])
    entries = document["entries"]
    one, other = data.draw(
        st.lists(st.integers(0, len(entries) - 1), min_size=2, max_size=2, unique=True)
    )
    entries[one], entries[other] = entries[other], entries[one]
    assert verify(document)


@given(JSON)
def test_no_json_makes_it_raise(document: Any) -> None:
    assert verify(document)


@given(st.sampled_from(sorted(DOCUMENTS)), st.data())
def test_no_json_within_a_document_makes_it_raise(name: str, data: st.DataObject) -> None:
    document = copy.deepcopy(DOCUMENTS[name])
    for _ in range(data.draw(st.integers(1, 5))):
        container, key = data.draw(st.sampled_from(list(places(document))))
        container[key] = data.draw(JSON)
    verify(document)


def test_a_payload_nested_without_end_is_a_fault_of_shape() -> None:
    document = put_back(public=True)
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    document["entries"][0]["content"]["payload"]["title"] = deep
    assert codes(document) == {FaultCode.SHAPE}


def test_what_is_kept_from_the_public_shows_neither_kind_nor_person_nor_time() -> None:
    hidden = next(item for item in export(ONE)["entries"] if item["audience"] == "caucus:cs")
    assert set(hidden) == {
        "number",
        "proposal",
        "audience",
        "previous",
        "previous_in_proposal",
        "commitment",
        "hash",
    }


def test_the_doors_shown_are_those_asked_for_and_the_public_one() -> None:
    record = chain(tabled(audience="public"), seated(), caucus_text(1))
    shown = [
        item["audience"]
        for item in export(record, {"public", "caucus:cs"})["entries"]
        if "salt" in item
    ]
    assert shown == ["public", "public", "caucus:cs"]


def test_a_changed_content_names_its_entry() -> None:
    document = put_back(public=True)
    document["entries"][1]["content"]["person"] = "@other:example.org"
    assert verify(document) == (Fault(FaultCode.COMMITMENT, 4),)


def test_a_changed_audience_names_its_entry() -> None:
    document = put_back(public=True)
    document["entries"][2]["audience"] = "caucus:gov"
    assert verify(document) == (Fault(FaultCode.HASH, 5),)


def test_a_missing_entry_is_found_at_the_one_after_it() -> None:
    document = put_back(public=True)
    del document["entries"][1]
    assert verify(document) == (Fault(FaultCode.PREVIOUS_IN_PROPOSAL, 5),)


def test_a_record_cut_short_is_found_at_its_head() -> None:
    document = put_back(public=True)
    del document["entries"][-1]
    assert verify(document) == (Fault(FaultCode.HEAD, 0, {"proposal": 1}),)


def test_a_public_entry_without_its_content_is_found() -> None:
    document = put_back(public=True)
    del document["entries"][0]["salt"], document["entries"][0]["content"]
    assert verify(document) == (Fault(FaultCode.HIDDEN, 2),)


def test_a_forged_content_needs_every_later_hash_forged() -> None:
    document = put_back(public=True)
    entry = document["entries"][0]
    entry["content"]["payload"]["title"] = "Forged"
    entry["commitment"] = commitment(entry["salt"], entry["content"])
    names = ("number", "proposal", "audience", "previous", "previous_in_proposal", "commitment")
    entry["hash"] = entry_hash({name: entry[name] for name in names})
    assert verify(document) == (Fault(FaultCode.PREVIOUS_IN_PROPOSAL, 4),)


def test_a_text_sealed_beside_another_texts_fingerprint_is_found() -> None:
    wrong = chain(unsealed(Tabled("Title", "A body", "Text", "0" * 64, "plain")))
    assert verify(export(wrong)) == (Fault(FaultCode.FINGERPRINT, 1, {"at": "fingerprint"}),)


def test_entries_in_another_order_are_found() -> None:
    document = put_back(public=True)
    document["entries"].reverse()
    assert Fault(FaultCode.ORDER, 2, {"after": 4}) in verify(document)


def test_an_entry_that_follows_another_record_is_found() -> None:
    elsewhere = seal(RECORD[2].entry, "1" * 64, GENESIS, RECORD[2].salt)
    faults = verify(export([*RECORD[:2], elsewhere]))
    assert faults == (Fault(FaultCode.PREVIOUS, 3),)


def test_heads_in_another_order_are_found() -> None:
    document = copy.deepcopy(export(RECORD))
    document["heads"].reverse()
    assert verify(document) == (Fault(FaultCode.SHAPE, 0, {"at": "heads"}),)


def test_a_fault_of_shape_says_where() -> None:
    document = put_back(public=True)
    document["entries"][0]["content"]["event_time"] = "yesterday"
    del document["entries"][1]["number"]
    assert verify(document) == (
        Fault(FaultCode.SHAPE, 2, {"at": "content.event_time"}),
        Fault(FaultCode.SHAPE, 0, {"at": "number", "place": 1}),
    )


def test_a_document_of_a_later_version_is_refused() -> None:
    assert verify(export(ONE) | {"version": 2}) == (Fault(FaultCode.SHAPE, 0, {"at": "version"}),)
