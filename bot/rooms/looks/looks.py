"""How the bot and its rooms look, seen to at each start: beside all else, as nobody waits for it.

Rooms are opened with their pictures where the homeserver takes these at once; where it doesn't,
they get them when it does. What a later release calls otherwise is renamed by comparing all rooms
once. Knows the Matrix edge, storage, and the words for the bot's name.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncConnection

import templates
from bot.errors import MatrixError
from bot.relay import places
from bot.relay.looks.picture import BOT, Picture, pictures
from bot.retry import retryable, until_answered
from bot.rooms.looks.pictures import Pictures, address_of
from bot.rooms.looks.profile import Profile
from bot.rooms.notices import Notices
from bot.together import carried_out
from storage import meta, rooms
from storage.database import Database
from storage.rooms import RoomState


@dataclass
class Looks:
    """Sees to it. ``tried`` is set once all was tried; ``wake`` is called when rooms are to change.

    Whoever opens rooms does well to wait for ``tried`` a moment.
    """

    database: Database
    pictures: Pictures
    profile: Profile
    notices: Notices
    wake: Callable[[], None]
    tried: asyncio.Event = field(default_factory=asyncio.Event)

    async def keep(self) -> None:
        """See to it until all is as it should be; then there is nothing more to do, for ever."""
        await until_answered("how the bot and its rooms look", self._see_to, retryable)
        await asyncio.Event().wait()

    async def _see_to(self) -> None:
        async with self.database.read() as conn:
            council = await self.notices.folds.council(conn)
        needed = pictures(council)
        failed: MatrixError | None = None
        try:
            await self.profile.show(templates.NAME, await self.pictures.upload(BOT))
            await carried_out(map(self.pictures.upload, needed))
        except MatrixError as error:
            failed = error  # names and the greeting don't wait for pictures
        async with self.database.write() as conn:
            await self._renew(conn, needed)
        self.tried.set()
        self.wake()
        if failed:
            raise failed

    async def _renew(self, conn: AsyncConnection, needed: tuple[Picture, ...]) -> None:
        """Have rooms compared that were made when they looked otherwise; greet in the forum."""
        addresses = [await address_of(conn, picture) for picture in needed]
        look = sha256("\n".join((templates.wording(), *addresses)).encode()).hexdigest()
        if await meta.get(conn, meta.LOOK) != look:
            await meta.put(conn, meta.LOOK, look)
            made = [
                r for r in await rooms.live(conn) if r.place != places.direct_in(r.room_id or "")
            ]
            await rooms.want(conn, [room.place for room in made])
        forum = await rooms.get(conn, places.FORUM_PLACE)
        if forum and forum.state is RoomState.READY:  # a new one is greeted when it is opened
            await self.notices.greet(conn, forum)
