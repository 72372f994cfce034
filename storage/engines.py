"""The engines of a database: the writer's one connection, the readers', the migrations'.

Knows what SQLite and PostgreSQL want of a connection and of BEGIN. Imports ``errors``
and ``sqlite`` of ours and nothing else.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, NullPool, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.errors import DatabaseUnreachable, DatabaseUnsupported, DriverMissing
from storage.sqlite import Connection as Driven
from storage.sqlite import opened

FILE = "rapporteur.sqlite3"
"""The name of the SQLite database within ``data_dir``."""

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
)
_REFERENCES = "PRAGMA foreign_keys = ON"


def locate(url: str, data_dir: Path) -> URL:
    """Return the URL with its driver.

    ``sqlite`` alone is a file in ``data_dir``; a relative SQLite path is as SQLAlchemy
    has it, below the working directory. Raises DatabaseUnsupported.
    """
    if url == "sqlite":
        return URL.create("sqlite+aiosqlite", database=str(data_dir / FILE))
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseUnsupported(scheme=url.partition(":")[0]) from None
    scheme = parsed.drivername.partition("+")[0]
    if scheme == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return parsed.set(drivername="sqlite+aiosqlite")
    if scheme in {"postgresql", "postgres"}:
        return _for_asyncpg(parsed)
    raise DatabaseUnsupported(scheme=scheme)


def _for_asyncpg(parsed: URL) -> URL:
    """Return the URL with its driver, which calls ``ssl`` what all others call ``sslmode``."""
    located = parsed.set(drivername="postgresql+asyncpg")
    if "sslmode" not in located.query:
        return located
    ssl = located.query["sslmode"]
    return located.difference_update_query(["sslmode"]).update_query_dict({"ssl": ssl})


def is_sqlite(url: URL) -> bool:
    """Whether the URL is of a SQLite file."""
    return url.drivername.startswith("sqlite")


def create_file(url: URL) -> None:
    """Create the SQLite file, for its owner alone, unless it is there."""
    if is_sqlite(url):
        try:
            Path(str(url.database)).touch(mode=0o600)
        except OSError as error:
            raise DatabaseUnreachable(reason=str(error)) from error


def find_file(url: URL) -> None:
    """Make sure that the SQLite file can be read. Raises DatabaseUnreachable.

    The driver would find out too, but in a thread that outlives the failure, and that
    prints a traceback if the program ends meanwhile.
    """
    if is_sqlite(url):
        try:
            with Path(str(url.database)).open("rb"):
                pass
        except OSError as error:
            raise DatabaseUnreachable(reason=str(error)) from error


def writer(url: URL) -> AsyncEngine:
    """Return the engine for write transactions: one connection, kept."""
    engine = _engine(url, pool_size=1, max_overflow=0)
    if is_sqlite(url):
        _govern(engine, _write, (*_PRAGMAS, _REFERENCES))
    return engine


def writer_in_haste(engine: AsyncEngine) -> AsyncEngine:
    """Return the same writer for transactions that are lost if the machine loses power."""
    return engine.execution_options(hasty=True)


def migrator(url: URL) -> AsyncEngine:
    """Return the engine for migrations. References aren't enforced: a table may be remade.

    SQLite refuses to drop a table to which others refer, and can't be told otherwise within a
    transaction (https://sqlite.org/lang_altertable.html §7).
    """
    engine = _engine(url, poolclass=NullPool)
    if is_sqlite(url):
        _govern(engine, _write, _PRAGMAS)
    return engine


def reader(url: URL) -> AsyncEngine:
    """Return the engine for snapshots. Its connections refuse to write, or to create a file."""
    if not is_sqlite(url):
        engine = _engine(url, isolation_level="REPEATABLE READ")
        return engine.execution_options(postgresql_readonly=True)
    engine = _engine(url, reads=True)
    _govern(engine, _read, ("PRAGMA query_only = ON",))
    return engine


def _engine(url: URL, *, reads: bool = False, **settings: Any) -> AsyncEngine:
    if is_sqlite(url):
        name = f"file:{_quoted(url)}?mode=rw"
        settings["creator"] = partial(opened, name, reads=reads)
    try:
        return create_async_engine(url, hide_parameters=True, **settings)
    except ModuleNotFoundError as error:
        raise DriverMissing(name=error.name) from error


def _govern(
    engine: AsyncEngine, begin: Callable[[Connection], None], pragmas: tuple[str, ...]
) -> None:
    """Take transaction control from the driver, which would begin too late.

    As SQLAlchemy's documentation of SQLite transactions has it for all Python versions.
    """

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    event.listen(engine.sync_engine, "begin", begin)


def _read(connection: Connection) -> None:
    _driven(connection).read()


def _write(connection: Connection) -> None:
    _driven(connection).write(hasty=connection.get_execution_options().get("hasty", False))


def _driven(connection: Connection) -> Driven:
    driven: Any = connection.connection.dbapi_connection
    return driven  # type: ignore[no-any-return]


def _quoted(url: URL) -> str:
    """Return the path as SQLite's URI file names want it."""
    path = str(Path(str(url.database)).absolute())
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
