"""Who answered a call is kept until it has ended; a reaction that is removed takes it back."""

from deliberation.reference import CallReference
from storage import answers
from storage.database import Database

CALL, OTHER = CallReference(12, 17), CallReference(12, 18)


async def test_each_call_has_its_own_answers_and_each_person_counts_once(
    database: Database,
) -> None:
    async with database.write() as conn:
        await answers.put(conn, "$1", CALL, "@b:test")
        await answers.put(conn, "$2", CALL, "@b:test")
        await answers.put(conn, "$3", CALL, "@a:test")
        await answers.put(conn, "$4", OTHER, "@c:test")
    async with database.read() as conn:
        found = await answers.of(conn, [CALL.entry, OTHER.entry, 99])
    assert found == {17: ("@a:test", "@b:test"), 18: ("@c:test",), 99: ()}


async def test_an_answer_that_is_taken_back_leaves_the_others(database: Database) -> None:
    async with database.write() as conn:
        await answers.put(conn, "$1", CALL, "@b:test")
        await answers.put(conn, "$2", CALL, "@b:test")
        assert await answers.to(conn, "$1") == CALL
        await answers.take_back(conn, "$1")
        assert await answers.to(conn, "$1") is None
        assert (await answers.of(conn, [CALL.entry]))[CALL.entry] == ("@b:test",)
        await answers.take_back(conn, "$2")
        assert (await answers.of(conn, [CALL.entry]))[CALL.entry] == ()


async def test_when_a_call_has_ended_its_answers_are_forgotten(database: Database) -> None:
    async with database.write() as conn:
        await answers.put(conn, "$1", CALL, "@b:test")
        await answers.put(conn, "$2", OTHER, "@b:test")
        await answers.forget(conn, CALL.entry)
    async with database.read() as conn:
        found = await answers.of(conn, [CALL.entry, OTHER.entry])
    assert found == {17: (), 18: ("@b:test",)}
