"""The bot as a process of its own, and the other commands as a secretariat would give them.

Knows the command line alone, and the clock, which it can put forward.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

# On Linux the kernel ends the bot when we end, even by SIGKILL; see demo.homeserver.
_TETHER = """
import ctypes, os, signal, sys
parent = int(sys.argv.pop(1))
if sys.platform == "linux":
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit("the parent has ended")
from pathlib import Path
from bot import clock
ahead, real = Path(sys.argv.pop(1)), clock.milliseconds
clock.milliseconds = lambda: real() + int(ahead.read_text())
from bot.cli import main
sys.argv[0] = "rapporteur"
main()
"""
COMMAND = (sys.executable, "-c", "from bot.cli import main; main()")
TAIL = 15
"""Lines of the bot's log that a failure shows."""
PATIENCE = 10.0
"""Seconds that the bot has to end when it is asked to."""


class BotEnded(Exception):  # noqa: N818 - what happened
    """The bot's process ended while it was needed."""


class CommandFailed(Exception):  # noqa: N818 - what happened
    """A command of the command line ended with another exit code than 0."""


@dataclass(frozen=True)
class Bot:
    """The bot's process, its log, and the file that says how many ms its clock is ahead."""

    process: asyncio.subprocess.Process
    log: Path
    ahead: Path

    def put_forward(self, ms: int) -> None:
        """Have the bot's clock be so many ms ahead of this machine's."""
        _write_at_once(self.ahead, str(ms))

    async def ended(self) -> None:
        """Wait until the process ends, which it doesn't by itself. Raises BotEnded."""
        code = await self.process.wait()
        how = f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
        raise BotEnded(f"the bot's process ended {how} in the middle")

    async def stop(self) -> None:
        """End the process in an orderly way, and by SIGKILL if that takes too long."""
        with suppress(ProcessLookupError):
            self.process.terminate()
        try:
            async with asyncio.timeout(PATIENCE):
                await self.process.wait()
        except TimeoutError:
            self.process.kill()
            await self.process.wait()


@asynccontextmanager
async def running(config: Path, log: Path) -> AsyncIterator[Bot]:
    """Run the bot while in the context; what it logs goes into a file."""
    ahead = log.with_name("ahead")
    _write_at_once(ahead, "0")
    tethered = (sys.executable, "-c", _TETHER, str(os.getpid()), str(ahead))
    with log.open("ab") as file:
        process = await asyncio.create_subprocess_exec(
            *(*tethered, "run", "--config", str(config)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            env=_environment(),
            start_new_session=True,  # an interrupt from the terminal is for us to pass on
        )
    bot = Bot(process, log, ahead)
    try:
        yield bot
    finally:
        await bot.stop()


async def rapporteur(*arguments: str) -> str:
    """Give a command and return what it printed. Raises CommandFailed."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=_environment() | {"COLUMNS": "200", "NO_COLOR": "1"},
    )
    said, _ = await process.communicate()
    words = said.decode(errors="replace").strip()
    if process.returncode:
        what = f"`rapporteur {arguments[0]}` ended with exit code {process.returncode}"
        raise CommandFailed(f"{what}: {words}")
    return words


def _write_at_once(path: Path, words: str) -> None:
    """Write a file that another process reads: it sees the old words or the new ones."""
    new = path.with_suffix(".new")
    new.write_text(words)
    new.replace(path)


def tail(log: Path) -> list[str]:
    """Return the last lines of a log: of a JSON line, its words alone."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return [_readable(line) for line in lines[-TAIL:]]


def _readable(line: str) -> str:
    try:
        entry = json.loads(line)
    except ValueError:
        return line
    if not isinstance(entry, dict):
        return line
    first = [str(entry.pop(key)) for key in ("level", "event") if key in entry]
    entry.pop("timestamp", None)
    return " ".join([*first, *(f"{key}={value}" for key, value in entry.items())])


def _environment() -> dict[str, str]:
    """Return the environment without a real bot's secrets, which would go before the config's."""
    return {name: value for name, value in os.environ.items() if not _is_ours(name)}


def _is_ours(name: str) -> bool:
    return name.upper().startswith("RAPPORTEUR_")
