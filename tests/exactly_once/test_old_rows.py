"""A row older than an hour is looked for in its room before it is sent again.

A homeserver forgets transaction ids after a day. It never knew those of another device
(Synapse does after a day): a second login of the bot's account stands for that day.
"""

from pathlib import Path

import pytest

from bot.matrix import Matrix
from demo.cast import PASSWORD
from demo.homeserver import Homeserver
from tests.exactly_once.council import SMALLEST, Council, council
from tests.exactly_once.mortal import Orders
from tests.exactly_once.world import View, keys

HOUR = 60 * 60 * 1000


async def another_device(convened: Council) -> None:
    """Log the bot's account in a second time: on a device with no transaction ids."""
    url, user_id = convened.homeserver.url, convened.cast.bot.user_id
    convened.bot.session = await Matrix.login(url, user_id, PASSWORD, device_name="another")


async def sent(convened: Council) -> list[str]:
    """Return the keys of all that the bot said in the forum."""
    async with View(convened) as view:
        return list(keys(await view.room(convened.forum)))


async def run(convened: Council, point: str, ahead: int) -> list[str]:
    """Kill the bot at a point of a command's answer; start it later, on another device.

    Returns the keys of what it then said in the forum.
    """
    bot = convened.bot
    await bot.settled()
    before = await sent(convened)
    await bot.stop()
    bot.start(Orders(point=point), Orders(ahead=ahead))
    await bot.up()
    await another_device(convened)
    await convened["proposer"].say(convened.forum, "!list")
    await bot.died(1)
    await bot.settled()
    return [key for key in await sent(convened) if key not in before]


@pytest.mark.parametrize("hours, times", [(2, 1), (0, 2)], ids=["later", "at once"])
async def test_what_was_sent_hours_ago_and_not_marked_is_not_sent_again(
    homeserver: Homeserver, tmp_path: Path, hours: int, times: int
) -> None:
    """Started at once, the bot trusts the transaction id, and this homeserver has none."""
    async with council(homeserver, tmp_path, **SMALLEST) as convened:
        point = "after a send was answered, before its row is marked"
        found = await run(convened, point, hours * HOUR)
        assert len(found) == times
        assert len(set(found)) == 1


async def test_what_was_to_be_sent_hours_ago_and_was_not_is_sent(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with council(homeserver, tmp_path, **SMALLEST) as convened:
        point = "after the commit, before the courier is woken"
        assert len(await run(convened, point, 2 * HOUR)) == 1
