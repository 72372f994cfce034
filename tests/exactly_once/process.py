"""The bot's processes as a test sees them: one after the other on the same ``data_dir``."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.matrix import Session
from tests.exactly_once import mortal
from tests.exactly_once.mortal import Orders
from tests.nursery.forked import Forked, fork

LOG = "bot.log"
PATIENCE = 60.0
"""Seconds to wait for a word of a process."""


class Died(Exception):  # noqa: N818 - what happened
    """The process ended while a word of it was awaited."""


@dataclass
class Process:
    """One process. ``said`` are the words that it said, each awaited with ``hears``."""

    body: Forked
    said: list[str] = field(default_factory=list)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    @classmethod
    async def start(cls, config: Path) -> "Process":
        """Start one that waits for its orders."""
        with (config.parent / LOG).open("ab") as log:
            return cls(await fork(mortal.main, errors=log.fileno()))

    async def listen(self) -> int:
        """Take down what it says until it ends; return its exit code."""
        while line := await self.body.stdout.readline():
            async with self._news:
                self.said.append(line.decode().strip())
                self._news.notify_all()
        self.body.stdin.close()
        code = await self.body.wait()
        async with self._news:
            self.said.append("")
            self._news.notify_all()
        return code

    async def hears(self, word: str, times: int = 1) -> None:
        """Wait until it said a word so often. Raises Died."""
        async with asyncio.timeout(PATIENCE), self._news:
            while self.said.count(word) < times:
                if "" in self.said:
                    raise Died(word)
                await self._news.wait()

    def tell(self, word: str) -> None:
        """Tell it something."""
        self.body.stdin.write(word.encode() + b"\n")

    async def settle(self) -> None:
        """Wait until it has nothing left to do. Raises Died."""
        times = self.said.count("settled") + 1
        self.tell("settle")
        await self.hears("settled", times)

    def end(self) -> None:
        """Ask it to end in an orderly way."""
        self.body.stdin.write_eof()

    def kill(self) -> None:
        """End it at once."""
        self.body.kill()


@dataclass
class Bot:
    """The bot, through its processes: whenever one is killed, the next is started.

    ``fates`` are the orders of the next processes; after them come clean ones. ``deaths``
    counts those that ended by SIGKILL.
    """

    config: Path
    session: Session
    fates: list[Orders] = field(default_factory=list)
    deaths: int = 0
    process: Process | None = None
    _running: asyncio.Task[None] | None = None
    _ending: bool = False
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def start(self, *fates: Orders) -> None:
        """Start, with the orders of the first processes."""
        self.fates, self.process, self._ending = list(fates), None, False
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End in an orderly way, the next process too if this one is killed meanwhile.

        Raises what went wrong in a process.
        """
        if self._running:
            process = await self._current()
            running, self._running = self._running, None
            self._ending = True
            process.end()
            await asyncio.wait_for(running, PATIENCE)

    async def settled(self) -> None:
        """Wait until nothing is left to do, however often it is killed meanwhile."""
        while True:
            process = await self._current()
            try:
                await process.hears("up")
                await process.settle()
            except Died:
                await self._next(process)
            else:
                return

    async def up(self) -> Process:
        """Wait until the process listens; return it."""
        process = await self._current()
        await process.hears("up")
        return process

    async def died(self, times: int) -> None:
        """Wait until so many processes were killed."""
        async with asyncio.timeout(PATIENCE):
            while self.deaths < times:
                await self._next(await self._current())

    async def failed(self) -> None:
        """Wait for what isn't to happen: a process ends by itself."""
        assert self._running
        await asyncio.shield(self._running)

    async def _current(self) -> Process:
        while self.process is None:
            await self._wait()
        return self.process

    async def _next(self, last: Process) -> None:
        while self.process is last:
            await self._wait()

    async def _wait(self) -> None:
        assert self._running
        if self._running.done():
            self._running.result()
        self._changed.clear()
        changed = asyncio.ensure_future(self._changed.wait())
        await asyncio.wait({changed, self._running}, return_when=asyncio.FIRST_COMPLETED)
        changed.cancel()

    async def _run(self) -> None:
        while True:
            orders = self.fates.pop(0) if self.fates else Orders()
            self.process = process = await self._born()
            process.tell(orders.line(self.config, self.session))
            if self._ending:
                process.end()
            self._changed.set()
            try:
                code = await process.listen()
            finally:
                process.kill()
                await process.body.wait()
            if code == -signal.SIGKILL:
                self._died(process)
            elif not self._starts_again(code):
                assert code == 0, self.log()
                return

    async def _born(self) -> Process:
        """Start the next process."""
        return await Process.start(self.config)

    def _died(self, process: Process) -> None:
        """Count a process that was killed."""
        self.deaths += 1

    def _starts_again(self, _code: int) -> bool:
        """Whether the next process follows one that ended by itself."""
        return False

    def log(self) -> str:
        """Return the end of what its processes logged."""
        return (self.config.parent / LOG).read_text(errors="replace")[-6000:]


@asynccontextmanager
async def at_work(bot: Bot, *fates: Orders) -> AsyncIterator[Bot]:
    """Have a bot at work while in the context, and none of its processes afterwards."""
    bot.start(*fates)
    try:
        yield bot
        await bot.stop()
    finally:
        if bot._running:
            bot._running.cancel()
            await asyncio.gather(bot._running, return_exceptions=True)
            bot._running = None
