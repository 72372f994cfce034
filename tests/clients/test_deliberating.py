"""People deliberate with the crypto that phones and web clients use, on signed devices alone.

Each has two devices, and their clients neither give keys to a device that its owner has not signed
nor show what such a one says.
"""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from demo.homeserver import Homeserver
from demo.person import NotSeen, Person, Seen
from tests.clients.conftest import Seated, seated
from tests.clients.node import Node
from tests.clients.person import SdkPerson
from tests.e2e.conftest import shows
from tests.exactly_once.council import LONG

ROOMS = [("caucuses", "members"), ("all", "public")]
"""Each kind of encryption, and each kind of plenary: a third trip would show nothing more."""


def of_bot(people: Seated, device: Person, room: str) -> list[Seen]:
    """Return what the bot said in a room, whether the device can show it or not."""
    bot, kinds = people.council.cast.bot.user_id, ("m.room.message", "m.room.encrypted")
    return [e for e in device.timelines[room] if e["sender"] == bot and e["type"] in kinds]


def is_file(of: str) -> Callable[[Seen], bool]:
    """Return whether a message is a file of somebody's."""
    return lambda event: event["sender"] == of and event["content"].get("msgtype") == "m.file"


def unread(people: Seated, device: Person, room: str) -> list[str]:
    """Return why a device doesn't show messages of the bot's, or what it warns of beside them."""
    why = (each["failed"] or each["shield"] for each in of_bot(people, device, room))
    return [str(each) for each in why if each is not None]


def shows_all(people: Seated, device: Person, room: str) -> bool:
    return not unread(people, device, room)


async def read_everything(people: Seated, devices: Iterable[SdkPerson], *rooms: str) -> None:
    """See that devices show each message of the bot's in these rooms, without any warning."""
    for device, room in product(devices, rooms):
        await device.catches_up(room)
        try:
            await device.until(partial(shows_all, people, device, room))
        except NotSeen:
            raise NotSeen(f"{device.device}: {unread(people, device, room)}") from None


@pytest.mark.parametrize("encryption, plenary", ROOMS)
async def test_signed_devices_read_and_say_everything_over_a_restart(
    node: Node, homeserver: Homeserver, tmp_path: Path, encryption: str, plenary: str
) -> None:
    how = {"encryption": encryption, "plenary": plenary}
    async with seated(homeserver, tmp_path, node, **how) as people:
        convened, bot = people.council, people.council.bot
        (chair, chairs_phone), (member, members_phone) = people.devices.values()
        plenary_room = await convened.during(convened.opened())
        await convened["chair"].commands(plenary_room, "!refer")
        room = await convened.caucus("cs")
        await convened.shown(room, 1, "cs-chair")
        file = await chair.share(room, "ours.md", LONG, "!draft")
        assert "Draft 1/cs.1" in (await chair.answer(room, file))["content"]["body"]
        await members_phone.does("start")
        await people.meets_bot(members_phone)
        await members_phone.does("look", room=room)
        attached = await members_phone.sees(room, is_file(of=bot.session.user_id))
        assert LONG.strip() in await members_phone.opens(attached)
        assert "Draft 1" in await member.commands(room, "!status")

        await bot.stop()
        await chairs_phone.does("restart")
        bot.start()
        answered = await chairs_phone.commands(room, "!consensus amended cs.1 for all networks")
        assert "calls rough consensus" in answered
        await read_everything(people, people.everyone, room, plenary_room)

        await chair.commands(room, f"!unseat {member.user_id}")
        for device in (member, members_phone):
            await device.until(partial(device.left.__contains__, room))
        late = await people.enter("visitor")
        await chairs_phone.commands(room, f"!seat {late.user_id}")
        assert await late.room("P1 Civil society") == room
        told = await late.reads(room, "This is how things stand")
        await late.sees(room, lambda event: shows(event) == 1)
        assert "agreed as amended" in told["content"]["body"]
        assert "agreed as amended" in await late.commands(room, "!status")
        session = await newest_session(people, chair, room)
        assert session in await chairs_phone.keys(room)
        assert session in await late.keys(room)
        for device in (member, members_phone):
            assert session not in await device.keys(room)
        await read_everything(people, (chair, chairs_phone), room, plenary_room)


async def newest_session(people: Seated, witness: Person, room: str) -> str:
    """Return the session under which the bot said the last that it said in a room."""
    page = await witness.ask("GET", f"rooms/{room}/messages?dir=b&limit=50")
    bot = people.council.cast.bot.user_id
    sealed = (e for e in page["chunk"] if (e["sender"], e["type"]) == (bot, "m.room.encrypted"))
    return str(next(sealed)["content"]["session_id"])
