"""The answers to many commands: how many came, and when the last did."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field

from benchmarks.client import PATIENCE, Event, replied_to

LULL = 30.0
"""Seconds without an answer after which no more is awaited."""
FLOODED = "asked for more than I can answer"
"""What the bot says of what it passes over."""


@dataclass
class Answers:
    """The answers to commands that were said, and when each was seen."""

    asked: set[str]
    to: set[str] = field(default_factory=set)
    rooms: Counter[str] = field(default_factory=Counter)
    flooded: int = 0
    last: float = 0.0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def told(self, room: str, event: Event) -> None:
        """Note an answer."""
        command = replied_to(event)
        if command not in self.asked or command in self.to:
            return
        self.to.add(command)
        self.rooms[room] += 1
        self.flooded += FLOODED in str(event["content"].get("body", ""))
        self.last = time.perf_counter()
        self._news.set()

    async def all(self) -> float:
        """Wait for all, or until no more come; return when the last came."""
        while len(self.to) < len(self.asked):
            self._news.clear()
            try:
                async with asyncio.timeout(LULL if self.to else PATIENCE):
                    await self._news.wait()
            except TimeoutError:
                break
        return self.last
