"""After a restore the secretariat is told what was due between the copy and now."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.clerk.timers.leaving import LEAVE_ROOM
from bot.restore.accept import _Acceptance
from bot.restore.difference import Compared, Difference, DifferenceKind
from bot.settings import Settings
from storage import due
from storage.due import Due
from storage.outbox import Row
from tests.bot.desk import SETTINGS, Desk, desk
from tests.bot.rendered import in_words
from tests.storage.look import EVER

NOW = 1_700_000_900_000
LEAVE = Due("leave:P1/plenary", NOW, "P1/plenary", LEAVE_ROOM, {"attempt": 1, "ended_at": 5})


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


def told(at_desk: Desk, settings: Settings, planned: list[Due]) -> list[Row]:
    """Have the bot go on from now; return what it says."""

    async def accepted() -> list[Row]:
        look = Compared((Difference(DifferenceKind.UNKNOWN, "forum", "!f"),))
        async with at_desk.database.write() as conn:
            for each in planned:
                await due.plan(conn, each)
            await _Acceptance(conn, at_desk.database, settings, look, {}, NOW).write((), [])
            assert await due.until(conn, EVER) == tuple(planned)
        return await in_words(at_desk.database)

    return at_desk.runner.run(accepted())


def test_the_secretariat_is_told_of_what_ran_out_and_of_nothing_that_is_still_ahead(
    at_desk: Desk,
) -> None:
    at_desk.room("secretariat")
    at_desk.invited("secretariat", "@secretary:test")  # who left it since
    ahead = replace(LEAVE, cause="leave:P2/plenary", place="P2/plenary", at=NOW + 1)
    (row,) = told(at_desk, SETTINGS, [LEAVE, ahead])
    body = str((row.content or {})["body"])
    assert row.place == "secretariat"
    assert row.cause == f"accept:{NOW}"
    assert "P1/plenary" in body
    assert "I leave the room" in body
    assert "P2/plenary" not in body
    assert (row.content or {})["m.mentions"] == {"user_ids": ["@secretary:test"]}
    assert "secretariat" in at_desk.places()
    assert at_desk.runner.run(at_desk.is_to_be_invited("secretariat", "@secretary:test"))


def test_if_nothing_ran_out_or_there_is_no_secretariat_nobody_is_told(at_desk: Desk) -> None:
    assert told(at_desk, SETTINGS, []) == []
    assert told(at_desk, replace(SETTINGS, secretariat=frozenset()), [LEAVE]) == []
