"""Who is let into a closed room while the bot is down is put out when it is back.

Whom the bot itself invited, and was killed before it noted that, is no stranger.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from demo.homeserver import Homeserver
from demo.person import Person
from tests.e2e.conftest import newcomer, shows
from tests.exactly_once.council import council
from tests.exactly_once.mortal import HOLD, Orders


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


async def test_whom_the_bot_was_killed_inviting_is_no_stranger_once_unseated(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    async with council(homeserver, tmp_path) as convened:
        await convened.during(convened.opened())
        cs, member = convened["cs-chair"], convened["cs-1"]
        room = await convened.caucus("cs")
        await cs.commands(room, f"!unseat {member.user_id}")
        await convened.during(convened.bot.settled())
        await convened.bot.stop()
        convened.bot.start(Orders("after an invitation, before it is recorded", does=HOLD))
        await cs.commands(room, f"!seat {member.user_id}")
        process = await convened.bot.up()
        await process.hears("reached")
        await cs.commands(room, f"!unseat {member.user_id}")
        process.kill()
        await convened.bot.died(1)
        await convened.during(convened.bot.settled())
        await cs.until(lambda: not any(_is_there(member, state) for state in cs.state.values()))
        for person in (cs, convened["secretary"]):
            shown = [event["content"] for room in person.timelines.values() for event in room]
            assert not any("in my name" in str(content.get("body")) for content in shown)


def _is_there(person: Person, state: Mapping[tuple[str, str], Mapping[str, Any]]) -> bool:
    how = state.get(("m.room.member", person.user_id), {}).get("membership")
    public = state.get(("m.room.join_rules", ""), {}).get("join_rule") == "public"
    return how in ("invite", "join") and not public
