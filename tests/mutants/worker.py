"""A process that tries mutants in its own copy of the repository, one after the other.

It is started in the copy, imports what the tests need of other projects, and then has each
mutant tried in a fork of itself: a fresh Python would need most of a mutant's time to start.
It reads a line of JSON for each, and answers with one.
"""

import importlib
import json
import os
import resource
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import hypothesis
import pytest

_OTHERS = ("alembic.command", "aiosqlite", "jinja2", "nio", "pydantic_settings")
_OPTIONS = (
    *("-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:xdist"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # of plugins: loaded before the fork
    *("--timeout=60", "--tb=no"),
)
_MEMORY = 4 * 1024**3
"""Bytes that a mutant may take: some ask for ever more."""
_PROCESSOR = 240
"""Seconds of the processor that a mutant may take: some never end."""
SECONDS = 900.0
"""Seconds after which a mutant that waits for something is ended."""


def main() -> None:
    """Try what is asked for until nothing more is."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for name in _OTHERS:
        importlib.import_module(name)
    # A failure is enough; the smallest one is for people, and takes long to find.
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("mutants", phases=phases, derandomize=True, database=None)
    hypothesis.settings.load_profile("mutants")
    for line in sys.stdin:
        answers.write(json.dumps(_tried(**json.loads(line))) + "\n")
        answers.flush()


def _tried(path: str, code: str, tests: list[str]) -> dict[str, Any]:
    """Write a file, run the tests, and put the file back; without code nothing is written.

    Bytecode is kept of what is unchanged alone, and the file gets its old time back: Python
    takes a file of the same size and second for the one that it compiled.
    """
    sys.dont_write_bytecode = bool(code)
    file, began = Path(path), time.monotonic()
    before, stat = file.read_text(), file.stat()
    try:
        if code:
            file.write_text(code)
        ended = _waited(_forked(tests), began + SECONDS)
    finally:
        file.write_text(before)
        os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    return {"code": ended, "seconds": time.monotonic() - began}


def _forked(tests: list[str]) -> int:
    """Run the tests in a process of their own; return its number."""
    child = os.fork()
    if child:
        return child
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    if sys.dont_write_bytecode:  # the tests of all files together take longer
        resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR, _PROCESSOR))
    code: int = pytest.ExitCode.INTERNAL_ERROR
    try:
        code = pytest.main([*_OPTIONS, *tests])
    except BaseException:  # noqa: BLE001 - whatever it is, this fork ends here
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def _waited(child: int, until: float) -> int | None:
    """Return the exit code of a child, or None if it had to be killed when its time was over."""
    while time.monotonic() < until:
        number, status = os.waitpid(child, os.WNOHANG)
        if number:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


if __name__ == "__main__":
    main()
