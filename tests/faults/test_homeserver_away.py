"""A homeserver that was down for an hour, or that forgot what it was sent."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from demo.homeserver import Homeserver
from tests.cli.program import rapporteur, running
from tests.exactly_once.council import SMALLEST, Council, council
from tests.exactly_once.mortal import HOLD, Orders
from tests.exactly_once.test_killed_homeserver import enters
from tests.exactly_once.world import World, assert_same, world
from tests.faults.deliberating import HURRIED
from tests.faults.program import answers, log_out, session
from tests.faults.proxy import Proxy
from tests.faults.schedule import Fault, Schedule
from tests.nursery.homeserver import lean

HOUR = 60 * 60 * 1000


@pytest.fixture(scope="module")
async def own() -> AsyncIterator[Homeserver]:
    """A homeserver that may be ended."""
    async with lean() as server:
        yield server


async def away(convened: Council, hours: int) -> None:
    """End the homeserver when the bot is at its point, and start it so many hours later."""
    process = await convened.bot.up()
    await process.hears("reached")
    await convened.homeserver.terminate()
    process.tell(f"later {hours * HOUR}")
    process.tell("go")
    await convened.homeserver.restart()
    await asyncio.gather(*(enters(person) for person in convened.listening))


async def test_a_homeserver_that_was_down_for_an_hour_in_the_middle_finds_what_a_calm_one_has(
    own: Homeserver, tmp_path: Path, calm: World
) -> None:
    point = "between an attached draft's upload and its message"
    orders = Orders(point=point, does=HOLD, hurry=HURRIED.hurry)
    async with council(own, tmp_path, orders) as convened:
        coming = asyncio.create_task(away(convened, hours=1))
        await convened.during(convened.deliberate())
        await coming
        await convened.during(convened.bot.settled())
        assert not convened.bot.deaths
        assert_same(await world(convened), calm)


async def test_what_was_sent_to_a_homeserver_that_was_away_for_a_day_is_not_sent_again(
    own: Homeserver, tmp_path: Path
) -> None:
    """It acted, its answer was lost, and by now it has forgotten the transaction id."""
    schedule = Schedule()
    async with (
        Proxy(own.url, schedule).up() as proxy,
        council(own, tmp_path, HURRIED, **SMALLEST, homeserver=proxy.url) as convened,
    ):
        await convened.bot.settled()
        kind = "send/m.room.message"
        schedule.planned = {(kind, number): Fault.GATEWAY_BEFORE for number in range(2, 100)}
        schedule.planned[kind, schedule.asked[kind] + 1] = Fault.DROPPED_AFTER
        command = await convened["proposer"].say(convened.forum, "!list")
        await convened["proposer"].answer(convened.forum, command)
        (await convened.bot.up()).tell(f"later {25 * HOUR}")
        await own.terminate()
        forget(own)
        await own.restart()
        schedule.planned = {}
        await convened.during(convened.bot.settled())
        await convened["proposer"].commands(convened.forum, "!list")
        assert await answers(convened, command) == 1


def forget(homeserver: Homeserver) -> None:
    """Have a homeserver that is down forget transaction ids, as it does after a day."""
    with sqlite3.connect(homeserver.folder / "homeserver.db") as file:
        assert file.execute("DELETE FROM event_txn_id_device_id").rowcount
    file.close()


DIES_ONCE_IT_SENT = """
import os, signal
from bot.courier.send import Sender
send = Sender.send
async def last(*arguments):
    await send(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
Sender.send = last
"""


async def test_what_was_sent_before_its_device_was_logged_out_is_not_sent_again(
    own: Homeserver, tmp_path: Path
) -> None:
    """With a device Synapse forgets its transaction ids, though not before it starts again."""
    async with council(own, tmp_path, **SMALLEST) as convened:
        await convened.bot.settled()
        await convened.bot.stop()
        config, proposer = convened.cast.config, convened["proposer"]
        async with running(config, before=DIES_ONCE_IT_SENT) as bot:
            command = await proposer.say(convened.forum, "!list")
            await bot.process.wait()
        await log_out(own, session(convened))
        await own.restart()
        assert (await rapporteur("init", "--config", config, answers="n\n")).code == 0
        async with running(config) as bot:
            await proposer.commands(convened.forum, "!list")
            assert await bot.stop() == 0
        assert await answers(convened, command) == 1
