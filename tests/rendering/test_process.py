"""A process of its own renders the same, and neither its death nor ours leaves anything behind."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

import templates
from bot.errors import RenderingDied, TemplateError
from bot.rendering import process as rendering
from bot.rendering.process import RenderingProcess
from templates import stored
from templates.apart import NICE
from templates.views import Data
from tests.templates.test_every_word import SAMPLES

PATIENCE = 20.0
"""Seconds in which a process is to end that is about to."""
FOREIGN = {"bot", "commands", "storage", "demo", "nio", "sqlalchemy", "aiohttp", "asyncio"}


class Timers:
    """Notes what is due, and does it when a test says that its time has come."""

    def __init__(self) -> None:
        self.due: list[Timer] = []

    def later(self, seconds: float, do: Callable[[], None]) -> "Timer":
        assert seconds == rendering.IDLE
        timer = Timer(self, do)
        self.due.append(timer)
        return timer

    def come(self) -> None:
        for timer in list(self.due):
            timer.cancel()
            timer.do()


class Timer:
    def __init__(self, timers: Timers, do: Callable[[], None]) -> None:
        self.timers = timers
        self.do = do

    def cancel(self) -> None:
        self.timers.due.remove(self)


@pytest.fixture
def timers() -> Timers:
    return Timers()


@pytest.fixture
async def process(timers: Timers) -> AsyncIterator[RenderingProcess]:
    made = RenderingProcess(timers.later)
    yield made
    await made.close()
    assert timers.due == []
    assert made.pid is None


async def status(process: RenderingProcess, word: str = "x") -> tuple[templates.Part, ...]:
    """Have something short rendered, which has the word in it."""
    data: Data = {"word": word, "nearest": None, "form": "", "place": None}
    return await process.render("unknown", stored.dumps(data, {}), {}, "!")


def here(word: str = "x") -> tuple[templates.Part, ...]:
    return templates.render("unknown", {"word": word, "nearest": None, "form": "", "place": None})


def pid_of(process: RenderingProcess) -> int:
    assert process.pid is not None
    return process.pid


async def ended(descriptor: int) -> None:
    """Wait until a process has ended."""
    loop = asyncio.get_running_loop()
    found = asyncio.Event()
    loop.add_reader(descriptor, found.set)
    try:
        await asyncio.wait_for(found.wait(), PATIENCE)
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)


async def stopped(process: RenderingProcess, word: str) -> tuple[int, asyncio.Task[object]]:
    """Return a process that stands still, and a request that it has not answered."""
    await status(process)
    pid = pid_of(process)
    os.kill(pid, signal.SIGSTOP)
    request: asyncio.Task[object] = asyncio.create_task(status(process, word))
    await asyncio.sleep(0)
    return pid, request


# --- what is rendered ----------------------------------------------------------------------


async def test_every_template_is_rendered_as_it_is_here(
    process: RenderingProcess, subtests: pytest.Subtests
) -> None:
    for number, (name, data) in enumerate(SAMPLES):
        with subtests.test(name, sample=number):
            made = stored.dumps(data, {})
            assert await process.render(name, made, {}, "%") == templates.render(name, data, "%")


async def test_long_texts_go_along_and_come_back_as_files(process: RenderingProcess) -> None:
    text, mark = "ä " * 500_000, "ab" * 32
    data: Data = {"reference": text, "place": None}
    made = stored.dumps(data, {text: mark})
    assert len(made) < 200
    parts = await process.render("bug", made, {mark: text}, "!")
    assert parts == templates.render("bug", data)
    (file,) = (each for each in parts if isinstance(each, templates.Attachment))
    assert len(file.text) > len(text) - 2


async def test_what_a_template_raises_is_raised_here_and_the_process_lives_on(
    process: RenderingProcess,
) -> None:
    await status(process)
    pid = pid_of(process)
    with pytest.raises(TemplateError, match=r"^UndefinedError: 'nearest' is undefined") as raised:
        await process.render("unknown", stored.dumps({"place": None}, {}), {}, "!")
    assert (raised.value.kind, raised.value.reason) == ("UndefinedError", "'nearest' is undefined")
    assert "unknown.html.j2" in raised.value.__notes__[0]
    with pytest.raises(TemplateError, match=r"^TextMissing: there is no text ab"):
        await process.render("unknown", '{"word":{"text":"ab"}}', {}, "!")
    assert await status(process) == here()
    assert pid_of(process) == pid


async def test_what_is_asked_at_the_same_time_is_answered_one_after_the_other_by_one_process(
    process: RenderingProcess,
) -> None:
    done: list[str] = []

    async def ask(word: str) -> None:
        assert await status(process, word) == here(word)
        done.append(word)

    words = [f"word{number}" for number in range(9)]
    await asyncio.gather(*map(ask, words))
    pid = pid_of(process)
    await status(process)
    assert done == words
    assert pid_of(process) == pid


async def test_what_is_printed_there_comes_in_no_answer(
    process: RenderingProcess, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    printing = (
        "import os; from templates import apart; real = apart.render\n"
        "def render(*a):\n"
        "    print('printed', flush=True); os.write(1, b'written'); return real(*a)\n"
        "apart.render = render; apart.main()"
    )
    monkeypatch.setattr(rendering, "COMMAND", (sys.executable, "-c", printing))
    assert await status(process) == here()
    assert capfd.readouterr().err == "printed\nwritten"


# --- its beginning and its end -------------------------------------------------------------


async def test_it_runs_from_the_first_request_until_it_was_idle(
    process: RenderingProcess, timers: Timers
) -> None:
    assert process.pid is None
    await status(process)
    first = pid_of(process)
    watched = os.pidfd_open(first)
    timers.come()
    assert process.pid is None
    await ended(watched)
    assert await status(process) == here()
    assert pid_of(process) != first


async def test_only_the_time_since_the_last_answer_counts(
    process: RenderingProcess, timers: Timers
) -> None:
    await status(process)
    (first,) = timers.due
    pid, request = await stopped(process, "y")
    assert timers.due == []
    os.kill(pid, signal.SIGCONT)
    await request
    (second,) = timers.due
    assert second is not first
    assert pid_of(process) == pid


async def test_when_it_is_closed_it_has_ended_without_a_word(
    timers: Timers, capfd: pytest.CaptureFixture[str]
) -> None:
    process = RenderingProcess(timers.later)
    await process.close()
    await status(process)
    pid = pid_of(process)
    await process.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert capfd.readouterr() == ("", "")


async def test_it_is_ended_by_nothing_but_its_stdin_and_what_can_not_be_ignored(
    process: RenderingProcess,
) -> None:
    await status(process)
    pid = pid_of(process)
    for each in (signal.SIGINT, signal.SIGTERM):
        os.kill(pid, each)
    assert await status(process) == here()
    assert pid_of(process) == pid


async def test_it_stands_back_behind_everybody(process: RenderingProcess) -> None:
    await status(process)
    mine = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, pid_of(process)) == min(mine + NICE, 19)


# --- when it dies --------------------------------------------------------------------------


async def test_a_request_in_which_it_is_killed_is_made_again_elsewhere(
    process: RenderingProcess,
) -> None:
    pid, request = await stopped(process, "y")
    os.kill(pid, signal.SIGKILL)
    assert await request == here("y")
    assert pid_of(process) != pid


async def test_one_that_was_killed_while_it_was_idle_is_replaced(process: RenderingProcess) -> None:
    await status(process)
    pid = pid_of(process)
    watched = os.pidfd_open(pid)
    os.kill(pid, signal.SIGKILL)
    await ended(watched)
    assert await status(process) == here()
    assert pid_of(process) != pid


DYING = "import os, sys; open(sys.argv[1], 'a').write('died\\n'); os.read(0, 3); os._exit(1)"


async def test_a_request_in_which_it_dies_three_times_is_given_up(
    process: RenderingProcess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(rendering, "COMMAND", (sys.executable, "-c", DYING, str(tmp_path / "deaths")))
        with pytest.raises(RenderingDied) as raised:
            await status(process)
    assert raised.value.words == "unknown"
    assert (tmp_path / "deaths").read_text() == "died\n" * 3
    assert await status(process) == here()


async def test_one_that_can_not_be_started_is_told(
    process: RenderingProcess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as missing:
        missing.setattr(rendering, "COMMAND", (str(tmp_path / "python"),))
        with pytest.raises(RenderingDied):
            await status(process)
    assert await status(process) == here()


async def test_without_memory_it_dies(
    process: RenderingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = f"ulimit -v 90000; exec {sys.executable} -m templates.apart 2>/dev/null"
    monkeypatch.setattr(rendering, "COMMAND", ("/bin/sh", "-c", short))
    assert await status(process) == here()
    for size in (10_000_000, 60_000_000):  # more than can be rendered, and than can be read
        data: Data = {"reference": "x" * size, "place": None}
        with pytest.raises(RenderingDied):
            await process.render("bug", stored.dumps(data, {}), {}, "!")


async def test_a_request_that_is_cancelled_leaves_nothing_for_the_next(
    process: RenderingProcess,
) -> None:
    pid, request = await stopped(process, "y")
    watched = os.pidfd_open(pid)
    waiting = asyncio.create_task(status(process, "z"))
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    assert await waiting == here("z")
    await ended(watched)


async def test_a_request_that_is_cancelled_before_its_turn_ends_nothing(
    process: RenderingProcess,
) -> None:
    pid, request = await stopped(process, "y")
    waiting = asyncio.create_task(status(process, "z"))
    await asyncio.sleep(0)
    waiting.cancel()
    os.kill(pid, signal.SIGCONT)
    assert await request == here("y")
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await status(process) == here()
    assert pid_of(process) == pid


# --- when we die ---------------------------------------------------------------------------

PARENT = """
import asyncio, os, signal, sys
from bot.rendering.process import RenderingProcess

async def main():
    process = RenderingProcess()
    data = '{"place":null}'
    await process.render("talk", data, {}, "!")
    pid = process.pid
    if len(sys.argv) > 1:
        os.kill(pid, signal.SIGSTOP)
        asyncio.get_running_loop().call_soon(print, pid)
        await process.render("talk", data.ljust(int(sys.argv[1])), {}, "!")
    print(pid)
    await asyncio.Event().wait()

asyncio.run(main())
"""
MORE_THAN_A_PIPE_HOLDS = "10000000"


@pytest.mark.parametrize(
    "doing", [(), ("1",), (MORE_THAN_A_PIPE_HOLDS,)], ids=["waits", "asked", "asks"]
)
async def test_when_who_asks_is_killed_it_ends_by_itself_without_a_word(
    doing: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    command = (sys.executable, "-u", "-c", PARENT, *doing)
    parent = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    assert parent.stdout
    pid = int(await parent.stdout.readline())
    watched = os.pidfd_open(pid)
    parent.kill()
    await parent.wait()
    os.kill(pid, signal.SIGCONT)
    await ended(watched)
    assert capfd.readouterr().err == ""


def test_what_renders_apart_loads_nothing_of_the_bot_s() -> None:
    listed = "import sys, templates.apart; print(*{name.split('.')[0] for name in sys.modules})"
    run = subprocess.run((sys.executable, "-c", listed), capture_output=True, text=True, check=True)
    assert set(run.stdout.split()) & FOREIGN == set()
