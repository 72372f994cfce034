"""Whole deliberations over a connection at which everything goes wrong, seed after seed."""

from typing import Any

from demo.person import NotSeen
from tests.exactly_once.council import council
from tests.exactly_once.world import World, assert_same, but_for_what_is_told_late, world
from tests.faults.deliberating import deliberated
from tests.faults.schedule import Schedule
from tests.torture.rig import Rig

DELIBERATIONS = "deliberations under faults"
RATES = (10, 20, 30)
"""How many of a hundred requests meet a fault."""


async def run(rig: Rig) -> None:
    """Deliberate under schedules until the time is up. Raises AssertionError."""
    await deliberations(rig)


async def deliberations(rig: Rig, *, most: int | None = None, **settings: Any) -> None:
    """Deliberate under schedules, at most so often; ``settings`` are the council's."""
    homeserver, before = await rig.homeserver(), rig.counts[DELIBERATIONS]
    async with council(homeserver, rig.folder / "calm", **settings) as convened:
        await convened.during(convened.deliberate())
        await convened.during(convened.bot.settled())
        calm = await world(convened)
    while (done := rig.counts[DELIBERATIONS] - before) != most and (not done or rig.more()):
        await _once(rig, calm, **settings)


async def _once(rig: Rig, calm: World, **settings: Any) -> None:
    seed = rig.random.randrange(10**6)
    schedule = Schedule(seed, rate=rig.random.choice(RATES))
    folder = rig.folder / str(seed)
    try:
        found = await deliberated(await rig.homeserver(), folder, schedule, **settings)
        assert_same(but_for_what_is_told_late(found, calm), calm)
    except (AssertionError, NotSeen, TimeoutError) as broken:
        raise AssertionError(f"under Schedule({seed}, rate={schedule.rate}): {broken}") from broken
    rig.counts["faults injected"] += schedule.met.total()
    for fault, times in schedule.met.items():
        rig.counts[f"fault: {fault}"] += times
    rig.counts[DELIBERATIONS] += 1
