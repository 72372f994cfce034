"""The base of all views, and what a template may be given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class View:
    """The base of all views: nothing else that has fields is given to a template."""


Value: TypeAlias = (
    "View | str | int | Sequence[Value] | frozenset[str] | Mapping[str, Value] | None"
)
Data: TypeAlias = Mapping[str, Value]
"""What a template is given, by the names that it uses."""


def check(value: Value) -> None:
    """Raise TypeError if there is anything but views and plain values in what is to be shown.

    mypy sees the same, but not through what is typed ``Any``.
    """
    if isinstance(value, Mapping):
        for each in value.values():
            check(each)
    elif isinstance(value, tuple | list | frozenset):
        for each in value:
            check(each)
    elif not isinstance(value, View | str | int | None):
        raise TypeError(f"{type(value).__name__} is no view")
