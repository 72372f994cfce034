"""Whatever is sent, reading it never fails but with an answer for people."""

import contextlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.parsing.command import Here
from commands.parsing.errors import UsageError
from commands.parsing.message import Message, body_or_file, read
from commands.registry import COMMANDS, parse
from deliberation.errors import PointOfOrder
from deliberation.terms import RoomKind
from tests.commands.say import text

CHARACTERS = st.text(st.characters(exclude_categories=()))  # lone surrogates too
PIECES = st.sampled_from(
    [
        *COMMANDS, "!", "！", " ", "\n", "\u00a0", "\u200b", "P12", "#12", "12", "yes", "no",
        "amended", "From:", "Draft", "3/cs.2", "cs", "@a:b.org", "@a:", "Alice",
        "—", "“", "”", ".", "> ", "`",
        "matrix:u/a:b.org", "https://matrix.to/#/@a:b.org", "[A](", ")", "<@x:y> ", "* ",
    ]
)  # fmt: skip
TYPED = st.lists(PIECES | CHARACTERS, max_size=12).map("".join).map("!".__add__)
HTML = st.lists(
    st.sampled_from(
        [
            '<a href="https://matrix.to/#/@a:b.org">', '<a href="matrix:u/%zz:b.org">', "</a>",
            "<blockquote>", "</blockquote>", "<pre>", "<code>", "<br>", "<![x[", "<!--",
            "&#x110000;", "<mx-reply>", "</mx-reply>", "!seat ", "Alice", "cs ",
        ]
    )
    | CHARACTERS,
    max_size=12,
).map("".join)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | CHARACTERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(CHARACTERS, inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(
    ["msgtype", "body", "format", "formatted_body", "filename", "url", "info", "file", "size",
     "m.relates_to", "m.in_reply_to", "event_id", "rel_type", "is_falling_back", "m.mentions",
     "user_ids", "m.new_content"]
)  # fmt: skip
VALUES = st.recursive(
    JSON
    | TYPED
    | HTML
    | st.sampled_from(["m.text", "m.file", "m.replace", "m.thread", "org.matrix.custom.html"]),
    lambda inner: st.dictionaries(KEYS, inner, max_size=6) | st.lists(inner, max_size=3),
    max_leaves=12,
)
CONTENTS = st.dictionaries(KEYS, VALUES, max_size=10)
HERE = st.builds(
    Here,
    st.sampled_from(RoomKind),
    st.none() | st.integers(1, 20),
    st.sampled_from(["", "cs"]),
    st.none() | st.integers(1, 20),
)
SLOWLY = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


def handle(content: object, here: Here) -> None:
    body_or_file(content)
    message = read(content)
    if isinstance(message, Message):
        with contextlib.suppress(UsageError, PointOfOrder):
            parse(message, here, "!")


def error_of(message: Message, here: Here) -> UsageError | None:
    with contextlib.suppress(PointOfOrder):
        try:
            parse(message, here, "!")
        except UsageError as error:
            return error
    return None


@SLOWLY
@given(JSON, HERE)
def test_any_json_is_read(content: object, here: Here) -> None:
    handle(content, here)


@SLOWLY
@given(CONTENTS, HERE)
def test_any_content_with_familiar_keys_is_read(content: dict[str, Any], here: Here) -> None:
    handle(content, here)


@SLOWLY
@given(TYPED, HTML, st.lists(st.just("@a:b.org") | CHARACTERS, max_size=2), HERE)
def test_anything_typed_is_parsed(body: str, html: str, people: list[str], here: Here) -> None:
    handle(text(body, html, **{"m.mentions": {"user_ids": people}}), here)


@SLOWLY
@given(TYPED, HERE)
def test_a_place_marked_is_in_the_line(body: str, here: Here) -> None:
    message = read(text(body))
    assert isinstance(message, Message)
    error = error_of(message, here)
    assert error is None or 0 <= error.at <= len(error.line)


def test_deep_nesting_is_read() -> None:
    deep: dict[str, Any] = {}
    for _ in range(5_000):
        deep = {"m.relates_to": deep, "msgtype": "m.text", "body": "!refer"}
    handle(deep, Here(RoomKind.PLENARY, 12))


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "piece",
    [
        "!",
        "a",
        " ",
        "\n",
        "<a",
        "<!",
        "&#",
        "[",
        "\u200b ",
        "“",
        "P1",
        "@a:",
        "1/",
        "*",
        "> <@",
        "ﷺ",
    ],
)
@pytest.mark.parametrize("word", ["seat", "text", "consensus", "propose A\n", "help", ""])
def test_an_event_full_of_one_thing_is_read_quickly(piece: str, word: str) -> None:
    body = f"!{word} " + piece * (60_000 // len(piece.encode()))
    handle(text(body, body), Here(RoomKind.DIRECT))
    handle(text(body, body), Here(RoomKind.CAUCUS, 12, "cs"))
    handle(text(body, body), Here(RoomKind.FORUM))
