"""A PostgreSQL database that may be thrown away, where RAPPORTEUR_TEST_POSTGRESQL names one.

Each process that runs tests has its own beside it, so that several don't disturb each other.
"""

import os
from pathlib import Path

from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.engines import locate

POSTGRESQL = os.environ.get("RAPPORTEUR_TEST_POSTGRESQL", "")


async def emptied() -> str:
    """Return the URL of this process's database, with nothing in it."""
    given = make_url(POSTGRESQL)
    name = f"{given.database}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    known = await _run(given, f"SELECT 1 FROM pg_database WHERE datname = '{name}'")
    if not known:
        await _run(given, f'CREATE DATABASE "{name}"')
    own = given.set(database=name)
    await _run(own, "DROP SCHEMA public CASCADE")
    await _run(own, "CREATE SCHEMA public")
    return own.render_as_string(hide_password=False)


async def _run(url: URL, statement: str) -> bool:
    """Run a statement; return whether it gave rows."""
    engine = create_async_engine(
        locate(url.render_as_string(hide_password=False), Path()), isolation_level="AUTOCOMMIT"
    )
    try:
        async with engine.connect() as connection:
            found = await connection.execute(text(statement))
            return found.returns_rows and found.first() is not None
    finally:
        await engine.dispose()
