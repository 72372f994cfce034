"""A council whose bot is at work in this process, and a bare bot in rooms just like its.

The bare bot's rooms are made by making the bot's requests again, so both accounts are in
as many rooms, with the same members, settings and messages.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.client import Client, Event, Seen
from benchmarks.recording import Recorded, Request
from benchmarks.replay import Plan, plan
from bot.config import load
from bot.matrix import Matrix
from bot.office import office
from bot.service import Service, serving
from demo.cast import PASSWORD, Cast, cast
from demo.homeserver import Homeserver
from storage import outbox, rooms
from storage.database import Database, open_database
from storage.rooms import RoomState

CALM = 2
"""How often in a row the bot must be found with nothing to do."""
WITHIN = 300.0
"""Seconds for the bot to come to rest, on a machine that may be busy."""
QUIET = 0.05
"""Seconds between two looks, and so between measurements: the syncs come to rest."""


@dataclass
class Bare:
    """The bare bot: it makes the planned requests again when a command comes.

    ``ids`` maps the bot's rooms, aliases and account to its own.
    """

    client: Client
    ids: dict[str, str]
    _next: tuple[Plan, str] | None = None
    _done: asyncio.Future[float] | None = None
    _work: set[asyncio.Task[None]] = field(default_factory=set)

    def prepare(
        self, requests: Sequence[Request], command: str, only: Callable[[Request], bool]
    ) -> asyncio.Future[float]:
        """Have the next command answered as the bot answered ``command``.

        Returns the future of the time at which the last request was answered.
        """
        self._next = plan(requests, self.ids, only, [command]), command
        self._done = asyncio.get_running_loop().create_future()
        return self._done

    def told(self, _room: str, event: Event) -> None:
        """Begin, if the event is a command."""
        body = str(event.get("content", {}).get("body", ""))
        if self._next and event["sender"] != self.client.session.user_id and body[:1] == "!":
            task = asyncio.create_task(self._answer(*self._next, str(event["event_id"])))
            self._next = None
            self._work.add(task)
            task.add_done_callback(self._work.discard)

    async def _answer(self, planned: Plan, command: str, event_id: str) -> None:
        done = self._done
        try:
            found, at = await planned.run(self.client, {command: event_id})
        except BaseException as error:
            if done:
                done.set_exception(error)
            raise
        self.ids.update(found)
        if done:
            done.set_result(at)

    async def imitate(self, requests: Sequence[Request]) -> None:
        """Make the bot's requests again, without a command."""
        self.ids, _ = await plan(requests, self.ids).run(self.client, {})


@dataclass
class Sitting:
    """A council at work, and the bare bot beside it. ``people`` are the clients in use."""

    cast: Cast
    matrix: Recorded
    service: Service
    database: Database
    bare: Bare
    forum: str
    people: dict[str, Client]
    _stack: AsyncExitStack

    async def client(self, role: str) -> Client:
        """Return the client of a role, which takes part from now on."""
        if role not in self.people:
            new = Client(self.matrix.homeserver, self.cast[role].session)
            self.people[role] = await self._stack.enter_async_context(new)
        return self.people[role]

    async def enter(self, role: str, room: str) -> Client:
        """Have a role enter one of the bot's rooms, and the bare bot's that corresponds."""
        client = await self.client(role)
        await client.join(room)
        await client.join(self.bare.ids[room])
        return client

    async def seal(self, role: str, room: str) -> None:
        """Have a role speak encrypted in a room from now on."""
        client = self.people[role]
        sealing = Matrix(self.matrix.homeserver, client.session)
        client.sealing = await self._stack.enter_async_context(sealing)
        await sealing.encrypt(keys_of(self.cast, role))
        client.sealed.add(room)

    async def room(self, place: str) -> str:
        """Return the bot's room of a place."""
        async with self.database.read() as conn:
            found = await rooms.get(conn, place)
        if found is None or found.room_id is None:
            raise LookupError(place)
        return found.room_id

    async def settled(self) -> tuple[Request, ...]:
        """Wait until the bot has nothing left to do; return what it asked since."""
        async with asyncio.timeout(WITHIN):
            calm = 0
            while calm < CALM:  # twice, since what it sent comes back to it
                calm = 0 if await self._is_busy() else calm + 1
                await asyncio.sleep(QUIET)
        for client in (*self.people.values(), self.bare.client):
            client.seen.clear()
        return self.matrix.notes.taken()

    async def _is_busy(self) -> bool:
        async with self.database.read() as conn:
            left = await outbox.queued(conn, 1) or await rooms.dirty(conn)
            opening = any(room.state is RoomState.INTENDED for room in await rooms.live(conn))
        return bool(left) or opening or not self.service.courier.idle.is_set()

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

    async def opens(self, text: str) -> int:
        """Table and forward a proposal, with rooms for it on both sides; return its number."""
        number = await self.tables(text)
        chair = await self.client("forum-chair")
        await self.alike(chair, self.forum, f"!consensus yes P{number}")
        return number

    async def alike(self, client: Client, room: str, text: str) -> None:
        """Have the bot act on a command, and then the bare bot in rooms of its own."""
        _, command, _ = await self.commands(client, room, text)
        done = self.bare.prepare(await self.settled(), command, lambda _request: True)
        await client.say(self.bare.ids[room], text)
        await done
        await self.settled()


def milliseconds(start: float, *ends: float) -> float:
    """Return the time from the start to the last of the ends."""
    return (max(ends) - start) * 1000


@asynccontextmanager
async def at_work(made: Cast) -> AsyncIterator[tuple[Recorded, Service, Database]]:
    """Run the bot of a cast in this process."""
    config = load(made.config)
    database = await open_database(config.database, config.data_dir)
    try:
        async with (
            Recorded(config.homeserver, made.bot) as matrix,
            serving(database, matrix, office(config, made.bot.user_id)) as service,
        ):
            await service.listener.synced.wait()
            yield matrix, service, database
    finally:
        await database.close()


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
) -> AsyncIterator[Sitting]:
    """Convene a council with a bare bot beside it, which never encrypts."""
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
        matrix, service, database = await stack.enter_async_context(at_work(made))
        session = await homeserver.register(f"bare-{tag}", PASSWORD)
        client = await stack.enter_async_context(Client(homeserver.url, session))
        bare = Bare(client, {made.bot.user_id: session.user_id})
        client.told = bare.told
        found = Sitting(made, matrix, service, database, bare, "", {}, stack)
        await bare.imitate(await found.settled())
        found.forum = await found.room("forum")
        for role in ("forum-chair", "proposer"):
            await found.enter(role, found.forum)
        yield found
