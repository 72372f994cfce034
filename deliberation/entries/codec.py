"""Payloads as JSON values and back, so that RFC 8785 JSON of them is the same everywhere.

A payload's fields are strings, integers, and tuples of such or of such payload parts.
Imports the payloads.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from deliberation.entries.council_chain import CaucusSeed
from deliberation.entries.payload import KINDS, Payload
from deliberation.entries.proposal_chain import LastPosition

_PARTS = {"positions": LastPosition, "caucuses": CaucusSeed}


def encode(payload: Payload) -> dict[str, Any]:
    """Return the payload as JSON values (strings, integers, lists and objects of such)."""
    return asdict(payload)


def decode(kind: str, version: int, values: Mapping[str, Any]) -> Payload:
    """Return the payload that ``encode`` made these values of.

    Raises KeyError for an unknown kind or version, TypeError for other fields.
    """
    cls = KINDS[kind, version]
    return cls(**{name: _revive(name, value) for name, value in values.items()})


def _revive(name: str, value: Any) -> Any:
    if not isinstance(value, list | tuple):
        return value
    part = _PARTS.get(name)
    return tuple(part(**_revive_part(item)) if part else item for item in value)


def _revive_part(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(v) if isinstance(v, list) else v for name, v in item.items()}
