"""A whole deliberation through the proxy."""

from pathlib import Path
from typing import Any

from demo.homeserver import Homeserver
from tests.exactly_once.council import council
from tests.exactly_once.mortal import Orders
from tests.exactly_once.world import World, world
from tests.faults.proxy import Proxy
from tests.faults.schedule import Schedule

HURRIED = Orders(hurry=10)
"""Orders for a bot whose waits for its homeserver are short."""


async def deliberated(
    homeserver: Homeserver, folder: Path, schedule: Schedule, **settings: Any
) -> World:
    """Deliberate under a schedule of faults; return what that leaves behind.

    ``settings`` are the council's.
    """
    async with (
        Proxy(homeserver.url, schedule).up() as proxy,
        council(homeserver, folder, HURRIED, homeserver=proxy.url, **settings) as convened,
    ):
        await convened.during(convened.deliberate())
        await convened.during(convened.bot.settled())
        assert not convened.bot.deaths
        return await world(convened)
