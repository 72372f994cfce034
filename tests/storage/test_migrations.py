from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from storage import held, inbox
from storage.database import Database, open_database, open_readonly
from storage.errors import SchemaNewer, SchemaOlder
from storage.held import Held
from storage.inbox import Arrival
from storage.migrate import MIGRATIONS
from storage.schema import metadata


def difference(connection: Connection) -> list[object]:
    options = {"compare_type": True, "compare_server_default": True}
    context = MigrationContext.configure(connection, opts=options)
    found: list[object] = compare_metadata(context, metadata)
    return found


async def set_revision(data_dir: Path, url: str, revision: str) -> None:
    database = await open_database(url, data_dir)
    async with database.write() as conn:
        await conn.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
    await database.close()


async def test_the_migrations_make_the_schema_that_the_code_knows(database: Database) -> None:
    async with database.read() as conn:
        assert await conn.run_sync(difference) == []


async def test_a_database_of_a_later_release_is_refused(tmp_path: Path, url: str) -> None:
    await set_revision(tmp_path, url, "9999")
    with pytest.raises(SchemaNewer) as caught:
        await open_database(url, tmp_path)
    newest = max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert caught.value.fields == {"found": "9999", "known": newest.partition("_")[0]}


async def test_a_database_of_a_later_release_is_not_even_read(tmp_path: Path, url: str) -> None:
    await set_revision(tmp_path, url, "9999")
    with pytest.raises(SchemaNewer):
        await open_readonly(url, tmp_path)


async def test_reading_alone_does_not_migrate(tmp_path: Path, url: str) -> None:
    database = await open_database(url, tmp_path)
    async with database.write() as conn:
        await conn.execute(text("DELETE FROM alembic_version"))
    await database.close()
    with pytest.raises(SchemaOlder):
        await open_readonly(url, tmp_path)


async def test_what_was_counted_but_not_acted_on_comes_in_anew(tmp_path: Path, url: str) -> None:
    """Until schema 0003 an attempt was counted in the inbox, as ``taken``."""
    database = await open_database(url, tmp_path)
    async with database.write() as conn:
        for cause in ("$taken", "$held", "$done"):
            await inbox.enter(conn, Arrival(cause, "forum", "@x:x", command=True), 1)
        await held.hold(conn, Held("$held", "forum", {}, 0, 1))
        await conn.execute(text("UPDATE inbox SET state = 'taken' WHERE cause <> '$done'"))
        await conn.execute(text("DROP INDEX ix_entries_audience"))  # as the schema was then
    await database.close()
    await set_revision(tmp_path, url, "0003")
    database = await open_database(url, tmp_path)
    async with database.write() as conn:
        assert await inbox.enter(conn, Arrival("$taken", "forum", "@x:x", command=True), 2)
        assert not await inbox.enter(conn, Arrival("$done", "forum", "@x:x", command=True), 2)
        assert await inbox.resume(conn, "$held", 1, command=True)
    await database.close()
