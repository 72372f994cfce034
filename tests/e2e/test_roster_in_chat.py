"""The roster is changed in chat, and every room follows at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

from demo.cast import PASSWORD
from demo.homeserver import Homeserver
from demo.person import Person, Refused
from tests.e2e.conftest import (
    Opened,
    Sitting,
    members,
    newcomer,
    open_proposal,
    settled,
    sitting,
    talk_to_bot,
    told,
)
from tests.e2e.test_leaving import Clock

# Each test leaves the roster as it was, so that their order doesn't matter.
INTERREGNUM = 72 * 60 * 60 * 1000
CAUCUSES = {"gov": "Government", "cs": "Civil society"}


@dataclass
class Decliner(Person):
    """A person who declines every invitation, and remembers it."""

    declined: list[str] = field(default_factory=list)

    async def join(self, room: str) -> str:
        self.declined.append(room)
        await self.ask("POST", f"rooms/{quote(room)}/leave", {})
        return room


async def may_talk(person: Person, room: str) -> bool:
    try:
        await person.say(room, "May I?")
    except Refused:
        return False
    return True


@dataclass(frozen=True)
class Rooms:
    """Two open proposals and one that has ended."""

    first: Opened
    second: Opened
    ended: Opened

    @property
    def open(self) -> tuple[Opened, Opened]:
        return self.first, self.second


@pytest.fixture(scope="module")
async def rooms(council: Sitting) -> Rooms:
    ended, first, second = [
        await open_proposal(council, title) for title in ("Ended", "First", "Second")
    ]
    await council["proposer"].commands(council.forum, f"!withdraw {ended.number} Too early")
    await settled(council)
    return Rooms(first, second, ended)


async def seated_again(council: Sitting, rooms: Rooms, key: str) -> None:
    """Give a caucus's seat to whoever held it, and wait until they are in its open rooms."""
    member, theirs = council[f"{key}-1"], {opened.caucuses[key] for opened in rooms.open}
    await member.until(lambda: theirs <= member.left)
    answered = await council[f"{key}-chair"].commands(
        rooms.first.caucuses[key], f"!seat {member.user_id}"
    )
    assert "now holds" in answered
    await settled(council)
    await member.until(lambda: not theirs & member.left)


@asynccontextmanager
async def vacant(council: Sitting, rooms: Rooms, key: str) -> AsyncIterator[None]:
    """Have the seat of a caucus free; whoever held it holds it again afterwards."""
    chair, member = council[f"{key}-chair"], council[f"{key}-1"]
    unseat = f"!unseat {member.user_id} Moved on"
    assert "no longer holds" in await chair.commands(rooms.first.caucuses[key], unseat)
    await settled(council)
    yield
    await seated_again(council, rooms, key)


async def test_who_is_unseated_is_removed_from_all_rooms_at_once_ended_ones_too(
    council: Sitting, rooms: Rooms
) -> None:
    chair, leaving = council["gov-chair"], council["gov-1"]
    async with vacant(council, rooms, "gov"):  # which is in its ended room until then
        for opened in (rooms.ended, *rooms.open):
            there = await members(chair, opened.caucuses["gov"])
            assert there == {council.cast.bot.user_id, chair.user_id}
            assert leaving.user_id not in await members(council["chair"], opened.space)
            assert not await may_talk(leaving, opened.plenary)
            assert not await may_talk(leaving, opened.caucuses["gov"])


async def test_who_is_seated_is_invited_to_space_forum_and_all_open_rooms(
    council: Sitting, rooms: Rooms, homeserver: Homeserver
) -> None:
    chair, room = council["cs-chair"], rooms.first.caucuses["cs"]
    async with vacant(council, rooms, "cs"), newcomer(homeserver, "cs-2") as seated:
        answered = await chair.commands(room, f"!seat {seated.user_id}")
        assert "1 of 1 are taken" in answered
        assert "what was said there before" in answered
        await seated.room("Multistakeholder Internet Policy Council")
        await seated.room("Forum")
        await settled(council)
        for opened in rooms.open:
            await seated.room(f"{opened.number} Civil society")
            await seated.room(f"{opened.number} Plenary")
            assert await may_talk(seated, opened.plenary)
            assert await may_talk(seated, opened.caucuses["cs"])
            page = await seated.ask(
                "GET", f"rooms/{quote(opened.caucuses['cs'])}/messages?dir=b&limit=100"
            )
            assert "What is said here stays here" in str(page)
        assert seated.user_id not in await members(chair, rooms.ended.caucuses["cs"])
        await chair.commands(room, f"!unseat {seated.user_id}")


async def test_a_seat_is_given_only_while_one_is_free(
    council: Sitting, rooms: Rooms, homeserver: Homeserver
) -> None:
    chair, room = council["gov-chair"], rooms.first.caucuses["gov"]
    async with newcomer(homeserver, "gov-2") as person:
        refused = await chair.commands(room, f"!seat {person.user_id}")
        assert "Point of order" in refused
        assert "Government has no free seat: 1 of 1 are taken" in refused
        await settled(council)
        assert person.user_id not in await members(chair, room)


@pytest.mark.parametrize("role", ["gov-1", "chair", "forum-chair", "secretary", "visitor"])
async def test_nobody_but_its_chair_unseats_in_a_caucus(
    council: Sitting, rooms: Rooms, role: str
) -> None:
    person, target = council[role], council["gov-1"].user_id
    room = await talk_to_bot(council, person, f"!unseat gov {target}")
    await person.reads(room, "only the chair of Government can do that")


async def test_a_caucus_chair_seats_and_unseats_by_direct_chat_with_the_key(
    council: Sitting, rooms: Rooms, homeserver: Homeserver
) -> None:
    chair = council["cs-chair"]
    room = await talk_to_bot(council, chair, f"!unseat cs {council['cs-1'].user_id}")
    await chair.reads(room, "no longer holds a seat of Civil society")
    async with newcomer(homeserver, "cs-2") as person:
        assert "say which body" in await chair.commands(room, f"!seat {person.user_id}")
        answered = await chair.commands(room, f"!seat cs {person.user_id}")
        assert "now holds a seat of Civil society" in answered
        for opened in rooms.open:
            await person.room(f"{opened.number} Civil society")
        await chair.commands(room, f"!unseat cs {person.user_id}")
    await seated_again(council, rooms, "cs")


async def test_a_caucus_is_governed_in_its_own_rooms_and_not_in_others(
    council: Sitting, rooms: Rooms
) -> None:
    chair, whom = council["gov-chair"], council["visitor"].user_id
    refused = await chair.commands(rooms.first.caucuses["gov"], f"!seat cs {whom}")
    assert "this is a room of Government" in refused
    refused = await chair.commands(rooms.first.plenary, f"!seat gov {whom}")
    assert "works in a caucus's room or a direct chat with me only" in refused


async def test_a_councils_deputy_does_what_its_chair_may_on_proposals_under_their_own_name(
    council: Sitting, rooms: Rooms, homeserver: Homeserver
) -> None:
    chair, plenary = council["chair"], rooms.first.plenary
    async with newcomer(homeserver, "deputy") as deputy:
        assert "now a deputy" in await chair.commands(plenary, f"!deputy {deputy.user_id}")
        await deputy.room(f"{rooms.first.number} Plenary")
        await settled(council)
        answered = await deputy.commands(plenary, "!draft\nOne and two.")
        assert "Draft 2" in answered
        answered = await deputy.commands(plenary, "!refer")
        assert f"{deputy.user_id}, deputy of the council chair" in answered
        answered = await deputy.commands(plenary, "!recall Too early")
        assert f"{deputy.user_id}, deputy of the council chair" in answered
        refused = await deputy.commands(plenary, f"!chair {deputy.user_id}")
        assert "only the council chair can do that" in refused
        assert "no longer a deputy" in await chair.commands(plenary, f"!undeputy {deputy.user_id}")
        await settled(council)
        assert not await may_talk(deputy, plenary)


async def test_a_caucuss_deputy_records_its_position_and_changes_no_roster(
    council: Sitting, rooms: Rooms
) -> None:
    chair, deputy = council["cs-chair"], council["cs-1"]
    await council["chair"].commands(rooms.second.plenary, "!refer")
    room = rooms.second.caucuses["cs"]
    await chair.reads(room, "Draft 1 (")
    refused = await deputy.commands(room, "!consensus yes")
    assert "only the chair of Civil society can do that" in refused
    assert "now a deputy" in await chair.commands(room, f"!deputy {deputy.user_id}")
    answered = await deputy.commands(room, "!consensus yes")
    assert f"{deputy.user_id}, deputy of the chair of Civil society" in answered
    told = f"{deputy.user_id}, deputy of the chair of Civil society"
    await council["chair"].reads(rooms.second.plenary, told)
    refused = await deputy.commands(room, f"!seat {council['visitor'].user_id}")
    assert "only the chair of Civil society can do that" in refused
    assert "no longer a deputy" in await chair.commands(room, f"!undeputy {deputy.user_id}")
    refused = await deputy.commands(room, "!consensus no Not any more")
    assert "only the chair of Civil society can do that" in refused


async def test_a_forums_deputy_does_what_its_chair_may(council: Sitting) -> None:
    chair, deputy = council["forum-chair"], council["visitor"]
    assert "now a deputy" in await chair.commands(council.forum, f"!deputy {deputy.user_id}")
    number = await council.table("Declined by a deputy")
    answered = await deputy.commands(council.forum, f"!consensus no {number} Too vague")
    assert f"{deputy.user_id}, deputy of the forum chair" in answered
    answered = await chair.commands(council.forum, f"!undeputy {deputy.user_id}")
    assert "no longer a deputy" in answered


async def test_an_outgoing_chair_takes_a_free_seat(council: Sitting, rooms: Rooms) -> None:
    # The only seat is the incoming chair's, which becomes free for the outgoing one.
    outgoing, incoming = council["cs-chair"], council["cs-1"]
    room = rooms.first.caucuses["cs"]
    answered = await outgoing.commands(room, f"!chair {incoming.user_id}")
    assert "in place of" in answered
    assert "takes a free seat" in answered
    await settled(council)
    for opened in rooms.open:
        there = await members(incoming, opened.caucuses["cs"])
        assert there == {council.cast.bot.user_id, outgoing.user_id, incoming.user_id}
    refused = await outgoing.commands(room, f"!unseat {incoming.user_id}")
    assert "only the chair of Civil society can do that" in refused
    assert "in place of" in await incoming.commands(room, f"!chair {outgoing.user_id}")
    await settled(council)


async def test_who_declined_is_not_invited_again_until_named_anew(
    council: Sitting, rooms: Rooms, homeserver: Homeserver
) -> None:
    chair, room = council["cs-chair"], rooms.first.caucuses["cs"]
    session = await homeserver.register(f"shy{council.cast.slug}", PASSWORD)
    async with vacant(council, rooms, "cs"), Decliner(homeserver.url, session) as shy:
        await chair.commands(room, f"!seat {shy.user_id}")
        await shy.until(lambda: room in shy.declined)
        await settled(council)

        observer = council["observer"].user_id
        await council["chair"].commands(rooms.first.plenary, f"!unobserver {observer}")
        await council["chair"].commands(rooms.first.plenary, f"!observer {observer}")
        await settled(council)
        assert shy.user_id not in await members(chair, room)
        assert shy.declined.count(room) == 1

        await chair.commands(room, f"!unseat {shy.user_id}")
        await chair.commands(room, f"!seat {shy.user_id}")
        await shy.until(lambda: shy.declined.count(room) > 1)
        assert shy.declined.count(room) == 2
        await chair.commands(room, f"!unseat {shy.user_id}")


async def test_the_council_chair_admits_observers_to_every_plenary_and_ends_it(
    council: Sitting, rooms: Rooms, homeserver: Homeserver
) -> None:
    chair = council["chair"]
    async with newcomer(homeserver, "observer") as person:
        answered = await chair.commands(rooms.first.plenary, f"!observer {person.user_id}")
        assert "is now an observer" in answered
        await settled(council)
        for opened in rooms.open:
            await person.room(f"{opened.number} Plenary")
            assert await may_talk(person, opened.plenary)
        gov, room = council["gov-chair"], rooms.first.caucuses["gov"]
        assert "is an observer" in await gov.commands(room, f"!chair {person.user_id}")
        direct = await talk_to_bot(council, chair, f"!unobserver {person.user_id}")
        await chair.reads(direct, "no longer an observer")
        await settled(council)
        assert not await may_talk(person, rooms.second.plenary)


async def test_chairs_are_named_in_their_own_rooms_or_by_the_secretariat(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    clock = Clock()
    async with (
        sitting(homeserver, tmp_path, clock, caucuses=CAUCUSES) as council,
        newcomer(homeserver, "next") as named,
    ):
        opened = await open_proposal(council)
        chair, forum_chair, secretary = (council[r] for r in ("chair", "forum-chair", "secretary"))
        answered = await forum_chair.commands(council.forum, f"!chair {named.user_id}")
        assert "is now the forum chair" in answered
        refused = await forum_chair.commands(council.forum, f"!consensus yes {opened.number}")
        assert "only the forum chair can do that" in refused

        refused = await chair.commands(council.forum, f"!chair council {named.user_id}")
        assert "this is a room of the forum" in refused
        refused = await secretary.commands(council.forum, f"!chair {named.user_id}")
        assert "or the secretariat in a direct chat" in refused
        room = await talk_to_bot(council, secretary, f"!chair council {secretary.user_id}")
        await secretary.reads(room, "can't name one of its own")
        refused = await secretary.commands(room, f"!chair council {council['cs-chair'].user_id}")
        assert "nobody can chair both the council and a caucus" in refused
        answered = await secretary.commands(room, f"!chair council {named.user_id} Has left.")
        assert "is to be the council chair" in answered
        assert "P1" in await chair.commands(opened.plenary, "!status")
        clock.ahead += INTERREGNUM
        await told(council)
        await chair.reads(opened.plenary, "is now the council chair")
        await named.room(f"{opened.number} Plenary")
        await settled(council)
        assert "round 1" in await named.commands(opened.plenary, "!refer")
        assert not await may_talk(chair, opened.plenary)

        # No seat is free: whoever was chair leaves.
        gov = council["gov-chair"]
        async with newcomer(homeserver, "gov-new") as incoming:
            await secretary.commands(room, f"!chair gov {incoming.user_id} Has left as well.")
            announced = await gov.reads(opened.caucuses["gov"], "Has left as well.")
            typed = announced["content"]["body"].rpartition("To refuse: `")[2].partition("`")[0]
            answered = await gov.commands(opened.caucuses["gov"], typed)
            assert "refuses what the secretariat announced" in answered
            await chair.reads(opened.plenary, "refuses what the secretariat announced")
            direct = await talk_to_bot(council, gov, f"!chair gov {incoming.user_id}")
            await gov.reads(direct, "as no seat is free")
            await incoming.room(f"{opened.number} Government")
            await settled(council)
            there = await members(incoming, opened.caucuses["gov"])
            assert gov.user_id not in there
            assert not await may_talk(gov, opened.plenary)
