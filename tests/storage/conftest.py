"""A database of its own for every test that asks for one.

SQLite always; PostgreSQL too where there is one for tests (see ``postgresql``).
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database, open_database
from tests.storage.postgresql import POSTGRESQL, emptied


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRESQL else [])])
async def url(request: pytest.FixtureRequest) -> str:
    return await emptied() if request.param == "postgresql" else "sqlite"


@pytest.fixture
async def database(url: str, tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(url, tmp_path / "data")
    yield opened
    await opened.close()
