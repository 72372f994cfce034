"""Who can read what a room was last shown, until the place has another room."""

from storage import readers, rooms
from storage.database import Database
from storage.readers import Readers

FIRST, SECOND = Readers("k1", frozenset({"@a:x", "@b:x"})), Readers("k2", frozenset({"@b:x"}))


async def room_of(database: Database, place: str, now: Readers) -> None:
    async with database.write() as conn:
        await rooms.intend(conn, place=place, proposal=1, kind="caucus", alias=place)
        await readers.put(conn, place, now)


async def test_what_is_shown_later_counts(database: Database) -> None:
    await room_of(database, "P1/caucus:cs", FIRST)
    async with database.write() as conn:
        assert await readers.of(conn, "P1/caucus:cs") == FIRST
        await readers.put(conn, "P1/caucus:cs", SECOND)
        assert await readers.of(conn, "P1/caucus:cs") == SECOND
        assert await readers.of(conn, "P1/plenary") is None


async def test_of_some_people_it_is_known_who_lacks_what_where(database: Database) -> None:
    await room_of(database, "P1/caucus:cs", FIRST)
    await room_of(database, "P1/plenary", SECOND)
    async with database.read() as conn:
        assert await readers.lacking(conn, ["@a:x", "@b:x"]) == {"P1/plenary": {"@a:x"}}
        assert await readers.lacking(conn, ["@b:x"]) == {}


async def test_another_room_of_the_place_was_shown_nothing(database: Database) -> None:
    await room_of(database, "P1/caucus:cs", FIRST)
    async with database.write() as conn:
        await rooms.next_attempt(conn, "P1/caucus:cs", "other")
        assert await readers.of(conn, "P1/caucus:cs") is None
