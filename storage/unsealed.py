"""An entry before it has a number and a seal, and how its values are made storable.

Pure: knows the entries' types and ``words``; never imports SQLAlchemy's connections.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deliberation.binding_rules.rules import marked_fingerprint
from deliberation.entries import Entry, Payload, decode, encode
from deliberation.terms import Stage
from storage.words import clean

LARGEST = 2**53 - 1
"""The largest integer that RFC 8785 JSON holds; the smallest is its negative."""


@dataclass(frozen=True, kw_only=True)
class Unsealed:
    """What the caller knows of an entry; the fields are those of ``Entry``."""

    proposal: int
    audience: str
    payload: Payload
    stage: Stage | None
    person: str
    event: str
    event_time: int
    recorded_time: int
    cause: str


def numbered(unsealed: Unsealed, number: int) -> Entry:
    """Return the entry, with storable values: texts cleaned, times within bounds."""
    return Entry(
        number=number,
        proposal=unsealed.proposal,
        audience=clean(unsealed.audience),
        payload=storable(unsealed.payload),
        stage=unsealed.stage,
        person=clean(unsealed.person),
        event=clean(unsealed.event),
        event_time=max(-LARGEST, min(LARGEST, unsealed.event_time)),
        recorded_time=unsealed.recorded_time,
        cause=clean(unsealed.cause),
    )


def storable(payload: Payload) -> Payload:
    """Return the payload with clean texts; the fingerprint of a text that changed, anew.

    So that a fingerprint is always that of the text beside it in the record.
    """
    given = encode(payload)
    cleaned: dict[str, Any] = _cleaned(given)
    if cleaned == given:
        return payload
    name = fingerprint_name(cleaned)
    if name and cleaned["text"] != given["text"]:
        cleaned[name] = fingerprint_of(cleaned)
    return decode(payload.kind, payload.version, cleaned)


def fingerprint_name(values: Mapping[str, Any]) -> str:
    """Return which field is the fingerprint of a payload's ``text``; empty if none is."""
    if not values.get("text"):
        return ""
    names = ("text_fingerprint", "fingerprint")
    return next((name for name in names if name in values), "")


def fingerprint_of(values: Mapping[str, Any]) -> str:
    """Return the fingerprint of a payload's ``text``, with the mark of a draft that has one."""
    return marked_fingerprint(values["text"], values.get("level", ""), values.get("clauses", ()))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {name: _cleaned(item) for name, item in value.items()}
    return [_cleaned(item) for item in value] if isinstance(value, list) else value
