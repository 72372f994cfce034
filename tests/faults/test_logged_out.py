"""The bot logs in again by itself when its token lapsed, and says what to do when it can't."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.matrix import Matrix
from demo.cast import PASSWORD
from demo.homeserver import Homeserver
from tests.cli.conftest import edit
from tests.cli.program import rapporteur, running
from tests.exactly_once.council import SMALLEST, Council, council
from tests.faults.program import TABLE, answers, log_out, sentence, session
from tests.faults.proxy import Proxy
from tests.faults.schedule import Fault, Schedule


@pytest.fixture
async def proxy(homeserver: Homeserver) -> AsyncIterator[Proxy]:
    """Nothing goes wrong here but what a test plans."""
    async with Proxy(homeserver.url, Schedule()).up() as made:
        yield made


@pytest.fixture
async def convened(homeserver: Homeserver, tmp_path: Path, proxy: Proxy) -> AsyncIterator[Council]:
    """A council whose bot is not at work, and reaches its homeserver through the proxy."""
    async with council(homeserver, tmp_path, **SMALLEST, homeserver=proxy.url) as made:
        await made.bot.settled()
        await made.bot.stop()
        yield made


async def test_a_bot_whose_token_lapsed_goes_on_by_itself_on_the_same_device(
    convened: Council, proxy: Proxy
) -> None:
    before = session(convened)
    proposer, forum = convened["proposer"], convened.forum
    async with running(convened.cast.config) as bot:
        sync = ("sync", proxy.schedule.asked["sync"] + 1)
        proxy.schedule.planned = {sync: Fault.LAPSED, ("login", 1): Fault.GATEWAY_BEFORE}
        first = await proposer.say(forum, TABLE.format("One"))
        await bot.logs("the login lapsed; logging in again")
        await proposer.answer(forum, first)
        assert "P2" in await proposer.commands(forum, TABLE.format("Two"))
        assert await answers(convened, first) == 1
        assert await bot.stop() == 0
    assert session(convened).device_id == before.device_id
    assert session(convened).access_token != before.access_token
    assert proxy.schedule.asked["login"] == 2


async def test_with_an_access_token_alone_the_bot_ends_and_goes_on_with_another(
    convened: Council, proxy: Proxy, homeserver: Homeserver
) -> None:
    token, proposer = convened.cast.folder / "token", convened["proposer"]
    token.write_text("as-kept")
    edit(convened.cast.config, lambda raw: raw.pop("password_file"))
    edit(convened.cast.config, lambda raw: raw.update(access_token_file="token"))
    async with running(convened.cast.config) as bot:
        sync = ("sync", proxy.schedule.asked["sync"] + 1)
        proxy.schedule.planned = {sync: Fault.LAPSED}
        command = await proposer.say(convened.forum, TABLE.format("One"))
        assert "rapporteur init" in await sentence(bot)
    assert not proxy.schedule.asked["login"]
    again = await rapporteur("init", "--config", convened.cast.config, answers="n\n")
    assert "access_token_file: " in again.err
    made = await homeserver.register(f"other-{convened.tag}", "secret")
    token.write_text(made.access_token)
    other = await rapporteur("init", "--config", convened.cast.config, answers="n\n")
    assert made.user_id in other.err
    token.write_text(await another_login(homeserver, convened.cast.bot.user_id))
    done = await rapporteur("init", "--config", convened.cast.config, answers="n\n")
    assert done.code == 0
    async with running(convened.cast.config) as bot:
        await proposer.answer(convened.forum, command)
        assert await bot.stop() == 0
    assert await answers(convened, command) == 1


async def another_login(homeserver: Homeserver, user_id: str) -> str:
    """Return the token of a new device."""
    made = await Matrix.login(homeserver.url, user_id, PASSWORD, device_name="another")
    return made.access_token


async def test_a_bot_whose_device_was_logged_out_ends_and_loses_nothing(
    convened: Council, homeserver: Homeserver
) -> None:
    before, proposer = session(convened), convened["proposer"]
    async with running(convened.cast.config) as bot:
        await log_out(homeserver, before)
        first = await proposer.say(convened.forum, TABLE.format("One"))
        assert "rapporteur init" in await sentence(bot)
    second = await proposer.say(convened.forum, TABLE.format("Two"))
    again = await rapporteur("run", "--config", convened.cast.config)
    assert (again.code, "rapporteur init" in again.err) == (1, True)
    done = await rapporteur("init", "--config", convened.cast.config, answers="n\n")
    assert done.code == 0
    assert session(convened).device_id == before.device_id
    async with running(convened.cast.config) as bot:
        assert "P1" in (await proposer.answer(convened.forum, first))["content"]["body"]
        assert "P2" in (await proposer.answer(convened.forum, second))["content"]["body"]
        assert await bot.stop() == 0
    assert await answers(convened, first) == await answers(convened, second) == 1
