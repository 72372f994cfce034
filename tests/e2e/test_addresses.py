"""Public addresses: what becomes of a room whose address is taken, or that the bot leaves."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bot.clerk.timers.leaving import LEAVE_ROOM
from bot.clock import milliseconds
from demo.homeserver import Homeserver
from demo.person import Person
from storage import due
from tests.e2e.conftest import (
    Opened,
    Sitting,
    agree,
    bodies,
    left,
    members,
    open_proposal,
    settled,
    shows,
    sitting,
    state_of,
)

CAUCUSES = {"cs": "Civil society"}
DAY = 24 * 60 * 60 * 1000


@dataclass
class Ahead:
    """A clock that can be put ahead; in ms."""

    by: int = 0

    def __call__(self) -> int:
        return milliseconds() + self.by


def address(council: Sitting, number: str) -> str:
    server = council["visitor"].user_id.partition(":")[2]
    return f"directory/room/{quote(f'#{council.cast.slug}-{number.lower()}:{server}')}"


async def leads_to(council: Sitting, number: str) -> str:
    """Return the room under a proposal's public address."""
    return str((await council["visitor"].ask("GET", address(council, number)))["room_id"])


async def hears(person: Person, words: str) -> None:
    """Wait until a person is told something, wherever it is."""

    def said() -> bool:
        rooms = person.timelines.values()
        return any(words in bodies(events) for events in rooms)

    assert await person.until(lambda: said() or None)


async def test_where_a_plenary_s_address_is_taken_the_secretariat_is_told_and_the_room_goes_on(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with sitting(homeserver, tmp_path, caucuses=CAUCUSES) as council:
        visitor, chair = council["visitor"], council["chair"]
        made = await visitor.ask("POST", "createRoom", {"preset": "public_chat"})
        await visitor.ask("PUT", address(council, "P1"), made)
        opened = await open_proposal(council, "Squatted")

        assert await leads_to(council, "P1") == made["room_id"]
        state = await state_of(chair, opened.plenary)
        assert not state.get(("m.room.canonical_alias", ""), {}).get("alias")
        link = await visitor.reads(council.forum, "P1 Plenary](https://matrix.to/")
        assert quote(opened.plenary, safe="") in link["content"]["body"]
        await hears(council["secretary"], "belongs to somebody else")

        await chair.commands(opened.plenary, "!refer")
        await agree(council, opened)
        await chair.reads(opened.plenary, "Every caucus agrees")


async def ended(council: Sitting, opened: Opened) -> None:
    chair = council["chair"]
    await chair.commands(opened.plenary, "!refer")
    await agree(council, opened)
    await chair.reads(opened.plenary, "Every caucus agrees")
    assert "is a recommendation" in await chair.commands(opened.plenary, "!consensus yes")
    await settled(council)


async def test_rooms_of_what_ended_long_ago_are_left_and_reopening_it_opens_new_ones(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    clock = Ahead()
    async with sitting(homeserver, tmp_path, clock, caucuses=CAUCUSES) as council:
        opened, bot = await open_proposal(council, "Long ago"), council.cast.bot.user_id
        chair, cs, visitor = council["chair"], council["cs-chair"], council["visitor"]
        rooms = {opened.plenary: chair, opened.space: chair, opened.caucuses["cs"]: cs}
        await ended(council, opened)

        clock.by = 89 * DAY
        async with council.database.read() as conn:
            planned = await due.of_kind(conn, LEAVE_ROOM)
        assert len(planned) == len(rooms)
        assert min(each.at for each in planned) > clock()
        assert [room for room in rooms if bot not in await members(rooms[room], room)] == []

        clock.by = 91 * DAY
        await left(council, opened)
        assert [room for room in rooms if bot in await members(rooms[room], room)] == []
        assert chair.user_id in await members(chair, opened.plenary)
        free = await visitor.ask("POST", "createRoom", {"preset": "public_chat"})
        await visitor.ask("PUT", address(council, "P1"), free)  # it was given up
        await visitor.ask("DELETE", address(council, "P1"))

        assert "reopened" in await chair.commands(council.forum, "!reopen P1 A new fact")
        await settled(council)
        again = await leads_to(council, "P1")
        assert again not in rooms
        await chair.sees(again, lambda event: shows(event) == 1)
        assert "round 2" in await chair.commands(again, "!refer")
