"""The record's classes, each with a private field more, of which nobody ever thought.

Of what stands in an entry's payload the secret is its audience's; any other is nobody's.
"""

import types
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, make_dataclass
from typing import Any

import pytest

from bot.relay import crossing
from deliberation import entries as e
from deliberation import payload as payloads
from tests.deliberation.assembly import PRESENT_KINDS

NOBODY = "nobody"
_private: dict[type[Any], type[Any]] = {}


def secret_of(door: str) -> str:
    return f"<secret of {door}>"


def allow(patched: pytest.MonkeyPatch) -> None:
    """Have every kind of entry have a private field more for now, with a row of the relay."""
    patched.setattr(payloads, "_declared", {})
    patched.setattr(crossing, "RELAY", dict(crossing.RELAY))
    for kind in PRESENT_KINDS:
        private = _private.get(kind) or _payload(kind)
        crossing.RELAY[private] = crossing.RELAY[kind]  # type: ignore[index]
        _private[kind] = private


def _payload(kind: type[e.Payload]) -> type[Any]:
    options = {"kind": kind.kind, "version": 99, "scope": kind.scope}
    declared = {"__annotations__": {"secret": str}, "secret": "", "__module__": __name__}
    made = types.new_class(kind.__name__, (kind,), options, lambda names: names.update(declared))
    return dataclass(frozen=True)(made)


def _of_class(plain: type[Any]) -> type[Any]:
    """Return the class with a private field more, once and for all."""
    if plain not in _private:
        more = ("secret", str, secret_of(NOBODY))
        _private[plain] = make_dataclass(plain.__name__, [more], bases=(plain,), frozen=True)
    return _private[plain]


def private(value: Any, audience: str = "") -> Any:
    """Return the same, with a secret in everything of which it is made."""
    if isinstance(value, tuple):
        return tuple(private(each, audience) for each in value)
    if isinstance(value, Mapping):
        return {key: private(each, audience) for key, each in value.items()}
    if not is_dataclass(value) or isinstance(value, type) or hasattr(value, "secret"):
        return value
    given = {each.name: getattr(value, each.name) for each in fields(value)}
    if isinstance(value, e.Payload):
        return _private[type(value)](**given, secret=secret_of(audience))
    audience = given.get("audience", audience)
    return _of_class(type(value))(**{name: private(each, audience) for name, each in given.items()})
