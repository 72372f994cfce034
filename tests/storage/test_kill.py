"""A process that is killed leaves whole transactions, and no lock."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage import inbox, outbox, record
from storage.database import open_database
from storage.errors import DataDirInUse
from storage.export import export
from storage.verify import verify

ROOT = Path(__file__).parents[2]
IN_TRANSACTION = """
import asyncio, sys
from pathlib import Path
from storage import inbox, outbox, record
from storage.database import open_database
from tests.storage.make import row, tabled

async def act(database, number):
    cause = f"$event-{number}"
    async with database.write() as conn:
        await inbox.enter(conn, inbox.Arrival(cause, "forum", "@x:x", True), 1)
        await record.append(conn, [tabled(number, cause=cause)])
        await outbox.put(conn, [row(f"{number}-{index}", cause=cause) for index in range(5)])
        if number == int(sys.argv[2]):
            print("ready", flush=True)
            await asyncio.Event().wait()

async def main():
    database = await open_database(sys.argv[3], Path(sys.argv[1]))
    for number in range(1, 10_000):
        await act(database, number)
        print(number, flush=True)

asyncio.run(main())
"""


def start(url: str, data_dir: Path, wait_in: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", IN_TRANSACTION, str(data_dir), str(wait_in), url]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def kill_after(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdout is not None
    with process, process.stdout as lines:
        next(said for said in lines if said.strip() == line)
        process.send_signal(signal.SIGKILL)


async def assert_whole(url: str, data_dir: Path, at_least: int, at_most: int) -> None:
    database = await open_database(url, data_dir)
    async with database.read() as conn:
        whole = await record.sealed(conn, None)
        rows = await outbox.queued(conn, 100_000)
        causes = [item.entry.cause for item in whole]
        assert all([await inbox.get(conn, cause) for cause in causes])
        assert len(await record.listing(conn)) == len(whole)
    await database.close()
    assert at_least <= len(whole) <= at_most
    assert verify(export(whole, None)) == ()
    assert sorted(row.cause for row in rows) == sorted(cause for cause in causes for _ in range(5))


async def test_a_transaction_under_way_when_killed_never_was(tmp_path: Path, url: str) -> None:
    kill_after(start(url, tmp_path, 3), "ready")
    await assert_whole(url, tmp_path, 2, 2)


@pytest.mark.parametrize("line", ["1", "7", "40"])
async def test_what_was_committed_before_a_kill_is_there(
    tmp_path: Path, url: str, line: str
) -> None:
    kill_after(start(url, tmp_path, 0), line)
    await assert_whole(url, tmp_path, int(line), int(line) + 500)


async def test_a_data_dir_in_use_by_another_process_is_refused(tmp_path: Path, url: str) -> None:
    process = start(url, tmp_path, 1)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    with pytest.raises(DataDirInUse):
        await open_database(url, tmp_path)
    with process, process.stdout:
        process.send_signal(signal.SIGKILL)
    process.wait()
    await (await open_database(url, tmp_path)).close()
