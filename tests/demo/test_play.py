"""The demonstration: the play ends well, and what is said in it is what was said before.

It is played once for all of this, and once more through its real entry, to fail.
"""

import asyncio
import difflib
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.demo.transcript import FILE, Played, played

WITHIN = 600.0
"""Seconds; the play takes about thirty on an idle machine of two cores, and much longer on one
that has a lot else to do. What stands still fails earlier: see ``demo.stage.PATIENCE``."""
pytestmark = [pytest.mark.slow, pytest.mark.timeout(WITHIN + 30)]


@asynccontextmanager
async def demo(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("rapporteur")),
        "demo",
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "COLUMNS": "80", "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            await process.wait()


async def read_until(process: asyncio.subprocess.Process, words: str) -> str:
    assert process.stdout
    said = ""
    while words not in said:
        line = await process.stdout.readline()
        assert line, f"{words!r} was never said, but:\n{said}"
        said += line.decode()
    return said


def bot_of(demo: int) -> int:
    """The process id of the bot that a demonstration has started."""
    children = Path(f"/proc/{demo}/task/{demo}/children").read_text().split()
    command_of = {int(child): Path(f"/proc/{child}/cmdline").read_text() for child in children}
    (bot,) = (child for child, command in command_of.items() if "bot.cli" in command)
    return bot


@pytest.fixture(scope="module")
async def play() -> Played:
    async with asyncio.timeout(WITHIN):
        return await played(expected=FILE.read_text(encoding="utf-8"))


async def test_the_play_ends_with_a_recommendation_and_a_record_that_holds(play: Played) -> None:
    said = " ".join(re.sub(r"[┃\s]+", " ", play.screen).split())
    assert play.code == 0, play.screen
    refused = said.partition("Point of order: Draft 1 can't be a recommendation yet")[2]
    assert "Civil society: not agreed" in refused
    assert "Round 1 on Draft 1 of P1 is over" in said
    assert "Round 2 on Draft 3 of P1 is over" in said
    assert "is a recommendation of the Internet Governance Forum: Draft 3" in said
    assert re.search(r"\b[0-9a-f]{64}\b", said.partition("rapporteur export")[2])
    assert said.partition("rapporteur verify")[2]


async def test_all_that_is_said_in_all_rooms_is_as_in_the_transcript(play: Played) -> None:
    assert play.code == 0, play.screen
    known = FILE.read_text(encoding="utf-8").splitlines()
    differences = difflib.unified_diff(
        known, play.said.splitlines(), FILE.name, "said now", n=8, lineterm=""
    )
    if shown := "\n".join(differences):
        pytest.fail(f"{shown}\n\nIf that is wanted: python -m tests.demo.transcript", pytrace=False)


@pytest.mark.skipif(sys.platform != "linux", reason="finds the bot's process in /proc")
async def test_the_exit_code_is_one_when_the_bot_dies_in_the_middle() -> None:
    async with asyncio.timeout(WITHIN), demo("--once") as process:
        await read_until(process, "The council's rooms open")
        os.kill(bot_of(process.pid), signal.SIGKILL)
        rest, _ = await process.communicate()
    assert process.returncode == 1
    assert "The demo failed: the bot's process ended by SIGKILL" in rest.decode()
