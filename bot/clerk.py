"""The clerk takes an incoming item, has it decided, and writes what follows from it.

Entries, outbox and inbox in one transaction: all of it or nothing. Knows storage, the
relay and the procedure; of Matrix only the events, never how anything is sent.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import answers, places, relay, roomlist
from bot.incoming import Altered, Encrypted, Item, Shown
from bot.office import Office
from bot.outgoing import Outgoing
from bot.relay import Post
from commands.command import Asked, Unknown
from commands.errors import UsageError
from commands.queries import Query
from deliberation import acts as a
from deliberation import council as councils
from deliberation import entries as e
from deliberation import procedure, proposal as proposals, roster
from deliberation.council import Council
from deliberation.errors import Code, PointOfOrder
from deliberation.proposal import Proposal
from deliberation.terms import COUNCIL, RoomKind, Stage, caucus_door
from storage import inbox, outbox, record, rooms
from storage.database import Database
from storage.errors import StorageError
from storage.record import Unsealed

log = structlog.get_logger()

ATTEMPTS = 3
"""How often an item may fail, or kill the process, before it is given up."""

_SHOW_CURRENT = (Code.DRAFT_NOT_CURRENT, Code.DRAFT_NOT_SHOWN)
_OUTCOMES = (e.Recommended, e.Closed)


@dataclass
class Clerk:
    """Decides items one after the other. ``now`` is a clock in ms."""

    database: Database
    office: Office
    now: Callable[[], int]

    async def work(self, item: Item, attempts: int, *, alone: bool, unreadable: bool) -> None:
        """Act on an item, once; a bug is tried again, then answered, and the bot goes on.

        ``attempts`` counts this one. ``alone``: in a direct chat, nobody else is there.
        ``unreadable``: the text it refers to could not be fetched. Raises StorageError.
        """
        while attempts <= ATTEMPTS:
            try:
                return await self._once(item, alone=alone, unreadable=unreadable)
            except StorageError:
                raise
            except Exception:
                log.exception("item failed", cause=item.cause, attempt=attempts)
                attempts += 1
        await self._give_up(item)
        return None

    async def _once(self, item: Item, *, alone: bool, unreadable: bool) -> None:
        async with self.database.write() as conn:
            out = self._outgoing(item)
            if unreadable:
                out.post(self._answer(item, "unfetched", {}))
            else:
                await self._act(conn, item, out, alone=alone)
            await outbox.put(conn, out.rows)
            await inbox.done(conn, item.cause)

    async def _give_up(self, item: Item) -> None:
        reference = secrets.token_hex(4)
        log.error("item given up", cause=item.cause, reference=reference)
        async with self.database.write() as conn:
            out = self._outgoing(item)
            out.post(self._answer(item, "bug", {"reference": reference}))
            await outbox.put(conn, out.rows)
            await inbox.failed(conn, item.cause)

    async def _act(self, conn: AsyncConnection, item: Item, out: Outgoing, *, alone: bool) -> None:
        match item.what:
            case Asked():
                await self._asked(conn, item, item.what, out, alone=alone)
            case Unknown(word=word, nearest=nearest):
                out.post(self._answer(item, "unknown", {"word": word, "nearest": nearest}))
            case UsageError():
                out.post(self._answer(item, "usage", {"error": item.what}))
            case PointOfOrder():
                await self._refuse(conn, item, item.what, out, None)
            case Shown(draft=draft):
                await rooms.set_shown(conn, item.place.name, draft)
            case Altered():
                await self._altered(conn, item, item.what, out)
            case Encrypted():
                await self._encrypted(conn, item, out)

    # --- commands -------------------------------------------------------------------

    async def _asked(
        self, conn: AsyncConnection, item: Item, asked: Asked, out: Outgoing, *, alone: bool
    ) -> None:
        council = await self.council(conn)
        proposal = asked.proposal
        try:
            if isinstance(asked.want, Query):
                await self._query(conn, item, asked.want, council, out, alone=alone)
            else:
                await self._record(conn, item, asked, council, out, alone=alone)
        except PointOfOrder as refused:
            await self._refuse(conn, item, refused, out, proposal)
        except UsageError as malformed:
            out.post(self._answer(item, "usage", {"error": malformed}))

    async def _record(
        self,
        conn: AsyncConnection,
        item: Item,
        asked: Asked,
        council: Council,
        out: Outgoing,
        *,
        alone: bool,
    ) -> None:
        """Decide an act, record what follows, and address what it gives rise to."""
        kind = item.place.kind
        kind = RoomKind.OTHER if kind is RoomKind.DIRECT and not alone else kind
        actor = a.Actor(item.event.sender, kind, item.place.caucus)
        number, before, decided = await self._decide(conn, item, asked, actor, council)
        stored = await record.append(
            conn,
            [
                Unsealed(
                    proposal=number,
                    audience=e.audience(payload, self.office.plenary),
                    payload=payload,
                    stage=stage,
                    person=item.event.sender,
                    event=item.event.event_id,
                    event_time=item.event.ts,
                    recorded_time=self.now(),
                    cause=item.cause,
                )
                for payload, stage in decided
            ],
        )
        await self._follow(conn, stored, before, council, item.place.name, out)
        out.tick(item.place.name)

    async def _decide(
        self, conn: AsyncConnection, item: Item, asked: Asked, actor: a.Actor, council: Council
    ) -> tuple[int, Proposal | None, list[tuple[e.Payload, Stage | None]]]:
        """Return the chain, the proposal before, and what to record with the stage after it."""
        want: Any = asked.want
        if isinstance(want, a.RosterAct):
            judged = roster.decide(
                want, actor, council, self.office.secretariat, self.office.user_id
            )
            return e.COUNCIL_CHAIN, None, [(payload, None) for payload in judged]
        before = await self.proposal(conn, asked.proposal or 0)
        if isinstance(want, a.RecordPosition):
            room = await rooms.get(conn, item.place.name)
            want = replace(want, shown=room.shown if room else 0)
        decided = procedure.decide(want, actor, before, council)
        is_new = isinstance(want, a.Propose)
        number = await record.next_proposal_number(conn) if is_new else asked.proposal or 0
        return number, before, [(d.payload, d.stage) for d in decided]

    async def _follow(
        self,
        conn: AsyncConnection,
        stored: Sequence[e.Entry],
        before: Proposal | None,
        council: Council,
        here: str,
        out: Outgoing,
    ) -> None:
        """Post what the entries give rise to, and see to the rooms that they change."""
        outcome = any(isinstance(entry.payload, _OUTCOMES) for entry in stored)
        head = (await record.head(conn)).hash if outcome else ""
        for entry in stored:
            council = councils.apply(council, entry) if not entry.proposal else council
            after = proposals.apply(before, entry) if entry.proposal else None
            heard = relay.Heard(entry, before, after, council, here, self.office.plenary, head)
            for post in relay.posts(heard):
                out.post(post)
            await roomlist.follow(conn, self.database.secret, entry, council, after)
            before = after

    async def _query(
        self,
        conn: AsyncConnection,
        item: Item,
        query: Query,
        council: Council,
        out: Outgoing,
        *,
        alone: bool,
    ) -> None:
        public = places.doors_seen_in(item.place)
        doors = public | self._personal(council, item.event.sender) if alone else public
        post = await self._answered(conn, item, query, council, doors)
        if doors == public:
            out.post(post)
            return
        instead = await self._answered(conn, item, query, council, public)
        out.post(post, only_with=item.event.sender, instead=instead)

    async def _answered(
        self,
        conn: AsyncConnection,
        item: Item,
        query: Query,
        council: Council,
        doors: frozenset[str],
    ) -> Post:
        plenary = self.office.plenary
        try:
            answered = await answers.answer(conn, query, council, doors, plenary)
        except PointOfOrder as refused:
            return self._answer(item, "refusal", self._refusal(refused, council, None))
        words, data = answered
        post = self._answer(item, words, {**data, "council": council, "doors": doors})
        shows, about = answers.shown_by(answered)
        return replace(post, shows=shows if item.place.proposal else 0, about=about)

    def _personal(self, council: Council, person: str) -> frozenset[str]:
        """Return the doors behind which a person is, beyond what is public."""
        if person not in council.members:
            return frozenset()
        caucus = council.caucus_of(person)
        return frozenset({COUNCIL, *([caucus_door(caucus.key)] if caucus else [])})

    # --- refusals and the rest ------------------------------------------------------

    async def _refuse(
        self,
        conn: AsyncConnection,
        item: Item,
        refused: PointOfOrder,
        out: Outgoing,
        number: int | None,
    ) -> None:
        """Answer a point of order; where the current draft isn't the one shown, show it."""
        council = await self.council(conn)
        number = number or item.place.proposal
        doors = places.doors_seen_in(item.place)
        proposal = relay.seen(await self.proposal(conn, number), doors, self.office.plenary)
        out.post(self._answer(item, "refusal", self._refusal(refused, council, proposal)))
        current = proposal.current if proposal else None
        if refused.code in _SHOW_CURRENT and proposal and current:
            data = relay.showing(proposal)
            about = f"P{proposal.number}/{current.number}"
            out.post(
                Post(item.place.name, "draft_shown", data, shows=current.number, about=about)
            )

    @staticmethod
    def _refusal(
        refused: PointOfOrder, council: Council, proposal: Proposal | None
    ) -> dict[str, Any]:
        fields = refused.fields
        return {"code": refused.code, "fields": fields, "council": council, "proposal": proposal}

    async def _altered(
        self, conn: AsyncConnection, item: Item, altered: Altered, out: Outgoing
    ) -> None:
        """Say that editing or deleting a command changes nothing, once a command."""
        original = await inbox.get(conn, altered.original)
        if original and original.command and original.sender == item.event.sender:
            out.post(self._answer(item, "deleted" if altered.deleted else "edited", {}))

    async def _encrypted(self, conn: AsyncConnection, item: Item, out: Outgoing) -> None:
        """Say once in a room that it can't be read, and offer a direct chat that can."""
        room = await rooms.get(conn, item.place.name)
        if room is None or room.noted:
            return
        await rooms.note(conn, item.place.name)
        offered = places.direct_with(item.event.sender)
        await roomlist.intend(conn, self.database.secret, offered)
        out.post(self._answer(item, "encrypted", {}))
        out.post(Post(offered, "welcome", {}))

    # --- what is used above ---------------------------------------------------------

    async def council(self, conn: AsyncConnection) -> Council:
        """Return the council as the record has it."""
        return councils.fold(await record.entries(conn, e.COUNCIL_CHAIN))

    async def proposal(self, conn: AsyncConnection, number: int) -> Proposal | None:
        """Return a proposal as the record has it, or None."""
        return proposals.fold(await record.entries(conn, number)) if number else None

    def _answer(self, item: Item, words: str, data: Mapping[str, Any]) -> Post:
        return Post(item.place.name, words, {**data, "place": item.place}, answer=True)

    def _outgoing(self, item: Item) -> Outgoing:
        return Outgoing(
            self.database.secret,
            item.cause,
            self.now(),
            self.database.epoch,
            event_id=item.cause,
        )
