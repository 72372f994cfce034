"""Processes of ours that begin with everything loaded, as a test sees them.

A fresh Python takes two seconds of the processor to import what the bot needs; the fork of a
process that has it already takes some milliseconds. ``asyncio`` knows fresh ones alone.
"""

import asyncio
import atexit
import functools
import itertools
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.nursery.server import FILES, Task

ROOT = Path(__file__).parents[2]
PLAIN = "tests.nursery.loaded"
SEEDS = 2
"""Processes to fork from, in turn: the order of a set of strings is not the same in both."""
_turns = itertools.count()


@dataclass
class Forked:
    """A forked process, as ``asyncio.subprocess.Process`` is a fresh one."""

    pid: int
    stdin: asyncio.StreamWriter
    stdout: asyncio.StreamReader
    stderr: asyncio.StreamReader
    _ended: asyncio.Task[int]

    @property
    def returncode(self) -> int | None:
        """Its exit code, negative for a signal; None while it lives."""
        return self._ended.result() if self._ended.done() else None

    async def wait(self) -> int:
        """Wait until it has ended; return its exit code."""
        return await asyncio.shield(self._ended)

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if not self._ended.done():
            with suppress(ProcessLookupError):  # it has, and we are about to hear of it
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    async def communicate(self, told: bytes = b"") -> tuple[bytes, bytes]:
        """Tell it all that it is told; return what it says until its end."""
        with suppress(ConnectionError):  # it has ended already
            if told:
                self.stdin.write(told)
            self.stdin.write_eof()
        out, err = await asyncio.gather(self.stdout.read(), self.stderr.read())
        await self.wait()
        self.stdin.close()
        return out, err


async def fork(
    target: Callable[..., Any],
    *arguments: Any,
    loaded: str = PLAIN,
    errors: int | None = None,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Forked:
    """Have a process call a function of a module, and end.

    It is forked from one that has the module ``loaded``, and has that one's environment if it
    is given none. Its stderr goes to the file ``errors`` if there is one, else it can be read.
    """
    pairs = [socket.socketpair() for _ in range(FILES)]
    (stdin, stdout, stderr, line), (its_stdin, its_stdout, its_stderr, its_line) = zip(
        *pairs, strict=True
    )
    with its_stdin, its_stdout, its_stderr, its_line:
        complaints = its_stderr.fileno() if errors is None else errors
        files = [its_stdin.fileno(), its_stdout.fileno(), complaints, its_line.fileno()]
        socket.send_fds(_server(loaded, next(_turns) % SEEDS), [b"."], files)
    told, tells = await asyncio.open_connection(sock=line)
    tells.write(pickle.dumps(Task(target, arguments, folder, environment)))
    tells.write_eof()
    pid = await _number(told)
    ended = asyncio.create_task(_number(told))
    ended.add_done_callback(lambda _: tells.close())
    _, writing = await asyncio.open_connection(sock=stdin)
    return Forked(pid, writing, await _reading(stdout), await _reading(stderr), ended)


async def _number(line: asyncio.StreamReader) -> int:
    """Read the process's id, and then its exit code."""
    word = await line.readline()
    if not word:
        raise ChildProcessError("what it was to be forked from has ended")
    return int(word)


async def _reading(stream: socket.socket) -> asyncio.StreamReader:
    """Read from a socket until its end, and close it then."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), stream)
    return reader


@functools.cache
def _server(loaded: str, _turn: int) -> socket.socket:
    """Start a process to fork from, which ends with this one. Return where it is asked."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        process = subprocess.Popen(
            (sys.executable, "-m", "tests.nursery.server", loaded),
            cwd=ROOT,
            stdin=its.fileno(),
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # an interrupt from the terminal is for us to pass on
        )

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours
