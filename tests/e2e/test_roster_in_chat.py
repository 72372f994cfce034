"""The roster is changed in chat, and every room follows at once."""

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
    agree,
    members,
    newcomer,
    open_proposal,
    settled,
    sitting,
    state_of,
    talk_to_bot,
)


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


async def two(council: Sitting) -> tuple[Opened, Opened]:
    return await open_proposal(council, "First"), await open_proposal(council, "Second")


@pytest.fixture(scope="module")
async def open_pair(council: Sitting) -> tuple[Opened, Opened]:
    """Two open proposals, which every change of the roster concerns."""
    return await two(council)


async def test_who_is_unseated_is_removed_from_all_rooms_at_once_ended_ones_too(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with sitting(homeserver, tmp_path) as council:
        ended, (first, second) = await open_proposal(council, "Ended"), await two(council)
        await council["proposer"].commands(council.forum, f"!withdraw {ended.number} Too early")
        chair, leaving = council["cs-chair"], council["cs-1"]
        room = first.caucuses["cs"]
        answered = await chair.commands(room, f"!unseat {leaving.user_id} Moved on")
        assert "no longer holds a seat of Civil society" in answered
        await settled(council)
        for opened in (ended, first, second):
            there = await members(chair, opened.caucuses["cs"])
            assert there == {council.cast.bot.user_id, chair.user_id}
            with pytest.raises(Refused):
                await leaving.say(opened.caucuses["cs"], "One more thing")
            with pytest.raises(Refused):
                await state_of(leaving, opened.space)
        assert not await may_talk(leaving, first.plenary)
        assert not await may_talk(leaving, second.plenary)

        async with newcomer(homeserver, "cs-2") as seated:
            answered = await chair.commands(room, f"!seat {seated.user_id}")
            assert "1 of 1 are taken" in answered
            assert "what was said there before" in answered
            for opened in (first, second):
                await council.caucus(opened.number, "cs")
                await seated.room(f"{opened.number} · Civil society")
                await seated.room(f"{opened.number} · Plenary")
            await settled(council)
            for opened in (first, second):
                assert await may_talk(seated, opened.plenary)
                assert await may_talk(seated, opened.caucuses["cs"])
            await seated.room("Multistakeholder Internet Policy Council")
            await seated.room("Multistakeholder Internet Policy Council · Forum")
            there = await members(chair, ended.caucuses["cs"])
            assert seated.user_id not in there


async def test_a_seat_is_given_only_while_one_is_free(
    council: Sitting, open_pair: tuple[Opened, Opened], homeserver: Homeserver
) -> None:
    chair, room = council["gov-chair"], open_pair[0].caucuses["gov"]
    async with newcomer(homeserver, "gov-2") as person:
        refused = await chair.commands(room, f"!seat {person.user_id}")
        assert "Point of order" in refused
        assert "1 seat of Government" in refused
        await settled(council)
        assert person.user_id not in await members(chair, room)


@pytest.mark.parametrize("role", ["gov-1", "chair", "forum-chair", "secretary", "visitor"])
async def test_nobody_but_its_chair_seats_or_unseats_in_a_caucus(
    council: Sitting, open_pair: tuple[Opened, Opened], role: str
) -> None:
    person, target = council[role], council["gov-1"].user_id
    room = await talk_to_bot(council, person, f"!unseat gov {target}")
    await person.reads(room, "only the chair of Government can do that")


async def test_a_caucus_chair_seats_and_unseats_by_direct_chat_with_the_key(
    council: Sitting, open_pair: tuple[Opened, Opened], homeserver: Homeserver
) -> None:
    chair, leaving = council["ps-chair"], council["ps-1"]
    room = await talk_to_bot(council, chair, f"!unseat ps {leaving.user_id}")
    await chair.reads(room, "no longer holds a seat of Private sector")
    async with newcomer(homeserver, "ps-2") as person:
        assert "say which body" in await chair.commands(room, f"!seat {person.user_id}")
        answered = await chair.commands(room, f"!seat ps {person.user_id}")
        assert "now holds a seat of Private sector" in answered
        for opened in open_pair:
            await person.room(f"{opened.number} · Private sector")
    await settled(council)
    answered = await chair.commands(room, f"!unseat ps {person.user_id}")
    assert "no longer" in answered
    assert "now holds" in await chair.commands(room, f"!seat ps {leaving.user_id}")


async def test_a_caucus_is_governed_in_its_own_rooms_and_in_no_other_caucuss(
    council: Sitting, open_pair: tuple[Opened, Opened]
) -> None:
    chair, room = council["gov-chair"], open_pair[0].caucuses["gov"]
    refused = await chair.commands(room, f"!seat tech {council['visitor'].user_id}")
    assert "this is a room of Government" in refused
    refused = await chair.commands(open_pair[0].plenary, f"!seat gov {council['visitor'].user_id}")
    assert "works in a caucus's room or a direct chat with me only" in refused


async def test_a_deputy_does_what_the_chair_may_on_proposals_under_their_own_name(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with sitting(homeserver, tmp_path) as council, newcomer(homeserver, "deputy") as other:
        opened = await open_proposal(council)
        chair, cs, cs_1 = council["chair"], council["cs-chair"], council["cs-1"]
        room = opened.caucuses["cs"]
        assert "now a deputy" in await chair.commands(opened.plenary, f"!deputy {other.user_id}")
        assert await other.room(f"{opened.number} · Plenary") == opened.plenary
        await settled(council)
        answered = await other.commands(opened.plenary, "!refer")
        assert f"{other.user_id}, deputy of the council chair" in answered
        await agree(council, opened, ["gov"])

        refused = await cs_1.commands(room, "!consensus yes")
        assert "only the chair of Civil society can do that" in refused
        assert "now a deputy" in await cs.commands(room, f"!deputy {cs_1.user_id}")
        answered = await cs_1.commands(room, "!consensus yes")
        assert f"{cs_1.user_id}, deputy of the chair of Civil society" in answered
        await chair.reads(opened.plenary, f"{cs_1.user_id}, deputy of the chair of Civil society")

        refused = await other.commands(opened.plenary, f"!chair {other.user_id}")
        assert "only the council chair can do that" in refused
        refused = await cs_1.commands(room, f"!seat {other.user_id}")
        assert "only the chair of Civil society can do that" in refused

        forum_chair = council["forum-chair"]
        await forum_chair.commands(council.forum, f"!deputy {council['visitor'].user_id}")
        number = await council.table("Second")
        answered = await council["visitor"].commands(council.forum, f"!consensus yes {number}")
        assert f"{council['visitor'].user_id}, deputy of the forum chair" in answered

        assert "no longer a deputy" in await cs.commands(room, f"!undeputy {cs_1.user_id}")
        refused = await cs_1.commands(room, "!consensus no Not any more")
        assert "only the chair of Civil society can do that" in refused
        await council.caucus(number, "cs", "cs-1")


async def test_an_outgoing_chair_takes_a_free_seat_or_leaves(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with sitting(homeserver, tmp_path) as council:
        first, second = await two(council)
        bot = council.cast.bot.user_id

        # The only seat is the incoming chair's, which becomes free for the outgoing one.
        gov, gov_1 = council["gov-chair"], council["gov-1"]
        answered = await gov.commands(first.caucuses["gov"], f"!chair {gov_1.user_id}")
        assert "in place of" in answered
        assert "takes a free seat" in answered
        await settled(council)
        for opened in (first, second):
            there = await members(gov, opened.caucuses["gov"])
            assert there == {bot, gov.user_id, gov_1.user_id}
        refused = await gov.commands(first.caucuses["gov"], f"!unseat {gov.user_id}")
        assert "only the chair of Government can do that" in refused

        # No seat is free: whoever was chair leaves.
        secretary, tech = council["secretary"], council["tech-chair"]
        async with newcomer(homeserver, "tech-new") as named:
            room = await talk_to_bot(council, secretary, f"!chair tech {named.user_id}")
            answered = await secretary.reads(room, "is now the chair of Technical and academic")
            assert "as no seat is free" in answered["content"]["body"]
            for opened in (first, second):
                await named.room(f"{opened.number} · Technical and academic community")
            await settled(council)
            for opened in (first, second):
                there = await members(named, opened.caucuses["tech"])
                assert there == {bot, named.user_id, council["tech-1"].user_id}
                assert not await may_talk(tech, opened.plenary)


async def test_chairs_of_council_and_forum_are_named_in_their_own_rooms_or_by_the_secretariat(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with sitting(homeserver, tmp_path) as council, newcomer(homeserver, "next") as named:
        opened = await open_proposal(council)
        chair, forum_chair, secretary = (council[r] for r in ("chair", "forum-chair", "secretary"))
        answered = await forum_chair.commands(council.forum, f"!chair {named.user_id}")
        assert "is now the forum chair" in answered
        refused = await forum_chair.commands(council.forum, f"!consensus yes {opened.number}")
        assert "only the forum chair can do that" in refused

        refused = await chair.commands(council.forum, f"!chair council {named.user_id}")
        assert "this is a room of the forum" in refused
        refused = await secretary.commands(council.forum, f"!chair forum {secretary.user_id}")
        assert "or the secretariat in a direct chat" in refused
        room = await talk_to_bot(council, secretary, f"!chair council {secretary.user_id}")
        await secretary.reads(room, "names none of its own")
        refused = await secretary.commands(room, f"!chair council {council['cs-chair'].user_id}")
        assert "nobody chairs both the council and a caucus" in refused
        answered = await secretary.commands(room, f"!chair council {named.user_id}")
        assert "is now the council chair" in answered
        await named.room(f"{opened.number} · Plenary")
        await settled(council)
        assert "round 1" in await named.commands(opened.plenary, "!refer")
        assert not await may_talk(chair, opened.plenary)


async def test_the_council_chair_admits_observers_to_every_plenary_and_ends_it(
    council: Sitting, open_pair: tuple[Opened, Opened], homeserver: Homeserver
) -> None:
    chair, (first, second) = council["chair"], open_pair
    async with newcomer(homeserver, "observer") as person:
        answered = await chair.commands(first.plenary, f"!observer {person.user_id}")
        assert "is now an observer" in answered
        for opened in open_pair:
            await person.room(f"{opened.number} · Plenary")
        await settled(council)
        assert await may_talk(person, second.plenary)
        refused = await council["tech-chair"].commands(
            first.caucuses["tech"], f"!chair {person.user_id}"
        )
        assert "is an observer" in refused
        room = await talk_to_bot(council, chair, f"!unobserver {person.user_id}")
        await chair.reads(room, "no longer an observer")
        await settled(council)
        assert not await may_talk(person, second.plenary)
        refused = await person.commands(council.forum, f"!observer {person.user_id}")
        assert "Point of order" in refused


async def test_who_declined_is_not_invited_again_until_they_are_named_anew(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with sitting(homeserver, tmp_path, seats=2) as council:
        opened = await open_proposal(council)
        chair, room = council["cs-chair"], opened.caucuses["cs"]
        await chair.commands(room, f"!unseat {council['cs-1'].user_id}")
        session = await homeserver.register(f"shy{council.cast.slug}", PASSWORD)
        async with Decliner(homeserver.url, session) as shy:
            await chair.commands(room, f"!seat {shy.user_id}")
            await shy.until(lambda: room in shy.declined)
            await settled(council)
            once = shy.declined.count(room)
            assert once == 1

            await chair.commands(room, f"!deputy {council['cs-2'].user_id}")
            await chair.commands(room, f"!undeputy {council['cs-2'].user_id}")
            await settled(council)
            assert shy.declined.count(room) == once
            assert shy.user_id not in await members(chair, room)

            await chair.commands(room, f"!unseat {shy.user_id}")
            await chair.commands(room, f"!seat {shy.user_id}")
            await settled(council)
            await shy.until(lambda: shy.declined.count(room) == once + 1)
            assert shy.declined.count(room) == once + 1
