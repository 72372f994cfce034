"""Renders in a process of its own: ``python -m templates.apart``, asked on stdin, one at a time.

A request is the template's name, the prefix, what it is given (``stored``), then the texts to
which that refers; see ``pipe``. The answer goes to stdout, and nothing else does: what anything
prints goes to stderr. What a template raises is an answer. The process ends when stdin does, also
when whoever asks was killed; in the midst of a rendering, once that is done. Nothing else is to end
it but SIGKILL: a Ctrl-C, or a SIGTERM for all processes of a service, is for who asks alone.
Imports neither ``bot`` nor anything of Matrix or of a database, so that it starts quickly.
"""

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from typing import BinaryIO

from templates import pipe
from templates.render import render
from templates.stored import loads

NICE = 10
"""How far it stands back: nobody waits for what takes long to be rendered as for an answer.

Where there are two cores, it is what else would slow the bot or its homeserver.
"""


def main() -> None:
    """Answer until stdin ends."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    os.nice(NICE)
    answers = open(os.dup(sys.stdout.fileno()), "wb", buffering=0)  # noqa: PTH123, SIM115 - a pipe
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with suppress(EOFError, BrokenPipeError):
        while True:
            _write(answers, answer(_read(sys.stdin.buffer)))


def answer(asked: Sequence[str]) -> list[str]:
    """Return the answer to a request.

    Raises MemoryError, so that the process ends: another begins with more of it.
    """
    name, prefix, stored, *texts = asked
    try:
        parts = render(name, loads(stored, pipe.texts_heard(texts)), prefix)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, who asked is told
        told = "".join(traceback.format_exception(error))
        return [pipe.RAISED, type(error).__name__, str(error), told]
    return [pipe.RENDERED, *pipe.parts_said(parts)]


def _write(to: BinaryIO, strings: Sequence[str]) -> None:
    to.writelines(pipe.packed(strings))


def _read(source: BinaryIO) -> list[str]:
    count = pipe.number(_exactly(source, pipe.NUMBER.size))
    return [_string(source) for _ in range(count)]


def _string(source: BinaryIO) -> str:
    return pipe.string(_exactly(source, pipe.number(_exactly(source, pipe.NUMBER.size))))


def _exactly(source: BinaryIO, size: int) -> bytes:
    found = source.read(size)
    if len(found) < size:
        raise EOFError
    return found


if __name__ == "__main__":
    main()
