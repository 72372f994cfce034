"""Slow invitations: a homeserver that is asked for one lets the bot wait longer than it waits.

In encrypted rooms nobody was given the key of what was said before they came. So whoever comes
late has how things stand, and the present draft, from the bot once more.
"""

import secrets
from typing import Any

from tests.exactly_once.council import LISTENING, Council, council
from tests.faults.deliberating import HURRIED
from tests.faults.proxy import Proxy
from tests.faults.schedule import Fault, Schedule
from tests.torture.rig import Rig
from tests.torture.sealed import PatientAndSealed

RATE = 60
"""How many of a hundred invitations are drawn for a fault; half of them come late."""
ROOMS: tuple[dict[str, Any], ...] = (
    {"encryption": "all", "plenary": "public"},
    {"encryption": "caucuses", "plenary": "members"},
    {"encryption": "all", "plenary": "members"},
)


async def run(rig: Rig) -> None:
    """Open proposals so until the time is up. Raises AssertionError."""
    homeserver = await rig.homeserver()
    while not rig.counts["councils"] or rig.more():
        schedule = Schedule(rig.random.randrange(10**6), rate=RATE, only=(Fault.INVITED_LATE,))
        how: dict[str, Any] = {"client": PatientAndSealed, "caucuses": {"cs": "Civil society"}}
        how["rooms"] = ROOMS[rig.counts["councils"] % len(ROOMS)]
        folder = rig.folder / secrets.token_hex(4)
        async with (
            Proxy(homeserver.url, schedule).up() as proxy,
            council(homeserver, folder, HURRIED, homeserver=proxy.url, **how) as convened,
        ):
            rig.counts["councils"] += 1
            await convened.during(_deliberated(convened))
            rig.counts["late requests"] += schedule.met.total()


async def _deliberated(convened: Council) -> None:
    """Have everybody see each room's present draft, and go on to the end."""
    plenary = await convened.opened()
    await convened["chair"].commands(plenary, "!refer")
    room = await convened.caucus("cs")
    for role in LISTENING & convened.cast.people.keys():
        there = [
            each for each in (plenary, room) if ("m.room.create", "") in convened[role].state[each]
        ]
        for each in there:
            await convened.shown(each, 1, role)
    await convened.position("cs", 1)
    answered = await convened["chair"].commands(plenary, "!consensus yes")
    assert "is a recommendation" in answered, answered
