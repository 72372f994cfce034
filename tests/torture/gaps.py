"""Long downtimes: while the bot is away far more is said than a sync tells, in every room.

Each command is answered once, in the order in which it was sent, and nothing else is.
"""

import asyncio
import secrets
from collections import Counter
from typing import Any

from demo.person import Person, replies
from tests.exactly_once.council import Council, council
from tests.torture.rig import Rig
from tests.torture.sealed import ENCRYPTED

SMALL: dict[str, Any] = {"caucuses": {"cs": "Civil society"}, "seats": 1}
CHAT, COMMANDS = 60, 6
"""Messages and questions of each person in each room, in one downtime."""
DOWNTIMES = 2


async def run(rig: Rig) -> None:
    """Be away again and again, in clear and encrypted turn about."""
    kinds: tuple[dict[str, Any], ...] = ({}, ENCRYPTED)
    while not rig.counts["downtimes"] or rig.more():
        how = SMALL | kinds[rig.counts["councils"] % 2]
        folder = rig.folder / secrets.token_hex(4)
        async with council(await rig.homeserver(), folder, **how) as convened:
            rig.counts["councils"] += 1
            plenary = await convened.during(convened.opened())
            await convened["chair"].commands(plenary, "!refer")
            room = await convened.caucus("cs")
            await convened.shown(room, 1, "cs-chair")
            for _ in range(DOWNTIMES):
                await _away(rig, convened, plenary, room)


async def _away(rig: Rig, convened: Council, plenary: str, room: str) -> None:
    """Have the bot be down while everybody talks. Raises AssertionError."""
    chair, cs, proposer = (convened[role] for role in ("chair", "cs-chair", "proposer"))
    await convened.bot.settled()
    await convened.bot.stop()
    places = ((proposer, convened.forum), (chair, plenary), (cs, plenary), (cs, room))
    said = await asyncio.gather(*(_talk(rig, *place) for place in places))
    convened.bot.start()
    for (person, where), questions in zip(places, said, strict=True):
        await convened.during(person.answer(where, questions[-1]))
    await convened.during(convened.bot.settled())
    for (person, where), questions in zip(places, said, strict=True):
        await person.catches_up(where)
        answered = [replies(event) for event in person.timelines[where]]
        counted = Counter(each for each in answered if each in questions)
        assert counted == Counter(questions), f"{person.user_id}: {counted}"
        assert [each for each in answered if each in questions] == questions
    rig.counts["downtimes"] += 1


async def _talk(rig: Rig, person: Person, room: str) -> list[str]:
    """Say much in a room, with questions among it; return these."""
    asking = set(rig.random.sample(range(CHAT), COMMANDS))
    questions = []
    for number in range(CHAT):
        said = await person.say(room, "!status P1" if number in asking else f"Chat {number}")
        rig.counts["messages while it was down"] += 1
        if number in asking:
            questions.append(said)
    return questions
