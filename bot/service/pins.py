"""The master keys of people, as they are seen and pinned in the database.

The first one is pinned as soon as it is seen. When it is another, or none, the rooms where the
person is hear of it once, and who may confirm it. Knows storage, and what the rooms are told.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.relay.notices import Notice, Occasion, post
from bot.relay.officers import hear_of
from bot.relay.visibility import council_seen
from bot.rooms.notices import Notices
from deliberation.officers import confirmed_by
from storage import identities, rooms
from storage.identities import Known
from templates.views import Data

log = structlog.get_logger()


@dataclass(frozen=True)
class PinnedKeys:
    """What ``bot.matrix`` asks of the database; see ``Pins``. ``posted``: there is news to send."""

    notices: Notices
    posted: Callable[[], None]

    async def saw(self, masters: Mapping[str, str]) -> None:
        """Note the present master key of people, empty for none; pin each that is a first one."""
        async with self.notices.database.read() as conn:
            known = await identities.among(conn, masters.keys())
        if not any(_is_news(known.get(person), key) for person, key in masters.items()):
            return
        async with self.notices.database.write() as conn:
            known = await identities.among(conn, masters.keys())
            for person, key in masters.items():
                if _is_news(before := known.get(person), key):
                    await self._note(conn, person, before, key)

    async def pinned(self, people: Collection[str]) -> Mapping[str, str]:
        """Return the pinned master key of each of these people who has one."""
        async with self.notices.database.read() as conn:
            known = await identities.among(conn, people)
        return {person: each.pinned for person, each in known.items()}

    async def _note(
        self, conn: AsyncConnection, person: str, before: Known | None, key: str
    ) -> None:
        if before is None:
            await identities.pin(conn, person, key)
            return
        await identities.saw(conn, person, key)
        if key != before.pinned:
            log.warning("the identity of somebody changed", gone=not key)
            await self._tell(conn, person, before.pinned, key)

    async def _tell(self, conn: AsyncConnection, person: str, pinned: str, key: str) -> None:
        """Tell the rooms where the person is, once for each key that there is instead.

        Whoever is not on the roster, and follows a public plenary, hears of it when they ask for
        something.
        """
        council = await self.notices.folds.council(conn)
        secretariat = self.notices.settings.secretariat
        if person not in {*council.members, *secretariat}:
            return
        body = confirmed_by(person, council, secretariat)
        seen = council_seen(council)
        data: Data = {"person": person, "gone": not key, "body": body, "council": seen}
        live = await rooms.open_places(conn)
        told = (
            post(Notice.IDENTITY_CHANGED, Occasion(name, secretariat, council, person=person), data)
            for name in hear_of(person, council, secretariat, live)
        )
        if await self.notices.put(conn, f"identity:{person}:{pinned}:{key}", told):
            self.posted()


def _is_news(known: Known | None, key: str) -> bool:
    return bool(key) if known is None else key != known.seen
