"""If the opening of a proposal's rooms takes long, plenary hears how far it has come."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.rooms.opening_progress import LONG_MS, OpeningProgress
from storage import rooms
from storage.rooms import RoomState
from tests.bot.desk import Desk, desk
from tests.bot.rendered import in_words

START = 1_700_000_000_000
ROOMS = ("P1/plenary", "P1/caucus:cs", "P1/caucus:gov")


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        opened.say("forum", "@visitor:test", "!propose T\nFrom: I\nOne.")
        opened.say("forum", "@forum-chair:test", "!consensus yes P1")
        yield opened


def becomes_ready(at_desk: Desk, place: str, after_ms: int) -> None:
    progress = OpeningProgress(lambda: START + after_ms)

    async def ready() -> None:
        async with at_desk.database.write() as conn:
            await rooms.set_state(conn, place, RoomState.READY)
            await progress.tell(conn, place)

    at_desk.runner.run(ready())
    at_desk.do_due()


def told(at_desk: Desk) -> list[str]:
    async def rows() -> list[str]:
        found = await in_words(at_desk.database)
        bodies = [str((row.content or {}).get("body")) for row in found]
        return [body for body in bodies if "ready" in body]

    return at_desk.runner.run(rows())


def test_plenary_hears_of_each_room_once_it_stands_and_of_the_end(at_desk: Desk) -> None:
    becomes_ready(at_desk, "P1/caucus:cs", 2 * LONG_MS)
    assert told(at_desk) == []
    becomes_ready(at_desk, "P1/plenary", 3 * LONG_MS)
    becomes_ready(at_desk, "P1/plenary", 3 * LONG_MS)
    assert told(at_desk) == ["2 of 3 rooms are ready; the others are being opened."]
    becomes_ready(at_desk, "P1/caucus:gov", 4 * LONG_MS)
    assert told(at_desk)[1:] == ["All 3 rooms are ready."]


def test_of_an_opening_that_is_quick_nothing_is_said(at_desk: Desk) -> None:
    for place in ROOMS:
        becomes_ready(at_desk, place, LONG_MS // 2)
    assert told(at_desk) == []


def test_a_room_that_is_opened_long_after_is_no_news(at_desk: Desk) -> None:
    for place in ROOMS:
        becomes_ready(at_desk, place, 10_000 * LONG_MS)
    assert told(at_desk) == []
