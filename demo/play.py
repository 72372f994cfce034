"""`rapporteur demo`: a whole deliberation on a homeserver of its own, live on the terminal.

The homeserver, the bot's process and the chat clients are real; only what people say is
a script. ``main`` is the entry.
"""

import asyncio
import importlib.util
import signal
import tempfile
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

from demo import script
from demo.acts import PLAY
from demo.archive import archive
from demo.homeserver import HomeserverError
from demo.invitation import invitation
from demo.person import NotSeen, Refused
from demo.process import BotEnded, CommandFailed, tail
from demo.screen import Pace, Screen
from demo.stage import Stage, Unexpected
from demo.theatre import opened, seated

FAILURES = (BotEnded, CommandFailed, HomeserverError, NotSeen, Refused, Unexpected)
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(once: bool) -> int:  # noqa: FBT001 - the command line's own flag
    """Play; with ``once`` end with the play, otherwise stay up until Ctrl-C.

    Returns 0 if the recommendation was reached and the exported record holds, else 1.
    """
    console = Console(highlight=False)
    if importlib.util.find_spec("synapse") is None:
        console.print(
            "The demo needs a homeserver. Install it: make demo, or the extra `homeserver`."
        )
        return 1
    return asyncio.run(_evening(console, once=once))


async def _evening(console: Console, *, once: bool) -> int:
    screen = Screen(console)
    pace = Pace(wanted=not once and console.is_terminal)
    evening = Evening(screen, pace, ends if once else stays)
    task = asyncio.create_task(evening.pass_())
    _ended_by_signals(task)
    try:
        return await task
    except asyncio.CancelledError:
        screen.say("Ended." if evening.played else "Ended before the play was over.")
        return 0 if evening.played else 1


async def ends(_stage: Stage) -> None:
    """Do nothing after the play."""


async def stays(stage: Stage) -> None:
    """Invite whoever looks on to join, and stay up until Ctrl-C."""
    stage.pace.hurry()
    invitation(stage)
    await asyncio.Event().wait()


@dataclass
class Evening:
    """One performance. ``played`` says that the play came to its end, and the record holds.

    ``then`` is what happens after that, before the house is closed. ``settings`` overrides the
    homeserver's configuration.
    """

    screen: Screen
    pace: Pace
    then: Callable[[Stage], Awaitable[None]]
    settings: Mapping[str, Any] = field(default_factory=dict)
    played: bool = False

    async def pass_(self) -> int:
        """Open the house, play, and close it. Returns the exit code."""
        with tempfile.TemporaryDirectory(prefix="rapporteur-demo-") as folder:
            try:
                await self._within(Path(folder))
            except FAILURES as failure:
                _failed(self.screen, failure, tail(Path(folder) / "bot.log"))
                return 1
        return 0

    async def _within(self, folder: Path) -> None:
        self.screen.act("A council at work", script.OPENING)
        if self.pace.unhurried:
            self.screen.narrate(script.HURRY)
        async with opened(folder, self.screen, self.pace, self.settings) as stage:
            watching = (stage.bot.ended(), stage.eyes.open(), stage.show())
            await _beside(self._play(stage), *watching)

    async def _play(self, stage: Stage) -> None:
        await seated(stage)
        for act in PLAY:
            await act(stage)
        await archive(stage)
        self.played = True
        await self.then(stage)


async def _beside(work: Coroutine[Any, Any, None], *watching: Coroutine[Any, Any, None]) -> None:
    """Do the work while all of the others go on; if one of those fails, raise why."""
    tasks = [asyncio.create_task(one) for one in (work, *watching)]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _ended_by_signals(task: asyncio.Task[int]) -> None:
    """Let Ctrl-C and the like end the task in an orderly way, once; a second one is ignored."""
    loop = asyncio.get_running_loop()
    asked = False

    def end() -> None:
        nonlocal asked
        if not asked:
            asked = True
            task.cancel()

    for sign in ENDS:
        loop.add_signal_handler(sign, end)


def _failed(screen: Screen, failure: Exception, log: list[str]) -> None:
    screen.say()
    screen.say(f"The demo failed: {failure}.", "bold red")
    if log:
        screen.say("The end of the bot's log:")
        for line in log:
            screen.say(f"  {line}", "dim")
