"""Who can't be invited for minutes is not asked for again before, and holds nobody else up."""

from types import SimpleNamespace
from typing import Any, cast

from structlog.testing import capture_logs

from bot.accounts.servers import Servers
from bot.errors import MatrixError
from bot.ratelimit import RateLimit
from bot.retry import LONGEST
from bot.rooms.invite import Inviter
from bot.rooms.inviting.order import of_person
from tests.bot.test_send import ROOM


class Server:
    """Limits how often one person is invited, as Synapse does."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def invite(self, _room_id: str, person: str) -> None:
        self.asked.append(person)
        if person == "@away:test":
            raise MatrixError("M_UNKNOWN", "", status=500, retry=True)
        if person == "@often:test":
            raise MatrixError(
                "M_LIMIT_EXCEEDED", "", status=429, retry=True, retry_after=LONGEST + 300
            )


def inviter_at(server: Server) -> Inviter:
    part = cast("Any", SimpleNamespace())
    return Inviter(part, cast("Any", server), RateLimit(), part, Servers("test"), part)


async def is_invited(inviter: Inviter, person: str) -> bool:
    return await inviter._invite_one(ROOM, person, 1, of_person(ROOM.place, person, ()))


async def test_whom_nobody_may_invite_for_minutes_is_left_for_that_long() -> None:
    server = Server()
    inviter = inviter_at(server)
    for _ in range(2):
        assert not await is_invited(inviter, "@often:test")
    assert await is_invited(inviter, "@other:test")
    assert server.asked == ["@often:test", "@other:test"]


async def test_a_room_is_looked_at_again_when_the_first_of_its_people_may_be_invited() -> None:
    inviter = inviter_at(Server())
    await is_invited(inviter, "@often:test")
    held = inviter.rate_limit.holds.until(("@often:test",))
    assert inviter.again == {ROOM.place: held}


async def test_the_log_of_a_failed_invitation_names_the_person_and_the_room() -> None:
    inviter = inviter_at(Server())
    with capture_logs() as logged:
        await is_invited(inviter, "@away:test")
    (line,) = logged
    assert line["event"] == "not invited"
    assert (line["person"], line["place"], line["room_id"]) == (
        "@away:test",
        ROOM.place,
        ROOM.room_id,
    )
