"""What a comparison reads of rooms: asked until answered; of a room that isn't there, nothing.

Knows the Matrix edge.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.errors import MatrixError
from bot.matrix import Event, Matrix
from bot.ratelimit import RateLimit, Urgency
from bot.retry import retryable, until_answered
from deliberation.people import server_of

FIRST, MORE = 20, 100
"""How many events are asked for: few at first, as mostly nothing has happened in a room."""
ABSENT = {"M_FORBIDDEN", "M_NOT_FOUND"}

T = TypeVar("T")


@dataclass(frozen=True)
class Looking:
    """Reads rooms. Each method raises MatrixError."""

    matrix: Matrix
    rate_limit: RateLimit

    async def ask(self, request: Callable[[], Awaitable[T]]) -> T:
        """Return what a request returns, asked again after what may pass."""
        return await until_answered(
            "comparing", lambda: self.rate_limit.ask(request, Urgency.ANSWER), retryable
        )

    async def has(self, room_id: str, event_id: str) -> bool:
        """Whether the bot can read an event there; so, too, if that can't be known."""
        try:
            await self.ask(lambda: self.matrix.event(room_id, event_id))
        except MatrixError as error:
            if error.errcode not in ABSENT:
                raise
            return error.errcode != "M_NOT_FOUND"
        return True

    async def page(
        self, room_id: str, start: str | None, limit: int
    ) -> tuple[Sequence[Event], str | None]:
        """Return a page of a room, newest first; an empty one of a room that isn't there."""
        try:
            return await self.ask(lambda: self.matrix.messages_back(room_id, start, limit=limit))
        except MatrixError as error:
            if error.errcode not in ABSENT:
                raise
            return (), None

    async def onwards(
        self, room_id: str, page: Sequence[Event], start: str | None
    ) -> AsyncIterator[Event]:
        """Yield a page's events, and those before it, newest first."""
        while True:
            for event in page:
                yield event
            if start is None:
                return
            page, start = await self.page(room_id, start, MORE)


def is_before(event: Event, moment: int, user_id: str) -> bool:
    """Whether an event is of a time before a moment (ms), by our own homeserver's clock.

    What another homeserver says of the time is a claim, which nothing here is to rest on.
    """
    return 0 < event.ts < moment and server_of(event.sender) == server_of(user_id)
