"""A slow file holds up its own proposal alone."""

from pathlib import Path

from demo.homeserver import Homeserver
from demo.person import replies
from tests.exactly_once.council import council
from tests.exactly_once.mortal import HOLD, Orders


async def test_a_command_on_another_proposal_is_answered_while_a_file_is_awaited(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    orders = Orders(point="before a file is read", does=HOLD)
    async with council(homeserver, tmp_path, orders) as convened:
        plenary, chair, forum = await convened.opened(), convened["chair"], convened.forum
        file = await chair.share(plenary, "draft.md", "Second.", "!draft")
        process = await convened.bot.up()
        await process.hears("reached")
        behind = await chair.say(plenary, "!status")
        other = "!propose Another\nFrom: A coalition\nText."
        assert "P2" in await convened["proposer"].commands(forum, other)
        assert "P2" in await chair.commands(forum, "!status P2")
        assert not [e for e in chair.timelines[plenary] if replies(e) in {file, behind}]
        process.tell("go")
        assert "Draft 2" in (await chair.answer(plenary, file))["content"]["body"]
        assert "Draft 2" in (await chair.answer(plenary, behind))["content"]["body"]
