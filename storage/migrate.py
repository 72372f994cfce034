"""Bringing a database to the schema that the code knows. Imports ``errors`` of ours alone.

The migrations lie in ``storage/migrations`` and are found by this file's path, so that
they are found in a wheel too.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.errors import SchemaNewer, SchemaOlder

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(conn: Connection) -> bool:
    """Bring the schema up to date, in the caller's transaction. Raises SchemaNewer.

    Returns whether anything was to be done.
    """
    current, head = _current(conn), _scripts().get_current_head()
    if current != head:
        _refuse_newer(current, head)
        command.upgrade(_config(conn), "head")
    return current != head


def check(conn: Connection) -> None:
    """Change nothing: raise SchemaNewer or SchemaOlder if the schema isn't the code's."""
    current, head = _current(conn), _scripts().get_current_head()
    if current != head:
        _refuse_newer(current, head)
        raise SchemaOlder(found=current, known=head)


def _refuse_newer(current: str | None, head: str | None) -> None:
    ours = {script.revision for script in _scripts().walk_revisions()}
    if current is not None and current not in ours:
        raise SchemaNewer(found=current, known=head)


def _current(conn: Connection) -> str | None:
    return MigrationContext.configure(conn).get_current_revision()


def _config(conn: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
