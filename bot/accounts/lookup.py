"""Whether an account exists: its own homeserver is asked for the profile, within seconds.

What that one doesn't say, or may not say to the bot, is unknown, and nothing follows from it.
Knows the Matrix edge; no storage.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from bot.accounts.servers import OF_OUR_SERVER, Servers, Silent, is_silence
from bot.errors import MatrixError
from bot.matrix import Matrix
from bot.ratelimit import RateLimit, Urgency
from bot.retry import until_answered
from commands.parsing.line import folded
from deliberation.people import NOTHING_KNOWN, Account, Existence, server_of, usual

SECONDS = 5.0
"""How long all of it may take; what needs the answer waits meanwhile."""
ANSWERED_WITHIN = 4.0
"""Seconds for a homeserver's answer; ours gives one that is off about as many."""


@dataclass(frozen=True)
class Lookup:
    """Looks accounts up. ``forum`` gives the id of the forum's room, or empty."""

    matrix: Matrix
    rate_limit: RateLimit
    servers: Servers
    forum: Callable[[], Awaitable[str]]

    async def account(self, person: str) -> Account:
        """Return what is known of an account now."""
        found = NOTHING_KNOWN
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS):
                found = Account(await self._existence(person))
                if found.existence in {Existence.ABSENT, Existence.UNREACHABLE}:
                    found = replace(found, meant=await self._meant(person))
        return found

    async def so_named(self, typed: str, room_id: str) -> str:
        """Return the id of the one person whose name begins what was typed, or empty.

        People of this room and of the forum are meant, by what their clients show or the first
        part of their ids.
        """
        names: dict[str, str] = {}
        try:
            async with asyncio.timeout(SECONDS):
                for room in {room_id, await self.forum()} - {""}:
                    names |= await self._names(room)
        except (TimeoutError, MatrixError):
            return ""  # somebody else may have that name, too
        found = [who for who, name in names.items() if _begins(typed, who, name)]
        return found[0] if len(found) == 1 else ""

    async def _names(self, room_id: str) -> dict[str, str]:
        return await self.rate_limit.ask(
            lambda: self.matrix.names(room_id), Urgency.ANSWER, counts=False
        )

    async def _existence(self, person: str) -> Existence:
        try:
            there = await until_answered("an account", lambda: self._asked(person), _is_ours)
        except Silent:
            return Existence.UNREACHABLE
        except MatrixError as error:
            silent = is_silence(error) and server_of(person) != self.servers.own
            return Existence.UNREACHABLE if silent else Existence.UNKNOWN
        return Existence.THERE if there or await self._is_in_forum(person) else Existence.ABSENT

    async def _asked(self, person: str) -> bool:
        """Whether the person's homeserver knows a profile of theirs."""
        return await self.servers.ask(
            server_of(person),
            lambda: self.rate_limit.ask(
                lambda: self.matrix.has_profile(person, ANSWERED_WITHIN), Urgency.ANSWER
            ),
            now=True,
        )

    async def _is_in_forum(self, person: str) -> bool:
        """Whether somebody is there of whom no profile is known: not every server shows any."""
        room_id = await self.forum()
        if not room_id:
            return False
        try:
            return await self.rate_limit.ask(
                lambda: self.matrix.is_joined(room_id, person), Urgency.ANSWER, counts=False
            )
        except MatrixError:
            return False

    async def _meant(self, person: str) -> str:
        """Return the id that was probably meant, if there is such an account, or empty."""
        meant = usual(person)
        if meant == person:
            return ""
        return meant if await self._existence(meant) is Existence.THERE else ""


def _begins(typed: str, user_id: str, name: str) -> bool:
    """Whether what was typed begins with a person's name, of whole words."""
    names = (folded(each) for each in (name, user_id[1:].partition(":")[0]) if each)
    words = f"{folded(' '.join(typed.removeprefix('@').split()))} "
    return any(words.startswith(f"{each} ") for each in names)


def _is_ours(error: MatrixError) -> bool:
    """Whether it went wrong on the way to our own homeserver, which may answer yet."""
    return error.errcode in OF_OUR_SERVER
