"""The homeserver is killed at any moment and started again, and the bot with it now and then.

It has a homeserver of its own. Afterwards the world equals that of a calm deliberation.
"""

import asyncio
import functools
from typing import Any

from demo.homeserver import Homeserver
from tests.exactly_once.council import Council
from tests.exactly_once.test_killed_homeserver import enters
from tests.torture.crashes import Reaped, Reaper, after, everything
from tests.torture.rig import Rig

SHARE = 2
KILLS = 3
"""How often the homeserver is killed in one deliberation; a start of it takes seconds."""
LATEST = 6.0
"""Seconds after its start until it is killed, at most."""
OF_THE_BOT = 3
ERROR, GONE = "bot.errors.MatrixError", ("UNREACHABLE", "DROPPED")


class Supervised(Reaped):
    """A bot that a service manager starts again when it found no homeserver at its start."""

    def _starts_again(self, code: int) -> bool:
        why = self.log().splitlines()[-1]
        return code == 1 and any(why.startswith(f"{ERROR}: {how}") for how in GONE)


async def run(rig: Rig) -> None:
    """Kill the homeserver in one deliberation after the other."""
    reaper = Reaper(rig.random)
    async with Homeserver.start() as doomed:
        calm = await after(doomed, rig.folder, reaper, 0)
        shaken: dict[str, Any] = {
            "script": functools.partial(_shaken, rig),
            "of": Supervised,
        }
        while not rig.counts["deliberations"] or rig.more():
            await after(doomed, rig.folder, reaper, OF_THE_BOT, calm, **shaken)
            rig.counts["deliberations"] += 1
            rig.counts["kills"] = reaper.kills


async def _shaken(rig: Rig, convened: Council) -> None:
    """Deliberate while the homeserver is killed."""
    async with asyncio.TaskGroup() as group:
        deliberating = group.create_task(everything(convened))
        group.create_task(_killing(rig, convened, deliberating))


async def _killing(rig: Rig, convened: Council, until: asyncio.Task[None]) -> None:
    for _ in range(KILLS):
        await asyncio.wait({until}, timeout=rig.random.uniform(0, LATEST))
        if until.done():
            return
        await convened.homeserver.kill()
        rig.counts["kills of the homeserver"] += 1
        await convened.homeserver.restart()
        await asyncio.gather(*(enters(person) for person in convened.listening))
