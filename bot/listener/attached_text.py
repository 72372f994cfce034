"""What a command needs of Matrix before it is decided, above all the text it refers to.

The text is in a file, or in the message that the command replies to. It is fetched before the
transaction, from the command's own room alone, within 10 s and up to 1 MiB. For a command in a
direct chat, the homeserver is asked who is in the chat; for one that gives somebody a role,
whether they have an account. Knows the Matrix edge, and the outbox:
a message with which the bot showed a text stands for exactly that text.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, assert_never

import structlog

from bot import metrics
from bot.alone import Alone
from bot.clerk.clerk import ATTEMPTS
from bot.clerk.item import Chosen, Item
from bot.clerk.queue import Ready
from bot.errors import MatrixError, UnknownToken
from bot.listener.accounts import Accounts
from bot.matrix import ENCRYPTED, Event, Matrix
from bot.ratelimit import RateLimit, Urgency
from bot.relay.compose import FIELD
from bot.retry import until_answered
from bot.rooms import state_events
from commands.parsing.command import Asked, Below, InFile, InReply
from commands.parsing.errors import Usage, UsageError
from commands.parsing.identities import ConfirmIdentity, ShowIdentity
from commands.parsing.message import File, body_or_file
from commands.parsing.texts import format_of, with_text
from deliberation import reference
from deliberation.acts import GiveCaucusText, IssueDraft, Naming
from deliberation.fold import fold
from deliberation.proposal import Proposal
from deliberation.reference import Reference
from deliberation.terms import RoomKind
from deliberation.text import MAX_TEXT_BYTES
from storage import outbox, record
from storage.database import Database
from storage.errors import StorageError
from texts.read import Format

log = structlog.get_logger()

SECONDS = 10
Fetched = tuple[str | bytes, Format]
"""A text, or the bytes of a file with it, and what it is written in."""
_NO_TEXT = "", Format.MARKDOWN


class Unfetched(Exception):  # noqa: N818 - not an error of ours: the text can't be had now
    """What the command refers to could not be fetched; its sender is told to try again."""


@dataclass(frozen=True)
class AttachedTexts:
    """Fetches what items need; ``seconds`` is how long a text may take."""

    database: Database
    matrix: Matrix
    rate_limit: RateLimit
    alone: Alone
    accounts: Accounts
    seconds: float = SECONDS

    def fetch_for(self, item: Item) -> Callable[[], Awaitable[Ready]] | None:
        """Return what fetches the text an item refers to, or who is in a direct chat or meant."""
        asked, event = item.what, item.event
        if isinstance(asked, UsageError) and asked.code is Usage.PERSON_UNCLEAR:
            return lambda: self._offered(item, asked)
        if event and isinstance(asked, Chosen) and item.place.kind is RoomKind.DIRECT:
            return lambda: self._tried(item, event.room_id, asked, 1)
        if event is None or not isinstance(asked, Asked):
            return None
        names = isinstance(asked.want, Naming) or bool(_whose(asked))
        if item.place.kind is not RoomKind.DIRECT and not _refers(asked) and not names:
            return None
        if not _refers(asked):  # what is only asked about members and accounts can do no harm
            return lambda: self._tried(item, event.room_id, asked, 1)
        self.alone.expect(item.cause)

        async def fetch() -> Ready:
            async with self.alone.turn(item.cause) as attempt:
                return await self._tried(item, event.room_id, asked, attempt)

        return fetch

    async def _offered(self, item: Item, error: UsageError) -> Ready:
        return Ready(replace(item, what=await self.accounts.offered(item, error)))

    async def _tried(self, item: Item, room_id: str, asked: Asked | Chosen, first: int) -> Ready:
        """Fetch what an item needs, beginning with the attempt of this number."""
        for attempt in range(first, ATTEMPTS + 1):
            try:
                return await self.fetched(Ready(item, attempt), room_id, asked)
            except (StorageError, UnknownToken):
                raise
            except Exception as error:
                metrics.failed(error)
                log.exception("fetching failed", cause=item.cause, attempt=attempt)
        return Ready(item, ATTEMPTS + 1)

    async def fetched(self, ready: Ready, room_id: str, asked: Asked | Chosen) -> Ready:
        """Return an item with what its command needs, which came in the room with this id."""
        item = ready.item
        try:
            if item.place.kind is RoomKind.DIRECT:
                ready = replace(ready, alone=await self._alone(item, room_id))
            if isinstance(asked, Chosen):
                return ready
            if person := _whose(asked):
                await self._look_at_devices(person)
            whole = await self.accounts.looked_up(item, asked)
            if _refers(asked):
                whole = await self.attached(item, room_id, whole)
            return replace(ready, item=replace(item, what=whole))
        except UsageError as error:
            return replace(ready, item=replace(item, what=error))
        except Unfetched:
            return replace(ready, unfetched=True)

    async def _alone(self, item: Item, room_id: str) -> bool:
        """Whether the sender is alone with the bot; a homeserver that is away is waited for.

        Raises Unfetched if the homeserver answers other requests and not this one: the room may
        be too large for it.
        """
        silent = 0

        def may_succeed(error: MatrixError) -> bool:
            nonlocal silent
            silent += error.errcode == "TIMEOUT"
            return error.retry and silent < ATTEMPTS

        try:
            state = await until_answered(
                f"{item.place.name}: who is there",
                lambda: self.rate_limit.ask(
                    lambda: self.matrix.full_state(room_id), Urgency.ANSWER
                ),
                may_succeed,
            )
        except MatrixError as error:
            if error.retry:
                raise Unfetched from error
            return False
        return state_events.is_between(state, self.matrix.user_id, item.person)

    async def _look_at_devices(self, person: str) -> None:
        """See by which keys somebody's devices are known now, as far as that can be had."""
        with suppress(MatrixError):
            await self.matrix.look_at_devices(person)

    async def attached(self, item: Item, room_id: str, asked: Asked) -> Asked:
        """Return what was asked with its text in it, and with the name of the text that it changes.

        Raises UsageError if there is no usable text, Unfetched if it can't be had.
        """
        try:
            async with asyncio.timeout(self.seconds):
                return await until_answered(
                    f"{item.place.name}: fetching a text",
                    lambda: self._whole(item, room_id, asked),
                    lambda error: error.retry,
                )
        except TimeoutError as late:
            raise Unfetched from late
        except MatrixError as error:
            if error.errcode == "TOO_LARGE":
                limit = MAX_TEXT_BYTES
                raise _usage(asked, Usage.TEXT_TOO_LARGE, size=limit + 1, limit=limit) from error
            raise Unfetched from error

    async def _whole(self, item: Item, room_id: str, asked: Asked) -> Asked:
        if asked.base and isinstance(asked.want, IssueDraft | GiveCaucusText):
            base = await self._base(item, room_id, asked)
            asked = replace(asked, want=replace(asked.want, base=base))
        if not _has_text_elsewhere(asked):
            return asked
        return with_text(asked, *await self._text(item, room_id, asked))

    async def _base(self, item: Item, room_id: str, asked: Asked) -> str:
        """Return the name of the text that the message replied to shows, empty if it shows none."""
        async with self.database.read() as conn:
            row = await outbox.by_event(conn, asked.base)
        if row and row.place == item.place.name:
            return row.about
        event = await self.matrix.event(room_id, asked.base)
        return await self._about(item, event) if event.sender == self.matrix.user_id else ""

    async def _text(self, item: Item, room_id: str, asked: Asked) -> Fetched:
        match asked.text:
            case InFile(file=file):
                return await self._file(file)
            case InReply(event_id=event_id):
                return await self._replied(item, room_id, asked, event_id)
            case Below() | None:
                return _NO_TEXT
            case _:
                assert_never(asked.text)

    async def _replied(self, item: Item, room_id: str, asked: Asked, event_id: str) -> Fetched:
        """Return the text of a message; for one of the bot's own, the exact text that it shows."""
        async with self.database.read() as conn:
            row = await outbox.by_event(conn, event_id)
        if row and row.place == item.place.name:
            return await self._shown(asked, row.about)
        event = await self.matrix.event(room_id, event_id)
        if event.sender != self.matrix.user_id:
            return await self._said(asked, event)
        return await self._shown(asked, await self._about(item, event))

    async def _about(self, item: Item, event: Event) -> str:
        """Return what a message of the bot's is about, if it isn't recorded as sent yet."""
        mark = event.content.get(FIELD)
        key = str(mark.get("key")) if isinstance(mark, Mapping) else ""
        async with self.database.read() as conn:
            row = (await outbox.by_key(conn, [key])).get(key)
        return row.about if row and row.place == item.place.name else ""

    async def _shown(self, asked: Asked, about: str) -> Fetched:
        """Return the exact text that a message of the bot's shows."""
        named = reference.parse(about)
        async with self.database.read() as conn:
            proposal = fold(await record.entries(conn, named.proposal)) if named else None
        if clause := _clause(asked):  # of what the bot shows, a clause is no words
            raise _usage(asked, Usage.WORDS_MISSING, clause=clause)
        if named is None or proposal is None or named.clause:
            clause = named.clause if named else ""
            raise _usage(asked, Usage.REPLY_SHOWS_NO_TEXT, clause=clause)
        return exact(proposal, named)

    async def _said(self, asked: Asked, event: Event) -> Fetched:
        """Return what somebody's message says, as they last edited it."""
        sealed = event.sealed
        if event.edited:
            event = await self.matrix.event(event.room_id, event.edited)
        if event.type == ENCRYPTED:
            raise Unfetched  # its key may still come
        if doubt := event.doubt or ("in_clear" if event.sealed < sealed else None):
            raise _usage(asked, Usage.REPLY_DOUBTFUL, person=event.sender, doubt=str(doubt))
        said = body_or_file(event.content)
        if isinstance(said, File):
            with_text(asked, said)
            return await self._file(said)
        return said or "", Format.MARKDOWN

    async def _file(self, file: File) -> Fetched:
        data = await self.matrix.download(file.url, MAX_TEXT_BYTES, file.secret)
        return data, format_of(file)


def _refers(asked: Asked) -> bool:
    """Whether something stands elsewhere: the text, or the text that is to be changed."""
    return bool(asked.base) or _has_text_elsewhere(asked)


def _whose(asked: Asked) -> str:
    """Return the person whose identity it is about, or empty."""
    return asked.want.person if isinstance(asked.want, ShowIdentity | ConfirmIdentity) else ""


def _clause(asked: Asked) -> str:
    return asked.want.clause if isinstance(asked.want, IssueDraft | GiveCaucusText) else ""


def _has_text_elsewhere(asked: Asked) -> bool:
    return asked.text is not None and not isinstance(asked.text, Below)


def exact(proposal: Proposal, about: Reference) -> tuple[str, Format]:
    """Return the text that a message about this shows, and its format."""
    number = about.draft or 0
    if about.caucus:
        text = proposal.caucus_text(about.caucus, number, about.number)
        return (text.text, text.format) if text else _NO_TEXT
    if about.draft in (None, 1):
        return proposal.text, proposal.format  # as it was tabled, which is Draft 1
    draft = proposal.draft(number)
    return (draft.text, draft.format) if draft else _NO_TEXT


def _usage(asked: Asked, code: Usage, **fields: Any) -> UsageError:
    return UsageError(code, command=asked.command, line=asked.line, at=0, **fields)
