"""A database of its own for every test that asks for one.

SQLite always; PostgreSQL too where RAPPORTEUR_TEST_POSTGRESQL holds the URL of a
database whose content may be thrown away.
"""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.database import Database, open_database
from storage.engines import locate

POSTGRESQL = os.environ.get("RAPPORTEUR_TEST_POSTGRESQL")


@pytest.fixture(params=["sqlite", *([POSTGRESQL] if POSTGRESQL else [])], ids=lambda url: url[:6])
async def url(request: pytest.FixtureRequest) -> str:
    url: str = request.param
    if url != "sqlite":
        engine = create_async_engine(locate(url, Path()))
        async with engine.begin() as connection:
            await connection.execute(text("DROP SCHEMA public CASCADE"))
            await connection.execute(text("CREATE SCHEMA public"))
        await engine.dispose()
    return url


@pytest.fixture
async def database(url: str, tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(url, tmp_path / "data")
    yield opened
    await opened.close()
