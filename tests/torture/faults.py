"""Whole deliberations over a connection at which everything goes wrong, seed after seed."""

from demo.person import NotSeen
from tests.exactly_once.council import council
from tests.exactly_once.world import World, assert_same, world
from tests.faults.deliberating import deliberated
from tests.faults.schedule import Schedule
from tests.torture.rig import Rig

RATES = (10, 20, 30)
"""How many of a hundred requests meet a fault."""


async def run(rig: Rig) -> None:
    """Deliberate under schedules until the time is up. Raises AssertionError."""
    homeserver = await rig.homeserver()
    async with council(homeserver, rig.folder / "calm") as convened:
        await convened.during(convened.deliberate())
        await convened.during(convened.bot.settled())
        calm = await world(convened)
    while not rig.counts["deliberations under faults"] or rig.more():
        await _once(rig, calm)


async def _once(rig: Rig, calm: World) -> None:
    seed = rig.random.randrange(10**6)
    schedule = Schedule(seed, rate=rig.random.choice(RATES))
    folder = rig.folder / str(seed)
    try:
        assert_same(await deliberated(await rig.homeserver(), folder, schedule), calm)
    except (AssertionError, NotSeen, TimeoutError) as broken:
        raise AssertionError(f"under Schedule({seed}, rate={schedule.rate}): {broken}") from broken
    rig.counts["faults injected"] += schedule.met.total()
    for fault, times in schedule.met.items():
        rig.counts[f"fault: {fault}"] += times
    rig.counts["deliberations under faults"] += 1
