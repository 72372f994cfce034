from dataclasses import fields
from typing import Any, get_args

import pytest
from cattrs.errors import ForbiddenExtraKeysError

from deliberation import entries as e
from tests.deliberation.assembly import PRESENT_KINDS


def test_a_kind_that_is_declared_can_be_read() -> None:
    for (kind, version), cls in e.KINDS.items():
        assert (cls.kind, cls.version) == (kind, version)
    assert e.KINDS["tabled", 2] is e.Tabled
    assert e.KINDS["tabled", 1] is e.TabledVersion1


def test_two_kinds_may_not_have_one_name_and_version() -> None:
    before = dict(e.KINDS)
    with pytest.raises(TypeError, match="tabled, version 1, is TabledVersion1"):
        type("Tabled again", (e.Payload,), {}, kind="tabled")
    assert before == e.KINDS


def test_nobody_changes_the_table_of_kinds() -> None:
    with pytest.raises(TypeError):
        e.KINDS["tabled", 1] = e.Declined  # type: ignore[index]


LATEST = {kind: max(version for name, version in e.KINDS if name == kind) for kind, _ in e.KINDS}


def test_every_kind_is_of_one_chain() -> None:
    kinds = [*get_args(e.ProposalPayload), *get_args(e.CouncilPayload)]
    assert sorted(kinds, key=str) == sorted((e.KINDS[each] for each in LATEST.items()), key=str)


def test_an_earlier_version_is_folded_and_shown_as_its_kind_is_and_for_the_same_people() -> None:
    for (kind, version), cls in e.KINDS.items():
        present = e.KINDS[kind, LATEST[kind]]
        assert issubclass(cls, present), (kind, version)
        assert cls.scope == present.scope, (kind, version)


TEXT = {"text": "Text.", "fingerprint": "fp"}
FIRST: dict[str, dict[str, Any]] = {
    "tabled": {"title": "Title", "initiator": "A body", **TEXT},
    "drafted": {"draft": 2, **TEXT},
    "caucus_text": {"caucus": "cs", "draft": 1, "number": 1, **TEXT},
    "position": {
        **dict.fromkeys(("amendment", "draft", "round"), 1),
        **dict.fromkeys(("caucus", "position", "fingerprint", "note"), "Words."),
        **dict.fromkeys(("text", "text_fingerprint"), "Words."),
    },
    "recommended": {"draft": 2, "note": "", **TEXT},
}
"""A payload of each kind that has a first version, as it was written then."""


def test_each_kind_with_a_text_has_a_first_version() -> None:
    assert FIRST.keys() == {kind for kind, latest in LATEST.items() if latest > 1} - {
        "recalled",
        "referred",
        "returned",
    }
    with_text = {cls.kind for cls in PRESENT_KINDS if "text" in {x.name for x in fields(cls)}}
    assert FIRST.keys() == with_text


@pytest.mark.parametrize("kind", FIRST)
def test_a_first_version_is_read_as_markdown_and_written_as_it_was(kind: str) -> None:
    payload = e.decode(kind, 1, FIRST[kind])
    name = "text_format" if kind == "position" else "format"
    assert getattr(payload, name) == "markdown"
    assert e.encode(payload) == FIRST[kind]
    assert (payload.kind, payload.version) == (kind, 1)


@pytest.mark.parametrize("kind", FIRST)
def test_a_first_version_has_no_format_to_be_read(kind: str) -> None:
    name = "text_format" if kind == "position" else "format"
    with pytest.raises(ForbiddenExtraKeysError):
        e.decode(kind, 1, FIRST[kind] | {name: "plain"})


@pytest.mark.parametrize("kind", FIRST.keys() - {"position"})
def test_a_second_version_is_read_and_written_with_its_format(kind: str) -> None:
    values = FIRST[kind] | {"format": "plain"}
    payload = e.decode(kind, 2, values)
    assert e.encode(payload) == values
    assert payload.version == 2
    with pytest.raises(KeyError):
        e.decode(kind, 2, FIRST[kind])


EARLIER: list[tuple[str, int, dict[str, Any], str, object]] = [
    ("position", 2, FIRST["position"] | {"text_format": "plain"}, "revises", ""),
    (
        *("position", 3, FIRST["position"] | {"text_format": "plain", "revises": "agreed"}),
        *("objections", ()),
    ),
    ("referred", 1, {"round": 1, "draft": 1, "fingerprint": "fp", "note": ""}, "until", 0),
    ("returned", 1, {"round": 1, "draft": 1, "fingerprint": "fp", "reason": "no"}, "until", 0),
    ("recalled", 1, {"round": 1, "draft": 1, "reason": "time"}, "gives_back", ()),
]


@pytest.mark.parametrize("kind, version, values, name, meant", EARLIER)
def test_what_an_earlier_version_did_not_say_is_read_as_it_was_then(
    kind: str, version: int, values: dict[str, Any], name: str, meant: object
) -> None:
    payload = e.decode(kind, version, values)
    assert getattr(payload, name) == meant
    assert (e.encode(payload), payload.version) == (values, version)
    with pytest.raises(ForbiddenExtraKeysError):
        e.decode(kind, version, values | {name: meant})


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
    optional = ("amendment", "text", "text_fingerprint", "text_format", "revises", "objections")
    for name in (*optional, "method", "figures"):
        del values[name]
    assert e.decode("position", 5, values) == payload
    assert (payload.amendment, payload.text, payload.text_fingerprint) == (0, "", "")
    assert payload.text_format == payload.revises == ""


def test_what_a_payload_lists_is_written_as_json_has_it() -> None:
    positions = (e.LastPosition("cs", "agreed", 1),)
    values = e.encode(e.Closed("no way", positions))
    listed = [{"caucus": "cs", "position": "agreed", "draft": 1}]
    assert values == {"reason": "no way", "positions": listed}


def test_a_value_of_another_type_is_named() -> None:
    with pytest.raises(TypeError, match="1 is no str"):
        e.decode("seated", 1, SEATED | {"person": 1})
