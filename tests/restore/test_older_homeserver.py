"""A homeserver that is restored from a backup lacks what the bot saw, or takes its token amiss."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from bot.errors import Restored
from bot.matrix import Matrix
from demo.cast import PASSWORD
from demo.homeserver import Homeserver
from demo.person import Person
from storage import meta
from storage.database import open_readonly
from tests.cli.program import rapporteur
from tests.e2e.conftest import at_work, members, shows
from tests.exactly_once.council import SMALLEST, Council, council
from tests.exactly_once.world import kinds
from tests.nursery.homeserver import lean
from tests.restore.conftest import CAUCUSES, Copy, keep_login

COUNCIL = "Multistakeholder Internet Policy Council"


@pytest.fixture(scope="module")
async def own(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Homeserver]:
    """A homeserver of these tests' own."""
    async with lean(tmp_path_factory.mktemp("homeserver")) as server:
        yield server


async def copied(server: Homeserver, convened: Council) -> Copy:
    """Make a backup of a homeserver, which stops for it, once the council's members are in."""
    members = [each for each in convened.listening if each is not convened["proposer"]]
    await asyncio.gather(*(each.room(COUNCIL) for each in members))
    await convened.bot.settled()
    await convened.bot.stop()
    await server.terminate()
    copy = Copy.of(server.folder)
    await server.restart()
    return copy


async def token(convened: Council) -> str | None:
    """Return the sync token that the bot wrote down last."""
    database = await open_readonly("sqlite", convened.cast.folder / "data")
    try:
        async with database.read() as conn:
            return await meta.get(conn, meta.SYNC_TOKEN)
    finally:
        await database.close()


async def put_back(server: Homeserver, copy: Copy) -> None:
    """Restore a homeserver from a backup."""
    await server.terminate()
    copy.put_back()
    await server.restart()


@asynccontextmanager
async def clients(convened: Council, *roles: str) -> AsyncIterator[list[Person]]:
    """Have people come with new devices, which know nothing of what is gone.

    The old ones go on asking with tokens from the future, and what Synapse answers them it
    remembers for a device.
    """
    async with AsyncExitStack() as stack:
        url, found = convened.homeserver.url, list[Person]()
        for role in roles:
            who = convened[role].user_id
            session = await Matrix.login(url, who, PASSWORD, device_name="new")
            found.append(await stack.enter_async_context(Person(url, session)))
        yield found


async def test_it_stops_and_once_accepted_shows_again_what_was_lost(
    own: Homeserver, tmp_path: Path
) -> None:
    async with council(own, tmp_path, caucuses=CAUCUSES) as convened:
        keep_login(convened)
        bot, config = convened.bot, convened.cast.config
        plenary = await convened.opened()
        await convened["chair"].commands(plenary, "!refer")
        caucus = await convened.caucus("cs")
        await convened.shown(caucus, 1, "cs-chair")
        copy = await copied(own, convened)
        bot.start()
        await convened["cs-chair"].commands(caucus, f"!unseat {convened['cs-1'].user_id}")
        await convened.position("cs", 1)
        another = "!propose Another\nFrom: A coalition\nText."
        await convened["proposer"].commands(convened.forum, another)
        await convened["forum-chair"].commands(convened.forum, "!consensus yes P2")
        await convened["chair"].room("P2 Plenary")
        await bot.settled()
        await bot.stop()
        recorded = await kinds(convened)
        await put_back(own, copy)
        done = await rapporteur("run", "--config", config)
        assert done.code == 1
        assert "the homeserver was restored from an older copy" in done.err
        assert "P2/plenary" in done.err
        done = await rapporteur("check", "--accept-restore", "--config", config)
        assert "The bot goes on from now" in done.out
        bot.start()
        async with clients(convened, "chair", "cs-chair", "secretary") as (chair, cs, secretary):
            new = await chair.room("P2 Plenary")
            await chair.sees(new, lambda event: shows(event) == 1)
            for person, room in ((chair, plenary), (chair, convened.forum), (cs, caucus)):
                await person.reads(room, "The homeserver was restored from an older copy")
            name = "Secretariat"
            await secretary.reads(await secretary.room(name), "I have stopped")
            await bot.settled()
            assert convened["cs-1"].user_id not in await members(cs, caucus)
            answered = await chair.commands(plenary, "!consensus yes")
            assert "is a recommendation" in answered
        assert await kinds(convened) == [*recorded, "recommended"]


async def test_one_restored_while_the_bot_runs_stops_it(own: Homeserver, tmp_path: Path) -> None:
    async with council(own, tmp_path, **SMALLEST) as convened:
        copy = await copied(own, convened)
        async with at_work(convened.cast) as (service, _):
            await convened["proposer"].commands(convened.forum, "!list")
            await put_back(own, copy)
            with pytest.raises(Restored) as caught:
                async with asyncio.timeout(60):
                    await service.failed()
        assert caught.value.gone == ("forum",)


async def test_what_is_said_after_it_is_heard_though_the_token_is_from_its_future(
    own: Homeserver, tmp_path: Path
) -> None:
    async with council(own, tmp_path, **SMALLEST) as convened:
        bot, proposer = convened.bot, convened["proposer"]
        copy = await copied(own, convened)
        elsewhere = (await proposer.ask("POST", "createRoom", {}))["room_id"]
        for number in range(20):
            await proposer.say(elsewhere, f"Of no interest to the bot {number}")
        before = await token(convened)
        bot.start()
        while await token(convened) == before:  # noqa: ASYNC110 - a file has no event
            await asyncio.sleep(0.05)
        await bot.stop()
        await put_back(own, copy)
        async with clients(convened, "proposer") as (person,):
            said = await person.say(convened.forum, "!list")
            bot.start()
            await person.answer(convened.forum, said)
            await person.commands(convened.forum, "!roster")
