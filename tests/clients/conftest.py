"""What tests with clients of matrix-js-sdk share: a process of Node, and a council of such people.

Where Node or the library is missing they are left out, which the run says at its end; they
fail instead where the environment's ``CLIENTS`` is ``required``, as it is in the build.
"""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.matrix import Session
from demo.homeserver import Homeserver
from demo.person import Person
from tests.clients.node import Node, missing, started
from tests.clients.person import SdkPerson
from tests.encryption.person import SealedPerson
from tests.exactly_once.council import Council, council

ROLES = frozenset({"cs-chair", "cs-1", "visitor"})
"""Whose clients are of matrix-js-sdk."""
CAUCUS = {"cs": "Civil society"}


@pytest.fixture(scope="session")
async def node(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Node]:
    """The process that all clients share."""
    if why := missing():
        refuse = pytest.fail if os.environ.get("CLIENTS") == "required" else pytest.skip
        refuse(f"clients of matrix-js-sdk can't run: {why}")
    async with started(tmp_path_factory.mktemp("node")) as process:
        yield process


@dataclass
class Seated:
    """A council of one caucus. Its chair and its representative have two devices each.

    All but the representative's second one, which is switched off and has never heard of the bot,
    have asked which devices the bot has. ``stack`` ends what is entered with it.
    """

    council: Council
    devices: dict[str, tuple[SdkPerson, SdkPerson]]
    stack: AsyncExitStack

    @property
    def everyone(self) -> list[SdkPerson]:
        """All devices that are entered with the council."""
        return [device for each in self.devices.values() for device in each]

    async def enter(self, role: str) -> SdkPerson:
        """Have somebody's client start."""
        person = self.council[role]
        assert isinstance(person, SdkPerson)
        entered = await self.stack.enter_async_context(person)
        await self.meets_bot(entered)
        return entered

    async def enter_another(self, person: SdkPerson) -> SdkPerson:
        """Have a further device of somebody's log in, and signed."""
        return await self.stack.enter_async_context(await person.another())

    async def meets_bot(self, device: SdkPerson) -> None:
        """Have a client ask which devices the bot has."""
        await device.does("meet", person=self.council.bot.session.user_id)


@asynccontextmanager
async def seated(
    homeserver: Homeserver, folder: Path, node: Node, **rooms: Any
) -> AsyncIterator[Seated]:
    """Convene a council; ``rooms`` is that part of its configuration."""

    def client(url: str, session: Session) -> Person:
        role = session.user_id.removeprefix("@").rpartition("-")[0]
        return SdkPerson(url, session, node=node) if role in ROLES else SealedPerson(url, session)

    how: dict[str, Any] = {"caucuses": CAUCUS, "client": client, "rooms": rooms}
    async with council(homeserver, folder, **how) as convened, AsyncExitStack() as stack:
        found = Seated(convened, {}, stack)
        chair = convened["cs-chair"]
        assert isinstance(chair, SdkPerson)
        await found.meets_bot(chair)
        member = await found.enter("cs-1")
        for role, first in (("cs-chair", chair), ("cs-1", member)):
            found.devices[role] = (first, await found.enter_another(first))
        await found.meets_bot(found.devices["cs-chair"][1])
        await found.devices["cs-1"][1].does("stop")
        yield found
