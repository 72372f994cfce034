"""Rooms that the bot is in and that the record doesn't have: a council's, or anybody's.

A council's room is one in which this account alone has power over everything but talk, as no
client makes them, and which is not of this record: it was neither made under an alias of the
record's nor has a message that the record knows. Its record lies elsewhere, or is lost. Anybody
may have used the account for something else; that is no concern of the bot's. Knows the Matrix
edge and storage.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import MatrixError
from bot.matrix import Event
from bot.relay.compose import key_in
from bot.relay.power import BOT_ONLY
from bot.restore.difference import Difference, DifferenceKind
from bot.restore.looking import ABSENT, MORE, Looking
from bot.rooms import state_events
from bot.rooms.intended import alias_of
from bot.together import gathered
from storage import meta, outbox, rooms
from storage.database import ReadOnlyDatabase


@dataclass(frozen=True)
class Known:
    """What the record has of rooms; nothing if there is no record yet."""

    database: ReadOnlyDatabase | None

    async def cause(self, event: Event, user_id: str) -> str | None:
        """Return the cause of a message of the bot's, None if the record lacks it; else empty."""
        key = key_in(event.content)
        if event.sender != user_id or not key:
            return ""
        if self.database is None:
            return None
        async with self.database.read() as conn:
            row = (await outbox.by_key(conn, [key])).get(key)
        return row.cause if row else None

    async def unrecorded(self, there: Iterable[str]) -> list[str]:
        """Return of some rooms those that the record neither has nor leaves alone."""
        if self.database is None:
            return sorted(there)
        async with self.database.read() as conn:
            alone = json.loads(await meta.get(conn, meta.LEFT_ALONE) or "[]")
            asked = sorted(set(there) - set(alone))
            return [each for each in asked if await rooms.by_room_id(conn, each) is None]

    async def aliases(self) -> frozenset[str]:
        """Return the localparts under which the record's rooms are, or ever were, to be made."""
        if self.database is None:
            return frozenset()
        async with self.database.read() as conn:
            secret = bytes.fromhex(await meta.get(conn, meta.SECRET) or "")
            tried = [(room.place, room.attempt) for room in await rooms.every(conn)]
        return frozenset(
            alias_of(secret, place, number)
            for place, attempt in tried
            for number in range(1, attempt + 1)
        )


@dataclass(frozen=True)
class Unrecorded:
    """Looks through the rooms that the record doesn't have. Each method raises MatrixError."""

    known: Known
    looking: Looking

    async def differences(self, there: Iterable[str], *, begun: bool) -> tuple[Difference, ...]:
        """Return the rooms that show that the record isn't the only one, or isn't whole.

        ``begun``: the bot has listened with this record, so that any message counts which it
        doesn't know. Otherwise only a council's rooms do.
        """
        asked = await self.known.unrecorded(there)
        read = await gathered(map(self._of, asked))
        return tuple(each for each in read if each and (begun or each.kind is DifferenceKind.OTHER))

    async def _of(self, room_id: str) -> Difference | None:
        page, _ = await self.looking.page(room_id, None, MORE)
        causes = [(event, await self._cause(event)) for event in page]
        unknown = tuple(event for event, cause in causes if cause is None)
        ours = any(cause for _, cause in causes)
        if not ours and await self._is_councils(room_id):
            return Difference(DifferenceKind.OTHER, "", room_id, unknown)
        return Difference(DifferenceKind.UNKNOWN, "", room_id, unknown) if unknown else None

    async def _cause(self, event: Event) -> str | None:
        return await self.known.cause(event, self.looking.matrix.user_id)

    async def _is_councils(self, room_id: str) -> bool:
        """Whether a room is a council's, of another record. One that was replaced is no more."""
        matrix, ask = self.looking.matrix, self.looking.ask
        try:
            if not is_bots_alone(await ask(lambda: matrix.content(room_id, POWER))):
                return False
            state = await ask(lambda: matrix.full_state(room_id))
            aliases = await ask(lambda: matrix.aliases(room_id))
        except MatrixError as error:
            if error.errcode not in ABSENT:
                raise
            return False
        replaced = state_events.replacement(state) is not None
        if replaced or not state_events.governs(state, matrix.user_id):
            return False
        if await self.known.unrecorded([state_events.predecessor(state)]) == []:
            return False  # it replaces a room of the record's
        return (await self.known.aliases()).isdisjoint(_localparts(aliases))


POWER = "m.room.power_levels"


def is_bots_alone(levels: Mapping[str, Any]) -> bool:
    """Whether power levels are such as the bot gives: to invite or to change anything takes it."""
    return levels.get("invite") == levels.get("state_default") == BOT_ONLY


def _localparts(aliases: Sequence[str]) -> frozenset[str]:
    return frozenset(alias.removeprefix("#").partition(":")[0] for alias in aliases)
