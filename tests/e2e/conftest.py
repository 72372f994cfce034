"""A council at work on a real homeserver: the bot in this process, people with chat clients."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from bot.clock import Clock, milliseconds
from bot.config import load
from bot.matrix import Matrix
from bot.service.service import Service, service_of
from bot.settings import settings_of
from demo.cast import CAUCUSES, PASSWORD, Cast, cast
from demo.homeserver import Homeserver
from demo.person import Person, Seen
from storage import rooms
from storage.database import Database, open_database
from storage.rooms import RoomState
from tests.nursery.names import its_own


@dataclass
class Sitting:
    """A council whose bot is at work."""

    cast: Cast
    service: Service
    database: Database
    forum: str
    caucuses: Mapping[str, str] = field(default_factory=lambda: CAUCUSES)

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
        return await self[role].room(f"{number} Plenary")

    async def caucus(self, number: str, key: str = "cs", role: str = "") -> str:
        """Return a caucus's room on a proposal, once the role (its chair) is in it."""
        names = {"gov": "Government", "ps": "Private sector", "cs": "Civil society"}
        name = names.get(key, "Technical and academic community")
        return await self[role or f"{key}-chair"].room(f"{number} {name}")


Convene = Callable[..., AbstractAsyncContextManager[Sitting]]


@asynccontextmanager
async def at_work(made: Cast, now: Clock = milliseconds) -> AsyncIterator[tuple[Service, Database]]:
    """Run the bot of a cast in this process. ``now`` is its clock."""
    config = load(made.config)
    database = await open_database(config.database, config.data_dir)
    try:
        async with (
            Matrix(config.homeserver, made.bot) as matrix,
            service_of(database, matrix, settings_of(config, made.bot.user_id), now) as service,
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
        arguments = {**its_own(tag), **settings}
        async with (
            cast(homeserver, tmp_path / tag, **arguments) as made,
            at_work(made) as (service, database),
        ):
            await service.listener.synced.wait()
            room = await entered(made, homeserver)
            yield Sitting(made, service, database, room)

    return convened


async def _public(person: Person, alias: str) -> str:
    """Join a room by its public alias, once the bot has given it one."""

    async def tried() -> str | None:
        try:
            return await person.join(alias)
        except Exception:  # noqa: BLE001 - not there yet
            return None

    async with asyncio.timeout(60):
        while (room := await tried()) is None:  # noqa: ASYNC110 - the server has no event for it
            await asyncio.sleep(0.05)
    return room


async def entered(made: Cast, homeserver: Homeserver) -> str:
    """Have everybody enter the forum once it is there; return its id."""
    alias = f"#{made.slug}-forum:{homeserver.server_name}"
    room = await _public(made["proposer"], alias)
    await asyncio.gather(*(person.join(room) for person in made.people.values()))
    await made["chair"].room("Forum")
    return room


# --- shared by the tests of a module --------------------------------------------------


@asynccontextmanager
async def sitting(
    homeserver: Homeserver, folder: Path, /, now: Clock = milliseconds, **settings: Any
) -> AsyncIterator[Sitting]:
    """Convene a council; ``settings`` are the arguments of ``demo.cast.cast``."""
    tag = secrets.token_hex(4)
    arguments = {**its_own(tag), **settings}
    caucuses = settings.get("caucuses") or CAUCUSES
    async with (
        cast(homeserver, folder / tag, **arguments) as made,
        at_work(made, now) as (service, database),
    ):
        await service.listener.synced.wait()
        room = await entered(made, homeserver)
        try:
            yield Sitting(made, service, database, room, caucuses)
        finally:
            for task in service.tasks:
                assert not task.done() or not task.exception(), "the bot stopped"


@pytest.fixture(scope="module")
async def council(
    request: pytest.FixtureRequest,
    homeserver: Homeserver,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Sitting]:
    """A council for all tests of a module, of the module's ``CAUCUSES`` if it names any."""
    folder = tmp_path_factory.mktemp("council")
    caucuses = getattr(request.module, "CAUCUSES", None)
    async with sitting(homeserver, folder, caucuses=caucuses) as convened:
        yield convened


@dataclass(frozen=True)
class Opened:
    """A proposal that the forum forwarded: its number as written, and its rooms."""

    number: str
    space: str
    plenary: str
    caucuses: Mapping[str, str]

    @property
    def rooms(self) -> tuple[str, ...]:
        """The plenary and the caucuses' rooms."""
        return (self.plenary, *self.caucuses.values())


KEYS = tuple(CAUCUSES)


async def open_proposal(
    council: Sitting,
    title: str = "Open routing",
    text: str = "One.\n\nTwo.",
) -> Opened:
    """Table and forward a proposal, and wait until its rooms stand and their members are there.

    And until the council chair, who comes in when all else is said, is told whose turn it is.
    """
    number = await council.opened(title=title, text=text)
    await settled(council)
    plenary = await council.plenary(number)
    await council["chair"].sees(plenary, lambda event: "it is your turn" in bodies([event]))
    space = await council["chair"].room(f"{number} · {title}")
    rooms = {}
    for key, name in council.caucuses.items():
        rooms[key] = await council[f"{key}-chair"].room(f"{number} {name}")
        await council[f"{key}-chair"].room(f"{number} Plenary")
        await council[f"{key}-1"].room(f"{number} {name}")
    await council.plenary(number, "proposer")
    return Opened(number, space, plenary, rooms)


async def agree(council: Sitting, opened: Opened, keys: Iterable[str] = (), draft: int = 1) -> None:
    """Have the chairs of caucuses (by default all) record that they agree on a draft."""
    for key in keys or council.caucuses:
        chair, room = council[f"{key}-chair"], opened.caucuses[key]
        await chair.sees(room, lambda event: shows(event) == draft)
        answered = await chair.commands(room, "!consensus yes")
        assert f"calls rough consensus on Draft {draft}" in answered


async def settled(council: Sitting) -> None:
    """Wait until the bot has nothing left to send, and every room is as wanted."""
    async with asyncio.timeout(90):
        await council.service.courier.idle.wait()


async def told(council: Sitting) -> None:
    """Have the bot hear something: what is due by its clock is done once it has."""
    await council["chair"].say(council.forum, "It is late")


async def left(council: Sitting, opened: Opened) -> None:
    """Wait until the bot has left all of a proposal's rooms, which is due by its clock."""
    await told(council)
    number = int(opened.number.removeprefix("P"))

    async def are_left() -> bool:
        async with council.database.read() as conn:
            found = await rooms.of_proposal(conn, number)
        return all(room.state is RoomState.LEFT for room in found)

    async with asyncio.timeout(60):
        while not await are_left():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.05)


async def state_of(person: Person, room: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Return a room's state as a person may see it now. Raises Refused."""
    found = await person.ask("GET", f"rooms/{quote(room)}/state")
    return {(event["type"], event["state_key"]): event["content"] for event in found}


async def members(person: Person, room: str, *memberships: str) -> set[str]:
    """Return who is in a room, or is invited, as somebody there sees it."""
    wanted = memberships or ("join", "invite")
    state = await state_of(person, room)
    return {
        who
        for (kind, who), content in state.items()
        if kind == "m.room.member" and content["membership"] in wanted
    }


async def talk_to_bot(council: Sitting, person: Person, first: str, *others: Person) -> str:
    """Open a direct chat as clients do, and say something before the bot is there."""
    invited = [council.cast.bot.user_id, *(other.user_id for other in others)]
    made = await person.ask(
        "POST",
        "createRoom",
        {"preset": "trusted_private_chat", "is_direct": True, "invite": invited},
    )
    room = str(made["room_id"])
    there = {person.user_id, *(other.user_id for other in others)}
    for other in others:
        await other.sees(room, lambda event: event["type"] == "m.room.member")
    assert there <= await members(person, room, "join")
    await person.say(room, first)
    return room


async def edit(person: Person, room: str, event_id: str, body: str) -> str:
    """Have a person edit a message; return the edit's id."""
    content = {
        "msgtype": "m.text",
        "body": f"* {body}",
        "m.new_content": {"msgtype": "m.text", "body": body},
        "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
    }
    return await person.send(room, content)


def of_bot(council: Sitting, person: Person, room: str) -> list[Seen]:
    """Return the bot's messages in a room, as a person was shown them."""
    bot = council.cast.bot.user_id
    events = person.timelines[room]
    return [e for e in events if e["sender"] == bot and e["type"] == "m.room.message"]


def bodies(events: Iterable[Seen]) -> str:
    """Return all that messages say, in both their forms."""
    contents = [event.get("content", {}) for event in events]
    return "\n".join(
        str(content.get(form, "")) for content in contents for form in ("body", "formatted_body")
    )


def shows(event: Seen) -> int:
    """Return the number of the draft that a message of the bot's shows, or 0."""
    mark = event.get("content", {}).get("org.rapporteur") or {}
    return int(mark.get("shows", 0))


def shows_text(event: Seen) -> str:
    """Return the name of the caucus text that a message of the bot's shows, or empty."""
    mark = event.get("content", {}).get("org.rapporteur") or {}
    return str(mark.get("text", ""))


@asynccontextmanager
async def newcomer(homeserver: Homeserver, name: str) -> AsyncIterator[Person]:
    """Make an account of somebody who has no role yet; they accept every invitation."""
    session = await homeserver.register(f"{name}-{secrets.token_hex(4)}", PASSWORD)
    async with Person(homeserver.url, session) as person:
        yield person
