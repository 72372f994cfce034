"""What is due is done once and in its order, whatever happens meanwhile."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.clerk.clerk import Clerk
from bot.clerk.item import Item, of_due
from bot.clerk.queue import Queue
from bot.clerk.timers import due as kinds
from bot.clerk.timers.scheduler import Scheduler
from bot.gate.clocks import Clocks
from bot.gate.floods import Floods
from bot.gate.let_in import Gate
from bot.gate.moments import Moments
from bot.gate.put_off import PutOff
from bot.listener import recognise
from bot.listener.listener import Listener
from bot.listener.sync_token import SyncToken
from bot.matrix import Batch, Event
from bot.relay import places
from storage import due, inbox
from storage.database import Database, open_database
from storage.errors import LeaseLost
from storage.inbox import Arrival, InboxState
from tests.bot.desk import BOT, SETTINGS
from tests.bot.rendered import in_words
from tests.exactly_once.timers import (
    KIND,
    NOON,
    TIMERS,
    WEEK,
    numbered,
    planned,
    scheduled,
    tell,
    told,
)
from tests.nursery.record import new_record
from tests.storage.look import EVER


@pytest.fixture(autouse=True)
def a_kind_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds.KINDS, KIND, tell)


def scheduler(database: Database, now: int) -> Scheduler:
    return Scheduler(database, BOT, lambda: now, Queue())


async def test_what_was_due_in_a_week_of_downtime_is_done_in_its_order(tmp_path: Path) -> None:
    database = await planned(tmp_path)
    await scheduled(database, NOON)
    assert await told(database) == []
    await database.close()
    database = await new_record(tmp_path)
    await scheduled(database, NOON + WEEK)
    assert await told(database) == ["1", "2", "3"]
    await scheduled(database, NOON + WEEK)
    assert await told(database) == ["1", "2", "3"]
    await database.close()


def message(event_id: str, at: int) -> Item:
    content = {"msgtype": "m.text", "body": "!status"}
    event = Event("!r", event_id, "@a:test", at, "m.room.message", content)
    found = recognise.item(
        event, recognise.said(event), places.parse("P1/plenary"), BOT, "!", about={}
    )
    assert found is not None
    return found


async def test_nothing_is_done_while_it_is_not_known_what_was_said(tmp_path: Path) -> None:
    database = await planned(tmp_path)
    waiting = scheduler(database, NOON + WEEK)
    running = asyncio.create_task(waiting.run())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(waiting.queue.take(), 0.2)
    waiting.known_until = NOON + 3
    taken = [(await waiting.queue.take()).item.cause for _ in TIMERS]
    assert taken == ["timer:1", "timer:2", "timer:3"]
    assert await waiting.due(NOON + WEEK) == []  # they are handed on
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await database.close()


async def test_a_clock_that_is_put_forward_and_back_has_nothing_done_twice(
    tmp_path: Path,
) -> None:
    database = await planned(tmp_path)
    for now, expected in (
        (NOON + 2, ["1", "2"]),
        (NOON - WEEK, ["1", "2"]),
        (NOON + 2, ["1", "2"]),
        (NOON + WEEK, ["1", "2", "3"]),
    ):
        await scheduled(database, now)
        assert await told(database) == expected
    async with database.write() as conn:
        await due.plan(conn, numbered(1, NOON + 9))  # which was done
    await scheduled(database, NOON + WEEK)
    assert await told(database) == ["1", "2", "3"]
    await database.close()


async def test_of_two_processes_the_later_one_does_it_and_the_other_nothing(
    tmp_path: Path,
) -> None:
    first = await planned(tmp_path / "first")
    url = f"sqlite:///{tmp_path / 'first' / 'rapporteur.sqlite3'}"
    handed_on = await scheduler(first, NOON + WEEK).due(NOON + WEEK)
    second = await open_database(url, tmp_path / "second")
    clerk = Clerk(first, SETTINGS, lambda: NOON + WEEK)
    for item in handed_on:
        with pytest.raises(LeaseLost):
            await clerk.work(item, 1, alone=False, unfetched=False)
    await scheduled(second, NOON + WEEK)
    assert await told(second) == ["1", "2", "3"]
    await first.close()
    await second.close()


async def test_what_is_put_off_or_called_off_while_it_waits_is_not_done(tmp_path: Path) -> None:
    database = await planned(tmp_path)
    handed_on = await scheduler(database, NOON + WEEK).due(NOON + WEEK)
    clerk = Clerk(database, SETTINGS, lambda: NOON + WEEK)
    async with database.write() as conn:
        await due.call_off(conn, "timer:1")
        await due.plan(conn, numbered(2, NOON + 2 * WEEK))
    for item in handed_on:
        await clerk.work(item, 1, alone=False, unfetched=False)
    assert await told(database) == ["3"]
    await scheduled(database, NOON + 2 * WEEK)
    assert await told(database) == ["3", "2"]
    await database.close()


async def test_what_can_t_be_done_is_given_up_and_the_secretariat_told(tmp_path: Path) -> None:
    database = await planned(tmp_path)
    (item, *_) = await scheduler(database, NOON + WEEK).due(NOON + WEEK)
    unknown = due.Due("timer:x", NOON, "P1/plenary", "of a later release", {})
    async with database.write() as conn:
        await due.plan(conn, unknown)
    clerk = Clerk(database, SETTINGS, lambda: NOON + WEEK)
    await clerk.work(of_due(unknown, BOT), 1, alone=False, unfetched=False)
    async with database.read() as conn:
        given_up = await inbox.get(conn, "timer:x")
        left = await due.until(conn, EVER)
    rows = await in_words(database)
    assert given_up is not None
    assert given_up.state is InboxState.FAILED
    assert [(row.place, row.cause) for row in rows] == [("secretariat", "timer:x")]
    assert "of a later release" in str(rows[0].content)
    assert item.cause in [each.cause for each in left]
    await database.close()


async def heard(database: Database, room: list[Item]) -> list[str]:
    """Have a listener take what was said while it was away; return the causes as queued."""

    async def nothing(*_: object) -> list[Item]:
        return []

    async def of_room(*_: object) -> list[list[Item]]:
        return [room]

    witness: Any = SimpleNamespace(seen=lambda _events: NOON)
    part: dict[str, Any] = dict.fromkeys(Listener.__dataclass_fields__, SimpleNamespace())
    waiting = scheduler(database, NOON + WEEK)
    part |= {
        "database": database,
        "reader": SimpleNamespace(read=nothing, enter=nothing),
        "commands": SimpleNamespace(items=of_room, moments=Moments(), clocks=Clocks(BOT)),
        "undecrypted": SimpleNamespace(look=nothing, heard=lambda *_, **__: None),
        "attached_texts": SimpleNamespace(fetch_for=lambda _: None),
        "sync_token": SyncToken(database, witness),
        "gate": Gate(database, Floods(BOT, lambda: 0.0)),
        "put_off": PutOff(waiting.queue.empty, asyncio.Event()),
        "synced": asyncio.Event(),
        "heard_at": NOON + WEEK,
        "scheduler": waiting,
        "queue": waiting.queue,
    }
    listener = Listener(**{name: each for name, each in part.items() if name[0] != "_"})
    await listener._take(Batch("token", (), (), ()), "since")
    assert waiting.known_until == NOON + WEEK
    left = len(waiting.queue._waiting)
    return [(await waiting.queue.take()).item.cause for _ in range(left)]


async def test_the_listener_has_what_became_due_and_what_was_said_done_in_one_order(
    tmp_path: Path,
) -> None:
    database = await planned(tmp_path)
    room = [message("$a", NOON + 1), message("$b", NOON + 2), message("$c", NOON + 4)]
    expected = ["$a", "timer:1", "$b", "timer:2", "timer:3", "$c"]
    assert await heard(database, room) == expected
    assert database.attempts._state.killed.keys() == set(expected)
    await database.close()


async def test_what_is_handed_on_stays_so_while_more_becomes_due(tmp_path: Path) -> None:
    database = await planned(tmp_path)
    waiting = scheduler(database, NOON + WEEK)
    times = (NOON, NOON + 1, NOON + 2, NOON + WEEK, NOON + WEEK)
    handed_on = [[item.cause for item in await waiting.due(time)] for time in times]
    assert handed_on == [[], ["timer:1"], ["timer:2"], ["timer:3"], []]
    await database.close()


async def test_the_next_sync_comes_back_when_the_next_is_due(tmp_path: Path) -> None:
    database = await planned(tmp_path)
    for now, wait in ((NOON, 2), (NOON - 500, 502), (NOON - WEEK, 30_000), (NOON + WEEK, 30_000)):
        waiting = scheduler(database, now)
        await waiting.due(now)
        assert waiting.wait_ms(30_000) == wait
    await database.close()


async def test_nothing_is_handed_on_that_became_due_since_the_homeserver_was_heard(
    tmp_path: Path,
) -> None:
    database = await planned(tmp_path)
    slept = scheduler(database, NOON + WEEK)
    slept.known_until = NOON + 1
    running = asyncio.create_task(slept.run())
    assert (await slept.queue.take()).item.cause == "timer:1"
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(slept.queue.take(), 0.2)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await database.close()


async def test_what_an_earlier_process_did_and_could_not_count_as_done_is_so_now(
    tmp_path: Path,
) -> None:
    database = await planned(tmp_path)
    database.attempts.begin("timer:1")
    async with database.write() as conn:
        await inbox.enter(conn, Arrival("timer:1", BOT, command=False))
        await due.call_off(conn, "timer:1")
    database.attempts.begin("timer:2")
    database.attempts.begin("$held")
    async with database.write() as conn:
        await inbox.enter(conn, Arrival("$held", "@a:test", command=False))
        await inbox.hold(conn, "$held")
    await database.close()
    database = await new_record(tmp_path)
    running = asyncio.create_task(scheduler(database, NOON).run())
    await asyncio.sleep(0.1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert database.attempts.left - {"timer:1"} == database.attempts._state.killed.keys()
    assert database.attempts._state.killed == {"timer:2": 0, "$held": 0}
    await database.close()
