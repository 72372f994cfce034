"""What was recorded once is read, and written again, byte for byte, by the code of today."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import fields
from typing import Any

import pytest
import rfc8785

from deliberation.entries import KINDS, Entry, decode, encode
from deliberation.terms import Stage
from storage.seal import Sealed, seal
from storage.verify import seals
from tests.storage.frozen.make import record
from tests.storage.look import export
from tests.storage.released.make import HERE as RELEASED

Row = Mapping[str, Any]


def released(file: str) -> list[Row]:
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.row_factory = sqlite3.Row
        opened.executescript((RELEASED / file).read_text(encoding="utf-8"))
        return [dict(row) for row in opened.execute("SELECT * FROM entries ORDER BY number")]


RECORDS: dict[str, list[Row]] = {
    "every kind of entry": list(record()),
    **{path.name: released(path.name) for path in RELEASED.glob("*.sql")},
}


@pytest.fixture(params=RECORDS)
def rows(request: pytest.FixtureRequest) -> list[Row]:
    return RECORDS[request.param]


def entry(row: Row) -> Entry:
    return Entry(
        number=row["number"],
        proposal=row["proposal"],
        audience=row["audience"],
        payload=decode(row["kind"], row["version"], json.loads(row["payload"])),
        stage=Stage(row["stage"]) if row["stage"] else None,
        person=row["person"],
        event=row["event"],
        event_time=row["event_time"],
        recorded_time=row["recorded_time"],
        cause=row["cause"],
    )


def sealed(row: Row) -> Sealed:
    return seal(entry(row), row["previous"], row["previous_in_proposal"], row["salt"])


def test_a_payload_is_written_in_the_bytes_that_it_was_read_from(rows: list[Row]) -> None:
    for row in rows:
        payload = decode(row["kind"], row["version"], json.loads(row["payload"]))
        assert rfc8785.dumps(encode(payload)) == row["payload"].encode(), row["number"]


def test_an_entry_keeps_its_kind_and_version(rows: list[Row]) -> None:
    for row in rows:
        payload = entry(row).payload
        assert (payload.kind, payload.version) == (row["kind"], row["version"])


def test_an_entry_keeps_its_commitment_and_its_hash(rows: list[Row]) -> None:
    for row in rows:
        again = sealed(row)
        assert (again.commitment, again.hash) == (row["commitment"], row["hash"]), row["number"]


def test_a_payload_that_was_read_can_be_hashed_and_changed_by_nobody(rows: list[Row]) -> None:
    """Its lists are tuples, so that what is folded from it can't change under the fold."""
    for row in rows:
        hash(entry(row).payload)


def test_the_whole_record_holds(rows: list[Row]) -> None:
    assert seals(export(tuple(map(sealed, rows)), None)) == ()


def test_every_kind_and_version_is_frozen_with_each_field_set_and_unset() -> None:
    """If this fails: python -m tests.storage.frozen.make."""
    frozen = [entry(row).payload for row in record()]
    assert {(payload.kind, payload.version) for payload in frozen} == set(KINDS)
    for kind, cls in KINDS.items():
        of_kind = [each for each in frozen if (each.kind, each.version) == kind]
        for field in (each for each in fields(cls) if each.init):
            are_set = {bool(getattr(each, field.name)) for each in of_kind}
            assert are_set == {True, False}, (kind, field.name)
