from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import outbox, rooms
from storage.database import Database
from storage.outbox import Row, RowState
from storage.rooms import RoomState
from storage.schema import outbox as table
from tests.storage.look import queued
from tests.storage.make import row


async def ready(conn: AsyncConnection, place: str) -> None:
    """Have a room in which the bot can work."""
    await rooms.intend(conn, place=place, proposal=1, kind="", alias=place)
    await rooms.set_state(conn, place, RoomState.READY)


async def test_rows_for_a_room_that_is_ready_are_sent_in_the_order_they_were_put(
    database: Database,
) -> None:
    async with database.write() as conn:
        await ready(conn, "P1/plenary")
        await outbox.put(conn, [row("z"), row("a"), row("elsewhere", place="P1/caucus:cs")])
        await outbox.put(conn, [row("m")])
        found = await outbox.to_do(conn, 10)
        assert [(item.key, item.seq) for item in found] == [("z", 1), ("a", 2), ("m", 4)]
        assert [item.key for item in await outbox.to_do(conn, 2)] == ["z", "a"]
        await outbox.mark_sent(conn, [("z", "$z")])
        await outbox.park(conn, "a", "M_TOO_LARGE")
        assert [item.key for item in await outbox.to_do(conn, 10)] == ["m"]


async def test_a_row_is_read_back_as_it_was_put(database: Database) -> None:
    put = row(
        "k",
        words="status",
        view="{}",
        instead={"words": "listing", "view": "{}"},
        proposal=12,
        part=2,
        about="P12/3/cs.2",
        shows=3,
        pin=True,
        filename="draft.md",
        file="digest",
        only_with="@x:x",
        otherwise={"body": "\ud800"},
        created_at=2**41,
    )
    async with database.write() as conn:
        await outbox.put(conn, [put])
        assert await outbox.by_key(conn, ["k", "none"]) == {"k": replace(put, seq=1)}


async def test_a_key_that_is_there_already_is_left_as_it_is(database: Database) -> None:
    async with database.write() as conn:
        await outbox.put(conn, [row("k")])
        await outbox.mark_sent(conn, [("k", "$sent")])
        await outbox.put(conn, [row("k"), row("l"), row("l", about="twice")])
        assert (await outbox.by_key(conn, ["k"]))["k"].state is RowState.SENT
        assert [item.key for item in await queued(conn)] == ["l"]


async def test_bodies_are_erased_when_sent(database: Database) -> None:
    async with database.write() as conn:
        full = row("k", file="d", filename="f.md", otherwise={"body": "else"}, view="{}")
        await outbox.put(conn, [full])
        await outbox.mark_sent(conn, [("k", "$sent")])
        sent = await outbox.by_event(conn, "$sent")
    assert sent is not None
    assert (sent.content, sent.file, sent.otherwise, sent.view) == (None, "", None, None)
    assert (sent.state, sent.event_id, sent.filename) == (RowState.SENT, "$sent", "f.md")


async def test_bodies_are_erased_when_parked(database: Database) -> None:
    async with database.write() as conn:
        await outbox.put(conn, [row("k", file="d", instead={}), row("l")])
        await outbox.park(conn, "k", "M_TOO_LARGE")
        (parked,) = await outbox.parked(conn)
        assert [item.key for item in await queued(conn)] == ["l"]
    assert (parked.content, parked.file, parked.instead) == (None, "", None)
    assert parked.error == "M_TOO_LARGE"


async def test_the_empty_event_id_of_queued_rows_finds_none(database: Database) -> None:
    async with database.write() as conn:
        await outbox.put(conn, [row("k")])
        assert await outbox.by_event(conn, "") is None
        assert await outbox.by_event(conn, "$never") is None


async def test_putting_and_marking_nothing_is_no_error(database: Database) -> None:
    async with database.write() as conn:
        await outbox.put(conn, [])
        await outbox.mark_sent(conn, [])
        assert await queued(conn) == ()


async def test_what_waits_for_rooms_open_to_the_bot_is_counted_with_its_oldest(
    database: Database,
) -> None:
    async with database.write() as conn:
        assert await outbox.waiting(conn) == (0, 0)
        for place, state in (
            ("ready", RoomState.READY),
            ("left", RoomState.LEFT),
            ("paused", RoomState.PAUSED),
            ("new", None),
        ):
            room: dict[str, Any] = {"proposal": 1, "kind": "", "alias": place}
            await rooms.intend(conn, place=place, **room)
            if state:
                await rooms.set_state(conn, place, state)
        await outbox.put(conn, [row("a", place="left", created_at=1)])
        await outbox.put(conn, [row("p", place="paused", created_at=2)])
        await outbox.put(conn, [row("b", place="new", created_at=7)])
        await outbox.put(conn, [row("c", place="ready", created_at=5)])
        assert await outbox.waiting(conn) == (2, 5)
        await outbox.mark_sent(conn, [("c", "$c")])
        assert await outbox.waiting(conn) == (1, 7)


async def test_what_a_row_is_not_told_is_nothing_yet(database: Database) -> None:
    bare: dict[str, Any] = {"key": "k", "cause": "c", "place": "p"}
    async with database.write() as conn:
        await outbox.put(conn, [Row(**bare, event_type="m.room.message", content={})])
        read = (await outbox.by_key(conn, ["k"]))["k"]
    assert (read.shows, read.pin) == (0, False)
    assert (read.created_at, read.event_id, read.error) == (0, "", "")
    assert (read.about, read.filename, read.only_with, read.words) == ("", "", "", "")


async def with_room(conn: AsyncConnection, place: str, state: RoomState) -> None:
    room: dict[str, Any] = {"proposal": 1, "kind": "", "alias": place}
    await rooms.intend(conn, place=place, **room)
    await rooms.set_state(conn, place, state)


async def test_what_may_be_sent_is_what_is_queued_for_rooms_that_are_ready_in_order(
    database: Database,
) -> None:
    async with database.write() as conn:
        await with_room(conn, "ready", RoomState.READY)
        await with_room(conn, "ready too", RoomState.READY)
        await with_room(conn, "paused", RoomState.PAUSED)
        for key, place in (
            *(("z", "ready"), ("sent", "ready"), ("parked", "ready")),
            *(("p", "paused"), ("n", "none"), ("a", "ready too"), ("m", "ready")),
        ):
            await outbox.put(conn, [row(key, place=place)])
        await outbox.mark_sent(conn, [("sent", "$sent")])
        await outbox.park(conn, "parked", "M_TOO_LARGE")
        sendable = await outbox.to_do(conn, 10)
        assert [(item.key, item.place) for item in sendable] == [
            *(("z", "ready"), ("a", "ready too"), ("m", "ready"))
        ]
        assert [item.key for item in await outbox.to_do(conn, 2)] == ["z", "a"]


async def test_putting_says_how_many_are_new(database: Database) -> None:
    async with database.write() as conn:
        assert await outbox.put(conn, []) == 0
        assert await outbox.put(conn, [row("k"), row("l"), row("k")]) == 2
        assert await outbox.put(conn, [row("l"), row("m")]) == 1
        assert await outbox.put(conn, [row("m")]) == 0
        assert [item.seq for item in await queued(conn)] == [1, 2, 3]


async def test_rows_come_after_all_others_though_those_were_sent(database: Database) -> None:
    async with database.write() as conn:
        await outbox.put(conn, [row("k"), row("l")])
        await outbox.mark_sent(conn, [("k", "$k"), ("l", "$l")])
        await outbox.put(conn, [row("k"), row("m")])
        assert [(item.key, item.seq) for item in await queued(conn)] == [("m", 3)]
        sent = await outbox.by_key(conn, ["k", "l"])
        assert {key: (item.event_id, item.seq) for key, item in sent.items()} == {
            "k": ("$k", 1),
            "l": ("$l", 2),
        }


async def test_only_the_row_that_is_marked_or_parked_is_changed(database: Database) -> None:
    async with database.write() as conn:
        await outbox.put(conn, [row("k"), row("l"), row("m")])
        await outbox.mark_sent(conn, [("k", "$k")])
        await outbox.park(conn, "l", "M_TOO_LARGE")
        (waits,) = await queued(conn)
        assert waits == replace(row("m"), seq=3)
        found = await outbox.by_event(conn, "$k")
        assert found is not None
        assert (found.key, found.error) == ("k", "")


async def test_what_is_pinned_is_the_latest_showing_that_was_sent(database: Database) -> None:
    async with database.write() as conn:
        assert await outbox.pinned(conn, "p", "P1/1") == ""
        showing: dict[str, Any] = {"place": "p", "about": "P1/1", "pin": True}
        await outbox.put(
            conn,
            [
                row("first", **showing),
                row("second", **showing),
                row("elsewhere", **showing | {"place": "q"}),
                row("of another", **showing | {"about": "P1/2"}),
                row("no pin", **showing | {"pin": False}),
                row("waits", **showing),
            ],
        )
        assert await outbox.pinned(conn, "p", "P1/1") == ""
        keys = ("first", "second", "elsewhere", "of another", "no pin")
        await outbox.mark_sent(conn, [(key, f"${key}") for key in keys])
        assert await outbox.pinned(conn, "p", "P1/1") == "$second"
        assert await outbox.pinned(conn, "q", "P1/1") == "$elsewhere"
        assert await outbox.pinned(conn, "p", "P1/2") == "$of another"


async def test_the_rows_of_a_cause_are_those_that_are_queued_in_order(database: Database) -> None:
    async with database.write() as conn:
        await outbox.put(conn, [row("other", cause="$other"), row("z"), row("sent"), row("a")])
        await outbox.mark_sent(conn, [("sent", "$sent")])
        found = await outbox.of_cause(conn, "$event")
        assert found == (replace(row("z"), seq=2), replace(row("a"), seq=4))


async def test_parked_rows_are_listed_in_order(database: Database) -> None:
    async with database.write() as conn:
        await outbox.put(conn, [row("z"), row("m"), row("a")])
        for key in ("a", "z"):
            await outbox.park(conn, key, "M_TOO_LARGE")
        assert [item.key for item in await outbox.parked(conn)] == ["z", "a"]


async def test_a_row_without_content_stays_so(database: Database) -> None:
    async with database.write() as conn:
        await outbox.put(conn, [row("k", content=None)])
        (found,) = await queued(conn)
        assert (found.content, found.otherwise, found.view) == (None, None, None)


async def test_what_a_row_says_is_kept_as_short_json(database: Database) -> None:
    async with database.write() as conn:
        await outbox.put(conn, [row("k", content={"a": 1, "b": [2]})])
        assert await conn.scalar(select(table.c.content)) == '{"a":1,"b":[2]}'


def test_a_row_s_state_has_the_value_that_databases_hold() -> None:
    assert tuple(RowState) == ("said", "queued", "sent", "parked")


def said(key: str, **more: Any) -> Row:
    """Return a post that is to be rendered."""
    state: dict[str, Any] = {"state": RowState.SAID, "words": "status", "view": "{}"}
    return row(key, **state | more)


async def test_what_was_rendered_stands_where_the_post_stood(database: Database) -> None:
    async with database.write() as conn:
        await ready(conn, "P1/plenary")
        await outbox.put(conn, [row("before"), said("post", instead={"words": "x"}), row("after")])
        (_, post, _) = await outbox.to_do(conn, 10)
        assert (post.state, post.view, post.seq) == (RowState.SAID, "{}", 2)
        first = replace(row("post", file="d", filename="f.md", shows=1), seq=2)
        second = replace(row("post 2", file="d"), seq=2, part=1)
        await outbox.rendered(conn, [first, second], {"d": "A text."})
        found = await outbox.to_do(conn, 10)
        assert [(each.key, each.seq, each.part) for each in found] == [
            *(("before", 1, 0), ("post", 2, 0), ("post 2", 2, 1), ("after", 3, 0))
        ]
        done = found[1]
        assert (done.state, done.view, done.instead) == (RowState.QUEUED, None, None)
        assert (done.file, done.filename, done.shows) == ("d", "f.md", 1)
        assert await outbox.file(conn, "d") == "A text."


async def test_what_was_rendered_stays_as_it_was_first(database: Database) -> None:
    async with database.write() as conn:
        await outbox.put(conn, [said("post")])
        first = replace(row("post", content={"body": "first"}), seq=1)
        again = replace(row("post", content={"body": "again"}), seq=1)
        await outbox.rendered(conn, [first], {})
        await outbox.rendered(conn, [again, replace(row("more"), seq=1, part=1)], {"d": "text"})
        (found,) = await queued(conn)
        assert found.content == {"body": "first"}
        with pytest.raises(NoResultFound):
            await outbox.file(conn, "d")


async def test_a_file_is_kept_until_the_last_message_with_it_was_sent_or_set_aside(
    database: Database,
) -> None:
    async with database.write() as conn:
        await outbox.put(conn, [said("a"), said("b")])
        for seq, key in enumerate("ab", start=1):
            await outbox.rendered(conn, [replace(row(key, file="d"), seq=seq)], {"d": "A text."})
        await outbox.mark_sent(conn, [("a", "$a")])
        assert await outbox.file(conn, "d") == "A text."
        await outbox.park(conn, "b", "M_TOO_LARGE")
        with pytest.raises(NoResultFound):
            await outbox.file(conn, "d")
