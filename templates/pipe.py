"""What two processes say to one another of a rendering, over a pipe: messages that are strings.

A message is how many strings it has, then each string: how many bytes, and these, in UTF-8. One
after the other, so that of a long text nobody holds more copies than of one string. Numbers have
four bytes. A lone surrogate goes along as it is. Pure; imports ``parts`` alone.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from typing import get_args

from templates.parts import Part

NUMBER = struct.Struct(">I")
RENDERED = "rendered"
"""The first string of an answer that has parts."""
RAISED = "raised"
"""The first string of an answer with an exception: its class, what it says, where it came from."""
_KINDS: Mapping[str, type[Part]] = {kind.__name__: kind for kind in get_args(Part)}


def packed(strings: Sequence[str]) -> Iterator[bytes]:
    """Yield the pieces of a message, in the order in which they are written."""
    yield NUMBER.pack(len(strings))
    for string in strings:
        encoded = string.encode("utf-8", "surrogatepass")
        yield NUMBER.pack(len(encoded))
        yield encoded


def number(found: bytes) -> int:
    """Return the number that was read."""
    (value,) = NUMBER.unpack(found)
    return int(value)


def string(found: bytes) -> str:
    """Return the string that was read."""
    return found.decode("utf-8", "surrogatepass")


def texts_said(texts: Mapping[str, str]) -> list[str]:
    """Return texts and their fingerprints as strings, those of each after one another."""
    return [each for pair in texts.items() for each in pair]


def texts_heard(strings: Sequence[str]) -> dict[str, str]:
    """Return the texts that these strings are."""
    return dict(zip(strings[::2], strings[1::2], strict=True))


def parts_said(parts: Iterable[Part]) -> list[str]:
    """Return what was rendered as strings, three for each part: its kind, and what it has."""
    return [each for part in parts for each in (type(part).__name__, *astuple(part))]


def parts_heard(strings: Sequence[str]) -> tuple[Part, ...]:
    """Return what was rendered. Raises LookupError or ValueError if that is something else."""
    three = zip(strings[::3], strings[1::3], strings[2::3], strict=True)
    return tuple(_KINDS[kind](one, other) for kind, one, other in three)
