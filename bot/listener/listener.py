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

from bot import metrics
from bot.clerk.clerk import ATTEMPTS, Clerk
from bot.clerk.item import Encrypted, Item, Shown, arrival
from bot.courier.courier import Courier
from bot.errors import MatrixError, UnknownToken
from bot.listener.attached_text import Enclosures, Unfetched
from bot.listener.commands import Hearing
from bot.listener.floods import Floodgate
from bot.listener.queue import Lanes
from bot.listener.sync_token import Progress
from bot.listener.timelines import Reader
from bot.listener.undecrypted import Holding
from bot.matrix import Batch, Matrix, Timeline
from bot.matrix.timelines import Timelines
from bot.ratelimit import Pace
from bot.restore.alarm import Alarm
from bot.retry import patiently
from bot.rooms import state_events
from commands.command import Asked, Below
from commands.errors import UsageError
from deliberation.terms import RoomKind
from storage import inbox
from storage.database import Database
from storage.errors import DatabaseUnwritable, StorageError

log = structlog.get_logger()

SYNC_MS = 30_000
ANSWERING = 0.05
"""Seconds for which the bot doesn't listen after a command came: about what an answer takes."""
SENDING = 0.5
"""Seconds more, at most, that it doesn't listen while messages are under way."""


@dataclass(frozen=True)
class Ready:
    """An item with what had to be fetched for it; see ``Clerk.work``.

    ``attempt`` is the number of the one that was begun with fetching, or 0.
    """

    item: Item
    attempt: int = 0
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
    _waited_in_vain: int = -1
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
            awaited = await self._take(batch, since)
            self.synced.set()
            await self._let_answer(awaited=awaited)
            since, wait_ms = batch.token, self.holding.wait_ms(SYNC_MS)

    async def work(self) -> None:
        """Have the clerk work on items for ever. Raises StorageError and bugs."""
        attempts = self.database.attempts
        try:
            while True:
                ready = await self._lanes.take()
                item = ready.item
                attempt = ready.attempt or attempts.begin(item.cause)
                sending = await self.clerk.work(
                    item, attempt, alone=ready.alone, unreadable=ready.unreadable
                )
                if not isinstance(item.what, Shown):  # which gives the courier nothing to do
                    self.courier.hand(sending)
                attempts.over(item.cause)
                if isinstance(item.what, Encrypted):
                    self.holding.came(item.cause)
                self.progress.finished(item.cause)
        except (asyncio.CancelledError, DatabaseUnwritable, UnknownToken):
            with suppress(StorageError):  # else what ended us not by itself would be given up
                attempts.take_back()
            raise
        finally:
            self._lanes.close()

    async def _let_answer(self, *, awaited: bool) -> None:
        """Wait a moment for messages to go out: also for the answer to come, if one is awaited.

        The homeserver would tell the bot of its messages at the same time as whoever waits for
        them, and be slower for both. What doesn't move is waited for once.
        """
        if awaited:
            await asyncio.sleep(ANSWERING)
        moved_at = self.courier.moved_at
        if moved_at == self._waited_in_vain:
            return
        try:
            async with asyncio.timeout(SENDING):
                await self.courier.sent.wait()
        except TimeoutError:
            if self.courier.moved_at == moved_at:
                self._waited_in_vain = moved_at

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

    async def _take(self, batch: Batch, since: str) -> bool:
        """Hand on what came; return whether somebody waits for an answer to it."""
        timelines = await self.reader.read(batch, since, self.news)
        self.news = ()
        items = merged(await self.hearing.items(timelines))
        seen = {room.room_id or "": events[-1].event_id for room, events in timelines if events}
        let_in = await self._hand_on(items, batch.token, seen)
        if await self.reader.enter() or batch.invited:
            self.courier.wake()
        self._queue(await self.holding.look())
        return any(item.is_command for item in let_in)

    async def _hand_on(
        self, items: Sequence[Item], token: str, seen: Mapping[str, str]
    ) -> Sequence[Item]:
        under_way = self.progress.under_way
        fresh = {item.cause: item for item in items if item.cause not in under_way}
        let_in = await self._let_in(list(fresh.values())) if fresh else []
        for item in let_in:
            if isinstance(item.what, Encrypted):
                self.holding.comes(item.cause)
        self.progress.took(token, [item.cause for item in let_in], seen)
        self._queue(let_in)
        return let_in

    def _queue(self, items: Iterable[Item]) -> None:
        """Have items worked on."""
        self._lanes.put((Ready(item), self._fetching(item)) for item in items)

    async def _let_in(self, items: Sequence[Item]) -> list[Item]:
        """Return what is to be worked on; what somebody asks too much at once is over.

        What an earlier process let in and left unfinished is let in again.
        """
        attempts = self.database.attempts
        if not self.synced.is_set():
            items = await self._unknown(items)
        new, passed = self.floodgate.divide(i for i in items if i.cause not in attempts.left)
        if passed:
            async with self.database.write(hasty=True) as conn:
                await inbox.pass_over(conn, [arrival(item) for item in passed], self.clerk.now())
        found = {item.cause: item for item in (*items, *new)}
        let_in = found.keys() - {item.cause for item in passed}
        attempts.expect(let_in)
        return [item for cause, item in found.items() if cause in let_in]

    async def _unknown(self, items: Sequence[Item]) -> list[Item]:
        """Return the items without those that the inbox knows: after a restart they come again."""
        async with self.database.read() as conn:
            known = await inbox.known(conn, [item.cause for item in items])
        for cause in known & self.database.attempts.left:
            self.database.attempts.over(cause)
        return [item for item in items if item.cause not in known]

    def _fetching(self, item: Item) -> Callable[[], Awaitable[Ready]] | None:
        """Return what fetches the text an item refers to, or who is in a direct chat."""
        asked, attempts = item.what, self.database.attempts
        if not isinstance(asked, Asked):
            return None
        if item.place.kind is not RoomKind.DIRECT and not _has_text_elsewhere(asked):
            return None

        async def fetch() -> Ready:
            if item.cause not in attempts.left:
                return await tried()
            async with self._one_of_those_left:  # so that no other is counted with it
                return await tried()

        async def tried() -> Ready:
            for attempt in range(attempts.begin(item.cause), ATTEMPTS + 1):
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
        return state_events.is_between(state, self.matrix.user_id, sender)


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


def _has_text_elsewhere(asked: Asked) -> bool:
    return asked.text is not None and not isinstance(asked.text, Below)
