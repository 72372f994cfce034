"""Nobody comes into a room before the bot knows whose room it is: what they said would be lost."""

import secrets
from pathlib import Path

import pytest

from demo.cast import cast
from demo.homeserver import Homeserver
from demo.person import Refused
from tests.exactly_once.council import Council
from tests.exactly_once.mortal import HOLD, Orders
from tests.exactly_once.process import Bot, at_work
from tests.exactly_once.world import View
from tests.nursery.names import its_own


async def test_the_forum_is_closed_until_its_id_is_committed_and_then_open_to_all(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    tag = secrets.token_hex(4)
    orders = Orders(point="after the settings of the forum were written", does=HOLD)
    async with (
        cast(homeserver, tmp_path, **its_own(tag)) as made,
        at_work(Bot(made.config, made.bot), orders) as bot,
    ):
        process = await bot.up()
        await process.hears("reached")
        alias = f"#{made.slug}-forum:{homeserver.server_name}"
        with pytest.raises(Refused):
            await made["visitor"].join(alias)
        async with View(Council(made, homeserver, bot, tag)) as view:
            states = [(await view.room(room)).state for room in await view.rooms()]
        forum = {"name": "Forum · Multistakeholder Internet Policy Council"}
        forums = [state for state in states if state.get(("m.room.name", "")) == forum]
        rules = [state[("m.room.join_rules", "")] for state in forums]
        assert rules == [{"join_rule": "invite"}]
        process.tell("go")
        await bot.settled()
        assert await made["visitor"].join(alias)
