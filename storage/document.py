"""From the text of a file to a document that every reader reads alike.

RFC 8259 leaves open what an object with the same key twice means: some readers take the
first, some the last. What one of them checks and another shows would then be two things. So
such a file is refused, wherever in it the key stands. Pure.
"""

import json
from typing import Any


class RepeatedKeyError(ValueError):
    """An object has this key more than once; keys count as they are read, without escapes."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def parse(text: str) -> Any:
    """Return the value. Raises RepeatedKeyError, and ValueError or RecursionError for no JSON."""
    return json.loads(text, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise RepeatedKeyError(key)
        found[key] = value
    return found
