"""The text that a command refers to: a file, or the message that it replies to.

Fetched before the transaction, from the command's own room alone, within 10 s and
1 MiB. Knows the Matrix edge and the outbox (the bot's own showings mean an exact text).
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.clerk.item import Item
from bot.errors import MatrixError, UnknownToken
from bot.matrix import ENCRYPTED, Event, Matrix
from bot.relay.compose import FIELD
from bot.retry import patiently
from commands.command import Asked, InFile, InReply
from commands.errors import Usage, UsageError
from commands.message import File, held
from commands.texts import with_text
from deliberation import reference
from deliberation.proposal import Proposal, fold
from deliberation.reference import Reference
from deliberation.text import MAX_TEXT_BYTES
from storage import outbox, record
from storage.database import Database

SECONDS = 10


class Unfetched(Exception):  # noqa: N818 - not an error of ours: the text can't be had now
    """What the command refers to could not be fetched; its sender is told to try again."""


@dataclass(frozen=True)
class Enclosures:
    """Where texts are fetched from; ``seconds`` is how long that may take."""

    matrix: Matrix
    database: Database
    seconds: float = SECONDS

    async def enclosed(self, item: Item, asked: Asked) -> Asked:
        """Return what was asked with its text in it.

        Raises UsageError if there is no usable text, Unfetched if it can't be had.
        """
        try:
            async with asyncio.timeout(self.seconds):
                text = await patiently(
                    f"{item.place.name}: fetching a text",
                    lambda: self._text(item, asked),
                    lambda error: error.retry,
                )
        except TimeoutError as late:
            raise Unfetched from late
        except UnknownToken:
            raise
        except MatrixError as error:
            if error.errcode == "TOO_LARGE":
                limit = MAX_TEXT_BYTES
                raise _usage(asked, Usage.TEXT_TOO_LARGE, size=limit + 1, limit=limit) from error
            raise Unfetched from error
        return with_text(asked, text)

    async def _text(self, item: Item, asked: Asked) -> str | bytes:
        if isinstance(asked.text, InFile):
            return await self._file(asked.text.file)
        if isinstance(asked.text, InReply):
            return await self._replied(item, asked, asked.text.event_id)
        return ""

    async def _replied(self, item: Item, asked: Asked, event_id: str) -> str | bytes:
        """Return the text that a message holds; of the bot's own, the exact text shown."""
        async with self.database.read() as conn:
            row = await outbox.by_event(conn, event_id)
        if row and row.place == item.place.name:
            return await self._shown(asked, row.about)
        event = await self.matrix.event(item.event.room_id, event_id)
        if event.sender != self.matrix.user_id:
            return await self._said(asked, event)
        return await self._shown(asked, await self._about(item, event))

    async def _about(self, item: Item, event: Event) -> str:
        """Return what a message of the bot's is about that is not marked as sent yet."""
        mark = event.content.get(FIELD)
        key = str(mark.get("key")) if isinstance(mark, Mapping) else ""
        async with self.database.read() as conn:
            row = (await outbox.by_key(conn, [key])).get(key)
        return row.about if row and row.place == item.place.name else ""

    async def _shown(self, asked: Asked, about: str) -> str:
        """Return the exact text that a message of the bot's shows."""
        named = reference.parse(about)
        async with self.database.read() as conn:
            proposal = fold(await record.entries(conn, named.proposal)) if named else None
        if named is None or proposal is None:
            raise _usage(asked, Usage.REPLY_SHOWS_NO_TEXT)
        return exact(proposal, named)

    async def _said(self, asked: Asked, event: Event) -> str | bytes:
        """Return what somebody's message says, as they last edited it."""
        sealed = event.sealed
        if event.edited:
            event = await self.matrix.event(event.room_id, event.edited)
        if event.type == ENCRYPTED or event.sealed < sealed:
            raise Unfetched  # it can't be read, or the edit could be a homeserver's
        found = held(event.content)
        if isinstance(found, File):
            with_text(asked, found)
            return await self._file(found)
        return found or ""

    async def _file(self, file: File) -> bytes:
        return await self.matrix.download(file.url, MAX_TEXT_BYTES, file.secret)


def exact(proposal: Proposal, about: Reference) -> str:
    """Return the text that a message about this shows."""
    draft = about.draft or 0
    if about.caucus:
        text = proposal.caucus_text(about.caucus, draft, about.number)
        return text.text if text else ""
    if about.draft in (None, 1):
        return proposal.text  # as it was tabled, which is Draft 1
    found = proposal.draft(draft)
    return found.text if found else ""


def _usage(asked: Asked, code: Usage, **fields: Any) -> UsageError:
    return UsageError(code, command=asked.command, line=asked.line, at=0, **fields)
