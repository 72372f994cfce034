"""After a restore the bot stops and says why, whether or not it can tell the secretariat."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.errors import MatrixError, RequestError, Restored, UnknownToken
from bot.restore.alarm import Alarm
from bot.restore.difference import Compared, Difference, DifferenceKind
from storage.database import open_database

AWAY = MatrixError("UNREACHABLE", "connection refused", retry=True)
LOGGED_OUT = UnknownToken("M_UNKNOWN_TOKEN", "logged out", status=401)


@pytest.mark.parametrize("error", [AWAY, LOGGED_OUT], ids=lambda error: error.errcode)
async def test_what_keeps_it_from_telling_does_not_hide_why_it_stops(
    error: RequestError, tmp_path: Path
) -> None:
    async def look() -> Compared:
        return Compared((Difference(DifferenceKind.GONE, "P1/plenary", "!gone"),))

    async def tell(*_cause: str, **_data: object) -> None:
        raise error

    comparison = cast("Any", SimpleNamespace(look=look))
    notices = cast("Any", SimpleNamespace(tell_secretariat=tell))
    unused = cast("Any", None)
    database = await open_database("sqlite", tmp_path)
    try:
        with pytest.raises(Restored):
            await Alarm(database, comparison, notices, unused, unused, unused, unused).look()
    finally:
        await database.close()
