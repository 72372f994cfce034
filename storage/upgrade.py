"""Alembic, which carries out the migrations. Imports nothing of ours."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(conn: Connection, migrations: Path) -> None:
    """Bring the schema to the newest revision, in the caller's transaction."""
    command.upgrade(configuration(migrations, conn), "head")


def configuration(migrations: Path, conn: Connection | None = None) -> Config:
    """Return what Alembic is told: where the migrations lie, and the connection if there is one."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    return config
