"""Pictures and the profile where the homeserver refuses them, now or for good."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest

from bot.errors import MatrixError
from bot.ratelimit import RateLimit
from bot.relay import places
from bot.relay.looks.picture import BOT as FACE
from bot.relay.looks.picture import pictures
from bot.rooms import intended
from bot.rooms.looks.looks import Looks
from bot.rooms.looks.pictures import Pictures, address_of
from bot.rooms.looks.profile import Profile
from bot.rooms.notices import Notices
from storage import meta, rooms
from storage.folds import Folds
from storage.rooms import RoomState
from tests.bot.desk import BOT, SETTINGS, Desk, desk
from tests.storage.look import queued

REFUSED = MatrixError("M_TOO_LARGE", "no files here", status=413)
LATER = MatrixError(
    "M_UNKNOWN", "the media store is away", status=502, retry=True, retry_after=0.001
)
SOMEBODYS = "direct:!chat"
"""The place of a chat that somebody opened with the bot."""


class Homeserver:
    """A homeserver that counts what it stores, and fails as it is told."""

    user_id = BOT

    def __init__(self, *failures: MatrixError) -> None:
        self.failures = list(failures)
        self.stored: list[str] = []
        self.shown: dict[str, Any] = {"displayname": "bot"}  # as Synapse has it by itself

    async def upload(self, _data: bytes, filename: str, _kind: str) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.stored.append(filename)
        return f"mxc://test/{len(self.stored)}"

    async def profile(self) -> dict[str, Any]:
        return dict(self.shown)

    async def put_profile(self, field: str, value: str) -> None:
        self.shown[field] = value


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


def seen_to(at_desk: Desk, homeserver: Homeserver, times: int = 1) -> None:
    """See to the looks, until it was tried so often."""
    at_desk.runner.run(_seen_to(at_desk, homeserver, times))


async def _seen_to(at_desk: Desk, homeserver: Homeserver, times: int) -> None:
    matrix, rate_limit, database = cast("Any", homeserver), RateLimit(), at_desk.database
    tried = asyncio.Semaphore(0)
    looks = Looks(
        database,
        Pictures(database, matrix, rate_limit),
        Profile(database, matrix, rate_limit),
        Notices(database, SETTINGS, lambda: 1, Folds()),
        tried.release,
    )
    keeping = asyncio.create_task(looks.keep())
    for _ in range(times):
        await tried.acquire()
    assert looks.tried.is_set()
    keeping.cancel()
    with suppress(asyncio.CancelledError):
        await keeping


def addresses(at_desk: Desk) -> list[str]:
    """Return the addresses of a council's pictures that are known."""

    async def read() -> list[str]:
        async with at_desk.database.read() as conn:
            council = await Folds().council(conn)
            return [await address_of(conn, picture) for picture in pictures(council)]

    return at_desk.runner.run(read())


def wanted(at_desk: Desk, place: str) -> int:
    """Return how often it was asked that a room be compared."""

    async def read() -> int:
        async with at_desk.database.read() as conn:
            room = await rooms.get(conn, place)
            assert room
            return room.wanted

    return at_desk.runner.run(read())


def test_each_picture_is_uploaded_once_and_rooms_are_compared_once(at_desk: Desk) -> None:
    homeserver, before = Homeserver(), wanted(at_desk, places.FORUM_PLACE)
    seen_to(at_desk, homeserver)
    assert all(addresses(at_desk))
    assert len(homeserver.stored) == len(addresses(at_desk))
    assert homeserver.stored[0] == "bot.png"
    assert wanted(at_desk, places.FORUM_PLACE) == before + 1
    seen_to(at_desk, homeserver)
    assert len(homeserver.stored) == len(addresses(at_desk))
    assert wanted(at_desk, places.FORUM_PLACE) == before + 1


def test_the_bot_goes_without_pictures_where_the_homeserver_takes_no_files(at_desk: Desk) -> None:
    homeserver = Homeserver(*[REFUSED] * 100)
    seen_to(at_desk, homeserver)
    assert not any(addresses(at_desk))
    assert homeserver.shown == {"displayname": "Rapporteur"}


def test_what_is_not_taken_now_is_uploaded_later_and_rooms_are_compared_again(
    at_desk: Desk,
) -> None:
    before = wanted(at_desk, places.FORUM_PLACE)
    seen_to(at_desk, homeserver := Homeserver(LATER), 2)
    assert all(addresses(at_desk))
    assert homeserver.shown["avatar_url"].startswith("mxc://")
    assert wanted(at_desk, places.FORUM_PLACE) == before + 2


def test_what_was_chosen_for_the_account_stays_and_what_the_bot_gave_it_follows(
    at_desk: Desk,
) -> None:
    homeserver = Homeserver()
    homeserver.shown = {"displayname": "Chosen", "avatar_url": "mxc://test/chosen"}
    seen_to(at_desk, homeserver)
    assert homeserver.shown == {"displayname": "Chosen", "avatar_url": "mxc://test/chosen"}
    homeserver.shown = {"displayname": "Rapporteur", "avatar_url": ""}
    seen_to(at_desk, homeserver)
    old = homeserver.shown["avatar_url"]

    async def drawn_otherwise() -> None:
        async with at_desk.database.write() as conn:
            name = f"picture:{FACE.shape.name.lower()}:{FACE.colour}"
            await meta.put(conn, name, f"before {old}")

    at_desk.runner.run(drawn_otherwise())
    seen_to(at_desk, homeserver)
    assert homeserver.shown["avatar_url"] not in ("", old)


def test_a_chat_that_somebody_opened_is_theirs_to_name(at_desk: Desk) -> None:
    async def opened() -> None:
        async with at_desk.database.write() as conn:
            await intended.intend(conn, at_desk.database.secret, SOMEBODYS)
            await rooms.set_room_id(conn, SOMEBODYS, "!chat")

    at_desk.runner.run(opened())
    before = wanted(at_desk, SOMEBODYS)
    seen_to(at_desk, Homeserver())
    assert wanted(at_desk, SOMEBODYS) == before


def test_a_forum_that_is_there_is_greeted_once_and_one_that_is_to_be_not_yet(
    at_desk: Desk,
) -> None:
    async def greetings() -> int:
        async with at_desk.database.read() as conn:
            return sum(row.cause.startswith("greeting:") for row in await queued(conn))

    async def opened() -> None:
        async with at_desk.database.write() as conn:
            await rooms.set_state(conn, places.FORUM_PLACE, RoomState.READY)

    found = []
    for step in (None, opened, None):
        if step:
            at_desk.runner.run(step())
        seen_to(at_desk, Homeserver())
        found.append(at_desk.runner.run(greetings()))
    assert found == [0, 1, 1]
