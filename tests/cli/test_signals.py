"""A signal lets the bot end in order; a second one doesn't wait for that."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.run import _finish
from demo.cast import Cast
from storage import meta
from storage.database import open_database
from tests.bot.desk import desk
from tests.cli.program import MAIN, ROOT, _started, rapporteur, running

SLOW = """
import asyncio
from bot.cli import run
async def finish(database):
    run.log.info("finishing")
    await asyncio.sleep(600)
run._finish = finish
"""


LOADS = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
class Says:
    def find_spec(self, name, *_):
        if name == "bot.cli.app":
            print("loads", flush=True)
sys.meta_path.insert(0, Says())
"""


@pytest.mark.parametrize("command", ["run", "check"])
async def test_an_interrupt_while_it_still_loads_ends_it_without_a_word(
    command: str, config: Path
) -> None:
    process = await _started(LOADS, (command, "--config", config), fresh=True)
    assert process.stdout
    assert await process.stdout.readline() == b"loads\n"
    process.send_signal(signal.SIGINT)
    said = await process.communicate()
    assert (process.returncode, said) == (-signal.SIGINT, (b"", b""))


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
async def test_a_second_signal_ends_it_at_once(second: signal.Signals, made: Cast) -> None:
    async with running(made.config, before=SLOW) as bot:
        bot.process.send_signal(signal.SIGTERM)
        await bot.logs("finishing")
        assert await bot.stop(second) == -second


async def test_the_transaction_under_way_is_committed_before_it_stops(tmp_path: Path) -> None:
    database = await open_database("sqlite", tmp_path)
    begun, ends = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with database.write() as conn:
            begun.set()
            await ends.wait()
            await meta.put(conn, "late", "written")

    writing = asyncio.create_task(write())
    await begun.wait()
    finishing = asyncio.create_task(_finish(database))
    await asyncio.wait({finishing}, timeout=0)
    assert not finishing.done()
    ends.set()
    await finishing
    assert writing.done()
    async with database.read() as conn:
        assert await meta.get(conn, "late") == "written"
    await database.close()


@pytest.mark.parametrize("command", ["export P0", "check", "verify record/P0.json"])
def test_who_reads_no_further_gets_no_traceback(command: str, config: Path) -> None:
    with desk(config.parent / "data"):
        pass
    output = ("--output", config.parent / "record")
    asyncio.run(rapporteur("export", "P0", "--config", config, *output))
    more = "" if command.startswith("verify") else "--config config.yaml"
    program = f"PYTHONPATH={ROOT} {sys.executable} -c '{MAIN}' {command} {more}"
    done = subprocess.run(
        f"{program} | true", cwd=config.parent, shell=True, capture_output=True, check=False
    )
    assert (done.stdout, done.stderr) == (b"", b"")
