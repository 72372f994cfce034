"""Who runs the homeserver comes in by the bot's own power, purges history, and deletes a room.

The bot goes on, puts out who came in, and takes nothing of it for a restore: the deliberation
comes to its end, also over a restart of the bot after each thing that was done.
"""

import asyncio
import secrets
from typing import Any
from urllib.parse import quote

from bot.clock import milliseconds
from demo.person import Person, Refused
from tests.exactly_once.council import Council, council
from tests.torture.rig import Rig
from tests.torture.sealed import ENCRYPTED

SMALL: dict[str, Any] = {"caucuses": {"cs": "Civil society"}, "seats": 1}
MEMBERS = {"plenary": "members"}
"""A public plenary is open to operators too."""
ADMIN = "/_synapse/admin"
PATIENCE = 90.0
"""Seconds."""


async def run(rig: Rig) -> None:
    """Deliberate so until the time is up. Raises AssertionError."""
    homeserver = await rig.homeserver()
    in_clear: dict[str, Any] = {"rooms": {"encryption": "none", **MEMBERS}}
    kinds = (in_clear, ENCRYPTED | {"rooms": {"encryption": "caucuses", **MEMBERS}})
    name, password = f"operator-{secrets.token_hex(4)}", secrets.token_hex()
    session = await homeserver.register(name, password, admin=True)
    async with Person(homeserver.url, session) as operator:
        while not rig.counts["deliberations"] or rig.more():
            how = SMALL | kinds[rig.counts["deliberations"] % 2]
            async with council(homeserver, rig.folder / secrets.token_hex(4), **how) as convened:
                await _deliberated(rig, convened, operator)
            rig.counts["deliberations"] += 1


async def _deliberated(rig: Rig, convened: Council, operator: Person) -> None:
    plenary = await convened.opened()
    await convened["chair"].commands(plenary, "!refer")
    room = await convened.caucus("cs")
    await convened.shown(room, 1, "cs-chair")
    chat = await _direct_chat(convened)
    disturbances = [(_comes_in, room), (_comes_in, plenary), (_purges, room), (_purges, plenary)]
    disturbances += [(_purges, convened.forum), (_deletes, chat)]
    rig.random.shuffle(disturbances)
    for disturb, where in disturbances:
        await disturb(operator, where)
        rig.counts[disturb.__name__.strip("_").replace("_", " ")] += 1
        if rig.random.randrange(2):
            await convened.bot.settled()
            await convened.bot.stop()
            convened.bot.start()
        assert "P1" in await convened["chair"].commands(plenary, "!status")
        await convened.bot.settled()
        await _is_out(convened, operator, (room, plenary))
    await convened.position("cs", 1)
    answered = await convened["chair"].commands(plenary, "!consensus yes")
    assert "is a recommendation" in answered, answered


async def _direct_chat(convened: Council) -> str:
    """Have the caucus's chair talk with the bot; return the room."""
    chair, bot = convened["cs-chair"], convened.bot.session.user_id
    how = {"preset": "trusted_private_chat", "is_direct": True, "invite": [bot]}
    room = str((await chair.ask("POST", "createRoom", how))["room_id"])
    await chair.answer(room, await chair.say(room, "!status P1"))
    return room


async def _comes_in(operator: Person, room: str) -> None:
    """Make themselves administrator of a room by the bot's power, and enter it."""
    where = f"{ADMIN}/v1/rooms/{quote(room)}/make_room_admin"
    await operator.ask("POST", where, {"user_id": operator.user_id})
    try:
        await operator.join(room)
    except Refused:  # they are put out already
        return


async def _purges(operator: Person, room: str) -> None:
    """Take away all that was said in a room until now."""
    what = {"delete_local_events": True, "purge_up_to_ts": milliseconds()}
    begun = await operator.ask("POST", f"{ADMIN}/v1/purge_history/{quote(room)}", what)
    where = f"{ADMIN}/v1/purge_history_status/{begun['purge_id']}"
    while (await operator.ask("GET", where))["status"] == "active":
        pass


async def _deletes(operator: Person, room: str) -> None:
    """Delete a room with all that is in it."""
    begun = await operator.ask("DELETE", f"{ADMIN}/v2/rooms/{quote(room)}", {"purge": True})
    where = f"{ADMIN}/v2/rooms/delete_status/{begun['delete_id']}"
    while (await operator.ask("GET", where))["status"] not in ("complete", "failed"):
        pass


async def _is_out(convened: Council, operator: Person, rooms: tuple[str, ...]) -> None:
    """Wait until the operator is in none of these rooms, as the homeserver has it.

    What a member's client was told is no measure: a purge can take away that somebody went before
    it is told.
    """
    async with asyncio.timeout(PATIENCE):
        for room in rooms:
            while await _is_there(convened["cs-chair"], operator, room):  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.1)


async def _is_there(witness: Person, operator: Person, room: str) -> bool:
    """Whether the operator is in a room or invited."""
    where = f"rooms/{quote(room)}/state/m.room.member/{quote(operator.user_id)}"
    try:
        told = await witness.ask("GET", where)
    except Refused as refused:
        if refused.errcode != "M_NOT_FOUND":
            raise
        return False  # they never came in
    return told["membership"] in {"join", "invite"}
