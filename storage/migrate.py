"""Bringing a database to the schema that the code knows. Imports ``errors`` and ``upgrade`` alone.

The migrations lie in ``storage/migrations`` and are found by this file's path, so that they are
found in a wheel too. Each file's name begins with its revision, and they follow one another in that
order. A database that is up to date is seen to be so without Alembic, which takes 10 MB of memory.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.errors import SchemaNewer, SchemaOlder

MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION = "alembic_version"


def migrate(conn: Connection) -> bool:
    """Bring the schema up to date, in the caller's transaction. Raises SchemaNewer.

    Returns whether anything was to be done.
    """
    current, known = _current(conn), revisions()
    if current == known[-1]:
        return False
    _refuse_newer(current, known)
    from storage.upgrade import upgrade  # noqa: PLC0415 - see above

    upgrade(conn, MIGRATIONS)
    return True


def check(conn: Connection) -> None:
    """Change nothing: raise SchemaNewer or SchemaOlder if the schema isn't the code's."""
    current, known = _current(conn), revisions()
    if current != known[-1]:
        _refuse_newer(current, known)
        raise SchemaOlder(found=current, known=known[-1])


def revisions() -> list[str]:
    """Return the revisions that the code knows, the newest last."""
    return sorted(path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*_*.py"))


def _refuse_newer(current: str | None, known: list[str]) -> None:
    if current is not None and current not in known:
        raise SchemaNewer(found=current, known=known[-1])


def _current(conn: Connection) -> str | None:
    """Return the revision that the database has, or None if it has none."""
    if not inspect(conn).has_table(_VERSION):
        return None
    row = conn.execute(text(f"SELECT version_num FROM {_VERSION}")).first()  # noqa: S608 - ours
    return str(row[0]) if row else None
