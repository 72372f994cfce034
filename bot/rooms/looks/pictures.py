"""A picture is uploaded once; its address is kept beside the record.

Knows the Matrix edge and storage; pictures are drawn by ``relay.looks``.
"""

from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import MatrixError
from bot.matrix import Matrix
from bot.ratelimit import RateLimit
from bot.relay.looks.drawing import mark, png
from bot.relay.looks.picture import Picture
from storage import meta
from storage.database import Database

log = structlog.get_logger()


async def address_of(conn: AsyncConnection, picture: Picture | None) -> str:
    """Return the ``mxc://`` address under which a picture was uploaded, or empty."""
    return (await _kept(conn, picture))[1] if picture else ""


@dataclass(frozen=True)
class Pictures:
    """Uploads pictures."""

    database: Database
    matrix: Matrix
    rate_limit: RateLimit

    async def upload(self, picture: Picture) -> str:
        """Return the address of a picture, uploading it if that wasn't done.

        Empty if the homeserver takes no files. Raises MatrixError if it may take them later.
        """
        async with self.database.read() as conn:
            known, address = await _kept(conn, picture)
        if known == mark(picture):
            return address
        filename, data = f"{picture.shape.name.lower()}.png", png(picture)
        try:
            address = await self.rate_limit.ask(
                lambda: self.matrix.upload(data, filename, "image/png")
            )
        except MatrixError as error:
            if error.retry:
                raise
            log.info("picture not uploaded", picture=filename, error=str(error))
            return address
        async with self.database.write() as conn:
            await meta.put(conn, _name(picture), f"{mark(picture)} {address}")
        return address


async def _kept(conn: AsyncConnection, picture: Picture) -> tuple[str, str]:
    """Return how a picture was drawn that was uploaded, and its address; empty if none was."""
    drawn, _, address = (await meta.get(conn, _name(picture)) or "").partition(" ")
    return drawn, address


def _name(picture: Picture) -> str:
    return f"picture:{picture.shape.name.lower()}:{picture.colour}"
