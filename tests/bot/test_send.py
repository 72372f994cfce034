"""A private answer in a direct chat goes out only while the two are alone there."""

from typing import Any, cast

import pytest

from bot.courier.send import Sender
from bot.courier.uploads import Uploads
from bot.ratelimit import RateLimit
from storage.outbox import Row
from storage.rooms import Room, RoomState

BOT, PERSON = "@bot:test", "@cs-1:test"
ROOM = Room(
    place="direct:!chat",
    proposal=0,
    kind="direct",
    attempt=1,
    alias="a",
    room_id="!chat",
    state=RoomState.READY,
)

NO_SEALS = cast("Any", None)
"""Nothing is encrypted here."""


def state_of(*people: str, history: str = "shared", joining: str = "invite") -> dict[Any, Any]:
    """Return a room's state with these people joined."""
    members = {("m.room.member", person): {"membership": "join"} for person in people}
    visibility = {("m.room.history_visibility", ""): {"history_visibility": history}}
    return {**members, **visibility, ("m.room.join_rules", ""): {"join_rule": joining}}


class Server:
    """Notes what it is given; ``state`` is every room's."""

    user_id = BOT
    since = 0

    def __init__(self, state: dict[Any, Any]) -> None:
        self.state = state
        self.sent: list[dict[str, Any]] = []
        self.stored: list[bytes] = []

    async def full_state(self, _room_id: str) -> dict[Any, Any]:
        return self.state

    async def send(self, _room: str, _kind: str, content: dict[str, Any], _txn: str) -> str:
        self.sent.append(content)
        return "$sent"

    async def upload(self, data: bytes, _name: str, _kind: str) -> str:
        self.stored.append(data)
        return "mxc://test/secret"


def private(**more: Any) -> Row:
    """Return a row with a private answer."""
    values: dict[str, Any] = {"content": {"body": "private"}, "otherwise": {"body": "public"}}
    return Row(
        key="k",
        cause="$c",
        place=ROOM.place,
        event_type="m.room.message",
        only_with=PERSON,
        **(values | more),
    )


async def read(digest: str) -> str:
    """Return a file, whose digest is itself here."""
    return digest


async def sent_by(server: Server, row: Row) -> str:
    """Have a row sent."""
    matrix, rate_limit = cast("Any", server), RateLimit()
    uploads = Uploads(matrix, rate_limit, lambda: 0, read, lambda _place: False)
    return await Sender(matrix, rate_limit, lambda: 0, NO_SEALS, (), uploads).send(ROOM, row)


async def test_a_private_answer_goes_to_the_one_person_alone() -> None:
    server = Server(state_of(BOT, PERSON))
    await sent_by(server, private())
    assert server.sent == [{"body": "private"}]


@pytest.mark.parametrize(
    "state",
    [
        state_of(BOT, PERSON, "@other:test"),
        state_of(BOT, PERSON) | {("m.room.member", "@other:test"): {"membership": "invite"}},
        state_of(BOT, PERSON, history="world_readable"),
        state_of(BOT, PERSON, joining="public"),
    ],
    ids=["somebody else is there", "somebody is invited", "anyone may read", "anyone may join"],
)
async def test_where_others_could_read_it_the_public_answer_goes_out_instead(
    state: dict[Any, Any],
) -> None:
    server = Server(state)
    await sent_by(server, private())
    assert server.sent == [{"body": "public"}]


async def test_a_private_file_is_not_even_stored_where_others_are() -> None:
    server = Server(state_of(BOT, PERSON, "@other:test"))
    await sent_by(server, private(filename="P1.md", file="our wording"))
    assert (server.stored, server.sent) == ([], [{"body": "public"}])


async def test_the_further_parts_of_a_private_answer_are_left_out_before_others() -> None:
    server = Server(state_of(BOT, PERSON, "@other:test"))
    assert await sent_by(server, private(otherwise=None)) == ""
    assert server.sent == []
