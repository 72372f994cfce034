from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import held, inbox, outbox
from storage.database import Database, open_database, open_readonly
from storage.engines import create_file, locate, migrator
from storage.errors import SchemaNewer, SchemaOlder
from storage.held import Held
from storage.inbox import Arrival, InboxRow, InboxState
from storage.migrate import MIGRATIONS, revisions
from storage.outbox import RowState
from storage.schema import metadata
from storage.upgrade import configuration

INBOX_ROW = (
    "INSERT INTO inbox (cause, state, attempts, place, sender, command, taken_at)"
    " VALUES (:cause, :state, 1, 'forum', '@x:x', :command, 1)"
)
"""A row as it was until schema 0005."""


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


@asynccontextmanager
async def of_revision(revision: str, url: str, data_dir: Path) -> AsyncIterator[AsyncConnection]:
    """Give an empty database the schema that it had, to write into."""
    located = locate(url, data_dir)
    create_file(located)
    engine = migrator(located)
    async with engine.begin() as conn:
        await conn.run_sync(lambda at: command.upgrade(configuration(MIGRATIONS, at), revision))
        yield conn
    await engine.dispose()


def test_the_revisions_follow_one_another_by_their_names() -> None:
    scripts = ScriptDirectory.from_config(configuration(MIGRATIONS))
    assert [each.revision for each in scripts.walk_revisions()][::-1] == revisions()


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


async def test_what_was_counted_but_not_acted_on_comes_in_anew(
    tmp_path: Path, empty_url: str
) -> None:
    """Until schema 0003 an attempt was counted in the inbox, as ``taken``."""
    async with of_revision("0003", empty_url, tmp_path) as conn:
        for cause, state in (("$taken", "taken"), ("$held", "taken"), ("$done", "done")):
            values = {"cause": cause, "state": state, "command": True}
            await conn.execute(text(INBOX_ROW), values)
        await held.hold(conn, Held("$held", "forum", {}, 0, 1))
    database = await open_database(empty_url, tmp_path)
    async with database.write() as conn:
        assert await inbox.enter(conn, Arrival("$taken", "@x:x", command=True))
        assert not await inbox.enter(conn, Arrival("$done", "@x:x", command=True))
        assert await inbox.resume(conn, "$held", command=True)
    await database.close()


async def test_what_remains_of_a_table_is_kept_when_columns_are_dropped(
    tmp_path: Path, empty_url: str
) -> None:
    async with of_revision("0005", empty_url, tmp_path) as conn:
        for cause, asked in (("$1", True), ("$2", False)):
            values = {"cause": cause, "state": "held", "command": asked}
            await conn.execute(text(INBOX_ROW), values)
            await held.hold(conn, Held(cause, "forum", {}, 0, 1))
    database = await open_database(empty_url, tmp_path)
    async with database.read() as conn:
        assert await conn.run_sync(difference) == []
        assert [each.cause for each in await held.waiting(conn)] == ["$1", "$2"]
        assert await inbox.get(conn, "$1") == InboxRow("$1", InboxState.HELD, "@x:x", command=True)
        assert await inbox.get(conn, "$2") == InboxRow("$2", InboxState.HELD, "@x:x", command=False)
    await database.close()


OUTBOX_ROW = (
    'INSERT INTO outbox (key, seq, cause, place, lane, txn_id, event_type, content, "references",'
    " about, shows, pin, filename, attachment, only_with, state, event_id, created_at, error)"
    " VALUES (:key, :seq, '$c', 'forum', 'forum', :key, 'm.room.message', '{}', '{}', '', 0, :pin,"
    " :name, :text, '', :state, '', 1, '')"
)
"""A row as it was until schema 0013."""


async def test_what_was_queued_with_a_file_is_sent_with_the_same_and_what_was_sent_is_kept(
    tmp_path: Path, empty_url: str
) -> None:
    async with of_revision("0013", empty_url, tmp_path) as conn:
        for seq, (key, name, said, state) in enumerate(
            (
                ("a", "draft.md", "A text.", "queued"),
                ("b", "draft.md", "A text.", "queued"),
                ("c", "", None, "sent"),
            ),
            start=1,
        ):
            values = {"key": key, "seq": seq, "name": name, "text": said, "state": state}
            await conn.execute(text(OUTBOX_ROW), {**values, "pin": False})
    database = await open_database(empty_url, tmp_path)
    async with database.write() as conn:
        rows = await outbox.by_key(conn, ["a", "b", "c"])
        assert [(row.seq, row.part, row.state) for row in rows.values()] == [
            *((1, 0, RowState.QUEUED), (2, 0, RowState.QUEUED), (3, 0, RowState.SENT))
        ]
        assert [await outbox.file(conn, rows[key].file) for key in "ab"] == ["A text."] * 2
        await outbox.mark_sent(conn, [("a", "$a")])
        assert await outbox.file(conn, rows["b"].file) == "A text."
        await outbox.mark_sent(conn, [("b", "$b")])
        with pytest.raises(NoResultFound):
            await outbox.file(conn, rows["b"].file)
    await database.close()
