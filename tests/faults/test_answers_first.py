"""Whoever asks something is answered before rooms are opened that were to be opened earlier."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from bot.ratelimit import AT_ONCE
from demo.homeserver import Homeserver
from storage import rooms
from storage.rooms import RoomState
from tests.e2e.conftest import Sitting, settled, sitting
from tests.faults.proxy import Proxy
from tests.faults.schedule import Fault, Schedule

OF_ROOMS = re.compile(r"/(createRoom|invite|kick|join|leave|state|state/.*|directory/.*)$")
PROPOSALS = 3


@dataclass
class Holding(Proxy):
    """Lets nothing through that is about rooms, when told so; ``held`` is how much that is."""

    held: int = 0
    _free: asyncio.Event = field(default_factory=asyncio.Event)

    async def _meets(self, request: web.Request, fault: Fault | None) -> web.StreamResponse:
        if OF_ROOMS.search(request.path) and not self._free.is_set():
            self.held += 1
            await self._free.wait()
        return await super()._meets(request, fault)

    def hold(self) -> None:
        self._free.clear()

    def let_go(self) -> None:
        self._free.set()


@asynccontextmanager
async def at_a_held_homeserver(
    homeserver: Homeserver, folder: Path
) -> AsyncIterator[tuple[Holding, Sitting]]:
    """Have a council of which everybody is in the forum."""
    holding = Holding(homeserver.url, Schedule())
    holding.let_go()
    async with (
        holding.up(),
        sitting(homeserver, folder, homeserver=holding.url) as council,
    ):
        await settled(council)
        yield holding, council


async def unopened(council: Sitting) -> int:
    """Return how many rooms are to be opened."""
    async with council.database.read() as conn:
        return sum(room.state is RoomState.INTENDED for room in await rooms.live(conn))


async def test_an_answer_overtakes_the_opening_of_three_proposals(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with at_a_held_homeserver(homeserver, tmp_path) as (holding, council):
        numbers = [await council.table() for _ in range(PROPOSALS)]
        await settled(council)
        holding.hold()
        for number in numbers:
            await council.forward(number)
        waiting = await unopened(council)
        assert waiting > AT_ONCE
        assert "P1" in await council["chair"].commands(council.forum, "!status P1")
        assert 0 < holding.held < AT_ONCE
        assert await unopened(council) == waiting
        holding.let_go()
        await settled(council)
        assert await unopened(council) == 0
