"""One person's flood stops nobody else's commands, on a homeserver that lets it through.

How fast a chair is answered meanwhile, ``python -m tests.torture --only floods`` measures.
"""

import asyncio
import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.clock import milliseconds
from bot.gate.floods import AT_ONCE, PUT_OFF
from tests.bot.desk import BOT
from tests.floods.flood import FLOODER, TOO_MUCH, at_work, commands, fuzz, giants, sitting
from tests.floods.server import Crowded

HOUR = 3_600_000
QUESTION = {"msgtype": "m.text", "body": "!roster"}
EDIT = {
    "msgtype": "m.text",
    "body": "* Good morning",
    "m.new_content": {"msgtype": "m.text", "body": "Good morning"},
    "m.relates_to": {"rel_type": "m.replace", "event_id": "$1"},
}
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
        assert council.answers_to(FLOODER)
        # What was put off and is done before there is too much of it makes room for as much.
        assert council.answers_to(FLOODER, council.shut_at()) <= AT_ONCE + PUT_OFF + 2


async def test_what_was_put_off_is_done_and_who_floods_is_told_in_each_room(
    tmp_path: Path,
) -> None:
    async with asyncio.timeout(120), sitting(tmp_path) as council:
        server = council.server
        proposals = [
            {"msgtype": "m.text", "body": f"!propose Number {n}\nFrom: A\nWords."}
            for n in range(PUT_OFF * 2)
        ]
        said = await server.say(council.forum, FLOODER, proposals)
        await server.until(lambda: said[AT_ONCE + PUT_OFF] in server.answered)
        await server.commands(council.plenary, "@chair:test", "!refer")
        listing = [await server.commands(council.plenary, FLOODER, "!list")]
        assert listing
        await server.until(lambda: council.answers_to(FLOODER) == AT_ONCE + PUT_OFF + 2)
        told = [body for body in council.bodies() if TOO_MUCH in body]
        assert len(told) == 2
        tabled = {found for body in council.bodies() for found in re.findall(r"Number (\d+)", body)}
        assert tabled == {str(number) for number in range(AT_ONCE + PUT_OFF)}


async def test_what_people_asked_in_an_hour_while_the_bot_was_down_is_all_answered(
    tmp_path: Path,
) -> None:
    people, each, server = 10, 60, Crowded(BOT)
    async with asyncio.timeout(120), server.up():
        async with at_work(server, tmp_path):
            forum = server.named("Forum · Council")
        began = time.time_ns() // 1_000_000
        asked = [
            said
            for turn in range(each)
            for person in range(people)
            for said in await server.say(
                forum, f"@{person}:test", [QUESTION], began + turn * HOUR // each
            )
        ]
        asked += await server.say(forum, "@hasty:test", [QUESTION] * each)
        await server.say(forum, "@talker:test", [EDIT] * each)
        asked += await server.say(forum, "@talker:test", [QUESTION])
        async with at_work(server, tmp_path, lambda: milliseconds() + HOUR):
            await server.until(lambda: server.answered.keys() >= set(asked))
        bodies = [str(e["content"].get("body", "")) for _, e in server.rooms[forum].events]
        assert not [body for body in bodies if "asked for more" in body]


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
