from contextlib import suppress

import pytest

from storage import inbox
from storage.database import Database
from storage.inbox import Arrival, InboxRow, InboxState

EVENT = Arrival("$event", "@chair:example.org", command=True)
OTHER = Arrival("$other", "@x:example.org", command=False)


async def state(database: Database, cause: str) -> InboxState | None:
    async with database.read() as conn:
        row = await inbox.get(conn, cause)
    return row.state if row else None


async def test_what_is_entered_is_done_at_the_commit(database: Database) -> None:
    async with database.write() as conn:
        assert await inbox.enter(conn, EVENT)
    async with database.read() as conn:
        assert await inbox.get(conn, "$event") == InboxRow(
            "$event", InboxState.DONE, "@chair:example.org", command=True
        )


async def test_what_was_rolled_back_was_never_entered(database: Database) -> None:
    with suppress(ZeroDivisionError):
        async with database.write() as conn:
            assert await inbox.enter(conn, EVENT)
            raise ZeroDivisionError
    async with database.write() as conn:
        assert await inbox.enter(conn, EVENT)


@pytest.mark.parametrize("end", [inbox.done, inbox.failed, inbox.hold])
async def test_what_is_known_is_not_entered_again_and_unchanged(
    database: Database, end: object
) -> None:
    async with database.write() as conn:
        await inbox.enter(conn, EVENT)
        await end(conn, "$event")  # type: ignore[operator]
    async with database.write() as conn:
        before = await inbox.get(conn, "$event")
        assert not await inbox.enter(conn, OTHER._replace(cause="$event"))
        assert await inbox.get(conn, "$event") == before
        assert await inbox.enter(conn, OTHER)


async def test_what_is_held_is_resumed_once(database: Database) -> None:
    async with database.write() as conn:
        await inbox.enter(conn, OTHER)
        await inbox.hold(conn, "$other")
    assert await state(database, "$other") is InboxState.HELD
    async with database.write() as conn:
        assert await inbox.resume(conn, "$other", command=True)
        assert not await inbox.resume(conn, "$other", command=True)
        row = await inbox.get(conn, "$other")
    assert row
    assert (row.state, row.command) == (InboxState.DONE, True)


async def test_what_is_not_held_is_not_resumed(database: Database) -> None:
    async with database.write() as conn:
        await inbox.enter(conn, EVENT)
        await inbox.failed(conn, "$event")
        assert not await inbox.resume(conn, "$event", command=True)
        assert not await inbox.resume(conn, "$never", command=True)
    assert await state(database, "$event") is InboxState.FAILED


async def test_thousands_are_passed_over_at_once_but_what_is_known(database: Database) -> None:
    many = [Arrival(f"$e{n}", "@x:example.org", command=False) for n in range(2_500)]
    async with database.write() as conn:
        await inbox.enter(conn, many[0]._replace(command=True))
        await inbox.pass_over(conn, [*many, many[7]])
        await inbox.pass_over(conn, many)
        rows = [await inbox.get(conn, each.cause) for each in many]
        assert not await inbox.enter(conn, many[1])
    assert [row.command for row in rows if row] == [True, *[False] * 2_499]


async def test_a_cause_with_a_lone_surrogate_is_found_under_the_name_given(
    database: Database,
) -> None:
    async with database.write() as conn:
        arrival = Arrival("$\ud800", "@x:x", command=False)
        assert await inbox.enter(conn, arrival)
        assert not await inbox.enter(conn, arrival)
        await inbox.failed(conn, "$\ud800")
    assert await state(database, "$\ud800") is InboxState.FAILED


async def test_an_unknown_cause_has_no_row(database: Database) -> None:
    assert await state(database, "$never") is None
