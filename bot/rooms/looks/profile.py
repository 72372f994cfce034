"""The name and the face of the bot's account, where nobody has given it others.

Knows the Matrix edge and storage.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from bot.errors import MatrixError
from bot.matrix import Matrix
from bot.ratelimit import RateLimit
from storage import meta
from storage.database import Database

log = structlog.get_logger()

NAME = "displayname"
FACE = "avatar_url"


@dataclass(frozen=True)
class Profile:
    """Sets the profile. What somebody else has chosen for the account stays."""

    database: Database
    matrix: Matrix
    rate_limit: RateLimit

    async def show(self, name: str, face: str) -> None:
        """Show a name, and the picture at an ``mxc://`` address unless that is empty.

        Raises MatrixError if it may succeed later.
        """
        async with self.database.read() as conn:
            ours = json.loads(await meta.get(conn, meta.PROFILE) or "{}")
        try:
            shown = await self.rate_limit.ask(self.matrix.profile)
            for field, value in ((NAME, name), (FACE, face)):
                if value and shown.get(field) != value and self._is_free(field, shown, ours):
                    await self._put(field, value)
        except MatrixError as error:
            if error.retry:
                raise
            log.info("profile not set", error=str(error))
            return
        async with self.database.write() as conn:
            await meta.put(conn, meta.PROFILE, json.dumps({NAME: name, FACE: face}))

    def _is_free(self, field: str, shown: Mapping[str, object], ours: Mapping[str, str]) -> bool:
        """Whether nobody but the bot or its homeserver has chosen what is shown."""
        localpart = self.matrix.user_id[1:].partition(":")[0]
        by_nobody = ["", None, ours.get(field), *([localpart] if field == NAME else [])]
        return shown.get(field) in by_nobody

    async def _put(self, field: str, value: str) -> None:
        await self.rate_limit.ask(lambda: self.matrix.put_profile(field, value))
