"""One person's flood stops nobody else's commands, on a homeserver that lets it through.

How fast a chair is answered meanwhile, ``python -m tests.torture --only floods`` measures.
"""

import asyncio
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.listener.floods import AT_ONCE
from tests.floods.flood import FLOODER, commands, fuzz, giants, sitting

Messages = Callable[[random.Random], Iterator[dict[str, Any]]]


@pytest.mark.parametrize(
    "messages, a_second",
    [(commands, 1000), (giants, 100), (fuzz, 1000)],
    ids=["commands", "giants", "fuzz"],
)
async def test_a_chair_is_answered_while_somebody_floods(
    tmp_path: Path, messages: Messages, a_second: int
) -> None:
    async with asyncio.timeout(120), sitting(tmp_path) as council:
        chance = random.Random(1)
        flooding = asyncio.create_task(council.flood(a_second, 1.5, messages(chance)))
        waits = await council.chair_works(flooding.done, 0.1)
        assert await flooding
        assert waits.seconds
        assert 0 < council.answers_to(FLOODER) <= AT_ONCE + 2


async def test_who_floods_is_told_in_each_room_and_acts_on_nothing_more(tmp_path: Path) -> None:
    async with asyncio.timeout(120), sitting(tmp_path) as council:
        server = council.server
        proposals = [
            {"msgtype": "m.text", "body": f"!propose Number {n}\nFrom: A\nWords."}
            for n in range(AT_ONCE * 3)
        ]
        said = await server.say(council.forum, FLOODER, proposals)
        await server.until(lambda: said[AT_ONCE] in server.answered)
        await server.commands(council.plenary, "@chair:test", "!refer")
        listing = [await server.commands(council.plenary, FLOODER, "!list")]
        assert listing
        assert council.answers_to(FLOODER) == AT_ONCE + 2
        told = [body for body in council.bodies() if "more at once than I can answer" in body]
        assert len(told) == 2
        tabled = {found for body in council.bodies() for found in re.findall(r"Number (\d+)", body)}
        assert tabled == {str(number) for number in range(AT_ONCE)}


async def test_ten_thousand_invitations_hold_up_no_command_and_no_other_invitation(
    tmp_path: Path,
) -> None:
    async with asyncio.timeout(120), sitting(tmp_path) as council:
        server = council.server
        await server.invite([FLOODER] * 10_000)
        await server.commands(council.plenary, "@chair:test", "!refer")
        await server.invite(["@friend:test"])
        await server.until(lambda: "@friend:test" in [server.invited.get(r) for r in server.rooms])
        await server.until(lambda: server.declined)
        entered = [r for r in server.rooms if server.invited.get(r) == FLOODER]
        assert len(entered) == 10
        assert not server.declined & set(entered)
