"""The courier sends each message once and in order, goes on after a bug, and waits for nobody."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

import templates
from bot.courier import tasks
from bot.courier.courier import Courier
from bot.errors import MatrixError
from bot.ratelimit import RateLimit
from bot.relay.compose import Outgoing
from bot.relay.post import Post
from bot.rooms.notices import Notices
from bot.service.parts import courier_of
from storage import outbox, rooms
from storage.database import Database
from storage.errors import DatabaseUnwritable, StorageError
from storage.outbox import Row
from storage.rooms import Room, RoomState
from templates import Part, stored
from tests.bot.desk import SETTINGS
from tests.nursery.record import new_record

NOW = 10**9
FORUM, PLENARY = "forum", "P1/plenary"


class Server:
    """Notes what is sent, in order; what is held is not sent before it is let through."""

    user_id = SETTINGS.user_id
    since = 0

    def __init__(self, *held: str) -> None:
        self.sent: list[str] = []
        self.held = {key: asyncio.Event() for key in held}

    async def send(self, _room: str, kind: str, content: Mapping[str, Any], key: str) -> str:
        if key in self.held:
            await self.held[key].wait()
        self.sent.append(content.get("body", kind) if kind == "m.room.message" else key)
        return f"${key}"

    async def upload(self, *_: object) -> str:
        return "mxc://test/file"

    async def reaches(self, number: int) -> None:
        while len(self.sent) < number:  # noqa: ASYNC110 - a server has no event for it
            await asyncio.sleep(0.01)


def row(key: str, place: str = FORUM, **more: Any) -> Row:
    kind = "m.reaction" if key.startswith("tick") else "m.room.message"
    about: dict[str, Any] = {"cause": "$c", "content": {"body": key}, "created_at": NOW}
    return Row(key=key, place=place, event_type=kind, **about | more)


def made(database: Database, server: Server) -> Courier:
    matrix = cast("Any", server)
    return courier_of(database, matrix, SETTINGS, RateLimit(), now=lambda: NOW, version="12")


async def room_of(database: Database, place: str = FORUM) -> Room:
    """Have a room in which everything is as wanted."""
    async with database.write() as conn:
        await rooms.intend(conn, place=place, proposal=0, kind="forum", alias=place)
        await rooms.set_room_id(conn, place, f"!{place}")
        await rooms.set_state(conn, place, RoomState.READY)
        await rooms.reconciled(conn, place, 1)
        found = await rooms.get(conn, place)
    assert found
    return found


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await new_record(tmp_path)
    for place in (FORUM, PLENARY):
        await room_of(opened, place)
    yield opened
    await opened.close()


@asynccontextmanager
async def at_work(
    database: Database, server: Server, courier: Courier | None = None
) -> AsyncIterator[Courier]:
    """Have a courier run."""
    courier = courier or made(database, server)
    working = asyncio.create_task(courier.run())
    try:
        async with asyncio.timeout(30):
            await courier.idle.wait()
            yield courier
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


async def put(database: Database, courier: Courier, *rows: Row) -> None:
    """Have rows committed, and the courier woken."""
    async with database.write() as conn:
        await outbox.put(conn, rows)
    courier.wake()


def posts(*bodies: str, place: str = FORUM, answer: bool = False) -> list[Row]:
    """Return what is to be said, each under a cause of its own."""
    rows: list[Row] = []
    for reference in bodies:
        out = Outgoing(b"secret", f"$of {reference}", NOW, "!", "$command")
        out.post(Post(place, "bug", {"reference": reference, "place": None}, answer=answer))
        rows += out.rows
    return rows


async def test_a_bug_in_one_room_s_work_is_tried_again_and_stops_nobody(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "backoff", lambda _attempt: 0.0)
    server = Server()
    courier = made(database, server)
    send, tried = courier.lanes.sender.send, []

    async def stumbles(room: Room, asked: Row) -> str:
        tried.append(asked.key)
        if tried.count("first") == 1 and asked.key == "first":
            raise RuntimeError("a bug")
        return await send(room, asked)

    object.__setattr__(courier.lanes.sender, "send", stumbles)
    await put(database, courier, row("first"), row("second"), row("elsewhere", PLENARY))
    with capture_logs() as logged:
        async with at_work(database, server, courier):
            await server.reaches(3)
    assert server.sent == ["elsewhere", "first", "second"]
    assert "the courier stumbled" in [each["event"] for each in logged]


async def test_a_message_is_sent_once_however_often_the_courier_is_woken(
    database: Database,
) -> None:
    server = Server("answer")
    async with at_work(database, server) as courier:
        await put(database, courier, row("answer"), row("tick"), row("next"))
        assert not courier.idle.is_set()
        for _ in range(20):
            courier.wake()
            await asyncio.sleep(0.005)
        assert server.sent == []
        server.held["answer"].set()
        await courier.idle.wait()
    assert sorted(server.sent) == ["answer", "next", "tick"]
    assert server.sent[0] == "answer", "the tick stands behind its answer"


async def test_nobody_waits_for_a_tick(database: Database) -> None:
    server = Server("tick")
    async with at_work(database, server) as courier:
        await put(database, courier, row("answer"), row("tick"), row("next"))
        await server.reaches(2)
        assert server.sent == ["answer", "next"]
        server.held["tick"].set()
        await courier.idle.wait()
    assert server.sent == ["answer", "next", "tick"]


async def test_what_comes_while_a_room_s_messages_are_under_way_goes_after_them(
    database: Database,
) -> None:
    server = Server("first")
    async with at_work(database, server) as courier:
        await put(database, courier, row("first"))
        await put(database, courier, row("second"), row("elsewhere", PLENARY))
        await server.reaches(1)
        assert server.sent == ["elsewhere"]
        server.held["first"].set()
        await courier.idle.wait()
    assert server.sent == ["elsewhere", "first", "second"]


class Refusing(Server):
    """Refuses every message for good."""

    async def send(self, *_: object) -> str:
        raise MatrixError("M_TOO_LARGE", "too large", status=413)


async def test_what_is_set_aside_and_word_of_it_are_one_transaction(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    courier, forum, asked = made(database, Refusing()), await room_of(database), row("r")
    monkeypatch.setattr(courier.schedule, "is_shut_out", never)
    async with database.write() as conn:
        await outbox.put(conn, [asked])
    with monkeypatch.context() as patched:
        patched.setattr(Notices, "tell", fails)
        with pytest.raises(StorageError):
            await courier.lanes.send(forum, asked)
    async with database.read() as conn:
        assert await outbox.parked(conn) == ()
    assert await courier.lanes.send(forum, asked)
    async with database.read() as conn:
        assert [each.key for each in await outbox.parked(conn)] == ["r"]
        (told,) = await outbox.of_cause(conn, "parked:r")
    assert told.place == "secretariat"


async def never(*_: object) -> bool:
    return False


async def fails(*_: object, **_data: object) -> None:
    raise StorageError


class ShutOut(Server):
    """Lets the bot say nothing in the forum until it is let in again."""

    is_shut = True

    async def send(self, room: str, kind: str, content: Mapping[str, Any], key: str) -> str:
        if self.is_shut and room == "!forum":
            raise MatrixError("M_FORBIDDEN", "not there", status=403)
        return await super().send(room, kind, content, key)


async def test_what_a_room_does_not_take_now_waits_there_in_order_and_keeps_nobody(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = ShutOut()
    async with at_work(database, server) as courier:
        monkeypatch.setattr(courier.schedule, "is_shut_out", always)
        await put(database, courier, row("first"), row("tick"), row("elsewhere", PLENARY))
        await server.reaches(1)
        assert server.sent == ["elsewhere"]
        server.is_shut = False
        courier.wake()
        await courier.idle.wait()
    assert server.sent == ["elsewhere", "first", "tick"]


async def always(*_: object) -> bool:
    return True


# --- what is said is rendered ----------------------------------------------------------------


async def test_what_was_said_is_rendered_and_sent_in_order(database: Database) -> None:
    server = Server()
    async with at_work(database, server) as courier:
        await put(database, courier, *posts("one", "two"), row("three"), *posts("four"))
        await courier.idle.wait()
    found = [next(w for w in ("one", "two", "three", "four") if w in body) for body in server.sent]
    assert found == ["one", "two", "three", "four"]


async def test_a_long_text_keeps_up_its_own_room_alone(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, done = Server(), asyncio.Event()
    async with at_work(database, server) as courier:

        async def render(words: str, view: str, texts: Mapping[str, str]) -> tuple[Part, ...]:
            await done.wait()
            return templates.render(words, stored.loads(view, texts))

        monkeypatch.setattr(courier.renderer.process, "render", render)
        text = f"{'A word. ' * 100}\n\n" * 100
        out = Outgoing(b"secret", "$long", NOW, "!", "$command")
        shown: dict[str, Any] = {"text": text, "format": "markdown", "idle": "", "proposal": None}
        out.post(Post(FORUM, "preview", shown, answer=True))
        await put(database, courier, *out.rows, row("after"), row("elsewhere", PLENARY))
        await server.reaches(1)
        assert server.sent == ["elsewhere"]
        assert not courier.idle.is_set()
        done.set()
        await courier.idle.wait()
    assert server.sent[-1] == "after"
    assert "This is how your text would be shown" in server.sent[1]
    assert server.sent[2] == "preview.md"


async def test_what_can_not_be_put_into_words_says_so(database: Database) -> None:
    server = Server()
    out = Outgoing(b"secret", "$bug", NOW, "!", "$command")
    out.post(Post(FORUM, "bug", {}, answer=True))  # which lacks its reference
    with capture_logs() as logged:
        async with at_work(database, server) as courier:
            await put(database, courier, *out.rows, row("after"))
            await courier.idle.wait()
    assert "Something went wrong when I wrote a message" in server.sent[0]
    (entry,) = [each for each in logged if each["event"] == "not rendered"]
    assert entry["reference"] in server.sent[0]
    assert server.sent[1:] == ["after"]


async def test_what_was_rendered_is_sent_as_it_was_also_by_a_version_with_other_words(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, courier = Server(), made(database, Server())
    (asked,) = posts("once")
    await put(database, courier, asked)

    async def ends(*_: object) -> str:
        raise DatabaseUnwritable(path="", reason="")

    object.__setattr__(courier.lanes.sender, "send", ends)
    with pytest.raises(DatabaseUnwritable):
        await courier.run()
    monkeypatch.setattr("templates.render", None)
    async with at_work(database, server) as courier:
        await courier.idle.wait()
    assert [body for body in server.sent if "once" in body] == server.sent
    assert len(server.sent) == 1


async def test_what_was_being_rendered_when_the_process_was_killed_is_rendered_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await new_record(tmp_path)
    await room_of(first)
    (asked,) = posts("deadly")
    async with first.write() as conn:
        await outbox.put(conn, [asked])
    first.attempts.begin(f"rendering:{asked.key}")
    await first.close()
    again, server, elsewhere = await new_record(tmp_path), Server(), []
    courier = made(again, server)

    async def render(words: str, view: str, texts: Mapping[str, str]) -> tuple[Part, ...]:
        elsewhere.append(words)
        return templates.render(words, stored.loads(view, texts))

    monkeypatch.setattr(courier.renderer.process, "render", render)
    async with at_work(again, server, courier):
        await put(again, courier, *posts("harmless"))
        await server.reaches(2)
    await again.close()
    assert ["deadly" in body for body in server.sent] == [True, False]
    assert elsewhere == ["bug"]
