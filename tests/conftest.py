"""What tests share: one homeserver, one PostgreSQL server, what each has on them; what is quick.

A test is quick, which is to say run by ``make quick``, unless it starts programs: it is marked
so if it asks for one of ``STARTED`` or its path begins as one of ``PROGRAMS``. Who starts a
program elsewhere fails, so that a new test is quick until it says that it isn't.
"""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from bot.matrix import Matrix
from demo.homeserver import Homeserver
from tests.nursery.homeserver import lean
from tests.postgresql.server import Server, started

MEMORY = Path("/dev/shm")
ENOUGH = 4 * 1024**3
"""Bytes that are to be free in memory."""
CLIENTS = "tests/clients/"
DELIBERATION = "e2e/test_main_path.py"
"""The deliberation on a homeserver that is run at every commit."""
STARTED = {"homeserver", "postgresql"}
"""Fixtures that start a program."""
PROGRAMS = (
    *("benchmarks/", "clients/", "demo/test_play.py", "docs/test_service.py"),
    *("e2e/", "exactly_once/"),
    *(
        "faults/",
        "federation/",
        "floods/",
        "matrix/",
        "postgresql/",
        "rendering/",
        "restore/",
        "storage/",
        "torture/",
    ),
    *("cli/test_check", "cli/test_export_and_verify.py", "cli/test_in", "cli/test_logs.py"),
    *("cli/test_quick.py", "cli/test_run.py", "cli/test_session.py", "cli/test_signals.py"),
    "cli/test_trust.py",
    *("cli/test_monitoring.py", "cli/test_two_bots.py", "cli/test_what_can_fail.py"),
    *("texts/test_beside_diff.py", "test_closed_sets.py"),
)
"""How the paths begin of tests that start programs: a bot, a homeserver, a database, mypy."""
QUICK_TOO = ("storage/", "test_closed_sets.py", DELIBERATION)
"""What starts programs and is quick all the same."""
settings.register_profile("patient", deadline=None)  # that a machine is busy fails no test
settings.load_profile("patient")
settings.register_profile("quick", max_examples=20, deadline=None)


def pytest_configure(config: pytest.Config) -> None:
    """Has temporary folders lie in memory where there is room: no test cuts the power."""
    # A Python that may not keep what it compiled takes ten seconds to load a homeserver.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    config.option.loadscopereorder = False  # else xdist begins with the files of most tests
    chosen = "TMPDIR" in os.environ  # by somebody, or by the process that started this worker
    if chosen or not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ENOUGH:
        return
    folder = tempfile.mkdtemp(prefix="rapporteur-", dir=MEMORY)
    Path(folder).chmod(0o711)  # for PostgreSQL, which isn't root when the tests are
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["TMPDIR"] = tempfile.tempdir = folder


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Marks what asks for the homeserver, what starts programs at all, and what is quick.

    Files in which programs are started come first, since some take long: of two workers each has
    whole files, and when the short ones come last neither waits long for the other.
    """
    for item in items:
        where = item.path.relative_to(Path(__file__).parent).as_posix()
        asks_for = STARTED.intersection(getattr(item, "fixturenames", ()))
        programs = bool(asks_for) or where.startswith(PROGRAMS)
        marks = {
            "homeserver": "homeserver" in asks_for,
            "programs": programs,
            "quick": not programs or where.startswith(QUICK_TOO),
        }
        for name in (name for name, applies in marks.items() if applies):
            item.add_marker(name)
    yield  # the files are in a random order by then, and what isn't asked for is out
    starting = {item.path for item in items if item.get_closest_marker("programs")}
    items.sort(key=lambda item: item.path not in starting)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Has a test fail that starts a program without being marked so."""
    if item.get_closest_marker("programs"):
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess.Popen, "__init__", _refused)
        patch.setattr(os, "fork", _refused)
        return (yield)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says it at the end, where nobody overlooks it, if the tests in Node did not run."""
    skipped = terminalreporter.stats.get("skipped", [])
    reports = [each for each in skipped if each.nodeid.startswith(CLIENTS)]
    if reports:
        why = str(reports[0].longrepr[2]).removeprefix("Skipped: ")
        terminalreporter.write_sep("!", f"{len(reports)} tests did not run: {why}", red=True)


def _refused(*arguments: Any, **more: Any) -> None:
    pytest.fail("It starts a program, and its path isn't in PROGRAMS of tests/conftest.py.")


@pytest.fixture(scope="session")
async def homeserver() -> AsyncIterator[Homeserver]:
    """A homeserver without rate limits or push. Whoever kills one starts their own."""
    async with lean() as server:
        yield server


@pytest.fixture(scope="session")
async def postgresql() -> AsyncIterator[Server]:
    """A PostgreSQL server of this process, ended with it. Each test has its own database there."""
    async with started() as server:
        yield server


@pytest.fixture
async def empty_database(postgresql: Server) -> AsyncIterator[str]:
    """The address of a PostgreSQL database with nothing in it, as a first start finds it."""
    async with postgresql.database() as name:
        yield postgresql.url(name)


@pytest.fixture
async def account(homeserver: Homeserver) -> AsyncIterator[Callable[[str], Awaitable[Matrix]]]:
    """Makes accounts, with new names that begin with the one given."""
    async with AsyncExitStack() as stack:

        async def make(name: str) -> Matrix:
            # `secrets` and not `random`, which starts each test from the same seed.
            session = await homeserver.register(f"{name}-{secrets.token_hex(4)}", "secret")
            return await stack.enter_async_context(Matrix(homeserver.url, session))

        yield make
