"""A council with its bot, and a bare bot in rooms just like its.

The bare bot's rooms are made by making the bot's requests again, so both accounts are in
as many rooms, with the same members, settings and messages.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.bare import Bare
from benchmarks.client import Client, Seen
from benchmarks.recording import Request
from benchmarks.texts import draft
from benchmarks.working import Here, Running, at_work, reading, record_of, running
from bot.matrix import Matrix
from bot.settings import Settings
from demo.cast import PASSWORD, Cast, cast
from demo.homeserver import Homeserver
from storage import rooms
from storage.database import Database

CALM = 2
"""How often in a row the bot must be found with nothing to do."""
WITHIN = 300.0
"""Seconds for the bot to come to rest, on a machine that may be busy."""
QUIET = 0.05
"""Seconds between two looks, and so between measurements: the syncs come to rest."""
SELDOM = 0.25
"""Seconds between two looks while round trips are measured; looking is work, too."""
RECALL = "!recall To be referred again"


@dataclass
class Sitting:
    """A council, and the bare bot beside it. ``people`` are the clients in use.

    Its bot is at work in this process, its requests noted, or as a process of its own. ``opened``
    are the proposals that have rooms, by their numbers, with what the bot asked for them.
    """

    cast: Cast
    bare: Bare
    encrypted: bool
    forum: str = ""
    people: dict[str, Client] = field(default_factory=dict)
    opened: dict[int, tuple[Request, ...]] = field(default_factory=dict)
    _here: Here | None = None
    _at_work: AsyncExitStack = field(default_factory=AsyncExitStack)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _entered: set[tuple[str, str]] = field(default_factory=set)

    @property
    def keys(self) -> list[str]:
        """The caucuses' keys, in order."""
        chairs = [role.removesuffix("-chair") for role in self.cast.people if "-chair" in role]
        return [key for key in chairs if key != "forum"]

    async def works(self) -> None:
        """Have the bot work in this process, from where it left off."""
        if self._here is None:
            await self.rests()
            self._here = await self._at_work.enter_async_context(at_work(self.cast))

    async def apart(self) -> Running:
        """Have the bot work as a process of its own, started now."""
        await self.rests()
        return await self._at_work.enter_async_context(running(self.cast))

    async def rests(self) -> None:
        """Stop the bot."""
        self._here = None
        await self._at_work.aclose()

    @asynccontextmanager
    async def record(self) -> AsyncIterator[tuple[Database, Settings]]:
        """Stop the bot, and open its record to write in it."""
        await self.rests()
        async with record_of(self.cast) as opened:
            yield opened

    async def admits(self, client: Client) -> None:
        """Have a client take part that is not of the council."""
        await self._stack.enter_async_context(client)

    async def client(self, role: str) -> Client:
        """Return the client of a role, which takes part from now on."""
        if role not in self.people:
            new = Client(self.cast[role].url, self.cast[role].session)
            self.people[role] = await self._stack.enter_async_context(new)
        return self.people[role]

    async def enter(self, role: str, room: str) -> Client:
        """Have a role enter one of the bot's rooms, and the bare bot's that corresponds."""
        client = await self.client(role)
        if (role, room) not in self._entered:
            self._entered.add((role, room))
            await client.join(room)
            await client.join(self.bare.ids[room])
        return client

    async def seal(self, role: str, room: str) -> None:
        """Have a role speak encrypted in a room from now on."""
        client = self.people[role]
        client.sealed.add(room)
        if client.sealing is None:
            client.sealing = Matrix(client.url, client.session)
            await self._stack.enter_async_context(client.sealing)
            await client.sealing.encrypt(keys_of(self.cast, role))

    async def room(self, place: str) -> str:
        """Return the bot's room of a place."""
        async with self._read() as conn:
            found = await rooms.get(conn, place)
        if found is None or found.room_id is None:
            raise LookupError(place)
        return found.room_id

    async def places(self) -> dict[str, str]:
        """Return the places of the bot's rooms by their ids."""
        async with self._read() as conn:
            return {room.room_id: room.place for room in await rooms.live(conn) if room.room_id}

    async def settled(self) -> tuple[Request, ...]:
        """Wait until the bot has nothing left to do; return what it asked since, in this process.

        All that anybody has seen so far is forgotten.
        """
        async with asyncio.timeout(WITHIN):
            calm = 0
            while calm < CALM:  # twice, since what it sent comes back to it
                calm = 0 if await self._is_busy() else calm + 1
                await asyncio.sleep(QUIET)
        for client in (*self.people.values(), self.bare.client):
            client.seen.clear()
        return self._here.matrix.notes.taken() if self._here else ()

    async def stand(self, numbers: Collection[int]) -> None:
        """Wait until proposals have all their rooms, as wanted, with nothing left to say there."""
        async with asyncio.timeout(WITHIN):
            while await self._lack(numbers):  # noqa: ASYNC110 - a homeserver has no event for it
                await asyncio.sleep(SELDOM)

    async def _lack(self, numbers: Collection[int]) -> bool:
        async with self._read() as conn:
            return any(room.proposal in numbers for room in await rooms.due(conn))

    async def _is_busy(self) -> bool:
        async with self._read() as conn:
            due = await rooms.due(conn)
        idle = self._here is None or self._here.service.courier.idle.is_set()
        return bool(due) or not idle

    def _read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._here.database.read() if self._here else reading(self.cast)

    async def commands(self, client: Client, room: str, text: str) -> tuple[float, str, Seen]:
        """Say a command; return when, the event's id, and the answer."""
        start = time.perf_counter()
        event_id = await client.say(room, text)
        return start, event_id, await client.answered(event_id)

    async def tables(self, text: str) -> int:
        """Table a proposal in the bot's forum; return its number."""
        proposer = await self.client("proposer")
        said = f"!propose A free and open network\nFrom: A coalition\n{text}"
        *_, answer = await self.commands(proposer, self.forum, said)
        await self.settled()
        body = str(answer.event["content"]["body"])
        return int(body.split(maxsplit=1)[0].strip("*·:,.").removeprefix("P"))

    async def proposal(self, nth: int = 0) -> int:
        """Return the number of the nth proposal that has rooms; the first has some on both sides.

        It is in plenary between rows.
        """
        while len(self.opened) <= nth:
            await self._opens(await self.tables(draft(1)), alike=not self.opened)
        return list(self.opened)[nth]

    async def _opens(self, number: int, *, alike: bool) -> None:
        chair, text = await self.client("forum-chair"), f"!consensus yes P{number}"
        if alike:
            self.opened[number] = await self.alike(chair, self.forum, text)
        else:
            await self.commands(chair, self.forum, text)
            self.opened[number] = await self.settled()

    async def alike(self, client: Client, room: str, text: str) -> tuple[Request, ...]:
        """Have the bot act on a command, and then the bare bot in rooms of its own."""
        _, command, _ = await self.commands(client, room, text)
        requests = await self.settled()
        done = self.bare.prepare(requests, command, lambda _request: True)
        await client.say(self.bare.ids[room], text)
        await done
        await self.settled()
        return requests


def milliseconds(start: float, *ends: float) -> float:
    """Return the time from the start to the last of the ends."""
    return (max(ends) - start) * 1000


def keys_of(made: Cast, role: str) -> Path:
    """Return where a role's device has its keys."""
    return made.folder / f"keys-{role}"


async def publish(made: Cast, role: str) -> None:
    """Give a role's device keys, so that the bot has somebody to share a room's key with."""
    person = made[role]
    async with Matrix(person.url, person.session) as matrix:
        await matrix.encrypt(keys_of(made, role))


@asynccontextmanager
async def sitting(
    homeserver: Homeserver,
    folder: Path,
    caucuses: Mapping[str, str],
    seats: int,
    *,
    encrypted: bool = False,
    compared: bool = True,
) -> AsyncIterator[Sitting]:
    """Convene a council; beside it is a bare bot, which never encrypts.

    It has rooms if the bot is to be ``compared`` with it.
    """
    tag = secrets.token_hex(4)
    async with AsyncExitStack() as stack:
        council = cast(
            homeserver,
            folder / tag,
            slug=f"c{tag}",
            suffix=f"-{tag}",
            caucuses=caucuses,
            seats=seats,
            listening=False,
            rooms={"encryption": "caucuses" if encrypted else "none"},
        )
        made = await stack.enter_async_context(council)
        if encrypted:
            await asyncio.gather(*(publish(made, role) for role in made.people))
        session = await homeserver.register(f"bare-{tag}", PASSWORD)
        await homeserver.override_ratelimit(session.user_id)
        client = await stack.enter_async_context(Client(homeserver.url, session))
        bare = Bare(client, {made.bot.user_id: session.user_id})
        client.told = bare.told
        found = Sitting(made, bare, encrypted, _stack=stack)
        stack.push_async_callback(found.rests)
        await found.works()
        convened = await found.settled()
        found.forum = await found.room("forum")
        if compared:
            await bare.imitate(convened)
            for role in ("forum-chair", "proposer"):
                await found.enter(role, found.forum)
        yield found
