"""In which order items are worked on: as they came, but nobody waits for another's file.

An item whose text is still being fetched holds up those that need a matter which it holds,
and those alone. Pure asyncio; knows nothing else of what an item is.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class HasMatters(Protocol):
    """Something that has its turn in one matter or several."""

    @property
    def holds(self) -> frozenset[str]:
        """The matters in which what comes later waits for it."""

    @property
    def needs(self) -> frozenset[str]:
        """The matters in which it waits for what came before."""


T = TypeVar("T", bound=HasMatters)


@dataclass
class _Waiting(Generic[T]):
    item: T
    fetched: asyncio.Task[T] | None


class Lanes(Generic[T]):
    """A queue from which the first item is taken that nothing before it holds up."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting[T]] = []
        self._changed = asyncio.Event()

    def put(self, items: Iterable[tuple[T, Callable[[], Awaitable[T]] | None]]) -> None:
        """Append items; for each, what fetches its text first, or None."""
        for item, fetch in items:
            task = asyncio.ensure_future(fetch()) if fetch else None
            if isinstance(task, asyncio.Task):
                task.add_done_callback(lambda _: self._changed.set())
            self._waiting.append(_Waiting(item, task))
        self._changed.set()

    async def take(self) -> T:
        """Wait for an item that nothing holds up, and remove it. Raises what its fetch raised."""
        while True:
            self._changed.clear()
            held_up: set[str] = set()
            for waiting in self._waiting:
                fetched = waiting.fetched is None or waiting.fetched.done()
                if fetched and held_up.isdisjoint(waiting.item.needs):
                    self._waiting.remove(waiting)
                    return waiting.fetched.result() if waiting.fetched else waiting.item
                held_up |= waiting.item.holds
            await self._changed.wait()

    def close(self) -> None:
        """Give up what is being fetched; it comes again, since its token was not moved."""
        for waiting in self._waiting:
            if waiting.fetched:
                waiting.fetched.cancel()
