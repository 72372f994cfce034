"""What an earlier process let in is let in again; what it acted on counts no more."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from bot.alone import Alone
from bot.clerk.constitution import constitute
from bot.clerk.item import Item, arrival
from bot.clerk.queue import Queue, Ready, Worker
from bot.gate.floods import AT_ONCE, PUT_OFF, Floods
from bot.gate.let_in import Gate
from storage import inbox
from storage.database import Database
from storage.errors import DatabaseCorrupt, DatabaseUnwritable, StorageError
from tests.bot.desk import SETTINGS
from tests.bot.test_floods import BOT, Clock, items
from tests.nursery.record import new_record


class Clerk:
    """Fails as it is told to."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    async def work(self, *_item: object, **_how: object) -> None:
        raise self.error


@asynccontextmanager
async def process(folder: Path) -> AsyncIterator[tuple[Gate, Database]]:
    """A gate in a process that is killed at the end."""
    database = await new_record(folder)
    try:
        yield Gate(database, Floods(BOT, Clock())), database
    finally:
        await database.close()


def causes(found: Sequence[Item]) -> list[str]:
    return [item.cause for item in found]


async def test_what_was_let_in_before_a_restart_is_let_in_again_however_much_it_is(
    tmp_path: Path,
) -> None:
    said = items("@a:test", 2 * PUT_OFF)
    async with process(tmp_path) as (_, database):
        for some in (said[:PUT_OFF], said[PUT_OFF:]):
            before = Gate(database, Floods(BOT, Clock()))  # as much later as it takes
            assert (await before.let_in(some)).causes == causes(some)
    async with process(tmp_path) as (after, database):
        assert (await after.let_in(said, first=True)).causes == causes(said)
        async with database.read() as conn:
            assert await inbox.known(conn, causes(said)) == set()


async def test_what_was_acted_on_before_a_restart_uses_nothing_up(tmp_path: Path) -> None:
    said = items("@a:test", AT_ONCE * 2)
    async with process(tmp_path) as (_, database):
        database.attempts.begin(said[0].cause)
        async with database.write() as conn:
            for item in said[:AT_ONCE]:
                await inbox.enter(conn, arrival(item))
    async with process(tmp_path) as (gate, _):
        let_in = await gate.let_in(said, first=True)
        assert causes(let_in.now) == causes(said[AT_ONCE:])
        assert not let_in.later
    async with process(tmp_path) as (_, database):
        assert database.attempts.left == set(causes(said[AT_ONCE:]))


async def test_what_is_passed_over_never_acts_and_what_an_office_asks_in_its_room_is_kept(
    tmp_path: Path,
) -> None:
    async with process(tmp_path) as (_, database):
        await constitute(database, SETTINGS, lambda: 1)
        for place, person, kept in (
            ("forum", "@a:test", False),
            ("forum", "@chair:test", False),
            ("forum", "@forum-chair:test", True),
            ("P1/plenary", "@chair:test", True),
            ("P1/caucus:cs", "@cs-chair:test", True),
            ("P1/caucus:gov", "@cs-chair:test", False),
            ("direct:!chat", "@secretary:test", False),
        ):
            fresh = Gate(database, Floods(BOT, Clock()))
            said = items(person, AT_ONCE + PUT_OFF + 9, place)
            let_in = await fresh.let_in(said)
            assert (let_in.causes == causes(said)) is kept, (place, person)
            async with database.read() as conn:
                passed = await inbox.known(conn, causes(said))
            assert len(passed) == (0 if kept else 8)
            assert passed.isdisjoint(let_in.causes)


@pytest.mark.parametrize("error, counted", [(DatabaseUnwritable(), 0), (DatabaseCorrupt(), 1)])
async def test_an_attempt_that_a_full_disk_ends_is_not_counted_and_any_other_is(
    tmp_path: Path, error: StorageError, counted: int
) -> None:
    (item,) = items("@a:test", 1)
    async with process(tmp_path) as (gate, database):
        queue: Queue[Ready] = Queue()
        queue.put((Ready(each), None) for each in (await gate.let_in([item])).now)
        attempts, clerk = database.attempts, cast("Any", Clerk(error))
        with pytest.raises(type(error)):
            await Worker(Alone(attempts), clerk, queue, cast("Any", None)).run()
    async with process(tmp_path) as (_, database):
        assert database.attempts.begin(item.cause) == counted + 1
