"""Pictures as PNG files, drawn from a few shapes. Pure; knows ``picture`` and no library.

A figure is a list of parts in a square from 0 to 1. A part that is not ``white`` is cut out of
what was drawn before it. All that matters lies within a circle, as many clients cut pictures round.
How much of a pixel a part covers is taken from the pixel's distance to its edge, so that edges are
smooth. An image has 16 shades, from the ground to white, of 4 bits each (PNG, third edition, §11).
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from math import cos, hypot, pi, sin
from typing import assert_never

from bot.relay.looks.picture import Picture, Shape

SIZE = 160
"""Pixels of a side: clients show the picture of a room at 80 points at most."""
MOST = 15
"""The shade that is white; 0 is the ground."""


@dataclass(frozen=True)
class Box:
    """A rectangle with round corners; a disc, if they are half as wide as it is."""

    left: float
    top: float
    right: float
    bottom: float
    corner: float = 0.0
    white: bool = True

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The rectangle around it: left, top, right, bottom."""
        return self.left, self.top, self.right, self.bottom

    def distance(self, x: float, y: float) -> float:
        """Return how far a point is from the edge; within the part it is negative."""
        out_x = max(self.left - x, x - self.right) + self.corner
        out_y = max(self.top - y, y - self.bottom) + self.corner
        return hypot(max(out_x, 0.0), max(out_y, 0.0)) + min(max(out_x, out_y), 0.0) - self.corner


@dataclass(frozen=True)
class Line:
    """A line with round ends from one point to another."""

    x: float
    y: float
    to_x: float
    to_y: float
    width: float
    white: bool = True

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The rectangle around it: left, top, right, bottom."""
        (left, right), (top, bottom) = sorted((self.x, self.to_x)), sorted((self.y, self.to_y))
        half = self.width / 2
        return left - half, top - half, right + half, bottom + half

    def distance(self, x: float, y: float) -> float:
        """Return how far a point is from the edge; within the part it is negative."""
        across, down = self.to_x - self.x, self.to_y - self.y
        along = ((x - self.x) * across + (y - self.y) * down) / (across * across + down * down)
        at = min(max(along, 0.0), 1.0)
        return hypot(x - self.x - at * across, y - self.y - at * down) - self.width / 2


Part = Box | Line


def disc(x: float, y: float, radius: float, *, white: bool = True) -> Box:
    """Return a disc around a point."""
    return Box(x - radius, y - radius, x + radius, y + radius, radius, white)


def around(count: int, distance: float, radius: float) -> tuple[Part, ...]:
    """Return discs around the middle, the first of them above it."""
    angles = (2 * pi * number / count - pi / 2 for number in range(count))
    return tuple(disc(0.5 + distance * cos(a), 0.5 + distance * sin(a), radius) for a in angles)


def figure(shape: Shape) -> tuple[Part, ...]:  # noqa: PLR0911 - one a shape
    """Return the parts of a shape, each drawn over those before it."""
    match shape:
        case Shape.COUNCIL:
            return tuple(Box(x, y, x + 0.21, y + 0.21, 0.05) for x, y in _CORNERS)
        case Shape.FORUM:
            dots = tuple(disc(x, 0.44, 0.045, white=False) for x in (0.35, 0.5, 0.65))
            return (Box(0.2, 0.25, 0.8, 0.63, 0.14), Line(0.39, 0.6, 0.34, 0.73, 0.1), *dots)
        case Shape.PROPOSAL:
            rows = tuple(Line(0.39, y, 0.61, y, 0.045, white=False) for y in (0.36, 0.5, 0.64))
            return (Box(0.29, 0.21, 0.71, 0.79, 0.06), *rows)
        case Shape.PLENARY:
            return (disc(0.5, 0.5, 0.17), disc(0.5, 0.5, 0.1, white=False), *around(8, 0.3, 0.065))
        case Shape.CAUCUS:
            return around(3, 0.17, 0.125)
        case Shape.SECRETARIAT:
            folds = tuple(Line(x, 0.36, 0.5, 0.54, 0.05, white=False) for x in (0.22, 0.78))
            return (Box(0.2, 0.3, 0.8, 0.7, 0.05), *folds)
        case Shape.BOT:
            eyes = tuple(disc(x, 0.5, 0.06, white=False) for x in (0.39, 0.61))
            mouth = Line(0.41, 0.65, 0.59, 0.65, 0.05, white=False)
            antenna = (Line(0.5, 0.2, 0.5, 0.34, 0.05), disc(0.5, 0.2, 0.055))
            return (*antenna, Box(0.23, 0.33, 0.77, 0.78, 0.14), *eyes, mouth)
        case _:
            assert_never(shape)


_CORNERS = ((0.26, 0.26), (0.53, 0.26), (0.26, 0.53), (0.53, 0.53))


def mark(picture: Picture) -> str:
    """Return what tells a picture from those drawn otherwise, without drawing it."""
    drawn = (SIZE, MOST, picture.colour, figure(picture.shape))
    return sha256(repr(drawn).encode()).hexdigest()[:16]


@lru_cache
def png(picture: Picture) -> bytes:
    """Return a picture as a PNG file; the same picture always gives the same bytes."""
    ground = [int(picture.colour[at : at + 2], 16) for at in (1, 3, 5)]
    shades = ((c + (255 - c) * k // MOST) for k in range(MOST + 1) for c in ground)
    rows = b"".join(b"\0" + _packed(row) for row in _drawn(figure(picture.shape)))
    chunks = (
        _chunk(b"IHDR", struct.pack(">IIBBBBB", SIZE, SIZE, 4, 3, 0, 0, 0)),
        _chunk(b"PLTE", bytes(shades)),
        _chunk(b"IDAT", zlib.compress(rows, 9)),
        _chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _drawn(parts: Sequence[Part]) -> list[list[int]]:
    """Return the rows of pixels, each with its shade."""
    shades = [[0.0] * SIZE for _ in range(SIZE)]
    for part in parts:
        left, top, right, bottom = part.bounds
        for row in _pixels(top, bottom):
            shaded, y = shades[row], (row + 0.5) / SIZE
            for column in _pixels(left, right):
                covered = 0.5 - part.distance((column + 0.5) / SIZE, y) * SIZE
                if covered > 0.0:
                    shaded[column] += min(covered, 1.0) * (part.white - shaded[column])
    return [[round(shade * MOST) for shade in row] for row in shades]


def _pixels(start: float, end: float) -> range:
    """Return the pixels from one place to another, and one more on each side."""
    return range(max(int(start * SIZE) - 1, 0), min(int(end * SIZE) + 2, SIZE))


def _packed(row: Sequence[int]) -> bytes:
    """Return pixels two to a byte, as 4 bits each need."""
    return bytes(one << 4 | two for one, two in zip(row[::2], row[1::2], strict=True))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
