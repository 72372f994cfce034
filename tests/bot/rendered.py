"""What is to be said, put into words as the courier has it done."""

from collections.abc import Iterable

from bot.rendering.renderer import Renderer
from storage.database import Database
from storage.folds import Folds
from storage.outbox import Row, RowState
from tests.storage.look import queued


async def rendered(
    database: Database, rows: Iterable[Row], files: dict[str, str] | None = None
) -> list[Row]:
    """Have rows rendered and stored; return what they became, in order.

    Their files are put into ``files``, by their digests.
    """
    renderer, rows = Renderer(database, Folds()), list(rows)
    to_render = [row for row in rows if row.state is RowState.SAID]
    async with database.read() as conn:
        said = await renderer.said(conn, to_render)
    done = [await renderer.rendered(each) for each in said]
    found = await renderer.store(done)
    if files is not None:
        files.update(kept for some in done for each in some for kept in each.files.items())
    return [part for row in rows for part in found.get(row.key, (row,))]


async def in_words(database: Database) -> list[Row]:
    """Return what is to be said, in words, whatever the rooms, in order."""
    async with database.read() as conn:
        rows = await queued(conn)
    return await rendered(database, rows)
