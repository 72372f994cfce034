"""Who may do what: people try what they may not, and nothing changes.

A new choice of cases each round, in which every pair of role, room and command occurs;
then the forgeries. ``tests/authority/oracle.py`` says who may what.
"""

import secrets

from tests.authority import forgeries
from tests.authority.hall import hall
from tests.authority.oracle import covering, forbidden
from tests.torture.rig import Rig

AT_ONCE = 48
"""Cases that are tried between two looks at the clock."""


async def run(rig: Rig) -> None:
    """Try what isn't allowed; raises AssertionError if anything is recorded."""
    homeserver = await rig.homeserver()
    async with hall(homeserver, rig.folder / secrets.token_hex(4)) as convened:
        before, ticks = await convened.head(), convened.ticked()
        while True:
            cases = covering(rig.random, forbidden())
            for start in range(0, len(cases), AT_ONCE):
                tried = await convened.tried(cases[start : start + AT_ONCE])
                rig.counts["authority cases"] += tried
                assert await convened.head() == before, "something was recorded"
                assert convened.ticked() == ticks, "something was ticked"
                if not rig.more():
                    break
            if not rig.more():
                break
        rig.counts["authority cases"] += await forgeries.tried(convened)
