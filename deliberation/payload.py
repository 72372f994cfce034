"""What all payloads have in common: a kind, a version, and a scope, which says whom it is for.

A class that is declared is a kind: it stands in ``KINDS`` from then on. Imports only
``terms``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from deliberation.terms import COUNCIL, FORUM, PUBLIC, caucus_door

PLENARY = "plenary"
"""A payload's ``scope`` for what plenary sees; the door depends on ``rooms.plenary``."""
CAUCUS = "caucus"
BODY = "body"
"""A payload's ``scope`` for what those see in whose room it was said: see its ``body``."""

_declared: dict[tuple[str, int], type["Payload"]] = {}
KINDS: Mapping[tuple[str, int], type["Payload"]] = MappingProxyType(_declared)
"""The class of each kind's name and version."""


@dataclass(frozen=True)
class Payload:
    """The base of all payloads. ``scope`` says who an entry of this kind is for.

    A payload whose shape changes gets a new version, and the old class stays readable.
    """

    kind: ClassVar[str]
    version: ClassVar[int]
    scope: ClassVar[str]

    def __init_subclass__(cls, *, kind: str, version: int = 1, scope: str = PLENARY) -> None:
        """Declare a kind. Raises TypeError if another class has its name and version."""
        if (kind, version) in _declared:
            raise TypeError(f"{kind}, version {version}, is {_declared[kind, version].__name__}")
        cls.kind, cls.version, cls.scope = kind, version, scope
        _declared[kind, version] = cls


def audience(payload: Payload, plenary: str) -> str:
    """Return the door that an entry with this payload is for.

    ``plenary`` is the door of what plenary sees: ``public`` or ``council``.
    """
    if payload.scope == CAUCUS:
        return caucus_door(getattr(payload, "caucus"))  # noqa: B009 - only such payloads have it
    if payload.scope == BODY:
        return _of_body(getattr(payload, "body"), plenary)  # noqa: B009 - only such have it
    return plenary if payload.scope == PLENARY else payload.scope


def _of_body(body: str, plenary: str) -> str:
    if body == FORUM:
        return PUBLIC
    return plenary if body == COUNCIL else caucus_door(body)
