"""Who could not read what an encrypted room was last shown is told once, if they still belong."""

from pathlib import Path

import pytest

from bot.clerk.item import Item, Timer
from bot.relay import places
from bot.rooms.people.readers import BRIEF
from storage import due, readers
from storage.due import Due
from storage.readers import Readers
from tests.bot.desk import BOT, Desk, desk

ROOM, CHAIR, MEMBER = "P1/caucus:cs", "@cs-chair:test", "@cs-1:test"


def opened(at: Desk) -> None:
    """Have a proposal opened, and the caucus's room shown something that its chair can read."""
    at.room("forum")
    at.say("forum", "@a:test", "!propose Title\nFrom: Me\nOne.\n\nTwo.")
    at.say("forum", "@forum-chair:test", "!consensus yes P1")
    shown(at, "first", CHAIR)


def shown(at: Desk, key: str, *people: str) -> None:
    """Note who can read what the room was shown."""
    at.runner.run(_shown(at, Readers(key, frozenset(people))))


async def _shown(at: Desk, now: Readers) -> None:
    async with at.database.write() as conn:
        await readers.put(conn, ROOM, now)


def told(at: Desk, cause: str, *people: str, attempt: int = 1) -> list[str]:
    """Have people told how things stand; return whom the messages mention."""
    given: due.Given = {"people": " ".join(people), "attempt": attempt}
    at.runner.run(_planned(at, Due(cause, 1, ROOM, BRIEF, given)))
    rows = at.work(Item(cause, places.parse(ROOM), BOT, 1, Timer(BRIEF, given)))
    mentioned = [(row.content or {})["m.mentions"].get("user_ids", []) for row in rows]
    assert not rows or (rows[-1].pin, rows[-1].shows) == (True, 1)
    return [person for each in mentioned for person in each]


async def _planned(at: Desk, planned: Due) -> None:
    async with at.database.write() as conn:
        await due.plan(conn, planned)


def test_who_lacks_it_is_told_once_of_each_showing(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        opened(at)
        assert told(at, "one", CHAIR, MEMBER) == [MEMBER]
        assert told(at, "two", CHAIR, MEMBER) == []
        shown(at, "second", CHAIR)
        assert told(at, "three", MEMBER) == [MEMBER]
        shown(at, "third", CHAIR, MEMBER)
        assert told(at, "four", MEMBER) == []


@pytest.mark.parametrize("who", ["@gov-1:test", "@stranger:test"])
def test_who_does_not_belong_there_is_told_nothing(tmp_path: Path, who: str) -> None:
    with desk(tmp_path) as at:
        opened(at)
        assert told(at, "one", who) == []


def test_nobody_is_told_in_a_room_that_was_replaced_or_of_what_has_ended(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        opened(at)
        assert told(at, "one", MEMBER, attempt=2) == []
        at.say("forum", "@a:test", "!withdraw P1 No longer needed")
        assert told(at, "two", MEMBER) == []
