"""What is due stands in its order, until it is taken once."""

from dataclasses import replace

from storage import due, inbox
from storage.database import Database
from storage.due import Due
from storage.inbox import Arrival
from tests.storage.look import EVER

CALL = Due("timer:P1/call/1", 20, "P1/plenary", "call", {"call": 1, "words": "ü\x00"})


async def test_what_is_due_first_comes_first_and_at_the_same_time_by_cause(
    database: Database,
) -> None:
    planned = [
        CALL,
        replace(CALL, cause="c", at=2**40),
        replace(CALL, cause="b", at=3),
        replace(CALL, cause="a", at=3),
    ]
    async with database.write() as conn:
        for each in planned:
            await due.plan(conn, each)
    async with database.read() as conn:
        found = await due.until(conn, CALL.at)
        assert [each.cause for each in found] == ["a", "b", CALL.cause]
        assert found[-1] == CALL
        assert [await due.after(conn, time) for time in (2, 3, CALL.at)] == [3, CALL.at, 2**40]
        assert await due.after(conn, 2**40) is None
        assert len(await due.until(conn, EVER)) == len(planned)


async def test_what_is_planned_again_is_due_at_the_later_time_alone(database: Database) -> None:
    later = replace(CALL, at=30, given={"call": 2})
    async with database.write() as conn:
        await due.plan(conn, CALL)
        await due.plan(conn, later)
        assert await due.until(conn, EVER) == (later,)
        assert not await due.take(conn, CALL.cause, CALL.at)
        assert await due.take(conn, later.cause, later.at)
        assert not await due.take(conn, later.cause, later.at)
        assert await due.until(conn, EVER) == ()


async def test_what_is_called_off_or_was_done_is_not_due(database: Database) -> None:
    other = replace(CALL, cause="other")
    async with database.write() as conn:
        await due.plan(conn, CALL)
        await due.plan(conn, other)
        await due.call_off(conn, CALL.cause)
        assert await due.until(conn, EVER) == (other,)
        await inbox.enter(conn, Arrival(CALL.cause, "@bot:x", command=False))
        await due.plan(conn, CALL)
        assert await due.until(conn, EVER) == (other,)
