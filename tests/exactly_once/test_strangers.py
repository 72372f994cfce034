"""Who is let into a caucus's room while the bot is down is put out when it is back."""

from pathlib import Path
from urllib.parse import quote

import pytest

from demo.homeserver import Homeserver
from tests.e2e.conftest import newcomer, shows
from tests.exactly_once.council import council


@pytest.mark.parametrize("stays", [True, False], ids=["is there", "has left again"])
async def test_who_came_in_while_the_bot_was_down_is_put_out_and_told_of(
    homeserver: Homeserver, tmp_path: Path, *, stays: bool
) -> None:
    async with council(homeserver, tmp_path) as convened:
        plenary = await convened.during(convened.opened())
        room, chair = await convened.caucus("cs"), convened["cs-chair"]
        await convened.during(convened.bot.settled())
        await convened.bot.stop()
        async with newcomer(homeserver, "stranger") as stranger:
            where = f"/_synapse/admin/v1/rooms/{quote(room)}/make_room_admin"
            await homeserver.admin("POST", where, {"user_id": stranger.user_id})
            await stranger.until(lambda: ("m.room.create", "") in stranger.state[room])
            if not stays:
                await stranger.ask("POST", f"rooms/{quote(room)}/leave", {})
            await convened["chair"].say(plenary, "!refer")
            convened.bot.start()
            told = await chair.reads(room, f"{stranger.user_id} came in, invited in my name")
            await chair.sees(
                room,
                lambda e: (
                    e.get("state_key") == stranger.user_id and e["content"]["membership"] == "leave"
                ),
            )
            await convened.shown(room, 1, "cs-chair")
            before = stranger.timelines[room]
        assert told["event_id"] not in {each["event_id"] for each in before}
        assert not any(shows(each) for each in before)
