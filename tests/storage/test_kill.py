"""A process that is killed leaves whole transactions, and no lock."""

from pathlib import Path

import pytest

from storage import inbox, record
from storage.database import open_database
from storage.errors import DataDirInUse
from storage.verify import seals
from tests.nursery.forked import Forked, fork
from tests.storage import mortal
from tests.storage.look import export, queued


async def start(url: str, data_dir: Path, wait_in: int) -> Forked:
    return await fork(mortal.main, url, data_dir, wait_in)


async def kill_after(process: Forked, line: str) -> None:
    while (said := await process.stdout.readline()).decode().strip() != line:
        assert said, (await process.stderr.read()).decode()
    process.kill()
    await process.communicate()


async def assert_whole(url: str, data_dir: Path, at_least: int, at_most: int) -> None:
    database = await open_database(url, data_dir)
    async with database.read() as conn:
        whole = await record.sealed(conn, None)
        rows = await queued(conn)
        causes = [item.entry.cause for item in whole]
        assert all([await inbox.get(conn, cause) for cause in causes])
        assert len(await record.listing(conn)) == len(whole)
    await database.close()
    assert at_least <= len(whole) <= at_most
    assert seals(export(whole, None)) == ()
    assert sorted(row.cause for row in rows) == sorted(cause for cause in causes for _ in range(5))


async def test_a_transaction_under_way_when_killed_never_was(tmp_path: Path, url: str) -> None:
    await kill_after(await start(url, tmp_path, 3), "ready")
    await assert_whole(url, tmp_path, 2, 2)


@pytest.mark.parametrize("line", ["1", "7", "40"])
async def test_what_was_committed_before_a_kill_is_there(
    tmp_path: Path, url: str, line: str
) -> None:
    await kill_after(await start(url, tmp_path, 0), line)
    await assert_whole(url, tmp_path, int(line), int(line) + 500)


async def test_a_data_dir_in_use_by_another_process_is_refused(tmp_path: Path, url: str) -> None:
    process = await start(url, tmp_path, 1)
    assert await process.stdout.readline() == b"ready\n"
    with pytest.raises(DataDirInUse):
        await open_database(url, tmp_path)
    process.kill()
    await process.communicate()
    await (await open_database(url, tmp_path)).close()
