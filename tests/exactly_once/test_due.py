"""What is due is done once and in its order, wherever the bot is killed."""

import shutil
from pathlib import Path

import pytest

from bot.clerk.timers import due as kinds
from storage.database import open_database
from tests.exactly_once.timers import (
    KIND,
    NEW,
    NOON,
    WEEK,
    announced,
    chairs,
    live,
    scheduled,
    tell,
    told,
)
from tests.nursery.forked import fork
from tests.torture.doomed import DIED, PASSED

LOADED = "tests.torture.loaded"
OF_THE_CLERK = ("bot/clerk/", "storage/due.py", "storage/inbox.py", "storage/outbox.py")
"""Where the points are passed that lie between what is due and its commit."""


async def said(folder: Path, now: int, dies_at: str = "") -> list[str]:
    """Run a process that does what is due; return what it says."""
    process = await fork(live, folder, now, dies_at, loaded=LOADED)
    out, errors = await process.communicate()
    assert process.returncode == (-9 if dies_at else 0), errors.decode()
    return out.decode().splitlines()


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_a_process_killed_at_any_point_does_none_twice_and_none_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes after a kill is this process, which knows as little of the one before it."""
    monkeypatch.setitem(kinds.KINDS, KIND, tell)
    await announced(tmp_path / "planned")
    shutil.copytree(tmp_path / "planned", tmp_path / "calm")
    calm = await said(tmp_path / "calm", NOON + WEEK)
    points = [line.removeprefix(f"{PASSED} ") for line in calm]
    points = [point for point in points if any(f" {name}" in point for name in OF_THE_CLERK)]
    assert len(points) > 30
    for number, point in enumerate(points):
        folder = tmp_path / str(number)
        shutil.copytree(tmp_path / "planned", folder)
        assert await said(folder, NOON + WEEK, point) == [f"{DIED} {point}"]
        database = await open_database("sqlite", folder)
        await scheduled(database, NOON + WEEK)
        await database.close()
        database = await open_database("sqlite", folder)
        assert await told(database) == ["1", "2", "3", "@"], point
        assert await chairs(database) == [NEW], point
        assert not database.attempts.left, point
        await database.close()
        shutil.rmtree(folder)
