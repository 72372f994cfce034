"""What takes long to be rendered is rendered in a process of its own, started when it is needed.

One request is under way at a time, in the order in which they were asked; the others wait for
``_asking``. ``_running`` is the process that answered last. It is None before the first request,
and once that process is let go: since it was idle, or died, or a request was cancelled or failed in
the midst. A process that is let go is never asked again, so that nobody reads what is left of an
answer; ``_ending`` has what waits for its end, and only ``close`` waits for that. ``_timer`` runs
while no request is under way: who asks stops it, who was answered starts it. All of this changes
with ``_asking`` held, but for what the timer does: it awaits nothing, and it can't come while a
request is under way.

The process ends by itself when this one dies (``templates.apart``). May know: ``templates``, our
errors. Why no library does it: docs/decisions/2026-11-29-a-rendering-process-of-our-own.md.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Protocol, TypeAlias

import structlog

import templates
from bot.errors import RenderingDied, TemplateError
from templates import pipe

log = structlog.get_logger()

IDLE = 30.0
"""Seconds without a request after which the process ends."""
ATTEMPTS = 3
"""How often a request is made in all, each time in another process, if that dies in it."""
COMMAND = (sys.executable, "-P", "-m", "templates.apart")
"""``-P``: nothing is imported from the folder in which the bot happens to be started."""


class Timer(Protocol):
    """Something that is due."""

    def cancel(self) -> None:
        """Have it not be done."""


Later: TypeAlias = Callable[[float, Callable[[], None]], Timer]
"""Has something done in so many seconds."""


def _later(seconds: float, do: Callable[[], None]) -> Timer:
    return asyncio.get_running_loop().call_later(seconds, do)


class RenderingProcess:
    """Renders what was stored, elsewhere. ``later`` is asyncio's, but in tests."""

    def __init__(self, later: Later = _later) -> None:
        self._later = later
        self._asking = asyncio.Lock()
        self._running: Process | None = None
        self._timer: Timer | None = None
        self._ending: set[asyncio.Task[int]] = set()

    @property
    def pid(self) -> int | None:
        """The process that answered last, if it wasn't let go."""
        return self._running.pid if self._running else None

    async def render(
        self, words: str, stored: str, texts: Mapping[str, str], prefix: str = "!"
    ) -> tuple[templates.Part, ...]:
        """Return the messages and files of a template; see ``templates.render``.

        ``stored`` is what it is given (``templates.stored``), which has its own ``prefix`` or is
        given this; ``texts`` are those to which it refers, by their fingerprints.

        Raises TemplateError for what the template, or reading what was stored, raises: the same
        request would raise it again. Raises RenderingDied when the process died in each attempt, or
        could not be started.
        """
        asked = [words, prefix, stored, *pipe.texts_said(texts)]
        async with self._asking:
            self._stop_timer()
            try:
                kind, *answer = await self._answer(asked)
            finally:
                if self._running:
                    self._timer = self._later(IDLE, self._end_idle)
        if kind == pipe.RAISED:
            raise TemplateError(*answer)
        return pipe.parts_heard(answer)

    async def close(self) -> None:
        """End the process, after the requests that are under way or wait."""
        async with self._asking:
            self._stop_timer()
            self._let_go()
            await asyncio.gather(*self._ending)

    async def _answer(self, asked: Sequence[str]) -> list[str]:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._asked(asked)
            except (asyncio.IncompleteReadError, OSError) as error:
                log.warning("rendering process died", attempt=attempt, error=repr(error))
        raise RenderingDied(asked[0])

    async def _asked(self, asked: Sequence[str]) -> list[str]:
        """Ask the process that runs, or a new one; one that gave no whole answer is let go."""
        if self._running is None:
            self._running = await asyncio.create_subprocess_exec(*COMMAND, stdin=PIPE, stdout=PIPE)
        try:
            return await _exchanged(self._running, asked)
        except BaseException:
            self._let_go()
            raise

    def _let_go(self) -> None:
        if self._running is None:
            return
        with suppress(ProcessLookupError):
            self._running.kill()
        ending = asyncio.create_task(self._running.wait())
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)
        self._running = None

    def _end_idle(self) -> None:
        self._timer = None
        self._let_go()

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None


async def _exchanged(process: Process, asked: Sequence[str]) -> list[str]:
    """Say a request to a process and return its answer.

    Raises OSError or IncompleteReadError if it died.
    """
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101
    for piece in pipe.packed(asked):
        process.stdin.write(piece)
        await process.stdin.drain()
    count = pipe.number(await process.stdout.readexactly(pipe.NUMBER.size))
    return [await _string(process.stdout) for _ in range(count)]


async def _string(source: asyncio.StreamReader) -> str:
    size = pipe.number(await source.readexactly(pipe.NUMBER.size))
    return pipe.string(await source.readexactly(size))
