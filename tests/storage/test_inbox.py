from storage import inbox
from storage.database import Database
from storage.inbox import InboxRow, InboxState

EVENT = ("$event", "P1/plenary", "@chair:example.org", True)
OTHER = ("$other", "forum", "@x:example.org", False)


async def test_a_cause_is_taken_with_its_first_attempt(database: Database) -> None:
    async with database.write() as conn:
        taken = await inbox.take(conn, [EVENT, OTHER], 5)
        assert await inbox.get(conn, "$event") == taken["$event"]
    assert taken["$event"] == InboxRow(
        "$event", InboxState.TAKEN, 1, "P1/plenary", "@chair:example.org", command=True, taken_at=5
    )
    assert not taken["$other"].command


async def test_each_time_it_is_taken_again_counts_an_attempt(database: Database) -> None:
    for attempt in (1, 2, 3):
        async with database.write() as conn:
            taken = await inbox.take(conn, [EVENT], attempt)
        assert taken["$event"].attempts == attempt
    async with database.read() as conn:
        assert await inbox.get(conn, "$event") == taken["$event"]


async def test_what_is_done_or_failed_is_returned_and_not_attempted_again(
    database: Database,
) -> None:
    async with database.write() as conn:
        await inbox.take(conn, [EVENT, OTHER], 1)
        await inbox.done(conn, "$event")
        await inbox.failed(conn, "$other")
        taken = await inbox.take(conn, [EVENT, OTHER], 2)
    assert [(row.state, row.attempts) for row in taken.values()] == [
        (InboxState.DONE, 1),
        (InboxState.FAILED, 1),
    ]


async def test_seen_are_those_that_are_over(database: Database) -> None:
    async with database.write() as conn:
        await inbox.take(conn, [EVENT, OTHER], 1)
        await inbox.done(conn, "$event")
        assert await inbox.seen(conn, ["$event", "$other", "$never"]) == {"$event"}


async def test_a_cause_given_twice_is_taken_once(database: Database) -> None:
    async with database.write() as conn:
        taken = await inbox.take(conn, [EVENT, EVENT], 1)
    assert taken["$event"].attempts == 1


async def test_thousands_of_causes_are_taken_at_once(database: Database) -> None:
    many = [(f"$e{n}", "forum", "@x:example.org", False) for n in range(2_500)]
    async with database.write() as conn:
        await inbox.take(conn, many, 1)
        taken = await inbox.take(conn, many, 1)
    assert {row.attempts for row in taken.values()} == {2}
    assert len(taken) == 2_500


async def test_a_cause_with_a_lone_surrogate_is_found_under_the_name_given(
    database: Database,
) -> None:
    async with database.write() as conn:
        taken = await inbox.take(conn, [("$\ud800", "forum", "@x:x", False)], 1)
        await inbox.done(conn, "$\ud800")
        assert await inbox.seen(conn, ["$\ud800"]) == {"$\ud800"}
    assert set(taken) == {"$\ud800"}


async def test_an_unknown_cause_has_no_row(database: Database) -> None:
    async with database.read() as conn:
        assert await inbox.get(conn, "$never") is None
