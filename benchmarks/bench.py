"""What the rows share: one homeserver, and the council that is measured at the moment."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from benchmarks.measure import Scale, Tell
from benchmarks.sitting import Sitting, sitting
from demo.homeserver import NO_PUSH, Homeserver


def council_of(size: int) -> dict[str, str]:
    """Return the keys and names of so many caucuses."""
    return {f"c{number}": f"Caucus {number}" for number in range(1, size + 1)}


@dataclass
class Bench:
    """Where measurements are made, and how much is measured."""

    homeserver: Homeserver
    folder: Path
    scale: Scale
    tell: Tell
    _at: tuple[int, bool] | None = None
    _council: Sitting | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path, scale: Scale, tell: Tell) -> AsyncIterator[Self]:
        """Have a homeserver of our own, and on it a council at a time."""
        tell("starting a homeserver")
        settings = None if scale.unread else NO_PUSH
        async with Homeserver.start(settings=settings) as homeserver:
            self = cls(homeserver, folder, scale, tell)
            try:
                yield self
            finally:
                await self._stack.aclose()

    async def council(self, size: int, *, encrypted: bool) -> Sitting:
        """Return the council of so many caucuses, its bot at work in this process.

        Rows that ask for the same one after another share it. The smallest has representatives.
        """
        if self._council is None or self._at != (size, encrypted):
            await self._stack.aclose()
            self.tell(f"convening a council of {size} caucuses{sealed(encrypted)}")
            smallest = size == len(self.scale.council)
            caucuses = self.scale.named if smallest else council_of(size)
            seats = self.scale.people - 1 if smallest else 0
            made = sitting(self.homeserver, self.folder, caucuses, seats, encrypted=encrypted)
            self._council = await self._stack.enter_async_context(made)
            self._at = size, encrypted
        await self._council.works()
        return self._council


def sealed(encrypted: bool) -> str:  # noqa: FBT001 - a word for it
    """Return what a row's name says of encryption."""
    return ", encrypted" if encrypted else ""
