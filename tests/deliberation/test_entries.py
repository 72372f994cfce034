from typing import Any, get_args

import pytest
from cattrs.errors import ForbiddenExtraKeysError

from deliberation import entries as e


def test_a_kind_that_is_declared_can_be_read() -> None:
    for (kind, version), cls in e.KINDS.items():
        assert (cls.kind, cls.version) == (kind, version)
    assert e.KINDS["tabled", 1] is e.Tabled


def test_two_kinds_may_not_have_one_name_and_version() -> None:
    before = dict(e.KINDS)
    with pytest.raises(TypeError, match="tabled, version 1, is Tabled"):
        type("Tabled again", (e.Payload,), {}, kind="tabled")
    assert before == e.KINDS


def test_nobody_changes_the_table_of_kinds() -> None:
    with pytest.raises(TypeError):
        e.KINDS["tabled", 1] = e.Declined  # type: ignore[index]


def test_every_kind_is_of_one_chain() -> None:
    kinds = [*get_args(e.ProposalPayload), *get_args(e.CouncilPayload)]
    assert sorted(kinds, key=str) == sorted(e.KINDS.values(), key=str)


SEATED = {"caucus": "cs", "person": "@a:example.org"}
CHAIR = {"body": "cs", "person": "@a:x", "outgoing": "", "outgoing_seated": 1}


@pytest.mark.parametrize(
    "kind, values, error",
    [
        ("seated", {"caucus": "cs"}, KeyError),
        ("seated", SEATED | {"reason": "None."}, ForbiddenExtraKeysError),
        ("seated", SEATED | {"person": 1}, TypeError),
        ("seated", SEATED | {"person": None}, TypeError),
        ("chair_named", CHAIR | {"outgoing_seated": "1"}, TypeError),
        ("unheard_of", SEATED, KeyError),
    ],
)
def test_what_no_payload_was_written_as_is_not_read(
    kind: str, values: dict[str, Any], error: type[Exception]
) -> None:
    assert e.decode("seated", 1, SEATED) == e.Seated(**SEATED)
    assert e.decode("chair_named", 1, CHAIR) == e.ChairNamed("cs", "@a:x", "", 1)
    with pytest.raises(error):
        e.decode(kind, 1, values)


def test_an_optional_field_may_be_missing() -> None:
    payload = e.PositionRecorded("cs", "agreed", 1, "fp", 1, "")
    values = e.encode(payload)
    for name in ("amendment", "text", "text_fingerprint"):
        del values[name]
    assert e.decode("position", 1, values) == payload
    assert (payload.amendment, payload.text, payload.text_fingerprint) == (0, "", "")


def test_what_a_payload_lists_is_written_as_json_has_it() -> None:
    positions = (e.LastPosition("cs", "agreed", 1),)
    values = e.encode(e.Closed("no way", positions))
    listed = [{"caucus": "cs", "position": "agreed", "draft": 1}]
    assert values == {"reason": "no way", "positions": listed}


def test_a_value_of_another_type_is_named() -> None:
    with pytest.raises(TypeError, match="1 is no str"):
        e.decode("seated", 1, SEATED | {"person": 1})
