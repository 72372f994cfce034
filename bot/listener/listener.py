"""The listener follows the sync and hands items to the clerk in the order they were said.

The bot keeps the sync token itself, and moves it only after all that came before it is
committed. Knows the Matrix edge, the clerk and storage.
"""

import asyncio
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.clerk.item import Encrypted, Item, Shown
from bot.clerk.queue import Queue, Ready
from bot.clerk.timers.scheduler import Scheduler
from bot.clock import Clock
from bot.courier.courier import Courier
from bot.errors import MatrixError
from bot.gate.let_in import Gate, LetIn
from bot.gate.put_off import PutOff
from bot.listener.attached_text import AttachedTexts
from bot.listener.commands import Commands
from bot.listener.sync_token import SyncToken
from bot.listener.timelines import Reader
from bot.listener.undecrypted import Undecrypted
from bot.matrix import Batch, Matrix, Timeline
from bot.matrix.timelines import Timelines
from bot.ratelimit import RateLimit
from bot.restore.alarm import Alarm
from bot.retry import until_answered
from deliberation.people import server_of
from storage.database import Database

SYNC_MS = 30_000
NOTHING = LetIn((), ())


@dataclass
class Listener:
    """Listens until cancelled.

    ``begun`` is set once there is a token: what is said from then on is heard, whatever
    happens. ``synced`` is set once the first sync came back. ``heard_at`` is when the homeserver
    last answered a sync, in ms; 0 before. ``news`` are events that were read from the rooms
    themselves. The next sync should bring them, but may leave them out.
    """

    database: Database
    matrix: Matrix
    rate_limit: RateLimit
    now: Clock
    courier: Courier
    reader: Reader
    sync_token: SyncToken
    commands: Commands
    undecrypted: Undecrypted
    gate: Gate
    put_off: PutOff
    alarm: Alarm
    queue: Queue[Ready]
    attached_texts: AttachedTexts
    scheduler: Scheduler
    news: Timelines = ()
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    synced: asyncio.Event = field(default_factory=asyncio.Event)
    heard_at: int = 0
    _was_away: bool = False

    async def run(self) -> None:
        """Follow the sync for ever. Raises UnknownToken, Restored, StorageError, bugs."""
        since = await self.sync_token.token()
        if since is None:
            # Synapse may answer a request as it answered the same one in the last two minutes.
            # So the timeout is another each time.
            batch = await self._sync(None, secrets.randbelow(SYNC_MS))
            since = batch.token
            await self.sync_token.move(since, _last(batch.joined), self.heard_at)
        await self.sync_token.recall(self.commands.moments, self.commands.clocks)
        self.begun.set()
        wait_ms = 0
        while True:
            batch = await self._sync(since, wait_ms)
            await self._take(batch, since)
            self.synced.set()
            since = batch.token
            wait_ms = self.undecrypted.wait_ms(self.scheduler.wait_ms(SYNC_MS))

    async def _sync(self, since: str | None, wait_ms: int) -> Batch:
        batch = await until_answered("sync", lambda: self._asked(since, wait_ms))
        self.heard_at = self.now()
        return batch

    async def _asked(self, since: str | None, wait_ms: int) -> Batch:
        """Sync; if the homeserver was away, first see whether it was put back to an older copy."""
        if self._was_away:
            await self.sync_token.write()
            self.news, self._was_away = await self.alarm.look(), False
        try:
            return await self.matrix.sync(since, wait_ms)
        except MatrixError as error:
            self._was_away = error.uncertain or error.status is None
            raise

    async def _take(self, batch: Batch, since: str) -> None:
        """Hand on what came."""
        timelines = await self.reader.read(batch, since, self.news)
        self.news = ()
        became_due = await self.scheduler.due(self.heard_at)
        asked = await self.commands.items(timelines, self.heard_at)
        self.commands.moments.heard(self.heard_at)
        if self.commands.clocks.changed:
            await self.sync_token.learnt(self.commands.clocks)
        items = merged([*asked, became_due])
        seen = {room.room_id or "": events[-1].event_id for room, events in timelines if events}
        await self._hand_on(items, batch.token, seen)
        heard = {server_of(each.sender) for _, events in timelines for each in events}
        sooner = [server for server in heard if self.courier.schedule.servers.heard(server)]
        if await self.reader.enter() or batch.invited or sooner:
            self.courier.wake()
        self.undecrypted.heard(self.heard_at, more_keys=batch.more_keys)
        if late := await self.undecrypted.look():
            self._put(await self.gate.let_in(late))
        self.scheduler.known_until = self.heard_at

    async def _hand_on(self, items: Sequence[Item], token: str, seen: Mapping[str, str]) -> None:
        under_way = self.sync_token.under_way
        fresh = {item.cause: item for item in items if item.cause not in under_way}
        first = not self.synced.is_set()
        let_in = await self.gate.let_in(list(fresh.values()), first=first) if fresh else NOTHING
        for item in let_in.now:
            if isinstance(item.what, Encrypted):
                self.undecrypted.expect(item.cause)
        self.sync_token.took(token, let_in.causes, seen, self.heard_at)
        self._put(let_in)

    def worked_on(self, item: Item) -> None:
        """Have what follows from an item sent, now that it is committed, and count it as done."""
        if not isinstance(item.what, Shown):  # which gives the courier nothing to do
            self.courier.wake()
        if isinstance(item.what, Encrypted):
            self.undecrypted.worked_on(item.cause)
        self.gate.floods.worked_on(item)
        self.sync_token.finished(item.cause)

    def _put(self, let_in: LetIn) -> None:
        """Have what is let in worked on, now or later."""
        self.put_off.put(let_in.later)
        self.work_on(let_in.now)

    def work_on(self, items: Iterable[Item]) -> None:
        """Have items worked on."""
        self.queue.put((Ready(item), self.attached_texts.fetch_for(item)) for item in items)


def _last(timelines: Iterable[Timeline]) -> dict[str, str]:
    """Return each room's last event."""
    return {each.room_id: each.events[-1].event_id for each in timelines if each.events}


def merged(timelines: Sequence[Sequence[Item]]) -> list[Item]:
    """Merge rooms' items: the server's order within a room, the time sent across rooms.

    Each sequence is a room's, or what is due: that comes before the first that was said after it.

    An item never comes before an earlier one of its room, whatever its own clock says.
    """
    timed: list[tuple[int, int, int, Item]] = []
    for room, items in enumerate(timelines):
        latest = 0
        for index, item in enumerate(items):
            latest = max(latest, item.at)
            timed.append((latest, room, index, item))
    return [item for *_, item in sorted(timed, key=lambda each: each[:3])]
