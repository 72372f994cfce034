"""Processes of the bot by the hundred: forked from one that has everything loaded already.

``multiprocessing``'s fork server is that one. A fresh Python would take a second of the
processor to import what they need.
"""

import asyncio
import functools
import multiprocessing
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from tests.exactly_once.process import LOG, Process
from tests.torture.doomed import Doom, live

LOADED = "tests.torture.loaded"
# Starting one looks after all others, and an exit code can be read but once: one at a time.
_one_by_one = ThreadPoolExecutor(1)


@functools.cache
def _server() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([LOADED])
    return context


@dataclass
class Forked:
    """A forked process, as ``asyncio.subprocess.Process`` is one."""

    process: ForkServerProcess
    returncode: int | None = None

    async def wait(self) -> int:
        if self.returncode is None:
            await self._ended()
            loop = asyncio.get_running_loop()
            self.returncode = await loop.run_in_executor(_one_by_one, self._code)
        return self.returncode

    async def _ended(self) -> None:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self.process.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self.process.sentinel)

    def _code(self) -> int:
        self.process.join()
        assert self.process.exitcode is not None
        return self.process.exitcode

    def kill(self) -> None:
        self.process.kill()


async def forked(config: Path, doom: Doom) -> Process:
    """Start a process of the bot that waits for its orders, and ends when it is to."""
    ours, its = socket.socketpair()
    process = _server().Process(target=live, args=(its, str(config.parent / LOG), doom))
    await asyncio.get_running_loop().run_in_executor(_one_by_one, process.start)
    its.close()
    speaks, listens = await asyncio.open_connection(sock=ours)
    return Process(Forked(process), speaks, listens)
