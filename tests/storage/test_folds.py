"""A state that was folded before is followed, and is always the fold of the record."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from deliberation import council as councils
from deliberation import fold as proposals
from storage import record
from storage.database import Database
from storage.folds import LONGEST, MOST, Folds
from tests.nursery.record import new_record
from tests.storage.make import referred, seated, tabled


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await new_record(tmp_path)
    yield opened
    await opened.close()


async def are_true(folds: Folds, conn: AsyncConnection) -> None:
    """Compare what is remembered with the folds of all entries."""
    council = councils.fold(await record.entries(conn, 0))
    assert await folds.council(conn) == council
    for number in (1, 2, 3):
        proposal = proposals.fold(await record.entries(conn, number))
        assert await folds.proposal(conn, number) == proposal


async def test_a_state_follows_the_record(database: Database) -> None:
    folds = Folds()
    for entry in (seated(), tabled(1), tabled(2), referred(1), seated(), referred(2)):
        async with database.write() as conn:
            await record.append(conn, [entry])
            await are_true(folds, conn)


async def test_what_was_rolled_back_is_forgotten(database: Database) -> None:
    folds = Folds()
    async with database.write() as conn:
        await record.append(conn, [tabled(1)])

    async def fails() -> None:
        async with database.write() as conn:
            await record.append(conn, [referred(1), seated()])
            await are_true(folds, conn)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    async with database.write() as conn:
        await are_true(folds, conn)
        await record.append(conn, [seated(), tabled(2), referred(1)])
        await are_true(folds, conn)


async def test_an_older_snapshot_is_seen_as_it_is(database: Database) -> None:
    folds = Folds()
    async with database.write() as conn:
        await record.append(conn, [tabled(1)])
    async with database.read() as old:
        await are_true(folds, old)
        async with database.write() as conn:
            await record.append(conn, [referred(1)])
            await are_true(folds, conn)
        await are_true(folds, old)
    async with database.read() as conn:
        await are_true(folds, conn)


async def test_only_so_many_are_remembered(database: Database) -> None:
    folds = Folds()
    async with database.write() as conn:
        await record.append(conn, [tabled(number) for number in range(1, MOST + 3)])
        for number in range(1, MOST + 3):
            assert await folds.proposal(conn, number)
    assert len(folds._by_chain) == MOST


async def test_long_texts_are_remembered_as_long_as_there_is_room(database: Database) -> None:
    folds, half = Folds(), "x" * (LONGEST // 2)
    async with database.write() as conn:
        await record.append(conn, [tabled(1), tabled(2, text=half), tabled(3, text=half)])
        for number in (1, 2, 3):
            assert await folds.proposal(conn, number)
        assert {*folds._by_chain} == {2, 3}
        await record.append(conn, [tabled(4, text="x" * (LONGEST + 1))])
        assert await folds.proposal(conn, 4)
        assert {*folds._by_chain} == {4}
        await are_true(folds, conn)
