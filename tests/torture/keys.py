"""Encrypted deliberations while keys fail or come late, and outsiders send junk and take keys.

Calls about keys are answered with nobody's, or after seconds; what was failed by chance is in
``sealed`` too. Whoever could not be given a key is told how things stand besides. Meanwhile
somebody without a common room claims the bot's one-time keys until none is left, and sends its
device messages that mean nothing. Everybody can read all in the end.
"""

import asyncio
import operator
import secrets
from functools import partial
from typing import Any
from urllib.parse import quote

from bot.matrix import Session
from demo.homeserver import Homeserver
from demo.person import Person
from tests.encryption.person import SealedPerson
from tests.exactly_once.council import Council, council
from tests.exactly_once.world import World, assert_same, but_for_what_is_told_late, world
from tests.faults.deliberating import HURRIED
from tests.faults.proxy import Proxy
from tests.faults.schedule import OF_KEYS, Schedule
from tests.torture.rig import Rig
from tests.torture.sealed import ENCRYPTED

SMALL: dict[str, Any] = {"caucuses": {"gov": "Government", "cs": "Civil society"}, **ENCRYPTED}
RATE = 100
"""How many of a hundred calls about keys are drawn for a fault; half of them meet one."""
JUNK = 200
"""Messages that mean nothing, at a time: a sync brings a hundred."""
KINDS = ("m.room.encrypted", "m.room_key", "m.forwarded_room_key", "m.dummy", "org.example.junk")


async def run(rig: Rig) -> None:
    """Deliberate so until the time is up. Raises AssertionError."""
    homeserver = await rig.homeserver()
    calm = await _deliberated(rig, homeserver, Schedule())
    while not rig.counts["deliberations"] or rig.more():
        seed = rig.random.randrange(10**6)
        schedule = Schedule(seed, rate=RATE, only=OF_KEYS)
        found = await _deliberated(rig, homeserver, schedule, disturbed=True)
        rig.counts["deliberations"] += 1
        for fault, times in schedule.met.items():
            rig.counts[f"fault: {fault}"] += times
        assert_same(but_for_what_is_told_late(found, calm), calm)


async def _deliberated(
    rig: Rig, homeserver: Homeserver, schedule: Schedule, *, disturbed: bool = False
) -> World:
    async with (
        Proxy(homeserver.url, schedule).up() as proxy,
        council(
            homeserver, rig.folder / secrets.token_hex(4), HURRIED, homeserver=proxy.url, **SMALL
        ) as convened,
    ):
        disturbing = asyncio.create_task(_disturb(rig, homeserver, convened.bot.session))
        try:
            if not disturbed:
                disturbing.cancel()
            await convened.during(convened.deliberate())
            await convened.during(convened.bot.settled())
            await convened.during(_read_by_everybody(convened))
            return await world(convened)
        finally:
            disturbing.cancel()
            await asyncio.gather(disturbing, return_exceptions=True)


async def _read_by_everybody(convened: Council) -> None:
    """Wait until nobody whose client is on is left with something that they can't read."""
    for person in convened.listening:
        assert isinstance(person, SealedPerson)
        await person.until(partial(operator.not_, person.unread))


async def _disturb(rig: Rig, homeserver: Homeserver, bot: Session) -> None:
    """Take the bot's one-time keys, and send it junk, again and again."""
    session = await homeserver.register(f"outsider-{secrets.token_hex(4)}", secrets.token_hex())
    async with Person(homeserver.url, session) as outsider:
        while True:
            rig.counts["one-time keys taken"] += await taken(outsider, bot)
            for number in range(JUNK):
                await send_junk(outsider, bot, KINDS[number % len(KINDS)], rig.random.random())
                rig.counts["junk to the bot's device"] += 1


async def taken(outsider: Person, bot: Session) -> int:
    """Claim the bot's one-time keys until none but a fallback key is left; return how many."""
    found = set[str]()
    wanted = {"one_time_keys": {bot.user_id: {bot.device_id: "signed_curve25519"}}}
    while True:
        answer = await outsider.ask("POST", "keys/claim", wanted)
        keys = answer["one_time_keys"].get(bot.user_id, {}).get(bot.device_id, {})
        if not keys.keys() - found:
            return len(found)
        found |= keys.keys()


async def send_junk(outsider: Person, bot: Session, kind: str, odd: float) -> None:
    """Send the bot's device one message that means nothing."""
    content = {
        "algorithm": "m.olm.v1.curve25519-aes-sha2",
        "sender_key": f"{odd}",
        "ciphertext": {f"{odd}": {"type": 0, "body": f"{odd}"}},
        "room_id": "!nowhere",
        "session_id": odd,
    }
    where = f"sendToDevice/{quote(kind)}/{secrets.token_hex(8)}"
    await outsider.ask("PUT", where, {"messages": {bot.user_id: {bot.device_id: content}}})
