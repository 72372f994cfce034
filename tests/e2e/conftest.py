"""A council at work on a real homeserver: the bot in this process, people with chat clients."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.config import load
from bot.matrix import Matrix
from bot.office import office
from bot.service import Service, serving
from demo.cast import Cast, cast
from demo.homeserver import Homeserver
from demo.person import Person
from storage.database import Database, open_database


@dataclass
class Sitting:
    """A council whose bot is at work."""

    cast: Cast
    service: Service
    database: Database
    forum: str

    def __getitem__(self, role: str) -> Person:
        return self.cast[role]

    async def table(self, title: str = "Open routing", text: str = "One.\n\nTwo.") -> str:
        """Table a proposal; return its number as written: ``P1``."""
        proposer = self["proposer"]
        said = await proposer.commands(self.forum, f"!propose {title}\nFrom: A coalition\n{text}")
        return said.split()[0].strip("*·:,.")

    async def forward(self, number: str) -> None:
        """Have the forum forward a proposal."""
        await self["forum-chair"].commands(self.forum, f"!consensus yes {number}")

    async def opened(self, **proposal: str) -> str:
        """Table and forward a proposal; return its number."""
        number = await self.table(**proposal)
        await self.forward(number)
        return number

    async def plenary(self, number: str, role: str = "chair") -> str:
        """Return a proposal's plenary, once the role is in it."""
        return await self[role].room(f"{number} · Plenary")

    async def caucus(self, number: str, key: str = "cs", role: str = "") -> str:
        """Return a caucus's room on a proposal, once the role (its chair) is in it."""
        names = {"gov": "Government", "ps": "Private sector", "cs": "Civil society"}
        name = names.get(key, "Technical and academic community")
        return await self[role or f"{key}-chair"].room(f"{number} · {name}")


Convene = Callable[..., AbstractAsyncContextManager[Sitting]]


@asynccontextmanager
async def at_work(made: Cast) -> AsyncIterator[tuple[Service, Database]]:
    """Run the bot of a cast in this process."""
    config = load(made.config)
    database = await open_database(config.database, config.data_dir)
    try:
        async with (
            Matrix(config.homeserver, made.bot) as matrix,
            serving(database, matrix, office(config, made.bot.user_id)) as service,
        ):
            yield service, database
    finally:
        await database.close()


@pytest.fixture
def convene(homeserver: Homeserver, tmp_path: Path) -> Convene:
    """Return what convenes a council; its arguments are those of ``demo.cast.cast``."""

    @asynccontextmanager
    async def convened(**settings: Any) -> AsyncIterator[Sitting]:
        tag = secrets.token_hex(4)
        arguments = {"slug": f"c{tag}", "suffix": f"-{tag}", **settings}
        async with (
            cast(homeserver, tmp_path / tag, **arguments) as made,
            at_work(made) as (service, database),
        ):
            forum = "Multistakeholder Internet Policy Council · Forum"
            proposer = made["proposer"]
            await service.listener.synced.wait()
            room = await _public(proposer, f"#{made.slug}-forum:{homeserver.server_name}")
            for person in made.people.values():
                await person.join(room)
            await made["chair"].room(forum)
            yield Sitting(made, service, database, room)

    return convened


async def _public(person: Person, alias: str) -> str:
    """Join a room by its public alias, once the bot has given it one."""

    async def tried() -> str | None:
        try:
            return await person.join(alias)
        except Exception:  # noqa: BLE001 - not there yet
            return None

    import asyncio

    async with asyncio.timeout(30):
        while (room := await tried()) is None:
            await asyncio.sleep(0.05)
    return room
