"""Canaries: a deliberation with words that must stay in a caucus, and everybody looks for them.

Turn about with a plenary for members alone and a public one.
"""

import asyncio
import secrets
from itertools import cycle

from tests.confidentiality.canaries import leaks, sown
from tests.confidentiality.reach import reached
from tests.torture.rig import Rig

LOOKING = 5
"""Accounts that look for the canaries in one round."""


async def run(rig: Rig) -> None:
    """Sow and search; raises AssertionError if anybody sees what isn't for them."""
    homeserver = await rig.homeserver()
    for plenary in cycle(("members", "public")):
        folder = rig.folder / secrets.token_hex(4)
        async with sown(homeserver, folder, plenary) as found:
            roles = rig.random.sample(sorted(found.people), LOOKING)
            world = found.world
            seen = await asyncio.gather(*(reached(found.people[r], world) for r in roles))
            by_role = dict(zip(roles, seen, strict=True))
            rig.counts["canaries"] += len(found.canaries)
            rig.counts["accounts that looked"] += len(roles)
            rig.counts["places looked at"] += len(world.rooms) + len(world.events)
            assert leaks(found, by_role) == []
        if not rig.more():
            return
