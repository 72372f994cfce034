"""What is put off: commands of people who asked much at once, until all else is done.

They are handed on in rounds, a few at a time and some of everybody's, each round once nothing
else is queued and what was said is out. So nobody waits for them longer than a round takes.
They are kept in memory: the sync token stays before them, and after a restart they come again.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.clerk.item import Item

ROUND = 10
"""How many are handed on together: at least one of everybody's."""
STUCK = 60.0
"""Seconds that a round waits at most for messages to be out: some room may not take any."""


@dataclass
class PutOff:
    """Keeps what is put off.

    ``free`` and ``sent`` are set while nothing else is queued, and no message is under way.
    """

    free: asyncio.Event
    sent: asyncio.Event
    _of: dict[str, deque[Item]] = field(default_factory=dict)
    _some: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, items: Iterable[Item]) -> None:
        """Put items off, each behind those of its person."""
        for item in items:
            self._of.setdefault(item.person, deque()).append(item)
        if self._of:
            self._some.set()

    async def run(self, hand_on: Callable[[Sequence[Item]], None]) -> None:
        """Hand on a round whenever there is time for it, without end."""
        while True:
            await self._some.wait()
            await self.free.wait()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STUCK):
                    await self.sent.wait()
            if self.free.is_set():
                hand_on(self.next_round())

    def next_round(self) -> list[Item]:
        """Take the next few, in turn from everybody who has something put off."""
        taken: list[Item] = []
        while self._of and (not taken or len(taken) + len(self._of) <= ROUND):
            for person in list(self._of):
                taken.append(self._of[person].popleft())
                if not self._of[person]:
                    del self._of[person]
        if not self._of:
            self._some.clear()
        return taken
