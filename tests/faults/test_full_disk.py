"""A full disk ends the bot with one sentence; nothing is lost, and nothing acts twice."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.homeserver import Homeserver
from tests.cli.program import rapporteur, running
from tests.exactly_once.council import SMALLEST, council
from tests.exactly_once.world import kinds
from tests.faults.program import TABLE, answers, sentence

LONG = "A clause that takes space. " * 1000
NEARLY = 100_000
"""Bytes that are left on a disk that is nearly full."""
FULL_ONCE_IT_SENT = """
from bot.courier.send import Sender
from tests.faults.test_full_disk import fill
send = Sender.send
async def last(*arguments):
    event_id = await send(*arguments)
    fill({!r})
    return event_id
Sender.send = last
"""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place))
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("whoever runs the tests may not mount a disk")
    yield place
    subprocess.run(("umount", "--lazy", str(place)), check=True)


def fill(disk: str) -> None:
    """Leave not a byte on a disk."""
    with (Path(disk) / "ballast").open("ab", buffering=0) as file:
        size = 1 << 20
        while size:
            try:
                file.write(b"." * size)
            except OSError:
                size //= 2


@pytest.mark.parametrize("when", ["before a command is recorded", "before what is sent is marked"])
async def test_what_was_said_while_the_disk_was_full_is_acted_on_once_there_is_space(
    homeserver: Homeserver, disk: Path, when: str
) -> None:
    async with council(homeserver, disk, **SMALLEST) as convened:
        await convened.bot.settled()
        await convened.bot.stop()
        config, proposer, forum = convened.cast.config, convened["proposer"], convened.forum
        later = when == "before what is sent is marked"
        async with running(config, FULL_ONCE_IT_SENT.format(str(disk)) if later else "") as bot:
            if not later:
                fill(str(disk))
            first = await proposer.say(forum, TABLE.format("One") + LONG)
            said = await sentence(bot)
        assert "can't be written" in said
        assert "Nothing was lost" in said
        second = await proposer.say(forum, TABLE.format("Two"))
        again = await rapporteur("run", "--config", config)
        assert (again.code, "disk" in again.err) == (1, True), again.err
        (disk / "ballast").unlink()
        async with running(config) as bot:
            assert "P1" in (await proposer.answer(forum, first))["content"]["body"]
            assert "P2" in (await proposer.answer(forum, second))["content"]["body"]
            assert await bot.stop() == 0
        assert await answers(convened, first) == await answers(convened, second) == 1
        assert (await kinds(convened)).count("tabled") == 2


async def test_however_often_it_fails_on_a_disk_that_is_nearly_full_a_command_is_not_given_up(
    homeserver: Homeserver, disk: Path
) -> None:
    """There is space to count an attempt, and none to record what was said."""
    async with council(homeserver, disk, **SMALLEST) as convened:
        await convened.bot.settled()
        await convened.bot.stop()
        config, proposer, forum = convened.cast.config, convened["proposer"], convened.forum
        command = await proposer.say(forum, TABLE.format("One") + LONG)
        fill(str(disk))
        os.truncate(disk / "ballast", (disk / "ballast").stat().st_size - NEARLY)
        for _ in range(4):
            done = await rapporteur("run", "--config", config)
            assert (done.code, "can't be written" in done.err) == (1, True), done.err
        (disk / "ballast").unlink()
        async with running(config) as bot:
            assert "P1" in (await proposer.answer(forum, command))["content"]["body"]
            assert await bot.stop() == 0
