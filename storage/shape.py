"""What an exported document looks like, so that ``verify`` may rely on it. Pure.

A shape is judged by exact types: JSON's ``true`` is no integer here, nor is ``1.0``,
which RFC 8785 would write like ``1``. Imports ``export`` and ``unsealed`` of ours.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from storage.export import FORMAT, VERSION
from storage.unsealed import LARGEST
from storage.words import clean

Check = Callable[[Any], bool]
DEPTH = 12
"""How deep a payload may be nested: far more than any is, far less than Python can."""
_HEX = re.compile(r"[0-9a-f]{64}")


def misshapen(document: Any) -> Iterator[tuple[int, str]]:
    """Yield where the document isn't of the format: an entry's place (or -1), and a name."""
    yield from ((-1, name) for name in _wrong(document, _DOCUMENT))
    if not isinstance(document, dict):
        return
    for head in _items(document.get("heads")):
        yield from ((-1, f"heads.{name}") for name in _wrong(head, _HEAD))
    for place, entry in enumerate(_items(document.get("entries"))):
        yield from ((place, name) for name in _entry(entry))


def is_shown(entry: Mapping[str, Any]) -> bool:
    """Whether the entry has its content."""
    return "salt" in entry or "content" in entry


def _entry(entry: Any) -> Iterator[str]:
    if not isinstance(entry, dict) or not is_shown(entry):
        yield from _wrong(entry, _HIDDEN)
        return
    yield from _wrong(entry, _SHOWN)
    yield from (f"content.{name}" for name in _wrong(entry.get("content"), _CONTENT))


def _wrong(value: Any, shape: Mapping[str, Check]) -> Iterator[str]:
    """Yield the names that are missing, too many, or of the wrong shape; "" for no object."""
    if not isinstance(value, dict):
        yield ""
        return
    yield from (str(name) for name in value if name not in shape)
    yield from (name for name, fits in shape.items() if name not in value or not fits(value[name]))


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> bool:
    return type(value) is str and clean(value) == value


def _whole(value: Any) -> bool:
    return type(value) is int and -LARGEST <= value <= LARGEST


def _natural(value: Any) -> bool:
    return _whole(value) and value >= 0


def _hash(value: Any) -> bool:
    return type(value) is str and _HEX.fullmatch(value) is not None


def _list(value: Any) -> bool:
    return type(value) is list


def _object(value: Any) -> bool:
    return type(value) is dict


def _payload(value: Any) -> bool:
    return _object(value) and _plain(value, DEPTH)


def _plain(value: Any, depth: int) -> bool:
    if not depth:
        return False
    if type(value) is list:
        return all(_plain(item, depth - 1) for item in value)
    if type(value) is dict:
        return all(_text(name) and _plain(item, depth - 1) for name, item in value.items())
    return _text(value) or _whole(value)


_DOCUMENT: Mapping[str, Check] = {
    "format": lambda value: type(value) is str and value == FORMAT,
    "version": lambda value: type(value) is int and value == VERSION,
    "entries": lambda value: _list(value) and bool(value),
    "heads": _list,
}
_HEAD: Mapping[str, Check] = {"proposal": _natural, "number": _natural, "hash": _hash}
_HIDDEN: Mapping[str, Check] = {
    "number": _natural,
    "proposal": _natural,
    "audience": _text,
    "previous": _hash,
    "previous_in_proposal": _hash,
    "commitment": _hash,
    "hash": _hash,
}
_SHOWN: Mapping[str, Check] = {**_HIDDEN, "salt": _hash, "content": _object}
_CONTENT: Mapping[str, Check] = {
    "kind": _text,
    "version": _natural,
    "person": _text,
    "event": _text,
    "event_time": _whole,
    "recorded_time": _whole,
    "cause": _text,
    "stage": _text,
    "payload": _payload,
}
