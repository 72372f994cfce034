"""A database of its own for every test that asks for one, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database, _migrate, open_database
from storage.engines import locate
from tests.postgresql.server import Server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a database that nobody has opened; PostgreSQL's has its schema already."""
    return _address(request, "migrated_database")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """The address of a database with nothing in it."""
    return _address(request, "empty_database")


def _address(request: pytest.FixtureRequest, on_postgresql: str) -> str:
    """Ask for a PostgreSQL database only where the test is to have one."""
    if request.param == "sqlite":
        return "sqlite"
    address: str = request.getfixturevalue(on_postgresql)
    return address


@pytest.fixture(scope="session")
async def migrated(postgresql: Server) -> AsyncIterator[str]:
    """A PostgreSQL database with today's schema and nothing in it, to be copied.

    A copy costs a third of what the migrations cost, and a test may do with it what it likes.
    """
    async with postgresql.database() as name:
        await _migrate(locate(postgresql.url(name), Path()))
        yield name


@pytest.fixture
async def migrated_database(postgresql: Server, migrated: str) -> AsyncIterator[str]:
    """The address of such a copy."""
    async with postgresql.database(like=migrated) as name:
        yield postgresql.url(name)


@pytest.fixture
async def database(url: str, tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(url, tmp_path / "data")
    yield opened
    await opened.close()
