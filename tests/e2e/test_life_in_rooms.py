"""What others do to the bot's rooms, and what it does then: see docs/secretariat.md.

On a homeserver with rooms of version 11, in which somebody can be given as much power as
the bot has; in version 12 nobody can.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import pytest

from bot import retry
from bot.clock import milliseconds
from bot.rooms import schedule
from bot.rooms.access import Access, Condition
from bot.service.health import Monitor
from demo.homeserver import Homeserver
from demo.person import Person, Refused, is_named
from storage.rooms import Room
from tests.e2e.conftest import (
    Opened,
    Sitting,
    bodies,
    members,
    newcomer,
    of_bot,
    open_proposal,
    settled,
    shows,
    sitting,
    state_of,
)
from tests.nursery.homeserver import lean

CS = {"cs": "Civil society"}
SECRETARIAT = "Secretariat"
LEVELS = "m.room.power_levels"
HOUR = 3_600_000
"""In ms."""


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[Homeserver]:
    async with lean(default_room_version="11") as started:
        yield started


@pytest.fixture(scope="module")
async def council(
    server: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Sitting]:
    async with sitting(server, tmp_path_factory.mktemp("life"), caucuses=CS) as convened:
        yield convened


@pytest.fixture(scope="module")
async def bot(council: Sitting, server: Homeserver) -> AsyncIterator[Person]:
    """Somebody who acts with the bot's own account, as an operator of the homeserver can."""
    person = Person(server.url, council.cast.bot)
    async with person:
        assert person._listening is not None
        person._listening.cancel()
        yield person


@pytest.fixture(autouse=True)
def without_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rooms are tended at once, and looked at again after a moment."""
    monkeypatch.setattr(schedule, "SOON", 0.1)
    monkeypatch.setattr(retry, "LONGEST", 1.0)


async def told(council: Sitting, words: str, about: str) -> None:
    """Wait until the secretariat is told something about somebody or some room, in its own."""
    secretary = council["secretary"]
    await secretary.sees(
        await secretary.room(SECRETARIAT),
        lambda event: all(
            each in event.get("content", {}).get("body", "") for each in (words, about)
        ),
    )


async def times_told(council: Sitting, words: str) -> int:
    secretary = council["secretary"]
    await settled(council)
    said = of_bot(council, secretary, await secretary.room(SECRETARIAT))
    return sum(words in bodies([event]) for event in said)


async def act(person: Person, room: str, deed: str, **body: Any) -> None:
    await person.ask("POST", f"rooms/{quote(room)}/{deed}", body)


async def give_power(council: Sitting, by: Person, room: str, **levels: int) -> None:
    """Set the levels of roles (``bot`` is the bot) with the bot's own account."""
    found = await state_of(by, room)
    users = {by.user_id: levels.pop("bot", 100)}
    users |= {council[role.replace("_", "-")].user_id: level for role, level in levels.items()}
    where = f"rooms/{quote(room)}/state/{LEVELS}/"
    await by.ask("PUT", where, {**found[LEVELS, ""], "users": users})


async def another(person: Person, name: str, *old: str) -> str:
    """Wait until somebody is in another room of the name."""

    def others() -> list[str]:
        there = person.state.keys() - {*old, *person.left}
        return [room for room in there if is_named(person.name_of(room), name)]

    return str((await person.until(others))[0])


async def referred(council: Sitting, title: str) -> Opened:
    """Open a proposal and refer it, so that Draft 1 is shown in the caucus."""
    opened = await open_proposal(council, title)
    await council["chair"].commands(opened.plenary, "!refer")
    await council["cs-chair"].sees(opened.caucuses["cs"], lambda event: shows(event) == 1)
    await settled(council)
    return opened


async def goes_on_in(council: Sitting, opened: Opened, room: str) -> None:
    """Assert that a caucus deliberates in a room as it would have in the old one."""
    chair = council["cs-chair"]
    shown = await chair.sees(room, lambda event: shows(event) == 1)
    await settled(council)
    state = await state_of(chair, room)
    assert state["m.room.pinned_events", ""]["pinned"] == [shown["event_id"]]
    assert state["m.room.join_rules", ""]["join_rule"] == "invite"
    assert state["m.room.history_visibility", ""]["history_visibility"] == "shared"
    there = {council[role].user_id for role in ("cs-chair", "cs-1")}
    assert await members(chair, room) == there | {council.cast.bot.user_id}
    assert "calls rough consensus on Draft 1" in await chair.commands(room, "!consensus yes")
    assert opened.number in await council["chair"].commands(opened.plenary, "!status")


async def test_the_secretariat_has_a_room_of_its_own_where_questions_are_answered_and_acts_are_not(
    council: Sitting,
) -> None:
    secretary = council["secretary"]
    room = await secretary.room(SECRETARIAT)
    bot = council.cast.bot.user_id
    assert await members(secretary, room) == {secretary.user_id, bot}
    state = await state_of(secretary, room)
    assert state["m.room.join_rules", ""]["join_rule"] == "invite"
    greeting = await secretary.reads(room, "This is the secretariat's room")
    assert f"#{council.cast.slug}-forum:" in greeting["content"]["body"]
    assert secretary.user_id in await members(council["chair"], council.forum)
    assert "!roster" in await secretary.commands(room, "!help")
    assert council["cs-chair"].user_id in await secretary.commands(room, "!roster")
    named = f"!chair cs {council['visitor'].user_id}"
    assert "Point of order" in await secretary.commands(room, named)


async def test_an_address_that_somebody_took_is_told_once_and_the_room_goes_on_without_it(
    council: Sitting,
) -> None:
    visitor, chair = council["visitor"], council["chair"]
    number = await council.table("Squatted")
    server = visitor.user_id.partition(":")[2]
    alias = f"{council.cast.slug}-{number.lower()}"
    await visitor.ask("POST", "createRoom", {"room_alias_name": alias})
    await council.forward(number)
    await told(council, "belongs to somebody else", f"#{alias}:{server}")
    plenary = await council.plenary(number)
    assert "in plenary" in await chair.commands(plenary, "!status")
    assert not (await state_of(chair, plenary))["m.room.canonical_alias", ""].get("alias")
    await chair.commands(plenary, "!refer")
    assert await times_told(council, "belongs to somebody else") == 1


async def test_a_room_that_nobody_can_let_the_bot_into_gets_a_successor_with_all_that_it_had(
    council: Sitting, bot: Person
) -> None:
    opened = await referred(council, "Shut out")
    old, chair = opened.caucuses["cs"], council["cs-chair"]
    await act(bot, old, "leave")
    room = await another(chair, f"{opened.number} Civil society", old)
    await chair.reads(room, "we go on in this one")
    await goes_on_in(council, opened, room)
    lost = f"{opened.number}/caucus:cs"
    await told(council, "nobody there can let me in again", lost)
    assert await times_told(council, "nobody there can let me in") == 1
    children = (await state_of(council["chair"], opened.space)).items()
    assert {k for (kind, k), c in children if kind == "m.space.child" and c} == {
        opened.plenary,
        room,
    }


async def test_an_upgrade_by_the_bots_own_account_is_followed(
    council: Sitting, bot: Person
) -> None:
    opened = await referred(council, "Upgraded")
    old, chair = opened.caucuses["cs"], council["cs-chair"]
    made = await bot.ask("POST", f"rooms/{quote(old)}/upgrade", {"new_version": "12"})
    room = await another(chair, f"{opened.number} Civil society", old)
    assert room == made["replacement_room"]
    await goes_on_in(council, opened, room)
    await told(council, "was upgraded", f"{opened.number}/caucus:cs")
    assert bot.user_id not in await members(chair, old)


async def test_into_a_replacement_that_somebody_else_governs_the_bot_does_not_follow(
    council: Sitting, bot: Person
) -> None:
    """Whoever governs a caucus's room could let anybody in."""
    opened = await referred(council, "Replaced")
    old, chair = opened.caucuses["cs"], council["cs-chair"]
    await give_power(council, bot, old, cs_chair=100)
    made = await chair.ask("POST", f"rooms/{quote(old)}/upgrade", {"new_version": "11"})
    theirs = str(made["replacement_room"])
    room = await another(chair, f"{opened.number} Civil society", old, theirs)
    await goes_on_in(council, opened, room)


async def test_a_public_room_from_which_the_bot_was_removed_is_entered_again(
    council: Sitting, bot: Person
) -> None:
    opened = await open_proposal(council, "Kicked")
    chair = council["chair"]
    await act(bot, opened.plenary, "leave")
    await council.forward(await council.table("Meanwhile"))
    await chair.sees(
        opened.plenary,
        lambda e: e.get("state_key") == bot.user_id and e["content"]["membership"] == "leave",
    )
    await chair.until(
        lambda: chair.state[opened.plenary]["m.room.member", bot.user_id]["membership"] == "join"
    )
    assert "in plenary" in await chair.commands(opened.plenary, "!status")


async def test_a_room_that_shuts_the_bot_out_is_paused_and_goes_on_when_it_is_let_in_again(
    council: Sitting, bot: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: Counter[str] = Counter()
    looking = Access.look

    async def counted(access: Access, room: Room) -> Condition:
        looked[room.place] += 1
        return await looking(access, room)

    began = time.monotonic()
    monkeypatch.setattr(Access, "look", counted)
    opened = await open_proposal(council, "Paused")
    room, chair, cs = opened.caucuses["cs"], council["chair"], council["cs-chair"]
    place = f"{opened.number}/caucus:cs"
    await give_power(council, bot, room, cs_chair=100, bot=50)
    await told(council, "was given power that only I should have", place)
    await act(cs, room, "ban", user_id=bot.user_id)
    await told(council, "I am no longer in the room", place)
    await chair.commands(opened.plenary, "!refer")  # answered, though the caucus can't be told
    async with asyncio.timeout(60):
        while looked[place] < 3:  # noqa: ASYNC110 - until it was looked at again
            await asyncio.sleep(0.05)
    assert not any(shows(event) for event in cs.timelines[room])
    later = Monitor(council.database, council.service, lambda: milliseconds() + HOUR, 0)
    async with asyncio.timeout(60):
        while (await later.health()).rows:  # noqa: ASYNC110 - until that is recorded as sent
            await asyncio.sleep(0.05)
    health = await later.health()  # what waits there waits for people
    assert (health.rows, health.outbox_moves) == (0, True)
    await act(cs, room, "unban", user_id=bot.user_id)
    await act(cs, room, "invite", user_id=bot.user_id)
    await told(council, "I no longer have power", place)
    where = f"rooms/{quote(room)}/state/{LEVELS}/"
    levels = (await state_of(cs, room))[LEVELS, ""]
    users = {cs.user_id: 50, bot.user_id: 100}
    await cs.ask("PUT", where, {**levels, "users": users})
    await cs.sees(room, lambda event: shows(event) == 1)
    assert "calls rough consensus" in await cs.commands(room, "!consensus yes")
    await settled(council)
    assert (await state_of(cs, room))[LEVELS, ""]["users"] == {bot.user_id: 100}
    assert sum(shows(event) == 1 for event in of_bot(council, cs, room)) == 1
    assert await times_told(council, "I am no longer in the room") == 1
    assert looked[place] < 30 + 3 * (time.monotonic() - began)  # the slower, the more often


async def test_who_is_banned_by_somebody_is_told_of_once_and_invited_again_when_that_is_lifted(
    council: Sitting, bot: Person
) -> None:
    opened = await open_proposal(council, "Banned")
    room, cs, member = opened.caucuses["cs"], council["cs-chair"], council["cs-1"]
    await act(bot, room, "ban", user_id=member.user_id)
    await told(council, "has banned them", member.user_id)
    await act(bot, room, "unban", user_id=member.user_id)
    await cs.sees(
        room,
        lambda e: e.get("state_key") == member.user_id and e["content"]["membership"] == "invite",
    )
    assert await times_told(council, "has banned them") == 1


async def test_a_member_who_leaves_is_not_invited_again_and_a_stranger_is_put_out(
    council: Sitting, bot: Person, server: Homeserver
) -> None:
    opened = await open_proposal(council, "Left")
    room, cs, member = opened.caucuses["cs"], council["cs-chair"], council["cs-1"]
    await act(member, room, "leave")
    async with newcomer(server, "stranger") as stranger:
        await act(bot, room, "invite", user_id=stranger.user_id)
        await cs.sees(
            room,
            lambda e: (
                e.get("state_key") == stranger.user_id and e["content"]["membership"] == "leave"
            ),
        )
        await told(council, "in my name, but not by me", stranger.user_id)
        await cs.reads(room, "This room was not as it should be")
    assert member.user_id not in await members(cs, room)


async def moves(council: Sitting, opened: Opened) -> None:
    """Assert that a caucus moves, since somebody is the bot's equal, and hears why."""
    old, chair, member = opened.caucuses["cs"], council["cs-chair"], council["cs-1"]
    room = await another(chair, f"{opened.number} Civil society", old)
    await member.until(lambda: old in member.left)
    await chair.reads(room, "was given power that only I should have")
    await chair.reads(room, "I could not keep the room that was here before closed")
    await goes_on_in(council, opened, room)
    await told(council, "has as much power as I have", f"{opened.number}/caucus:cs")


async def test_where_a_stranger_is_made_the_bots_equal_all_who_belong_there_move(
    council: Sitting, server: Homeserver
) -> None:
    opened = await referred(council, "Equalled")
    async with newcomer(server, "stranger") as stranger:
        where = f"/_synapse/admin/v1/rooms/{quote(opened.caucuses['cs'])}/make_room_admin"
        await server.admin("POST", where, {"user_id": stranger.user_id})
        await moves(council, opened)


async def test_where_a_member_is_made_the_bots_equal_all_move(
    council: Sitting, bot: Person
) -> None:
    opened = await referred(council, "Raised")
    await give_power(council, bot, opened.caucuses["cs"], cs_chair=100)
    await moves(council, opened)


async def test_in_a_public_room_somebody_who_is_made_the_bots_equal_is_told_of(
    council: Sitting, bot: Person
) -> None:
    opened = await open_proposal(council, "Public")
    chair = council["chair"]
    await give_power(council, bot, opened.plenary, chair=100)
    await told(council, "as much power as I have", f"{opened.number}/plenary")
    assert "in plenary" in await chair.commands(opened.plenary, "!status")


async def test_a_closed_room_that_is_opened_in_the_bots_name_is_closed_again(
    council: Sitting, bot: Person, server: Homeserver
) -> None:
    opened = await referred(council, "Opened")
    room, cs = quote(opened.caucuses["cs"]), council["cs-chair"]
    async with newcomer(server, "stranger") as stranger:
        for kind, content in (
            ("history_visibility", {"history_visibility": "world_readable"}),
            ("join_rules", {"join_rule": "public"}),
        ):
            await bot.ask("PUT", f"rooms/{room}/state/m.room.{kind}/", content)
            with suppress(Refused):  # the bot may be faster
                await stranger.join(opened.caucuses["cs"])
        for words in ("so that others could read it", "so that others could come in"):
            await cs.reads(opened.caucuses["cs"], words)
            await told(council, words, f"{opened.number}/caucus:cs")
        await settled(council)
        state = await state_of(cs, opened.caucuses["cs"])
        assert state["m.room.join_rules", ""]["join_rule"] == "invite"
        assert state["m.room.history_visibility", ""]["history_visibility"] == "shared"
        assert stranger.user_id not in await members(cs, opened.caucuses["cs"])


async def test_a_new_name_changes_nothing(council: Sitting) -> None:
    opened = await open_proposal(council, "Renamed")
    room, member = opened.caucuses["cs"], council["cs-1"]
    where = f"profile/{quote(member.user_id)}/displayname"
    await member.ask("PUT", where, {"displayname": council["chair"].user_id})
    assert "Point of order" in await member.commands(room, "!consensus yes")
    assert member.user_id in await members(member, room)


async def test_in_a_group_room_only_what_is_public_is_answered(council: Sitting) -> None:
    cs = council["cs-chair"]
    opened = await referred(council, "Elsewhere")
    await cs.commands(opened.caucuses["cs"], "!draft\nOur own words.")
    body = {"preset": "public_chat", "name": "A group", "invite": [council.cast.bot.user_id]}
    room = str((await cs.ask("POST", "createRoom", body))["room_id"])
    await cs.say(room, f"!text {opened.number} cs.1")
    await cs.reads(room, "there is no such caucus text")
    assert opened.number in await cs.commands(room, "!list")
    named = f"!seat cs {council['visitor'].user_id}"
    assert "Point of order" in await cs.commands(room, named)


async def test_of_a_chair_whose_account_is_gone_the_secretariat_is_told_once(
    server: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("gone")
    async with sitting(server, folder, caucuses=CS) as council:
        await open_proposal(council, "Gone")
        await open_proposal(council, "Gone twice")
        gone = council["cs-chair"].user_id
        await server.admin("POST", f"/_synapse/admin/v1/deactivate/{quote(gone)}", {"erase": False})
        await told(council, "has left it", gone)
        assert await times_told(council, "has left it") == 1
        secretary = council["secretary"]
        assert "Civil society" in await secretary.commands(
            await secretary.room(SECRETARIAT), "!roster"
        )
