"""A database that any release left is brought up to date, and reads the same."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine

from deliberation import entries as e
from deliberation import fold as proposals
from deliberation.terms import Stage
from deliberation.text import fingerprint
from storage import invitations, record
from storage.database import Database, open_database
from storage.engines import FILE, locate
from storage.errors import DatabaseCorrupt
from storage.migrate import MIGRATIONS, migrate, revisions
from storage.upgrade import configuration
from storage.verify import seals, verify
from tests.storage.look import export
from tests.storage.make import unsealed
from tests.storage.released.make import HERE, read
from tests.storage.test_migrations import difference
from texts.read import Format

UNRELEASED = frozenset({f"{number:04}" for number in (*range(2, 10), *range(11, 17))})
"""Schemas that no release has. At a release, make.py is run, and this is emptied."""
DROPPED = {
    "outbox": {
        *("attempts", "not_before", "epoch"),
        *("lane", "txn_id", "references", "attachment"),
    },
    "rooms": {"door", "version"},
}
"""Columns that releases had and the code has no more."""
RELEASED = tuple(sorted(path.stem for path in HERE.glob("*.sql")))


@pytest.fixture(params=RELEASED)
def revision(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
async def left(revision: str, empty_url: str, tmp_path: Path) -> str:
    """The address of a database as a release left it; SQLite's file is in ``tmp_path``."""
    laid(tmp_path / FILE, revision)
    if empty_url != "sqlite":
        await copied(tmp_path / FILE, empty_url, revision)
    return empty_url


@pytest.fixture
async def migrated(left: str, tmp_path: Path) -> AsyncIterator[Database]:
    """A release's database, opened by the code of today."""
    database = await open_database(left, tmp_path)
    yield database
    await database.close()


def laid(file: Path, revision: str) -> None:
    """Lay down a release's SQLite file."""
    with closing(sqlite3.connect(file)) as opened:
        opened.executescript((HERE / f"{revision}.sql").read_text(encoding="utf-8"))


async def copied(file: Path, url: str, revision: str) -> None:
    """Lay down the same in PostgreSQL, with the schema that the release made there."""
    tables = sa.MetaData()
    source = sa.create_engine(f"sqlite:///{file}")
    with source.connect() as conn:
        tables.reflect(conn)
        rows = {table: conn.execute(sa.select(table)).mappings().all() for table in _held(tables)}
    source.dispose()
    engine = create_async_engine(locate(url, Path()))
    async with engine.begin() as to:
        await to.run_sync(lambda conn: command.upgrade(configuration(MIGRATIONS, conn), revision))
        for table in filter(rows.get, rows):
            await to.execute(table.insert(), [dict(row) for row in rows[table]])
    await engine.dispose()


def _held(tables: sa.MetaData) -> list[sa.Table]:
    """Return the tables, those first that others refer to, without Alembic's own."""
    return [table for table in tables.sorted_tables if table.name != "alembic_version"]


def expected(revision: str) -> dict[str, Any]:
    """Return what a release read, without what is no more."""
    found: dict[str, Any] = json.loads((HERE / f"{revision}.json").read_text(encoding="utf-8"))
    for table, columns in DROPPED.items():
        found[table] = [{k: v for k, v in row.items() if k not in columns} for row in found[table]]
    return found


def kept(was: Any, now: Any) -> bool:
    """Whether all that was is there now; a later release may know more of the same thing."""
    if isinstance(was, dict):
        return isinstance(now, dict) and all(k in now and kept(v, now[k]) for k, v in was.items())
    if isinstance(was, list):
        return len(was) == len(now) and all(map(kept, was, now))
    return bool(was == now)


async def test_what_a_release_wrote_reads_the_same(migrated: Database, revision: str) -> None:
    was = expected(revision)
    assert migrated.secret.hex() == was.pop("secret")
    async with migrated.read() as conn:
        now = await read(conn)
    for what, before in was.items():
        assert before, f"the release's {what} was empty: it shows nothing"
        assert kept(before, now[what]), what


async def test_what_a_release_wrote_is_exported_byte_for_byte_as_it_was(
    migrated: Database, revision: str
) -> None:
    async with migrated.read() as conn:
        now = export(await record.sealed(conn, None), None)
    assert json.dumps(now) == json.dumps(expected(revision)["record"])


async def test_first_and_second_versions_stand_in_one_record(
    migrated: Database, revision: str
) -> None:
    """A text that had no format is Markdown; what is given now says what it is."""
    number = expected(revision)["listing"][-1]["number"]
    async with migrated.write() as conn:
        tabled = proposals.fold(await record.entries(conn, number))
        assert tabled
        await record.append(conn, go_on(number, tabled.fingerprint))
    async with migrated.read() as conn:
        document = export(await record.sealed(conn, None), None)
        found = proposals.fold(await record.entries(conn, number))
    assert seals(document) == ()
    before = expected(revision)["record"]["entries"]
    assert json.dumps(document["entries"][: len(before)]) == json.dumps(before)
    versions = {"tabled": 1, "forwarded": 1, "drafted": 3, "caucus_text": 2, "position": 5}
    contents = [x["content"] for x in document["entries"] if x["proposal"] == number]
    assert {each["kind"]: each["version"] for each in contents} == versions
    assert found
    assert [draft.format for draft in found.drafts] == [Format.MARKDOWN, Format.PLAIN]
    assert [text.format for text in found.texts] == [Format.PLAIN]


def go_on(number: int, mark: str) -> list[record.Unsealed]:
    """Return what is recorded of a proposal that was tabled before texts had formats."""
    text = "Ours.", fingerprint("Ours."), "plain"
    agreed = "cs", "agreed as amended", 2, text[1], 0, ""
    payloads = (
        e.Forwarded("", 1, mark),
        e.Drafted(2, *text),
        e.CaucusTextGiven("cs", 2, 1, *text),
        e.PositionRecorded(*agreed, 1, *text),
    )
    doors = [e.audience(payload, "public") for payload in payloads]
    return [
        unsealed(payload, number, audience=door, stage=Stage.PLENARY)
        for payload, door in zip(payloads, doors, strict=True)
    ]


async def test_the_chain_that_a_release_wrote_holds(migrated: Database) -> None:
    async with migrated.read() as conn:
        assert verify((await read(conn))["record"]) == ()


async def test_what_was_migrated_has_the_schema_of_a_new_database(migrated: Database) -> None:
    async with migrated.read() as conn:
        assert await conn.run_sync(difference) == []


@pytest.mark.parametrize("act", ["UPDATE entries SET person = ''", "DELETE FROM entries"])
async def test_the_record_is_still_append_only(migrated: Database, act: str) -> None:
    """A migration that remakes the table on SQLite loses its triggers."""
    with pytest.raises(DatabaseError, match="append-only"):
        async with migrated.write() as conn:
            await conn.execute(sa.text(act))


async def test_a_migration_may_remake_a_table_to_which_others_refer_on_sqlite(
    revision: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def remake(conn: sa.Connection) -> bool:
        migrate(conn)
        with Operations(MigrationContext.configure(conn)).batch_alter_table(
            "rooms", recreate="always"
        ):
            pass
        return True

    laid(tmp_path / FILE, revision)
    monkeypatch.setattr("storage.database.migrate", remake)
    database = await open_database("sqlite", tmp_path)
    async with database.read() as conn:
        assert len((await read(conn))["rooms"]) == len(expected(revision)["rooms"])
    with pytest.raises(DatabaseError, match="FOREIGN KEY"):
        async with database.write() as conn:
            await invitations.record(conn, "nowhere", {"@x:x": 1})
    await database.close()


async def test_a_migration_that_breaks_a_reference_changes_nothing(
    left: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(conn: sa.Connection) -> bool:
        conn.execute(sa.text("INSERT INTO invitations VALUES ('nowhere', '@x:x', 1)"))
        return migrate(conn)

    with monkeypatch.context() as patched:
        patched.setattr("storage.database.migrate", breaks)
        with pytest.raises((DatabaseCorrupt, IntegrityError), match=r"foreign.key"):
            await open_database(left, tmp_path)
    await (await open_database(left, tmp_path)).close()


def test_every_schema_is_tested_from_or_said_to_be_unreleased() -> None:
    """If this fails: list a new schema above; at a release, run make.py for its schema."""
    assert set(revisions()) - UNRELEASED == set(RELEASED)
