"""In which order items are worked on: as they came, but nobody waits for another's file.

Whatever is to be done comes this way. While an item's text is being fetched, only those
items wait that need a matter which it blocks. Knows the clerk and storage.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from bot.alone import Alone
from bot.clerk.clerk import Clerk
from bot.clerk.item import Item
from bot.errors import UnknownToken
from storage.errors import DatabaseUnwritable, StorageError


class HasMatters(Protocol):
    """Something that blocks matters for what comes later, and needs matters that are free."""

    @property
    def blocks(self) -> frozenset[str]:
        """The matters for which later items wait until this one is done."""

    @property
    def needs(self) -> frozenset[str]:
        """The matters for which this item waits until earlier ones are done."""


T = TypeVar("T", bound=HasMatters)


@dataclass(frozen=True, slots=True)
class Ready:
    """An item with what had to be fetched for it; see ``Clerk.work``.

    ``attempt`` is the number of the attempt that began with fetching, or 0 if nothing was fetched.
    """

    item: Item
    attempt: int = 0
    alone: bool = False
    unfetched: bool = False

    @property
    def blocks(self) -> frozenset[str]:
        """The matters for which later items wait until this one is done."""
        return self.item.blocks

    @property
    def needs(self) -> frozenset[str]:
        """The matters for which this item waits until earlier ones are done."""
        return self.item.needs


@dataclass(slots=True)
class _Waiting(Generic[T]):
    item: T
    fetched: asyncio.Task[T] | None


class Queue(Generic[T]):
    """A queue that gives out the first item that no earlier one blocks.

    ``empty`` is set while nothing is in it.
    """

    def __init__(self) -> None:
        self._waiting: list[_Waiting[T]] = []
        self._changed = asyncio.Event()
        self.empty = asyncio.Event()
        self.empty.set()

    def put(self, items: Iterable[tuple[T, Callable[[], Awaitable[T]] | None]]) -> None:
        """Append items; for each, what fetches its text first, or None."""
        for item, fetch in items:
            task = asyncio.ensure_future(fetch()) if fetch else None
            if isinstance(task, asyncio.Task):
                task.add_done_callback(lambda _: self._changed.set())
            self._waiting.append(_Waiting(item, task))
            self.empty.clear()
        self._changed.set()

    async def take(self) -> T:
        """Wait for an item that no earlier one blocks; remove it. Raises what its fetch raised."""
        while True:
            self._changed.clear()
            blocked: set[str] = set()
            for waiting in self._waiting:
                fetched = waiting.fetched is None or waiting.fetched.done()
                if fetched and blocked.isdisjoint(waiting.item.needs):
                    self._waiting.remove(waiting)
                    if not self._waiting:
                        self.empty.set()
                    return waiting.fetched.result() if waiting.fetched else waiting.item
                blocked |= waiting.item.blocks
            await self._changed.wait()

    async def close(self) -> None:
        """Stop fetching. The items come again after a restart, since the token was not moved."""
        fetching = [waiting.fetched for waiting in self._waiting if waiting.fetched]
        for task in fetching:
            task.cancel()
        await asyncio.gather(*fetching, return_exceptions=True)


@dataclass(frozen=True)
class Worker:
    """Takes items from the queue to the clerk.

    ``worked_on`` is called with each item after its commit.
    """

    alone: Alone
    clerk: Clerk
    queue: Queue[Ready]
    worked_on: Callable[[Item], None]

    async def run(self) -> None:
        """Have the clerk work on items for ever. Raises StorageError and bugs."""
        try:
            while True:
                ready = await self.queue.take()
                item = ready.item
                async with self.alone.turn(item.cause) as attempt:
                    await self.clerk.work(
                        item,
                        max(attempt, ready.attempt),
                        alone=ready.alone,
                        unfetched=ready.unfetched,
                    )
                self.worked_on(item)
                self.alone.attempts.over(item.cause)
        except (asyncio.CancelledError, DatabaseUnwritable, UnknownToken):
            with suppress(StorageError):  # or items could be given up that are not to blame
                self.alone.attempts.take_back()
            raise
        finally:
            await self.queue.close()
