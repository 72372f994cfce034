"""The text that a command refers to: a file, or the message that it replies to.

Fetched before the transaction, from the command's own room alone, within 10 s and
1 MiB. Knows the Matrix edge and the outbox (the bot's own showings mean an exact text).
"""

import asyncio
from dataclasses import dataclass

from bot.errors import MatrixError
from bot.incoming import Item
from bot.matrix import Matrix
from commands.command import Asked, InFile, InReply
from commands.errors import Usage, UsageError
from commands.message import File, held
from commands.texts import with_text
from deliberation.proposal import fold
from deliberation.text import MAX_TEXT_BYTES
from storage import outbox, record
from storage.database import Database

SECONDS = 10


class Unfetched(Exception):  # noqa: N818 - not an error of ours: the text can't be had now
    """What the command refers to could not be fetched; its sender is told to try again."""


@dataclass(frozen=True)
class Enclosures:
    """Where texts are fetched from."""

    matrix: Matrix
    database: Database

    async def enclosed(self, item: Item, asked: Asked) -> Asked:
        """Return what was asked with its text in it.

        Raises UsageError if there is no usable text, Unfetched if it can't be had.
        """
        try:
            async with asyncio.timeout(SECONDS):
                text = await self._text(item, asked)
        except TimeoutError as late:
            raise Unfetched from late
        except MatrixError as error:
            if error.errcode == "TOO_LARGE":
                raise _too_large(asked) from error
            raise Unfetched from error
        return with_text(asked, text)

    async def _text(self, item: Item, asked: Asked) -> str | bytes:
        if isinstance(asked.text, InFile):
            return await self._file(asked.text.file)
        if not isinstance(asked.text, InReply):
            return ""
        shown = await self._shown(item, asked.text.event_id)
        if shown is not None:
            return shown
        event = await self.matrix.event(item.event.room_id, asked.text.event_id)
        found = held(event.content)
        if isinstance(found, File):
            with_text(asked, found)
            return await self._file(found)
        return found or ""

    async def _shown(self, item: Item, event_id: str) -> str | None:
        """Return the exact text of which a message of the bot's, in this room, is a showing."""
        async with self.database.read() as conn:
            row = await outbox.by_event(conn, event_id)
            if row is None or row.place != item.place.name or "/" not in row.about:
                return None
            number, draft, *text = row.about.removeprefix("P").split("/")
            proposal = fold(await record.entries(conn, int(number)))
        if proposal is None:
            return None
        if text:
            key, _, which = text[0].partition(".")
            found = proposal.caucus_text(key, int(draft), int(which))
            return found.text if found else None
        issued = proposal.draft(int(draft))
        return issued.text if issued else None

    async def _file(self, file: File) -> bytes:
        return await self.matrix.download(file.url, MAX_TEXT_BYTES, file.secret)


def _too_large(asked: Asked) -> UsageError:
    return UsageError(
        Usage.TEXT_TOO_LARGE,
        command=asked.command,
        line=asked.line,
        at=0,
        size=MAX_TEXT_BYTES + 1,
        limit=MAX_TEXT_BYTES,
    )
