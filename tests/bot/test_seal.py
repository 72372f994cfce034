"""Keys go to the roster alone, and nothing is said where a stranger is."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.courier.seal import Seals
from bot.courier.send import Sender
from bot.courier.uploads import Uploads
from bot.errors import MatrixError
from bot.matrix import Sealed
from bot.ratelimit import RateLimit
from bot.rooms.people.readers import Readership
from bot.rooms.people.strangers import NOT_RIGHT
from storage import readers, rooms
from storage.database import Database
from storage.outbox import Row
from storage.readers import Readers
from storage.rooms import Room, RoomState
from tests.bot.desk import BOT, Desk, desk

CHAIR, MEMBER, STRANGER = "@cs-chair:test", "@cs-1:test", "@stranger:test"
ROOM = Room(
    place="P1/caucus:cs",
    proposal=1,
    kind="caucus",
    attempt=1,
    alias="a",
    room_id="!cs",
    state=RoomState.READY,
    encrypted=True,
)


class Server:
    """Has people in its room, of whom all but some ``without`` devices are given keys."""

    user_id = BOT
    since = 0
    encryption = object()

    def __init__(self, *people: str, without: Collection[str] = ()) -> None:
        self.there = {BOT: "join", **dict.fromkeys(people, "join")}
        self.without = set(without)
        self.audience: list[frozenset[str]] = []
        self.sent: list[str] = []

    async def people(self, _room_id: str) -> Mapping[str, str]:
        return self.there

    async def seal(
        self, _room: str, _kind: str, content: Mapping[str, Any], members: Collection[str] | None
    ) -> Sealed:
        there = self.there.keys() - {BOT}
        people = frozenset(there if members is None else there & set(members))
        self.audience.append(people)
        return Sealed(content, people, people - self.without)

    async def send(self, _room: str, _kind: str, content: Mapping[str, Any], _txn: str) -> str:
        self.sent.append(content["body"])
        return "$sent"


def row(key: str = "k", **more: Any) -> Row:
    """Return a row for the caucus's room."""
    return Row(
        key=key,
        cause="$c",
        place=ROOM.place,
        event_type="m.room.message",
        content={"body": key},
        **more,
    )


async def read(digest: str) -> str:
    """Return a file, whose digest is itself here."""
    return digest


class Sent:
    """What a sender does with rows, in the record of a desk."""

    def __init__(self, at: Desk, server: Server) -> None:
        self.desk, self.server, self.doubted = at, server, set[str]()
        matrix, rate_limit = cast("Any", server), RateLimit()
        at.room(ROOM.place)
        members = SimpleNamespace(settings=at.clerk.settings, members=self._members)
        readership = Readership(at.database, matrix, rate_limit, lambda: 1)
        seals = Seals(at.database, matrix, rate_limit, cast("Any", members), readership)
        uploads = Uploads(matrix, rate_limit, lambda: 0, read, lambda _place: False)
        self.sender = Sender(matrix, rate_limit, lambda: 0, seals, self.doubted, uploads)

    async def _members(self, _conn: object, places: Collection[str]) -> dict[str, set[str]]:
        return {place: {CHAIR, MEMBER} for place in places}

    def send(self, *rows: Row) -> None:
        """Have rows sent."""
        for each in rows:
            self.desk.runner.run(self.sender.send(ROOM, each))

    def readers(self) -> Readers | None:
        """Return who can read what was last shown."""
        return self.desk.runner.run(self._readers())

    async def _readers(self) -> Readers | None:
        async with self.desk.database.read() as conn:
            return await readers.of(conn, ROOM.place)


def test_keys_go_to_those_who_belong_there_and_are_there(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        server = Server(CHAIR)
        Sent(at, server).send(row())
        assert server.audience == [{CHAIR}]


def test_nothing_is_sealed_where_a_stranger_is(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        server = Server(CHAIR, STRANGER)
        with pytest.raises(MatrixError, match=NOT_RIGHT):
            Sent(at, server).send(row())
        assert not server.audience
        assert not server.sent


@pytest.mark.parametrize("encrypted", [True, False])
def test_nothing_goes_out_where_a_stranger_was_heard_of(tmp_path: Path, *, encrypted: bool) -> None:
    with desk(tmp_path) as at:
        sent = Sent(at, Server(CHAIR))
        sent.doubted.add("!cs")
        room = replace(ROOM, encrypted=encrypted)
        with pytest.raises(MatrixError, match=NOT_RIGHT):
            at.runner.run(sent.sender.send(room, row()))
        assert not sent.server.sent


def test_who_can_read_the_first_message_and_then_each_showing_is_noted(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        server = Server(CHAIR, without={MEMBER})
        sent = Sent(at, server)
        sent.send(row("opening"))
        assert sent.readers() == Readers("opening", frozenset({CHAIR}))
        server.there[MEMBER] = "join"
        sent.send(row("other"))
        assert sent.readers() == Readers("opening", frozenset({CHAIR}))
        server.without.clear()
        sent.send(row("draft", pin=True, shows=1))
        assert sent.readers() == Readers("draft", frozenset({CHAIR, MEMBER}))


def test_of_a_draft_in_parts_only_who_has_all_keys_is_a_reader(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        server = Server(CHAIR, without={MEMBER})
        sent = Sent(at, server)
        sent.send(row("first part", pin=True))
        server.there[MEMBER] = "join"
        server.without.clear()
        sent.send(row("last part", shows=1))
        assert sent.readers() == Readers("first part", frozenset({CHAIR}))


def test_a_draft_that_is_sent_again_may_have_been_sent_before(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        server = Server(CHAIR)
        sent = Sent(at, server)
        sent.send(row("draft", pin=True, shows=1))
        server.there[MEMBER] = "join"
        sent.send(row("draft", pin=True, shows=1))
        assert sent.readers() == Readers("draft", frozenset({CHAIR}))


def test_who_gets_a_key_for_the_first_time_has_the_room_looked_at(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        server = Server(CHAIR, MEMBER, without={MEMBER})
        sent = Sent(at, server)
        sent.send(row("draft", pin=True, shows=1))
        assert not at.runner.run(is_wanted(at.database))
        server.without.clear()
        sent.send(row("other"))
        assert at.runner.run(is_wanted(at.database))


async def is_wanted(database: Database) -> bool:
    """Whether the caucus's room is to be looked at again."""
    async with database.read() as conn:
        room = await rooms.get(conn, ROOM.place)
    return room is not None and room.wanted > 1
