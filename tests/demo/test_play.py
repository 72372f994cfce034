"""The demonstration, through its real entry: the play ends well, or says clearly that it didn't."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

WITHIN = 150.0
"""Seconds; the play takes about thirty on an idle machine of two cores."""


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


@pytest.mark.slow
async def test_the_play_ends_with_a_recommendation_and_a_record_that_holds() -> None:
    async with asyncio.timeout(WITHIN), demo("--once") as process:
        output, _ = await process.communicate()
    said = " ".join(re.sub(r"[┃\s]+", " ", output.decode()).split())
    assert process.returncode == 0, output.decode()
    refused = said.partition("Point of order: Draft 1 can't be a recommendation yet")[2]
    assert "Civil society: not agreed" in refused
    assert "Round 1 on Draft 1 of P1 is over" in said
    assert "Round 2 on Draft 2 of P1 is over" in said
    assert "is a recommendation of the Internet Governance Forum: Draft 2" in said
    assert re.search(r"\b[0-9a-f]{64}\b", said.partition("rapporteur export")[2])
    assert said.partition("rapporteur verify")[2]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="finds the bot's process in /proc")
async def test_the_exit_code_is_one_when_the_bot_dies_in_the_middle() -> None:
    async with asyncio.timeout(WITHIN), demo("--once") as process:
        await read_until(process, "The council's rooms open")
        os.kill(bot_of(process.pid), signal.SIGKILL)
        rest, _ = await process.communicate()
    assert process.returncode == 1
    assert "The demo failed: the bot's process ended by SIGKILL" in rest.decode()
