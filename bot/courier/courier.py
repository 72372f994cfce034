"""The courier has rendered and sent what the outbox has, and has done what rooms need.

The database is the queue: nothing comes here but by it. Whoever commits something wakes the
courier, and it looks. Theory of operation:

What runs at the same time. One task *looks*, again and again: it reads what is to be done, has
short posts rendered, and gives what can be done now to other tasks, all of one TaskGroup. Each
*lane* (a room in which something is to be sent) has a task that sends its messages one after
another; each room that needs something else has a task for that. One task records what was sent,
and one has long posts rendered. When any of them fails for good, all end.

What the state means. ``lanes._lanes``: the rows that each lane was given and hasn't sent; a lane is
there as long as its task. ``lanes.taken``: the keys of rows that a lane was given, until they are
recorded as sent, set aside or given back. ``_rendering``: the keys of long posts, until they are
rendered. ``_at_work``: the rooms for which something else is done. ``_woken``: there may be more to
do than the last look found. ``_again``: something was passed over since something else was under
way; when that ends, the courier looks again. ``_left``: the last look left to this one what is no
answer.

What can't happen. *A row is sent twice by one process*: only the looking task gives rows out, and
none that was taken when it began to read; what it read may be older than what is known since.
*A message overtakes another in its room*: a look gives a lane its rows in order, up to the first
that is to be rendered yet, and a lane's rows are those of one task. *A tick comes before its
answer*: it stands behind it, and a lane that can't send something ends. (Ticks themselves go beside
the messages that follow.) *Somebody who must leave reads a message*: who is to be removed is read
with the rows, and removed before the lane sends another. *Something is forgotten*: who finishes
what others may wait for wakes the courier, and it looks by itself from time to time.

In a room, messages go before anything else that it needs (see ``rooms.schedule``); an encrypted
room, or a chat that the bot opens, is reconciled first if somebody is to be invited. Knows the
Matrix edge and storage.
"""

import asyncio
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.courier.lanes import Lanes
from bot.courier.tasks import Tasks
from bot.relay.places import direct_with
from bot.rendering.renderer import Renderer, Said
from bot.rooms.schedule import Schedule, is_changed
from bot.together import ungrouped
from storage import outbox, rooms
from storage.database import Database
from storage.outbox import Row, RowState
from storage.rooms import Room

BATCH = 1000
"""How many rows are looked at together."""
A_MOMENT = 0.02
"""Seconds for which a look renders at most, before what was rendered is sent."""
AT_LEAST = 0.5
"""The least number of seconds until the courier looks again if nothing wakes it."""


@dataclass(frozen=True)
class Seen:
    """What a look found: rows in order, rooms by place, and what is to be done there first.

    ``to_remove`` and ``first`` are places: where somebody must leave, and where somebody must be
    invited before anything is said.
    """

    rows: tuple[Row, ...]
    live: Mapping[str, Room]
    to_remove: Collection[str]
    first: Collection[str]


@dataclass
class Courier:
    """Sends and reconciles until cancelled. ``idle`` is set while there is nothing to do.

    ``moved_at`` is when a message last left or was answered, or a room was opened, in ms; 0 before.
    """

    database: Database
    renderer: Renderer
    schedule: Schedule
    lanes: Lanes
    idle: asyncio.Event = field(default_factory=asyncio.Event)
    moved_at: int = 0
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _rendering: set[str] = field(default_factory=set)
    _at_work: set[str] = field(default_factory=set)
    _long: asyncio.Queue[Said] = field(default_factory=asyncio.Queue)
    _again: bool = False
    _is_looking: bool = False
    _left: bool = False

    def __post_init__(self) -> None:
        """Have it said when something was done."""
        self.schedule.moved_on = self._moved_on
        self.lanes.wake, self.lanes.moved = self._woken.set, self._moved

    @property
    def sent(self) -> asyncio.Event:
        """Set while no message is under way."""
        return self.lanes.sent

    def wake(self) -> None:
        """Say that something was committed."""
        self.idle.clear()
        self._woken.set()

    async def run(self) -> None:
        """Send and reconcile for ever. Raises UnknownToken, StorageError."""
        async with self.database.read() as conn:
            earlier = {room.place for room in await rooms.live(conn)}
        try:
            with ungrouped():
                async with asyncio.TaskGroup() as group:
                    group.create_task(self.lanes.sent_rows.keep_recording(), name="sent rows")
                    group.create_task(self._render_long(), name="rendering")
                    await self._keep_looking(Tasks(group, self._ended), earlier)
        finally:
            await self.renderer.process.close()

    # --- looking ----------------------------------------------------------------------

    async def _keep_looking(self, tasks: Tasks, earlier: set[str]) -> None:
        while True:
            self._woken.clear()
            self._again, self._is_looking = False, True
            await self._look(tasks, earlier)
            self._is_looking = False
            self._rest()
            with suppress(TimeoutError):
                async with asyncio.timeout(max(AT_LEAST, self.schedule.until_next())):
                    await self._woken.wait()

    async def _look(self, tasks: Tasks, earlier: set[str]) -> None:
        """Give out whatever can be done and isn't under way."""
        # Before reading, since what is done meanwhile looks undone in what is read.
        taken, rendering, at_work = {*self.lanes.taken}, {*self._rendering}, {*self._at_work}
        async with self.database.read() as conn:
            seen = await self._seen(conn)
            rows = [row for row in seen.rows if row.key not in taken]
            to_render = [r for r in rows if r.state is RowState.SAID and r.key not in rendering]
            said = await self.renderer.said(conn, _answers_first(to_render))
        for place in seen.live.keys() - earlier:
            self.schedule.opener.intended_now(place)
        earlier.update(seen.live)
        for place, waiting in _by_place(_with(rows, await self._render(said))).items():
            ready = list(takewhile(lambda row: row.state is RowState.QUEUED, waiting))
            if ready and place not in seen.first:
                removing = place in seen.to_remove
                self.lanes.give(tasks, seen.live[place], ready, removing=removing)
        self._start_room_work(tasks, seen, at_work)

    async def _seen(self, conn: AsyncConnection) -> Seen:
        rows, reconciler = await outbox.to_do(conn, BATCH), self.schedule.reconciler
        live = {room.place: room for room in await rooms.due(conn)}
        changed = {row.place for row in rows if is_changed(live[row.place])}
        to_remove = await reconciler.to_remove(conn, changed) if changed else {}
        private = {p for p in changed if live[p].encrypted or p in map(direct_with, _alone(rows))}
        to_invite = await reconciler.to_invite(conn, private) if private else set()
        first = {place for place in to_invite if not self.schedule.was_tried(live[place])}
        return Seen(rows, live, to_remove.keys(), first)

    def _start_room_work(self, tasks: Tasks, seen: Seen, earlier: Collection[str]) -> None:
        """Start what the rooms need, unless it was under way; see ``Schedule.due``."""
        unsent = [row for row in seen.rows if row.key not in self.lanes.sent_rows.left]
        for room, work in self.schedule.due(seen.live, unsent, seen.first):
            place = room.place
            if place in self._at_work:
                self._again = True
            elif place in earlier:
                self._woken.set()  # it ended meanwhile: what was read may be older
            else:
                self._at_work.add(place)
                tasks.start(f"{place} room", partial(work, room), partial(self._leave, place))
        self._again |= self.schedule.is_waiting

    def _leave(self, place: str) -> None:
        """Look again after a room's work, which may have had something said."""
        self._at_work.discard(place)
        self._woken.set()

    def _ended(self, stumbled: bool) -> None:  # noqa: FBT001 - called with nothing else
        """Look again after a task of a lane or a room, if something waits for it."""
        if stumbled or self._again:
            self._woken.set()
        self._rest()

    def _rest(self) -> None:
        """Note whether there is anything to do; a look that is under way may find something."""
        is_busy = self.lanes.taken or self._rendering or self._at_work or self._is_looking
        if is_busy or self._woken.is_set() or not self.lanes.sent.is_set():
            self.idle.clear()
        else:
            self.idle.set()

    # --- rendering --------------------------------------------------------------------

    async def _render(self, said: Sequence[Said]) -> Mapping[str, Sequence[Row]]:
        """Render what is short, for a moment, and have the rest rendered; return new rows.

        Answers don't wait for what is said besides: that is left to the next look, but not twice.
        """
        until, short = time.perf_counter() + A_MOMENT, []
        answers_alone = not self._left and any(each.is_answer for each in said)
        self._left = answers_alone and not all(each.is_answer for each in said)
        for each in said:
            if each.is_long:
                self._rendering.update(row.key for row in each.rows)
                self._long.put_nowait(each)
            elif time.perf_counter() < until and (each.is_answer or not answers_alone):
                short.append(await self.renderer.rendered(each))
            else:
                self._woken.set()
        return await self.renderer.store(short) if short else {}

    async def _render_long(self) -> None:
        while True:
            said = await self._long.get()
            await self.renderer.store([await self.renderer.rendered(said)])
            self._rendering.difference_update(row.key for row in said.rows)
            self._woken.set()

    def _moved(self) -> None:
        self.moved_at = self.schedule.now()

    def _moved_on(self) -> None:
        """Note that something was done for a room, and look what follows."""
        self._moved()
        self._woken.set()


def _alone(rows: Iterable[Row]) -> set[str]:
    """Return who is told something that nobody else may hear."""
    return {row.only_with for row in rows if row.only_with}


def _answers_first(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: not row.is_answer)


def _with(rows: Iterable[Row], rendered: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Return the rows, each that was rendered as what it became."""
    return [each for row in rows for each in rendered.get(row.key, (row,))]


def _by_place(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows by place, in order."""
    places: dict[str, list[Row]] = {}
    for row in rows:
        places.setdefault(row.place, []).append(row)
    return places
