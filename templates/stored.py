"""What a template is given, as JSON and back, so that it can be rendered later.

A str, int, bool, None or list is in JSON what it is. Anything else is an object with one key,
its tag: ``{"tuple": […]}``, ``{"frozenset": […]}`` in the order of its members, ``{"mapping":
{…}}``, an enum by its class, ``{"Stage": "plenary"}``, a view by its class with its fields,
``{"DraftView": {"number": 1, …}}``, and ``{"text": "9f3a…"}`` for a long text that the record has,
by its fingerprint. So nothing that stands in a mapping is taken for a tag. What comes back is
equal, and of the same types, but that any mapping comes back as a dict, and an enum that
``deliberation`` doesn't have as the string that it is: templates know it as no more.

What an earlier version stored can be read. A field that was not stored has its default; one that a
view no longer has is left out. So a field that is added to a view gets a default, and neither a
view nor a member of an enum is renamed while something that was stored may have it. Pure; imports
``deliberation``, ``views`` and the names of formats alone.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from functools import partial
from operator import attrgetter
from typing import Any

from deliberation import terms
from deliberation.errors import Code
from deliberation.people import Existence
from templates.views import Data, Value, View
from texts.read import Format

Texts = Mapping[str, str]
LONG = 1_000
"""From how many characters on a text that the record has is stored by its fingerprint."""
VIEWS: Mapping[str, type[View]] = {view.__name__: view for view in View.__subclasses__()}
ENUMS: Mapping[str, type[StrEnum]] = {
    enum.__name__: enum
    for enum in (
        Code,
        terms.Choice,
        Existence,
        Format,
        terms.Authority,
        terms.Disposition,
        terms.EndedBy,
        terms.Level,
        terms.Majority,
        terms.Method,
        terms.StatementKind,
        terms.NamingEnd,
        terms.OfficerChange,
        terms.Position,
        terms.Result,
        terms.RoomKind,
        terms.Stage,
    )
}
_REFERENCE = re.compile(r'{"text":"([0-9a-f]{64})"}')
"""A text that is referred to; or a mapping that looks so."""
_string = json.JSONEncoder(ensure_ascii=False).encode


class Unreadable(ValueError):  # noqa: N818 - what is the matter
    """What was stored is none of ours, or lacks what a view of this version needs."""


class TextMissing(Unreadable):
    """A text that what was stored refers to is not there."""

    def __init__(self, fingerprint: str) -> None:
        super().__init__(f"there is no text {fingerprint}")
        self.fingerprint = fingerprint


class Encoder:
    """Stores what the templates of one cause are given; equal parts are encoded once.

    ``texts`` has the fingerprints of the texts that the record has. Views are frozen, and those of
    one cause mostly consist of the same objects: it is by these that it knows them again.
    """

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._made: dict[tuple[int, ...], tuple[View, str]] = {}
        self._by_type: Mapping[type, Callable[[Any], str]] = {
            str: self._text,
            int: int.__repr__,
            bool: lambda value: "true" if value else "false",
            type(None): lambda _: "null",
            list: lambda value: f"[{self._joined(value)}]",
            tuple: lambda value: f'{{"tuple":[{self._joined(value)}]}}',
            frozenset: self._frozenset,
            **dict.fromkeys(ENUMS.values(), _member),
            **dict.fromkeys(VIEWS.values(), self._view),
        }

    def dumps(self, data: Data) -> str:
        """Return the data as JSON. Raises TypeError for what no template is given."""
        return self._object(data)

    def _value(self, value: Value) -> str:
        encode = self._by_type.get(type(value))
        if encode:
            return encode(value)
        if isinstance(value, Mapping):
            return f'{{"mapping":{self._object(value)}}}'
        if isinstance(value, StrEnum):
            return self._text(value.value)
        raise TypeError(f"{type(value).__name__} is no view")

    def _joined(self, values: Iterable[Value]) -> str:
        return ",".join(map(self._value, values))

    def _frozenset(self, values: frozenset[str]) -> str:
        if not all(isinstance(each, str) for each in values):
            raise TypeError("a frozenset of what is no string")
        return f'{{"frozenset":[{",".join(sorted(map(self._value, values)))}]}}'

    def _object(self, data: Data) -> str:
        for name in data:
            if type(name) is not str:
                raise TypeError(f"{name!r} is no name")
        found = ",".join(f"{_string(name)}:{self._value(data[name])}" for name in data)
        return f"{{{found}}}"

    def _text(self, text: str) -> str:
        fingerprint = self._texts.get(text) if len(text) >= LONG else None
        return f'{{"text":"{fingerprint}"}}' if fingerprint else _string(text)

    def _view(self, view: View) -> str:
        shape = _SHAPES[type(view)]
        values = shape.values(view)
        key = tuple(map(id, values))
        made = self._made.get(key)
        if made is None:
            named = zip(shape.names, values[1:], strict=True)
            found = ",".join(f'"{name}":{self._value(value)}' for name, value in named)
            made = view, f'{{"{type(view).__name__}":{{{found}}}}}'
            self._made[key] = made  # with the view: its values stay, and so their ids are theirs
        return made[1]


def _member(member: StrEnum) -> str:
    return f'{{"{type(member).__name__}":{_string(member.value)}}}'


def dumps(data: Data, texts: Texts) -> str:
    """Return what one template is given as JSON; see ``Encoder``."""
    return Encoder(texts).dumps(data)


def loads(stored: str, texts: Texts) -> Data:
    """Return what a template was to be given; ``texts`` has the texts by their fingerprints.

    Raises TextMissing, and Unreadable for anything else that is wrong.
    """
    found = _parsed(stored)
    return {name: _value(value, texts) for name, value in found.items()}


def references(stored: str) -> frozenset[str]:
    """Return the fingerprints of all texts that ``loads`` needs; perhaps of some more."""
    return frozenset(_REFERENCE.findall(stored))


def _parsed(stored: str) -> dict[str, Any]:
    try:
        found = json.loads(stored)
    except ValueError as error:
        raise Unreadable(str(error)) from error
    if not isinstance(found, dict):
        raise Unreadable("it is no object")
    return found


def _value(stored: Any, texts: Texts) -> Any:
    if isinstance(stored, list):
        return [_value(each, texts) for each in stored]
    if isinstance(stored, dict):
        return _tagged(stored, texts)
    if isinstance(stored, float):
        raise Unreadable(f"{stored} is no integer")
    return stored


def _tagged(stored: dict[str, Any], texts: Texts) -> Any:
    if len(stored) != 1:
        raise Unreadable(f"an object with {len(stored)} keys")
    ((tag, content),) = stored.items()
    kind, read = _TAGS.get(tag, (None, None))
    if kind is None or read is None:
        raise Unreadable(f"there is no {tag}")
    if not isinstance(content, kind):
        raise Unreadable(f"{tag} with a {type(content).__name__}")
    return read(content, texts)


def _read_frozenset(content: list[Any], texts: Texts) -> frozenset[str]:
    found = [_value(each, texts) for each in content]
    if not all(isinstance(each, str) for each in found):
        raise Unreadable("a frozenset of what is no string")
    return frozenset(found)


def _read_text(fingerprint: str, texts: Texts) -> str:
    try:
        return texts[fingerprint]
    except KeyError:
        raise TextMissing(fingerprint) from None


def _read_member(enum: type[StrEnum], value: str, _texts: Texts) -> StrEnum:
    try:
        return enum(value)
    except ValueError as error:
        raise Unreadable(str(error)) from None


def _read_view(view: type[View], stored: dict[str, Any], texts: Texts) -> View:
    shape = _SHAPES[view]
    if lacking := sorted(shape.needed - stored.keys()):
        raise Unreadable(f"{view.__name__} lacks {', '.join(lacking)}")
    return view(**{name: _value(stored[name], texts) for name in shape.names if name in stored})


@dataclass(frozen=True)
class _Shape:
    """A view's fields by name, those without a default, and what gets its class and its values."""

    names: tuple[str, ...]
    needed: frozenset[str]
    values: Callable[[View], tuple[Any, ...]]


def _shape(view: type[View]) -> _Shape:
    names = tuple(field.name for field in fields(view))
    has_none = (MISSING, MISSING)
    needed = (f.name for f in fields(view) if (f.default, f.default_factory) == has_none)
    return _Shape(names, frozenset(needed), attrgetter("__class__", *names))


_SHAPES = {view: _shape(view) for view in VIEWS.values()}
_TAGS: Mapping[str, tuple[type, Callable[[Any, Texts], Any]]] = {
    "text": (str, _read_text),
    "tuple": (list, lambda content, texts: tuple(_value(each, texts) for each in content)),
    "frozenset": (list, _read_frozenset),
    "mapping": (dict, lambda content, texts: {k: _value(v, texts) for k, v in content.items()}),
    **{name: (str, partial(_read_member, enum)) for name, enum in ENUMS.items()},
    **{name: (dict, partial(_read_view, view)) for name, view in VIEWS.items()},
}
