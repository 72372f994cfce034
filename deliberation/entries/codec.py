"""Payloads as JSON values and back, by the types of their fields.

A payload's fields are strings, integers, and tuples of such or of such payload parts, so
that RFC 8785 JSON of them is the same everywhere. Imports ``payload`` alone; ``KINDS``
is whole once the chains' modules are imported, too.
"""

from collections.abc import Mapping
from typing import Any

from cattrs import Converter

from deliberation.payload import KINDS, Payload

_CONVERTER = Converter(
    unstruct_collection_overrides={tuple: list},
    forbid_extra_keys=True,
    detailed_validation=False,  # nobody reads a list of all that is wrong
)


def encode(payload: Payload) -> dict[str, Any]:
    """Return the payload as JSON values (strings, integers, lists and objects of such)."""
    values: dict[str, Any] = _CONVERTER.unstructure(payload)
    return values


def decode(kind: str, version: int, values: Mapping[str, Any]) -> Payload:
    """Return the payload that ``encode`` made these values of.

    Raises KeyError for an unknown kind or version or a missing field, TypeError for a value
    of another type, and ``cattrs.errors.ForbiddenExtraKeysError`` for a field too many.
    """
    return _CONVERTER.structure(values, KINDS[kind, version])


def _exactly(value: Any, kind: type[Any]) -> Any:
    """Refuse what cattrs would convert: a record that says ``"1"`` doesn't say ``1``."""
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


_CONVERTER.register_structure_hook(str, _exactly)
_CONVERTER.register_structure_hook(int, _exactly)
