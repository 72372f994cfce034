"""A clerk with a real database and no homeserver: events go in, outbox rows come out."""

import asyncio
import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.clerk.clerk import Clerk
from bot.clerk.constitution import Change, constitute, constituted
from bot.clerk.item import Item
from bot.clerk.queue import Queue
from bot.clerk.timers.scheduler import Scheduler
from bot.listener import recognise
from bot.matrix import Event
from bot.relay import places
from bot.relay.room_settings import RoomSettings
from bot.rooms import intended
from bot.settings import Settings
from deliberation import entries as e
from deliberation.terms import PUBLIC
from storage import inbox, invitations, record, rooms
from storage.database import Database
from storage.inbox import InboxState
from storage.outbox import Row
from tests.bot.rendered import rendered
from tests.nursery.record import new_record
from tests.storage.look import queued, unreconciled

BOT = "@bot:test"
SEED = e.Constituted(
    name="Council",
    recommends_as="Forum",
    seats=2,
    chair="@chair:test",
    deputies=(),
    forum_chair="@forum-chair:test",
    forum_deputies=(),
    observers=("@observer:test",),
    caucuses=tuple(
        e.CaucusSeed(key, key.upper(), f"@{key}-chair:test", (), (f"@{key}-1:test",))
        for key in ("gov", "cs")
    ),
)
SETTINGS = Settings(
    user_id=BOT,
    prefix="!",
    secretariat=frozenset({"@secretary:test"}),
    plenary=PUBLIC,
    rooms=RoomSettings("mipc", "test", plenary_public=True, encryption="none", secretariat=()),
    leave_after=1,
    interregnum=72 * 60 * 60 * 1000,
    seed=SEED,
)


@dataclass
class Desk:
    """What tests do with a clerk. Each event gets an id and a time of its own.

    ``files`` has the files of what was said, by their digests.
    """

    runner: asyncio.Runner
    database: Database
    clerk: Clerk
    files: dict[str, str] = field(default_factory=dict)
    _count: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def event(self, place: str, sender: str, content: Mapping[str, Any], **more: Any) -> Event:
        """Return an event in a place's room."""
        number = next(self._count)
        kind = more.pop("type", "m.room.message")
        return Event(f"!{place}", f"${number}", sender, number, kind, content, **more)

    def bring(self, place: str, event: Event, *, alone: bool = True) -> list[Row]:
        """Have the clerk act on an event; return the rows that are new in the outbox."""
        item = recognise.item(event, recognise.said(event), places.parse(place), BOT, "!", about={})
        return self.work(item, alone=alone) if item else []

    def do_due(self, until: int = 2**62) -> None:
        """Have the clerk do what is due by a time (ms), in its order."""
        self.runner.run(self._do_due(until))

    async def _do_due(self, until: int) -> None:
        for item in await Scheduler(self.database, BOT, lambda: until, Queue()).due(until):
            await self.clerk.work(item, 1, alone=False, unfetched=False)

    def work(self, item: Item, *, alone: bool = True) -> list[Row]:
        """Have the clerk work on an item; return the rows that are new in the outbox."""
        return self.runner.run(self._work(item, alone=alone))

    def say(self, place: str, sender: str, text: str) -> str:
        """Have somebody say something; return the body of the bot's first message to it."""
        content = {"msgtype": "m.text", "body": text}
        rows = self.bring(place, self.event(place, sender, content))
        return str((rows[0].content or {}).get("body", "")) if rows else ""

    async def _work(self, item: Item, *, alone: bool) -> list[Row]:
        async with self.database.read() as conn:
            before = {row.key for row in await queued(conn)}
        await self.clerk.work(item, 1, alone=alone, unfetched=False)
        async with self.database.read() as conn:
            done = await inbox.get(conn, item.cause)
            assert done is not None
            assert done.state is InboxState.DONE, "the clerk gave it up"
            new = [row for row in await queued(conn) if row.key not in before]
        return await rendered(self.database, new, self.files)

    def rows(self) -> tuple[Row, ...]:
        """Return what is in the outbox."""
        return self.runner.run(self._rows())

    async def _rows(self) -> tuple[Row, ...]:
        async with self.database.read() as conn:
            rows = await queued(conn)
        return tuple(await rendered(self.database, rows, self.files))

    def entries(self, proposal: int) -> tuple[e.Entry, ...]:
        """Return a proposal's entries."""
        return self.runner.run(self._entries(proposal))

    async def _entries(self, proposal: int) -> tuple[e.Entry, ...]:
        async with self.database.read() as conn:
            return await record.entries(conn, proposal)

    def show(self, place: str, draft: int) -> None:
        """Have the bot's own showing of a draft come back from a room."""
        mark = {"org.rapporteur": {"key": "k", "shows": draft}}
        self.bring(place, self.event(place, BOT, {"msgtype": "m.text", "body": "", **mark}))

    def show_text(self, place: str, name: str) -> None:
        """Have the bot's own showing of a caucus text (``P1/1/cs.1``) come back from a room."""
        mark = {"org.rapporteur": {"key": "k", "shows": 0, "text": name}}
        self.bring(place, self.event(place, BOT, {"msgtype": "m.text", "body": "", **mark}))

    def comes_back(self, row: Row) -> None:
        """Have one of the bot's own messages come back from its room."""
        self.bring(row.place, self.event(row.place, BOT, row.content or {}))

    def room(self, place: str) -> None:
        """Have a place have a room, as one does that was opened or entered."""
        self.runner.run(self._room(place))

    async def _room(self, place: str) -> None:
        async with self.database.write() as conn:
            await intended.intend(conn, self.database.secret, place)

    def encrypted_room(self, place: str) -> None:
        """Have a place have a room in which messages are encrypted."""
        self.runner.run(self._encrypted_room(place))

    async def _encrypted_room(self, place: str) -> None:
        await self._room(place)
        async with self.database.write() as conn:
            await rooms.encrypt(conn, place)

    def invited(self, place: str, person: str) -> None:
        """Have it noted that a person was invited, and the room as wanted."""
        self.runner.run(self._invited(place, person))

    async def _invited(self, place: str, person: str) -> None:
        async with self.database.write() as conn:
            await invitations.record(conn, place, {person: 1})
            room = await rooms.get(conn, place)
            await rooms.reconciled(conn, place, room.wanted if room else 0)

    async def is_to_be_invited(self, place: str, person: str) -> bool:
        """Whether the courier will invite a person again."""
        async with self.database.read() as conn:
            asked = [room.place for room in await unreconciled(conn)]
            return place in asked and person not in await invitations.invited(conn, place)

    async def constitute_without(self, key: str) -> None:
        """Have a caucus be no more, as ``check --apply`` does."""
        left = tuple(caucus for caucus in SEED.caucuses if caucus.key != key)
        async with self.database.write() as conn:
            change = Change(replace(SEED, caucuses=left), "apply", 1)
            await constituted(conn, self.database, SETTINGS, change)

    async def ended(self) -> set[str]:
        """Return the places whose rooms are noted as ended."""
        async with self.database.read() as conn:
            return {room.place for room in await rooms.live(conn) if room.ended_at}

    def places(self) -> list[str]:
        """Return the places that have or are to have rooms."""
        return self.runner.run(self._places())

    async def _places(self) -> list[str]:
        async with self.database.read() as conn:
            return [room.place for room in await rooms.live(conn)]


@contextmanager
def desk(folder: Path, settings: Settings = SETTINGS) -> Iterator[Desk]:
    """A clerk's desk, on a new SQLite record in a folder."""
    now = itertools.count(1_700_000_000_000)

    async def opened() -> tuple[Database, Clerk]:
        database = await new_record(folder)
        await constitute(database, settings, lambda: next(now))
        return database, Clerk(database, settings, lambda: next(now))

    with asyncio.Runner() as runner:
        database, clerk = runner.run(opened())
        try:
            yield Desk(runner, database, clerk)
        finally:
            runner.run(database.close())
