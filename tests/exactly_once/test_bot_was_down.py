"""What was said while the bot was down is acted on once, in the order in which it was said."""

from pathlib import Path

import pytest

from demo.homeserver import Homeserver
from demo.person import replies, ticks
from storage import meta
from storage.database import open_database
from tests.exactly_once.council import SMALLEST, Council, council
from tests.exactly_once.mortal import Orders
from tests.exactly_once.world import World, assert_same, kinds, world, written


async def test_a_position_given_while_down_on_a_draft_that_was_replaced_is_refused(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with council(homeserver, tmp_path) as convened:
        plenary, chair, cs = await convened.opened(), convened["chair"], convened["cs-chair"]
        await chair.commands(plenary, "!draft\nSecond.")
        await chair.commands(plenary, "!refer")
        room = await convened.caucus("cs")
        await convened.shown(room, 2, "cs-chair")
        await convened.bot.settled()
        await convened.bot.stop()
        await chair.say(plenary, "!recall A better text")
        await chair.say(plenary, "!draft\nThird.")
        await chair.say(plenary, "!refer")
        late = await cs.say(room, "!consensus yes")
        convened.bot.start()
        refused = await cs.answer(room, late)
        assert "Point of order" in refused["content"]["body"]
        assert "Draft 2" in refused["content"]["body"]
        await convened.shown(room, 3, "cs-chair", times=2)
        assert "position" not in await kinds(convened)
        answered = await cs.commands(room, "!consensus yes")
        assert "calls rough consensus on Draft 3" in answered
        (recorded,) = (
            entry["content"]
            for entry in (await written(convened))["entries"]
            if entry["content"]["kind"] == "position"
        )
        assert recorded["payload"]["draft"] == 3


@pytest.mark.parametrize("first", ["plenary", "caucus"])
async def test_positions_and_the_finalisation_sent_while_down_are_recorded_as_sent(
    homeserver: Homeserver, tmp_path: Path, first: str
) -> None:
    async with council(homeserver, tmp_path) as convened:
        plenary, chair, cs = await convened.opened(), convened["chair"], convened["cs-chair"]
        await chair.commands(plenary, "!refer")
        await convened.position("gov", 1)
        room = await convened.caucus("cs")
        await convened.shown(room, 1, "cs-chair")
        await convened.bot.settled()
        await convened.bot.stop()
        last = await cs.say(room, "!consensus yes")
        final = await chair.say(plenary, "!consensus yes")
        convened.bot.start(Orders(first=plenary if first == "plenary" else room))
        answered = (await chair.answer(plenary, final))["content"]["body"]
        assert "is a recommendation" in answered
        assert "Draft 1" in (await cs.answer(room, last))["content"]["body"]
        await convened.bot.settled()
        assert (await kinds(convened))[-3:] == ["position", "round_closed", "recommended"]


async def test_commands_among_more_messages_than_a_sync_tells_are_each_acted_on_once(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with council(homeserver, tmp_path, **SMALLEST) as convened:
        talker, proposer = convened["cs-chair"], convened["proposer"]
        await convened.bot.settled()
        await convened.bot.stop()
        commands = []
        for number in range(75):
            if number % 12 == 0:
                said = f"!propose Number {number}\nFrom: A coalition\nText {number}."
                commands.append(await proposer.say(convened.forum, said))
            await talker.say(convened.forum, f"Talk {number}")
        convened.bot.start()
        for command in commands:
            await proposer.answer(convened.forum, command)
        await convened.bot.settled()
        tabled = [
            entry["content"]["payload"]["title"]
            for entry in (await written(convened))["entries"]
            if entry["content"]["kind"] == "tabled"
        ]
        assert tabled == [f"Number {number}" for number in range(0, 75, 12)]
        await proposer.sees(convened.forum, lambda event: ticks(event) == commands[-1])
        told = proposer.timelines[convened.forum]
        for command in commands:
            assert sum(replies(event) == command for event in told) == 1
            assert sum(ticks(event) == command for event in told) == 1


async def test_a_sync_that_is_seen_a_second_time_acts_once(
    homeserver: Homeserver, tmp_path: Path, calm: World
) -> None:
    async with council(homeserver, tmp_path) as convened:
        await convened.bot.settled()
        await convened.bot.stop()
        before = await moved(convened, None)
        convened.bot.start()
        await convened.during(convened.deliberate())
        await convened.during(convened.bot.settled())
        await convened.bot.stop()
        assert await moved(convened, before) != before
        convened.bot.start()
        await convened.bot.settled()
        assert_same(await world(convened), calm)


async def moved(convened: Council, token: str | None) -> str:
    """Put the sync token back, if one is given; return what it was. The bot must be down."""
    database = await open_database("sqlite", convened.cast.folder / "data")
    try:
        async with database.write() as conn:
            was = await meta.get(conn, meta.SYNC_TOKEN)
            if token:
                await meta.put(conn, meta.SYNC_TOKEN, token)
    finally:
        await database.close()
    return str(was)
