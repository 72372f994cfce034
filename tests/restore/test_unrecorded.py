"""Which rooms of the bot's account show that there is another council, and which are no concern."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from bot.errors import MatrixError
from bot.matrix import Event
from bot.ratelimit import RateLimit
from bot.relay.compose import FIELD
from bot.relay.power import moderated, power_levels
from bot.restore.difference import DifferenceKind
from bot.restore.looking import Looking
from bot.restore.unrecorded import Known, Unrecorded
from bot.rooms import intended
from storage import rooms
from storage.database import Database, open_database

BOT, ROOM = "@bot:test", "!room"
State = dict[tuple[str, str], Mapping[str, Any]]


def council_room(levels: Mapping[str, Any] | None = None, **create: Any) -> State:
    """Return the state of a room as the bot makes it, in version 12."""
    return {
        ("m.room.create", ""): {"creator": BOT, "room_version": "12", **create},
        ("m.room.power_levels", ""): levels if levels is not None else power_levels(),
        ("m.room.member", BOT): {"membership": "join"},
    }


def message(**mark: str) -> Event:
    """Return a message of the bot's account."""
    content = {FIELD: mark} if mark else {"body": "Hello."}
    return Event(ROOM, "$e", BOT, 1, "m.room.message", content, state_key=None)


class Server:
    """A homeserver with one room."""

    user_id = BOT

    def __init__(self, state: State, *said: Event, aliases: tuple[str, ...] = ()) -> None:
        self.state, self.said, self.names = state, said, aliases

    async def content(self, _room: str, kind: str) -> Mapping[str, Any]:
        return self.state.get((kind, ""), {})

    async def full_state(self, _room: str) -> State:
        return self.state

    async def aliases(self, _room: str) -> tuple[str, ...]:
        return self.names

    async def messages_back(self, *_: object, limit: int) -> tuple[tuple[Event, ...], None]:
        return self.said[:limit], None


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database("sqlite", tmp_path)
    yield opened
    await opened.close()


async def kind(
    server: Server, database: Database | None = None, *, begun: bool = False
) -> DifferenceKind | None:
    """Return how a room differs from a record, if it does."""
    looking = Looking(cast("Any", server), RateLimit())
    found = await Unrecorded(Known(database), looking).differences([ROOM], begun=begun)
    return found[0].kind if found else None


FORUM_MODERATED = moderated(["@m:test"])
OTHERS = {
    "a person's room": power_levels() | {"invite": 0, "state_default": 50},
    "an announcement room": power_levels(events_default=50) | {"state_default": 50, "invite": 50},
    "no power levels": {},
}


async def test_a_council_s_room_is_another_council_s(database: Database) -> None:
    before_12 = council_room(power_levels(users={BOT: 100}), room_version="11")
    for state in (council_room(), council_room(FORUM_MODERATED), before_12):
        for said in ((), (message(key="k"),), (message(),)):
            for record in (None, database):
                assert await kind(Server(state, *said), record) is DifferenceKind.OTHER
                assert await kind(Server(state, *said), record, begun=True) is DifferenceKind.OTHER


@pytest.mark.parametrize("levels", OTHERS.values(), ids=OTHERS)
async def test_a_room_of_anybody_else_s_is_no_concern(levels: Mapping[str, Any]) -> None:
    assert await kind(Server(council_room(levels), message())) is None
    assert await kind(Server(council_room(levels), message(key="k"))) is None


async def test_a_room_that_is_no_more_governed_or_was_replaced_is_no_concern() -> None:
    theirs = council_room(power_levels(users={"@x:test": 100}), creator="@x:test")
    assert await kind(Server(theirs)) is None
    replaced = council_room() | {("m.room.tombstone", ""): {"replacement_room": "!other"}}
    assert await kind(Server(replaced)) is None


async def test_a_room_that_cannot_be_read_is_no_concern() -> None:
    class Shut(Server):
        async def content(self, _room: str, _kind: str) -> Mapping[str, Any]:
            raise MatrixError("M_FORBIDDEN", "no", status=403)

    assert await kind(Shut(council_room())) is None


async def test_the_record_s_own_rooms_are_known_before_and_after_they_are_in_it(
    database: Database,
) -> None:
    async with database.write() as conn:
        made = await intended.intend(conn, database.secret, "forum")
        await intended.again(conn, database.secret, made)
        await intended.intend(conn, database.secret, "space")
        await rooms.set_room_id(conn, "space", "!space")
    for attempt in (1, 2):
        alias = f"#{intended.alias_of(database.secret, 'forum', attempt)}:test"
        killed = Server(council_room(), aliases=(alias, "#other:test"))
        assert await kind(killed, database, begun=True) is None
    upgraded = council_room(predecessor={"room_id": "!space", "event_id": "$e"})
    assert await kind(Server(upgraded), database, begun=True) is None
    unknown = council_room(predecessor={"room_id": "!elsewhere"})
    assert await kind(Server(unknown), database, begun=True) is DifferenceKind.OTHER
