"""A message that is edited: as which event it goes out, and that the last of several does."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.listener.recognise import reacted_to
from bot.matrix import Event
from storage import outbox
from storage.database import Database
from storage.outbox import RowState
from tests.bot.test_courier import FORUM, Server, at_work, put, room_of, row
from tests.nursery.record import new_record


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await new_record(tmp_path)
    await room_of(opened, FORUM)
    yield opened
    await opened.close()


class Contents(Server):
    """A server that keeps whole contents."""

    def __init__(self, *held: str) -> None:
        super().__init__(*held)
        self.contents: dict[str, dict[str, Any]] = {}

    async def send(self, room: str, kind: str, content: Any, key: str) -> str:
        self.contents[key] = dict(content)
        return await super().send(room, kind, content, key)


def words(body: str) -> dict[str, Any]:
    return {"msgtype": "m.text", "body": body, "format": "html", "formatted_body": f"<p>{body}"}


async def test_an_edit_names_the_event_as_which_the_earlier_message_was_sent(
    database: Database,
) -> None:
    server = Contents()
    async with at_work(database, server) as courier:
        await put(database, courier, row("call", content=words("now")))
        await server.reaches(1)
        await put(database, courier, row("edit", content=words("then"), edits="call"))
        await server.reaches(2)
    assert server.contents["edit"] == {
        **words("then"),
        "body": "* then",
        "formatted_body": "* <p>then",
        "m.new_content": words("then"),
        "m.relates_to": {"rel_type": "m.replace", "event_id": "$call"},
    }


async def test_an_edit_that_is_committed_with_the_message_goes_out_behind_it(
    database: Database,
) -> None:
    server = Contents()
    async with at_work(database, server) as courier:
        edit = row("edit", content=words("then"), edits="call")
        await put(database, courier, row("call", content=words("now")), edit)
        await server.reaches(2)
    assert server.contents["edit"]["m.relates_to"]["event_id"] == "$call"


async def test_of_several_edits_that_wait_the_last_alone_is_sent(database: Database) -> None:
    server = Contents("call")
    edits = [row(f"edit {n}", content=words(str(n)), edits="call") for n in range(5)]
    other = row("other", content=words("other"))
    async with at_work(database, server) as courier:
        rows = row("call", content=words("now")), *edits[:3], other, *edits[3:]
        await put(database, courier, *rows)
        server.held["call"].set()
        await server.reaches(3)
        await courier.idle.wait()
    assert server.sent == ["now", "other", "* 4"]
    async with database.read() as conn:
        known = await outbox.by_key(conn, [each.key for each in edits])
    assert {each.state for each in known.values()} == {RowState.SENT}


async def test_what_edits_a_message_that_never_was_sent_is_not_sent(database: Database) -> None:
    server = Contents()
    async with at_work(database, server) as courier:
        await put(database, courier, row("edit", content=words("then"), edits="nothing"))
        await put(database, courier, row("next", content=words("next")))
        await server.reaches(1)
        await courier.idle.wait()
    assert server.sent == ["next"]


# --- which reaction is an answer ------------------------------------------------------------


@pytest.mark.parametrize("sign", ["👍", "👍️", "👍🏽", "👍🏿"])
def test_a_thumb_of_any_colour_says_yes(sign: str) -> None:
    assert reacted_to(reaction(sign)) == "$call"


@pytest.mark.parametrize("sign", ["👎", "✅", "+1", "👍👍", "", None, 5])
def test_no_other_sign_does(sign: object) -> None:
    assert reacted_to(reaction(sign)) == ""


@pytest.mark.parametrize("relation", [None, "no", {}, {"rel_type": "m.replace"}])
def test_what_is_malformed_is_no_answer(relation: object) -> None:
    event = Event("!r", "$1", "@a:test", 1, "m.reaction", {"m.relates_to": relation})
    assert reacted_to(event) == ""


def test_a_message_is_no_reaction() -> None:
    content = reaction("👍").content
    assert reacted_to(Event("!r", "$1", "@a:test", 1, "m.room.message", content)) == ""


def reaction(sign: object) -> Event:
    about = {"rel_type": "m.annotation", "event_id": "$call", "key": sign}
    return Event("!r", "$1", "@a:test", 1, "m.reaction", {"m.relates_to": about})
