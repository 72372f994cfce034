"""A small council whose bot is a process that may be killed, and how it deliberates."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import aiohttp

from bot.matrix import Session
from demo.cast import Cast, cast
from demo.homeserver import Homeserver
from demo.person import PATIENCE, NotSeen, Person, Refused
from tests.e2e.conftest import shows
from tests.exactly_once.mortal import Orders
from tests.exactly_once.process import Bot, at_work
from tests.nursery.names import its_own

CAUCUSES = {"gov": "Government", "cs": "Civil society"}
SMALLEST: dict[str, Any] = {"caucuses": {"cs": "Civil society"}, "seats": 0}
"""Arguments of ``council`` for a test in which no caucus deliberates."""
LISTENING = frozenset({"chair", "forum-chair", "proposer", "gov-chair", "cs-chair"})
"""Whose clients are on. The others are invited, and never come."""
EVERYWHERE = 4
"""Rooms that a representative is invited to: the space, the forum, and two of a proposal."""
LONG = "Whoever routes says how. " * 5_000
"""One clause that fits in no event, so that its draft is attached as a file."""
T = TypeVar("T")


class Patient(Person):
    """Somebody who waits ``times`` as long as others.

    After an outage of the homeserver the bot asks again later and later; on a slow machine
    an answer takes longer than people wait for one elsewhere.
    """

    times: ClassVar[int] = 3

    async def until(self, look: Callable[[], Any], *, seconds: float = PATIENCE) -> Any:
        return await super().until(look, seconds=self.times * seconds)

    async def ask(self, method: str, where: str, body: Any = None) -> Any:
        """Make a request until it is answered, as clients do: the transaction id stays the same."""
        while True:
            try:
                return await super().ask(method, where, body)
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(0.1)


@dataclass
class Council:
    """A council at work. ``tag`` keeps it apart from others on its homeserver."""

    cast: Cast
    homeserver: Homeserver
    bot: Bot
    tag: str
    forum: str = ""

    def __getitem__(self, role: str) -> Person:
        return self.cast[role]

    @property
    def listening(self) -> list[Person]:
        """Those whose clients are on."""
        return [person for role, person in self.cast.people.items() if role in LISTENING]

    async def during(self, work: Awaitable[T]) -> T:
        """Do something unless the bot fails meanwhile."""
        working, failed = asyncio.ensure_future(work), asyncio.ensure_future(self.bot.failed())
        try:
            await asyncio.wait({working, failed}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                failed.result()
                raise AssertionError(f"the bot ended by itself: {self.bot.log()}")
            return working.result()
        finally:
            working.cancel()
            failed.cancel()
            await asyncio.gather(working, failed, return_exceptions=True)

    async def convene(self) -> None:
        """Have everybody enter the forum, once the bot has opened it."""
        alias = f"#{self.cast.slug}-forum:{self.homeserver.server_name}"
        async with asyncio.timeout(60):
            while not (room := await tried(self["proposer"], alias)):  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.05)
        self.forum = room
        await asyncio.gather(*(each.join(room) for each in self.listening))

    async def opened(self) -> str:
        """Table a proposal and forward it; return its plenary."""
        table = "!propose Open routing\nFrom: A coalition\nOne.\n\nTwo."
        await self["proposer"].commands(self.forum, table)
        await self["forum-chair"].commands(self.forum, "!consensus yes P1")
        plenary = await self["chair"].room("P1 Plenary")
        await self.shown(plenary, 1, "chair")
        return plenary

    async def shown(self, room: str, draft: int, role: str, times: int = 1) -> None:
        """Wait until a draft was shown in a room to somebody."""
        person = self[role]
        try:
            await person.until(
                lambda: sum(shows(event) == draft for event in person.timelines[room]) >= times
            )
        except NotSeen as error:
            raise NotSeen(f"Draft {draft} is not shown to {role}: {self.bot.log()}") from error

    async def caucus(self, key: str, number: int = 1) -> str:
        """Return a caucus's room, once its chair is in it."""
        return await self[f"{key}-chair"].room(f"P{number} {CAUCUSES[key]}")

    async def position(self, key: str, draft: int, words: str = "!consensus yes") -> None:
        """Have a caucus chair record a position on a draft that is shown to them."""
        room, chair = await self.caucus(key), self[f"{key}-chair"]
        await self.shown(room, draft, f"{key}-chair")
        answered = await chair.commands(room, words)
        assert "Point of order" not in answered, answered

    async def invited(self, role: str, witness: str, rooms: int) -> None:
        """Wait until somebody is invited to so many rooms, as somebody in them sees it.

        Who is unseated before is never invited to those that stay open to them.
        """
        member, of = ("m.room.member", self[role].user_id), self[witness]
        try:
            await of.until(lambda: sum(member in state for state in of.state.values()) >= rooms)
        except NotSeen as error:
            raise NotSeen(f"{role} is not invited everywhere: {self.bot.log()}") from error

    async def deliberate(self) -> None:
        """Bring a proposal from the forum to a recommendation, in two rounds."""
        plenary, chair, cs = await self.opened(), self["chair"], self["cs-chair"]
        await chair.commands(plenary, "!refer")
        await self.position("gov", 1)
        room = await self.caucus("cs")
        await self.shown(room, 1, "cs-chair")
        await cs.commands(room, "!draft\nOne and a half.\n\nTwo.")
        await cs.commands(room, "!consensus amended cs.1 see clause 1")
        file = await chair.share(plenary, "draft.md", LONG, "!draft")
        await chair.answer(plenary, file)
        await self.invited("cs-1", "cs-chair", EVERYWHERE)
        await cs.commands(room, f"!unseat {self['cs-1'].user_id}")
        await chair.commands(plenary, "!refer")
        await self.position("gov", 2)
        await self.position("cs", 2)
        answered = await chair.commands(plenary, "!consensus yes")
        assert "is a recommendation" in answered, answered
        await self["proposer"].reads(self.forum, "recommendation of the Internet Governance Forum")


async def tried(person: Person, alias: str) -> str:
    """Enter a room by its alias; empty if it isn't there yet."""
    try:
        return await person.join(alias)
    except (Refused, aiohttp.ClientError):
        return ""


@asynccontextmanager
async def council(
    homeserver: Homeserver,
    folder: Path,
    /,
    *fates: Orders,
    of: Callable[[Path, Session], Bot] = Bot,
    **settings: Any,
) -> AsyncIterator[Council]:
    """Convene a council; the first processes of its bot have the given orders.

    ``of`` makes its bot of the configuration and the account.
    """
    tag = secrets.token_hex(4)
    how: dict[str, Any] = {**its_own(tag), "caucuses": CAUCUSES}
    how |= {"listening": False, "client": Patient} | settings
    async with AsyncExitStack() as stack:
        made = await stack.enter_async_context(cast(homeserver, folder / tag, **how))
        for role in made.people.keys() & LISTENING:
            await stack.enter_async_context(made[role])
        bot = await stack.enter_async_context(at_work(of(made.config, made.bot), *fates))
        found = Council(made, homeserver, bot, tag)
        await found.during(found.convene())
        yield found
