"""Pictures of rooms: small, and each told from the others by shape and colour."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

import pytest

from bot.relay import places
from bot.relay.looks import colours
from bot.relay.looks.drawing import SIZE, mark, png
from bot.relay.looks.picture import BOT, Picture, Shape, picture_of, pictures
from tests.deliberation import assembly as made
from tests.relay.test_rooms import ROOMS, room

COLOURS = (
    *(colours.COUNCIL, colours.FORUM, colours.PLENARY, colours.SECRETARIAT, colours.BOT),
    *colours.CAUCUSES,
)
LEVELS = ("00", "5f", "87", "af", "d7", "ff")
"""Of the colours that a terminal with 256 of them has beside its greys."""
SMALL = 1_500
"""Bytes that a picture may have."""


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks of a PNG file, each of which must have its checksum."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    at = 8
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        assert data[at + 8 + size : at + 12 + size] == struct.pack(">I", zlib.crc32(name + body))
        yield name, body
        at += 12 + size


def pixels(picture: Picture) -> list[list[str]]:
    """Return the pixels of a picture as colours, row by row."""
    found = dict(chunks(png(picture)))
    assert list(found) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    width, height, depth, kind = struct.unpack(">IIBB", found[b"IHDR"][:10])
    assert (width, height, depth, kind) == (SIZE, SIZE, 4, 3)
    palette = [f"#{found[b'PLTE'][at : at + 3].hex()}" for at in range(0, 48, 3)]
    rows, size = zlib.decompress(found[b"IDAT"]), 1 + SIZE // 2
    assert len(rows) == size * SIZE
    packed = (rows[at + 1 : at + size] for at in range(0, len(rows), size))
    return [[palette[k] for byte in row for k in (byte >> 4, byte & 15)] for row in packed]


@pytest.mark.parametrize("colour", sorted(COLOURS))
def test_each_colour_can_be_told_from_white_and_be_read_on_black(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 3
    assert (luminance(colour) + 0.05) / 0.05 >= 4.5


def test_no_two_rooms_have_the_same_colour_and_terminals_have_all_of_them() -> None:
    assert len(set(COLOURS)) == len(COLOURS)
    grey = {f"#{8 + 10 * step:02x}{8 + 10 * step:02x}{8 + 10 * step:02x}" for step in range(24)}
    for colour in set(COLOURS) - grey:
        assert {colour[at : at + 2] for at in (1, 3, 5)} <= set(LEVELS)


def test_caucuses_beyond_the_last_colour_begin_again_with_the_first() -> None:
    assert colours.of_caucus(len(colours.CAUCUSES)) == colours.CAUCUSES[0]


@pytest.mark.parametrize("shape", Shape)
def test_a_picture_is_a_small_png_with_its_shape_in_white_inside_a_circle(shape: Shape) -> None:
    picture = Picture(shape, "#5f8700")
    assert len(png(picture)) < SMALL
    found = pixels(picture)
    assert found[0][0] == found[0][SIZE // 2] == found[SIZE - 1][SIZE - 1] == "#5f8700"
    white = [(x, y) for y, row in enumerate(found) for x, c in enumerate(row) if c == "#ffffff"]
    assert len(white) > SIZE * SIZE / 20
    middle = (SIZE - 1) / 2
    assert all((x - middle) ** 2 + (y - middle) ** 2 < middle**2 for x, y in white)


def test_pictures_of_different_shapes_differ_and_have_smooth_edges() -> None:
    drawn = {sha256(png(Picture(shape, "#5f8700"))).digest() for shape in Shape}
    assert len(drawn) == len(Shape)
    shades = {colour for row in pixels(Picture(Shape.CAUCUS, "#5f8700")) for colour in row}
    assert len(shades) > 8


def test_what_is_drawn_otherwise_has_another_mark() -> None:
    one = Picture(Shape.CAUCUS, colours.CAUCUSES[0])
    others = (Picture(Shape.PLENARY, one.colour), replace(one, colour=colours.CAUCUSES[1]))
    assert mark(one) == mark(replace(one))
    assert len({mark(one), *map(mark, others)}) == 3


def test_each_caucus_has_a_colour_of_its_own_in_the_order_of_the_council() -> None:
    council = made.constituted().council
    keys = [caucus.key for caucus in council.caucuses]
    found = [picture_of(places.parse(f"P12/caucus:{key}"), council) for key in keys]
    assert found == [Picture(Shape.CAUCUS, colours.CAUCUSES[n]) for n in range(len(keys))]


def test_the_pictures_of_a_council_are_all_that_its_rooms_have_and_first_the_bots_own() -> None:
    assembly = made.referred()
    first, *others = pictures(assembly.council)
    assert first == BOT
    rooms = {room(name, assembly).picture for name in ROOMS if name != "P12/caucus:gone"}
    gov = picture_of(places.parse("P12/caucus:gov"), assembly.council)
    assert {*others, None} == {*rooms, gov}
    assert len(others) == len(set(others))
