"""Files that were uploaded are used again, so that who asks often doesn't fill the media store.

What went into a room is used again in that room alone: there everybody has it who could. What
went in clear into a room that anyone may read is used again wherever files go in clear. An
encrypted one never leaves its room, as its key must not. Known to this process, for a day, and
so many at most. Knows the Matrix edge; of storage, the row.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.clock import DAY_MS, Clock
from bot.matrix import Matrix
from bot.ratelimit import RateLimit, Urgency
from storage.outbox import Row
from storage.rooms import Room

MOST = 1_000
"""Files that are remembered."""
MEDIA_TYPE = "text/markdown; charset=utf-8"
ANYWHERE = ""
"""Stands in place of a room for what anyone may read."""
Key = tuple[str, bool, str, str]
"""A room or ``ANYWHERE``, whether encrypted, the file's name, its digest."""


@dataclass(frozen=True)
class Uploads:
    """Uploads texts as files.

    ``text_of`` reads a file by its digest. ``is_public`` tells of a place whether anyone may read
    there.
    """

    matrix: Matrix
    rate_limit: RateLimit
    now: Clock
    text_of: Callable[[str], Awaitable[str]]
    is_public: Callable[[str], bool]
    _known: dict[Key, tuple[int, Mapping[str, Any]]] = field(default_factory=dict)

    async def fields(
        self, room: Room, row: Row, urgency: Urgency, *, sealed: bool
    ) -> Mapping[str, Any]:
        """Return the fields of a row's message that refer to its file. Raises MatrixError."""
        here = (room.room_id or "", sealed, row.filename, row.file)
        anywhere = (ANYWHERE, sealed, row.filename, row.file)
        known = self._fresh(here) or self._fresh(anywhere)
        if known is None:
            data = (await self.text_of(row.file)).encode("utf-8", "replace")
            known = await self._uploaded(data, row.filename, urgency, sealed=sealed)
            is_for_all = not sealed and self.is_public(row.place)
            self._remember(anywhere if is_for_all else here, known)
        return known

    async def _uploaded(
        self, data: bytes, filename: str, urgency: Urgency, *, sealed: bool
    ) -> Mapping[str, Any]:
        ask, matrix = self.rate_limit.ask, self.matrix
        if sealed:
            return {"file": await ask(lambda: matrix.upload_sealed(data), urgency)}
        return {"url": await ask(lambda: matrix.upload(data, filename, MEDIA_TYPE), urgency)}

    def _fresh(self, key: Key) -> Mapping[str, Any] | None:
        """Return what is known of a file, unless a homeserver may have removed it by now."""
        at, known = self._known.get(key, (0, None))
        return known if known and self.now() - at < DAY_MS else None

    def _remember(self, key: Key, known: Mapping[str, Any]) -> None:
        self._known.pop(key, None)
        self._known[key] = self.now(), known
        for oldest in list(self._known)[:-MOST]:
            del self._known[oldest]
