"""The clerk takes an item, has it decided, and writes what follows from it.

Entries, outbox and inbox are written in one transaction: all of it or nothing. An item that
meets a bug is tried again; if that fails too, its sender is told, and the bot goes on. Knows
storage and what decides; of Matrix only the events, never how anything is sent.
"""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import assert_never

import structlog

from bot import metrics
from bot.clerk import calls
from bot.clerk.act import act
from bot.clerk.answer import post_answer
from bot.clerk.case import Case
from bot.clerk.item import (
    Altered,
    Answered,
    Chosen,
    Doubtful,
    Encrypted,
    Flooded,
    Item,
    Shown,
    Timer,
    Unprotected,
    Unread,
    arrival,
    as_held,
)
from bot.clerk.not_taken import COMMANDS_SEEN, post_not_taken, usage_seen
from bot.clerk.questions.answering import choose
from bot.clerk.timers import due
from bot.clerk.trust import identities
from bot.clerk.trust.in_clear import is_in_clear
from bot.clerk.trust.unreadable import tell_encrypted
from bot.metrics import Outcome
from bot.relay.compose import Outgoing
from bot.relay.notices import Notice
from bot.settings import Settings
from commands.parsing.command import Asked, Instead, Talk, Unknown
from commands.parsing.errors import UsageError
from commands.parsing.identities import Identifying
from commands.parsing.message import thread_of
from commands.parsing.queries import Query
from deliberation.acts import Propose, RosterAct
from deliberation.entries import COUNCIL_CHAIN
from deliberation.errors import PointOfOrder
from storage import due as planned
from storage import held, inbox, outbox, record, rooms
from storage.database import Database
from storage.errors import StorageError
from storage.folds import Folds
from storage.inbox import Arrival
from templates.views import Value

log = structlog.get_logger()

ATTEMPTS = 3
"""How often an item may fail, or kill the process, before it is given up."""


@dataclass(frozen=True)
class Clerk:
    """Decides items one after the other. ``now`` is a clock in ms.

    ``decrypts``: what is encrypted and can't be read may be read later. ``undone`` is what
    could not be done after a commit.
    """

    database: Database
    settings: Settings
    now: Callable[[], int]
    decrypts: bool = False
    folds: Folds = field(default_factory=Folds)
    undone: list[Callable[[], None]] = field(default_factory=list)

    async def work(self, item: Item, attempt: int, *, alone: bool, unfetched: bool) -> None:
        """Act on an item, unless the inbox has it already.

        ``attempt`` is the number of this attempt. ``alone``: it stands in a direct chat where
        nobody else is. ``unfetched``: the text it refers to could not be fetched. Raises
        StorageError.
        """
        for number in range(attempt, ATTEMPTS + 1):
            try:
                async with self._case(item, alone=alone) as case:
                    outcome = await self._take(case, unfetched=unfetched)
                    await outbox.put(case.conn, case.out.rows)
            except StorageError:
                raise
            except Exception as error:
                metrics.failed(error)
                log.exception("item failed", cause=item.cause, attempt=number)
            else:
                metrics.worked(outcome)
                self._finish(case)
                return
        await self._give_up(item)

    def _finish(self, case: Case) -> None:
        """Do what is to be done after the commit; what can't be done now, after the next item."""
        left = [*self.undone, *case.afterwards]
        self.undone.clear()
        for each in left:
            try:
                each()
            except OSError:
                log.exception("not done after the commit; tried again", cause=case.item.cause)
                self.undone.append(each)

    async def _take(self, case: Case, *, unfetched: bool) -> Outcome | None:
        """Act on what can be read, unless it was copied; hold what can't be read yet."""
        item, cause = case.item, case.item.cause
        if not await _enter(case):
            return None
        if self.decrypts and isinstance(item.what, Encrypted):
            head = (await record.head(case.conn)).number
            await held.hold(case.conn, as_held(item, item.what.event, head, case.now))
            await inbox.hold(case.conn, cause)
            return None
        ratchet = item.event.ratchet if item.event else ""
        if not ratchet or await inbox.is_first(case.conn, ratchet, cause):
            if unfetched:
                return _told(case, Notice.UNFETCHED, Outcome.UNFETCHED)
            return await _decide(case)
        log.warning("a copy of an encrypted message", cause=cause)
        return None

    async def _give_up(self, item: Item) -> None:
        reference = secrets.token_hex(4)
        async with self._case(item, alone=False) as case:
            if not await _enter(case):
                return
            if isinstance(item.what, Timer):
                await due.tell_not_done(case, item.what, reference)
            else:
                _say(case, Notice.BUG, reference=reference)
            await inbox.failed(case.conn, item.cause)
            await outbox.put(case.conn, case.out.rows)
        log.error("item given up", cause=item.cause, reference=reference)
        metrics.worked(Outcome.FAILED)

    @asynccontextmanager
    async def _case(self, item: Item, *, alone: bool) -> AsyncIterator[Case]:
        """Open the transaction of an item."""
        now = self.now()
        secret, prefix = self.database.secret, self.settings.prefix
        replied = item.event.event_id if item.event else ""
        thread = thread_of(item.event.content) if item.event else ""
        out = Outgoing(secret, item.cause, now, prefix, replied, thread)
        comes_back = isinstance(item.what, Shown)  # again and again, until the token is moved
        async with self.database.write(hasty=comes_back) as conn:
            keys = self.database.ballot_keys
            yield Case(conn, item, self.settings, out, now, alone, self.folds, keys)


async def _enter(case: Case) -> bool:
    """Note in the inbox that an item is acted on now; False if it was before."""
    item = case.item
    if isinstance(item.what, Timer) and not await planned.take(case.conn, item.cause, item.at):
        return False  # it was put off or called off meanwhile
    if item.head is None:
        return await inbox.enter(case.conn, arrival(item))
    await held.release(case.conn, item.cause)
    return await inbox.resume(case.conn, item.cause, command=item.is_command)


async def _decide(  # noqa: C901, PLR0911, PLR0912 - one arm a matter
    case: Case,
) -> Outcome | None:
    """Act on what came in; return what became of it if it was a command."""
    match case.item.what:
        case Asked() as asked:
            return await _asked(case, asked) if asked.called or case.alone else None
        case Unknown() | Instead() | Talk() as said:
            return await post_not_taken(case, said)
        case UsageError() as error:
            usage = usage_seen(error, await case.offered(error))
            return _told(case, Notice.USAGE, Outcome.USAGE, error=usage, commands=COMMANDS_SEEN)
        case PointOfOrder() as refused:
            return await _refused(case, refused, None)
        case Shown() | Altered() | Answered() as seen:
            await _note(case, seen)
        case Chosen() as chosen:
            return await choose(case, chosen)
        case Encrypted():
            await tell_encrypted(case)
        case Unread(session=session):
            await _unread(case, session)
            return Outcome.UNREAD
        case Unprotected():
            return _told(case, Notice.UNPROTECTED, Outcome.UNPROTECTED)
        case Doubtful(doubt=doubt):
            return await identities.tell_of_doubt(case, doubt)
        case Flooded():
            return _told(case, Notice.FLOODED, Outcome.FLOODED)
        case Timer() as timer:
            await due.do(case, timer)
        case _:
            assert_never(case.item.what)
    return None


async def _note(case: Case, seen: Shown | Altered | Answered) -> None:
    """Note what was seen in a room and asks for no answer, for the most part."""
    if isinstance(seen, Altered):
        await _altered(case, seen)
    elif isinstance(seen, Answered):
        await calls.answer(case, seen)
    else:
        await _shown(case, seen)


def _say(case: Case, notice: Notice, **data: Value) -> None:
    case.out.post(case.notice(notice, data))


def _told(case: Case, notice: Notice, outcome: Outcome, **data: Value) -> Outcome:
    """Say something; return what became of what was asked."""
    _say(case, notice, **data)
    return outcome


async def _asked(case: Case, asked: Asked) -> Outcome:
    try:
        if isinstance(asked.want, Query):
            await post_answer(case, asked.want)
            return Outcome.ANSWERED
        if isinstance(asked.want, Identifying):
            return await identities.identify(case, asked.want)
        if await is_in_clear(case):
            return _told(case, Notice.IN_CLEAR, Outcome.UNPROTECTED)
        if await _is_overtaken(case, asked):
            _say(case, Notice.OVERTAKEN, line=asked.line)
            return Outcome.OVERTAKEN
        await act(case, asked.want, asked.proposal or 0)
    except PointOfOrder as refused:
        return await _refused(case, refused, asked.proposal)
    return Outcome.RECORDED


async def _refused(case: Case, refused: PointOfOrder, proposal: int | None) -> Outcome:
    await case.refuse(refused, proposal)
    return Outcome.POINT_OF_ORDER


async def _is_overtaken(case: Case, asked: Asked) -> bool:
    """Whether something was recorded in the same matter since a message that was read late."""
    if case.item.head is None or isinstance(asked.want, Propose):
        return False
    chain = COUNCIL_CHAIN if isinstance(asked.want, RosterAct) else asked.proposal or COUNCIL_CHAIN
    entries = await record.entries(case.conn, chain)
    return any(entry.number > case.item.head for entry in entries)


async def _shown(case: Case, shown: Shown) -> None:
    """Note which draft or caucus text the room was shown, and when; or who was told of what."""
    place, at = case.item.place.name, case.item.asked_at or case.item.at
    if shown.tells:
        await inbox.enter(case.conn, Arrival(shown.tells, "", command=False))
    elif shown.text:
        await rooms.set_shown_text(case.conn, place, shown.text, at)
    else:
        await rooms.set_shown(case.conn, place, shown.draft, at)


async def _unread(case: Case, session: str) -> None:
    """Say that a message could not be read, once for all that came under the same key."""
    cause = f"unread:{case.item.place.name}:{session}"
    if await inbox.enter(case.conn, Arrival(cause, "", command=False)):
        _say(case, Notice.UNREAD)


async def _altered(case: Case, altered: Altered) -> None:
    """Say that editing or deleting a command changes nothing, or editing one into a message."""
    if altered.deleted and await calls.take_back(case, altered.original):
        return
    original = await inbox.get(case.conn, altered.original)
    by_sender = original and original.sender == case.item.person
    if altered.is_command or (original and original.command and by_sender):
        _say(case, Notice.DELETED if altered.deleted else Notice.EDITED)
