"""What fails or kills the process three times is given up with one sentence."""

import re
from pathlib import Path

from demo.homeserver import Homeserver
from demo.person import replies
from tests.exactly_once.council import SMALLEST, Council, council
from tests.exactly_once.mortal import STUMBLE, Orders
from tests.exactly_once.world import kinds

MARK = "xyzzy"
TABLED = f"!propose {MARK}\nFrom: A coalition\nText."


async def answers(convened: Council, role: str, command: str) -> list[str]:
    """Return the bodies of the answers to a command."""
    await convened[role].catches_up(convened.forum)
    seen = convened[role].timelines[convened.forum]
    return [str(event["content"]["body"]) for event in seen if replies(event) == command]


async def test_a_command_that_meets_a_bug_gets_a_sentence_with_a_reference(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with council(homeserver, tmp_path, Orders(stumbles_over=MARK), **SMALLEST) as convened:
        proposer = convened["proposer"]
        command = await proposer.say(convened.forum, TABLED)
        await proposer.answer(convened.forum, command)
        assert "tabled" in await proposer.commands(convened.forum, TABLED.replace(MARK, "Plain"))
        await convened.bot.settled()
        (answered,) = await answers(convened, "proposer", command)
        (reference,) = re.findall(r"\b[0-9a-f]{8}\b", answered)
        assert f"reference={reference}" in convened.bot.log()
        assert await kinds(convened) == ["constituted", "tabled"]
        assert not convened.bot.deaths


async def test_a_command_that_kills_the_process_thrice_is_given_up_and_the_one_behind_it_is_not(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with council(homeserver, tmp_path, **SMALLEST) as convened:
        proposer = convened["proposer"]
        await convened.bot.settled()
        await convened.bot.stop()
        deadly = await proposer.say(convened.forum, TABLED)
        behind = await proposer.say(convened.forum, TABLED.replace(MARK, "Plain"))
        convened.bot.start(*([Orders(dies_of=MARK)] * 4))
        await proposer.answer(convened.forum, behind, seconds=60)
        await convened.bot.settled()
        assert convened.bot.deaths == 3
        (given_up,) = await answers(convened, "proposer", deadly)
        (answered,) = await answers(convened, "proposer", behind)
        assert "Plain" in answered
        assert "Plain" not in given_up
        assert await kinds(convened) == ["constituted", "tabled"]


async def test_a_file_that_kills_the_process_thrice_when_read_is_given_up(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    fates = [Orders(point="before a file is read")] * 4
    async with council(homeserver, tmp_path, *fates, **SMALLEST) as convened:
        proposer, forum = convened["proposer"], convened.forum
        file = await proposer.share(forum, "a.md", "Text.", "!propose Deadly\nFrom: A coalition")
        await proposer.answer(forum, file, seconds=60)
        assert "tabled" in await proposer.commands(forum, TABLED)
        await convened.bot.settled()
        assert convened.bot.deaths == 3
        assert len(await answers(convened, "proposer", file)) == 1
        assert await kinds(convened) == ["constituted", "tabled"]


async def test_a_bug_met_while_a_file_is_read_gets_a_sentence_and_the_bot_goes_on(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    orders = Orders(point="before a file is read", does=STUMBLE)
    async with council(homeserver, tmp_path, orders, **SMALLEST) as convened:
        proposer, forum = convened["proposer"], convened.forum
        file = await proposer.share(forum, "a.md", "Text.", "!propose Odd\nFrom: A coalition")
        await proposer.answer(forum, file)
        assert "tabled" in await proposer.commands(forum, TABLED)
        assert len(await answers(convened, "proposer", file)) == 1
        assert await kinds(convened) == ["constituted", "tabled"]
        assert not convened.bot.deaths
