"""Who can't be invited for minutes is not asked for again before, and holds nobody else up."""

from types import SimpleNamespace
from typing import Any, cast

from structlog.testing import capture_logs

from bot.accounts.servers import Servers
from bot.errors import MatrixError
from bot.ratelimit import RateLimit
from bot.retry import LONGEST
from bot.rooms.invite import Inviter
from tests.bot.test_send import ROOM


class Server:
    """Limits how often one person is invited, as Synapse does."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def invite(self, _room_id: str, person: str) -> None:
        self.asked.append(person)
        if person == "@often:test":
            raise MatrixError(
                "M_LIMIT_EXCEEDED", "", status=429, retry=True, retry_after=LONGEST + 300
            )


async def test_whom_nobody_may_invite_for_minutes_is_left_for_that_long() -> None:
    server, part = Server(), cast("Any", SimpleNamespace())
    inviter = Inviter(part, cast("Any", server), RateLimit(), part, Servers("test"), part)
    assert not await inviter._invite_one(ROOM, "@often:test", 1)
    assert not await inviter._invite_one(ROOM, "@often:test", 1)
    assert await inviter._invite_one(ROOM, "@other:test", 1)
    assert server.asked == ["@often:test", "@other:test"]


async def test_the_log_of_a_failed_invitation_names_the_person_and_the_room() -> None:
    part = cast("Any", SimpleNamespace())
    inviter = Inviter(part, cast("Any", Server()), RateLimit(), part, Servers("test"), part)
    with capture_logs() as logged:
        await inviter._invite_one(ROOM, "@often:test", 1)
    (line,) = logged
    assert line["event"] == "not invited"
    assert (line["person"], line["place"], line["room_id"]) == (
        "@often:test",
        ROOM.place,
        ROOM.room_id,
    )
