"""A new record on SQLite, copied from one that was made once: each migration is tried elsewhere."""

import shutil
import tempfile
from pathlib import Path

from storage.database import Database, open_database

FILE = "rapporteur.sqlite3"
_made: list[Path] = []


async def new_record(folder: Path) -> Database:
    """Open a record in a folder; unless there is one, it is new, as ``open_database`` makes it."""
    if not (folder / FILE).exists():
        if not _made:
            made = Path(tempfile.mkdtemp(prefix="record-"))
            await (await open_database("sqlite", made)).close()
            _made.append(made / FILE)
        folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - nobody else waits
        shutil.copyfile(_made[0], folder / FILE)
    return await open_database("sqlite", folder)
