"""The program as a person runs it: a process of its own, what it says, and how it ends.

Nearly all are forked from one that has everything loaded, which takes a hundredth of the time
of a fresh one; ``test_installed.py`` starts fresh ones.
"""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import cli
from tests.nursery.forked import Forked, fork

MAIN = "from bot.cli import main; main()"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


async def rapporteur(
    *arguments: str | Path,
    answers: str = "",
    before: str = "",
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    fresh: bool = False,
) -> Done:
    """Run a command to its end; ``before`` is Python that the process runs first.

    A ``fresh`` process is a new Python, which has loaded nothing before that.
    """
    process = await _started(before, arguments, environment, folder, fresh=fresh)
    try:
        async with asyncio.timeout(60):
            out, err = await process.communicate(answers.encode())
    finally:
        if process.returncode is None:
            process.kill()
    done = Done(process.returncode or 0, out.decode(), err.decode())
    assert "Traceback" not in done.said, done.said
    return done


async def _started(
    before: str,
    arguments: tuple[str | Path, ...],
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    *,
    fresh: bool = False,
) -> Process | Forked:
    """Start the program: a new Python, or one that is forked with all loaded."""
    clean = {name: value for name, value in os.environ.items() if "RAPPORTEUR" not in name}
    clean |= {"COLUMNS": "80", "PYTHONPATH": str(ROOT), **(environment or {})}
    words = tuple(map(str, arguments))
    if not fresh:
        return await fork(main, words, before, folder=folder, environment=clean)
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", f"{before}\n{MAIN}", *words),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=folder,
        env=clean,
    )


def main(arguments: Sequence[str], before: str) -> None:
    """Run the program, in a process that is forked."""
    exec(before, {"__name__": "before"})
    sys.argv = ["rapporteur", *arguments]
    cli.main()


@dataclass
class Running:
    """A bot at work. ``log`` has the lines that it logged so far."""

    process: Process | Forked
    log: list[dict[str, Any]] = field(default_factory=list)

    async def logs(self, event: str) -> dict[str, Any]:
        """Wait until it logs an event. Every line must be a JSON object."""
        async with asyncio.timeout(60):
            while (line := await self._line()) is not None:
                if line["event"] == event:
                    return line
        raise AssertionError(f"it ended without saying {event!r}: {self.log}")

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, read the rest of its log, and return the exit code."""
        self.process.send_signal(how)
        async with asyncio.timeout(30):
            while await self._line() is not None:
                pass
            return await self.process.wait()

    async def _line(self) -> dict[str, Any] | None:
        assert self.process.stderr
        raw = await self.process.stderr.readline()
        if not raw:
            return None
        found: dict[str, Any] = json.loads(raw)
        self.log.append(found)
        return found


@asynccontextmanager
async def running(config: Path, before: str = "") -> AsyncIterator[Running]:
    """Have the bot run, and be ready."""
    process = await _started(before, ("run", "--config", config))
    bot = Running(process)
    try:
        await bot.logs("ready")
        yield bot
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
