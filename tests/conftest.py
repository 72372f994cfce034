"""What tests share: one real homeserver, one PostgreSQL server, and what each has on them."""

import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.matrix import Matrix
from demo.homeserver import NO_PUSH, Homeserver
from tests.postgresql.server import Server, started

MEMORY = Path("/dev/shm")
ENOUGH = 4 * 1024**3
"""Bytes that are to be free in memory."""


def pytest_configure(config: pytest.Config) -> None:
    """Has temporary folders lie in memory where there is room: no test cuts the power."""
    chosen = "TMPDIR" in os.environ  # by somebody, or by the process that started this worker
    if chosen or not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ENOUGH:
        return
    folder = tempfile.mkdtemp(prefix="rapporteur-", dir=MEMORY)
    Path(folder).chmod(0o711)  # for PostgreSQL, which isn't root when the tests are
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["TMPDIR"] = tempfile.tempdir = folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test that asks for the homeserver, so that `-m "not homeserver"` is quick."""
    for item in items:
        if "homeserver" in getattr(item, "fixturenames", ()):
            item.add_marker("homeserver")


@pytest.fixture(scope="session")
async def homeserver() -> AsyncIterator[Homeserver]:
    """A homeserver without rate limits or push. Whoever kills one starts their own."""
    async with Homeserver.start(settings=NO_PUSH) as server:
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
