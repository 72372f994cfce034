"""A process that has everything loaded, from which others are forked.

Run as ``python -m tests.nursery.server MODULE``, with a socket as stdin. With each message on
it come four files of the next process: its stdin, stdout and stderr, and the line on which it
is told its task and tells its id and exit code. It has no thread and no event loop, so that a
fork of it is safe, and ends when nobody is there any more to ask it.
"""

import atexit
import gc
import importlib
import os
import pickle
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILES = 4


@dataclass(frozen=True)
class Task:
    """What a process calls, and where."""

    target: Callable[..., Any]
    arguments: Sequence[Any] = ()
    folder: Path | None = None
    environment: Mapping[str, str] | None = None

    def do(self) -> None:
        """Call it."""
        if self.folder:
            os.chdir(self.folder)
        if self.environment is not None:
            os.environ.clear()
            os.environ.update(self.environment)
        self.target(*self.arguments)


def forked(asked: socket.socket) -> Task | None:
    """Return in each process that is forked, with its task; in this one at its end, with none."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the guards
    while files := socket.recv_fds(asked, 1, FILES)[1]:
        if os.fork() == 0:
            asked.close()
            return guarded(files)
        for each in files:
            os.close(each)
    return None


def guarded(files: Sequence[int]) -> Task:
    """Return in the process that does the task; this one waits for its end, and tells of it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *streams, line = files
    with socket.socket(fileno=line) as telling:
        with telling.makefile("rb") as told:
            task: Task = pickle.load(told)
        process = os.fork()
        if process == 0:
            take(streams)
            return task
        for stream in (0, 1, *streams):
            os.close(stream)
        telling.sendall(f"{process}\n".encode())
        _, status = os.waitpid(process, 0)
        telling.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def take(streams: Sequence[int]) -> None:
    """Have these as stdin, stdout and stderr."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin, sys.stdout = os.fdopen(0, closefd=False), os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)


def end(task: Task) -> None:
    """Do a task and end, as any Python does but that what is loaded is not taken apart.

    That would take a second of the processor, as it copies all that the fork shares.
    """
    code = 0
    try:
        task.do()
    except SystemExit as asked:
        if isinstance(asked.code, str):
            raise
        code = asked.code or 0
    threading._shutdown()  # type: ignore[attr-defined]  # waits for those that are at work
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    importlib.import_module(sys.argv[1])
    gc.freeze()  # so that a collection in a fork leaves alone, and shared, what is loaded
    if todo := forked(socket.socket(fileno=os.dup(0))):
        end(todo)
