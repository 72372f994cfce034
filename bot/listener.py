"""The listener follows the sync and hands items to the clerk in the order they were said.

The token is ours: it is moved only after all that came before it is committed. Knows
the Matrix edge, the clerk and storage.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import structlog

from bot import metrics, roomstate
from bot.alarm import Alarm
from bot.clerk import ATTEMPTS, Clerk
from bot.courier import Courier
from bot.enclosures import Enclosures, Unfetched
from bot.errors import MatrixError, UnknownToken
from bot.floodgate import Floodgate
from bot.hearing import Hearing
from bot.holding import Holding
from bot.incoming import Encrypted, Item, Shown
from bot.lanes import Lanes
from bot.matrix import Batch, Matrix, Timeline
from bot.pace import Pace
from bot.patience import patiently
from bot.progress import Progress
from bot.timelines import Reader, Timelines
from commands.command import Asked, Below
from commands.errors import UsageError
from deliberation.terms import RoomKind
from storage import inbox
from storage.database import Database
from storage.errors import DatabaseUnwritable, StorageError
from storage.inbox import InboxState

log = structlog.get_logger()

SYNC_MS = 30_000


@dataclass(frozen=True)
class Ready:
    """An item with what had to be fetched for it; see ``Clerk.work``.

    ``attempts`` is 0 if this one is still to be counted.
    """

    item: Item
    attempts: int
    alone: bool = False
    unreadable: bool = False

    @property
    def holds(self) -> frozenset[str]:
        """The matters in which what comes later waits for it."""
        return self.item.holds

    @property
    def needs(self) -> frozenset[str]:
        """The matters in which it waits for what came before."""
        return self.item.needs


@dataclass
class Listener:
    """Listens until cancelled.

    ``begun`` is set once there is a token: what is said from then on is heard, whatever
    happens. ``synced`` is set once the first sync came back. ``heard_at`` is when the homeserver
    last answered a sync, in ms; 0 before. ``news`` is what the rooms have that the next sync is
    to tell, and may not.
    """

    database: Database
    matrix: Matrix
    pace: Pace
    clerk: Clerk
    courier: Courier
    enclosures: Enclosures
    reader: Reader
    progress: Progress
    hearing: Hearing
    holding: Holding
    floodgate: Floodgate
    alarm: Alarm
    news: Timelines = ()
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    synced: asyncio.Event = field(default_factory=asyncio.Event)
    heard_at: int = 0
    _was_away: bool = False
    _one_of_those_left: asyncio.Lock = field(default_factory=asyncio.Lock)
    _lanes: Lanes[Ready] = field(default_factory=Lanes)

    async def run(self) -> None:
        """Follow the sync for ever. Raises UnknownToken, Restored, StorageError, bugs."""
        since = await self.progress.token()
        if since is None:
            # Unlike any before: asked the same, Synapse may answer as it did two minutes ago.
            batch = await self._sync(None, secrets.randbelow(SYNC_MS))
            since = batch.token
            await self.progress.move(since, _last(batch.joined))
        self.begun.set()
        wait_ms = 0
        while True:
            batch = await self._sync(since, wait_ms)
            await self._take(batch, since)
            since, wait_ms = batch.token, self.holding.wait_ms(SYNC_MS)
            self.synced.set()

    async def work(self) -> None:
        """Have the clerk work on items for ever. Raises StorageError and bugs."""
        try:
            while True:
                ready = await self._lanes.take()
                item = ready.item
                attempts = ready.attempts or await self._attempted(item)
                try:
                    await self.clerk.work(
                        item, attempts, alone=ready.alone, unreadable=ready.unreadable
                    )
                except DatabaseUnwritable:
                    await self._take_back(item)
                    raise
                if isinstance(item.what, Encrypted):
                    self.holding.came(item.cause)
                if not isinstance(item.what, Shown):  # which gives the courier nothing to do
                    self.courier.wake()
                self.progress.finished(item.cause)
        finally:
            self._lanes.close()

    async def _sync(self, since: str | None, wait_ms: int) -> Batch:
        batch = await patiently("sync", lambda: self._asked(since, wait_ms))
        self.heard_at = self.clerk.now()
        return batch

    async def _asked(self, since: str | None, wait_ms: int) -> Batch:
        """Sync, after making sure that a homeserver that was away is still what it was."""
        if self._was_away:
            self.news, self._was_away = await self.alarm.look(), False
        try:
            return await self.matrix.sync(since, wait_ms)
        except MatrixError as error:
            self._was_away = error.uncertain or error.status is None
            raise

    async def _take(self, batch: Batch, since: str) -> None:
        timelines = await self.reader.read(batch, since, self.news)
        self.news = ()
        items = merged(await self.hearing.items(timelines))
        seen = {room.room_id or "": events[-1].event_id for room, events in timelines if events}
        await self._hand_on(items, batch.token, seen)
        if await self.reader.enter() or batch.invited:
            self.courier.wake()
        self._queue(await self.holding.look())

    async def _hand_on(self, items: Sequence[Item], token: str, seen: Mapping[str, str]) -> None:
        under_way = self.progress.under_way
        fresh = {item.cause: item for item in items if item.cause not in under_way}
        taken = await self._taken_up(list(fresh.values())) if fresh else []
        for item, _ in taken:
            if isinstance(item.what, Encrypted):
                self.holding.comes(item.cause)
        self.progress.took(token, [item.cause for item, _ in taken], seen)
        self._queue(taken)

    def _queue(self, attempts: Sequence[tuple[Item, int]]) -> None:
        """Have items worked on, each with the number of its attempt; see ``Ready``."""
        self._lanes.put(
            (Ready(item, number), self._fetching(item, number)) for item, number in attempts
        )

    async def _taken_up(self, items: Sequence[Item]) -> list[tuple[Item, int]]:
        """Count the first attempt at items; return those that aren't over, with that number.

        What an earlier process left unfinished has 0: whichever of these ended that process
        would end it again, and the others are not to be given up with it. See ``_attempted``.
        """
        left = set() if self.synced.is_set() else await self._left_unfinished(items)
        new, passed = self.floodgate.divide(item for item in items if item.cause not in left)
        taken = dict.fromkeys(left, 0)
        if new or passed:
            async with self.database.write(hasty=True) as conn:
                rows = await inbox.take(conn, [_taken_as(each) for each in new], self.clerk.now())
                await inbox.pass_over(conn, [_taken_as(each) for each in passed], self.clerk.now())
            taken |= {c: r.attempts for c, r in rows.items() if r.state is InboxState.TAKEN}
        found = {item.cause: item for item in (*items, *new)}
        return [(found[cause], taken[cause]) for cause in found if cause in taken]

    async def _left_unfinished(self, items: Sequence[Item]) -> set[str]:
        async with self.database.read() as conn:
            rows = [(item.cause, await inbox.get(conn, item.cause)) for item in items]
        return {cause for cause, row in rows if row and row.state is InboxState.TAKEN}

    async def _attempted(self, item: Item) -> int:
        """Count one more attempt at an item, just before it is made."""
        async with self.database.write(hasty=True) as conn:
            rows = await inbox.take(conn, [_taken_as(item)], self.clerk.now())
        return rows[item.cause].attempts

    async def _take_back(self, item: Item) -> None:
        """Don't count an attempt that a full disk ended, or restarts would give the item up."""
        with suppress(StorageError):
            async with self.database.write() as conn:
                await inbox.not_its_fault(conn, item.cause)

    def _fetching(self, item: Item, attempts: int) -> Callable[[], Awaitable[Ready]] | None:
        """Return what fetches the text an item refers to, or who is in a direct chat."""
        asked = item.what
        if not isinstance(asked, Asked):
            return None
        if item.place.kind is not RoomKind.DIRECT and not _has_text_elsewhere(asked):
            return None

        async def fetch() -> Ready:
            if attempts:
                return await tried(attempts)
            async with self._one_of_those_left:  # so that no other is counted with it
                return await tried(await self._attempted(item))

        async def tried(first: int) -> Ready:
            for attempt in range(first, ATTEMPTS + 1):
                try:
                    return await self._fetched(Ready(item, attempt), asked)
                except (StorageError, UnknownToken):
                    raise
                except Exception as error:
                    metrics.failed(error)
                    log.exception("fetching failed", cause=item.cause, attempt=attempt)
            return Ready(item, ATTEMPTS + 1)

        return fetch

    async def _fetched(self, ready: Ready, asked: Asked) -> Ready:
        item = ready.item
        try:
            if item.place.kind is RoomKind.DIRECT:
                ready = replace(ready, alone=await self._alone(item))
            if not _has_text_elsewhere(asked):
                return ready
            whole = await self.enclosures.enclosed(item, asked)
            return replace(ready, item=replace(item, what=whole))
        except UsageError as error:
            return replace(ready, item=replace(item, what=error))
        except Unfetched:
            return replace(ready, unreadable=True)

    async def _alone(self, item: Item) -> bool:
        """Whether the sender is alone with the bot; a homeserver that is away is waited for.

        Raises Unfetched if it answers others and not this: a room may be too large to tell.
        """
        room_id, sender = item.event.room_id, item.event.sender
        silent = 0

        def may_succeed(error: MatrixError) -> bool:
            nonlocal silent
            silent += error.errcode == "TIMEOUT"
            return error.retry and silent < ATTEMPTS

        try:
            state = await patiently(
                f"{item.place.name}: who is there",
                lambda: self.pace.ask(lambda: self.matrix.full_state(room_id)),
                may_succeed,
            )
        except UnknownToken:
            raise
        except MatrixError as error:
            if error.retry:
                raise Unfetched from error
            return False
        return roomstate.is_between(state, self.matrix.user_id, sender)


def _last(timelines: Iterable[Timeline]) -> dict[str, str]:
    """Return each room's last event."""
    return {each.room_id: each.events[-1].event_id for each in timelines if each.events}


def merged(timelines: Sequence[Sequence[Item]]) -> list[Item]:
    """Merge rooms' items: the server's order within a room, the time sent across rooms.

    An item never comes before an earlier one of its room, whatever its own clock says.
    """
    timed: list[tuple[int, int, int, Item]] = []
    for room, items in enumerate(timelines):
        latest = 0
        for index, item in enumerate(items):
            latest = max(latest, item.event.ts)
            timed.append((latest, room, index, item))
    return [item for *_, item in sorted(timed, key=lambda each: each[:3])]


def _taken_as(item: Item) -> tuple[str, str, str, bool]:
    """Return an item as the inbox takes it."""
    return item.cause, item.place.name, item.event.sender, item.is_command


def _has_text_elsewhere(asked: Asked) -> bool:
    return asked.text is not None and not isinstance(asked.text, Below)
