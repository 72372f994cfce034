"""In which order items are worked on: as they came, but nobody waits for another's file.

An item whose text is still being fetched holds up the items about the same matter, and
those alone. Pure asyncio; knows nothing of what an item is but its ``about``.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class HasMatter(Protocol):
    """Something that is about a matter."""

    @property
    def about(self) -> str:
        """What it may hold up, and be held up by."""


T = TypeVar("T", bound=HasMatter)


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
                if waiting.item.about in held_up:
                    continue
                if waiting.fetched is None or waiting.fetched.done():
                    self._waiting.remove(waiting)
                    return waiting.fetched.result() if waiting.fetched else waiting.item
                held_up.add(waiting.item.about)
            await self._changed.wait()

    def close(self) -> None:
        """Give up what is being fetched; it comes again, since its token was not moved."""
        for waiting in self._waiting:
            if waiting.fetched:
                waiting.fetched.cancel()
