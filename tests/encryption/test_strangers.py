"""Whoever runs the homeserver lets somebody into a caucus's room: nothing is said before them."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

import pytest

from demo.homeserver import Homeserver
from demo.person import Seen
from tests.e2e.conftest import members, settled, state_of
from tests.encryption.conftest import Sealed
from tests.encryption.person import SealedPerson
from tests.encryption.test_rooms import raw_messages

SECRETARIAT = "Secretariat"
NOT_RIGHT = "This room was not as it should be"


async def made_admin(homeserver: Homeserver, room: str, person: SealedPerson) -> None:
    """Give somebody the bot's power in a room, and have them invited, as an operator can."""
    where = f"/_synapse/admin/v1/rooms/{quote(room)}/make_room_admin"
    await homeserver.admin("POST", where, {"user_id": person.user_id})


async def is_out(by: SealedPerson, room: str, person: SealedPerson) -> None:
    """Wait until somebody was put out of a room."""

    def put_out(event: Seen) -> bool:
        gone = event.get("content", {}).get("membership") == "leave"
        return event.get("state_key") == person.user_id and gone

    await by.sees(room, put_out)


def sessions(person: SealedPerson, room: str) -> set[str]:
    """Return the sessions of which somebody has the key."""
    made = person.nio.olm.inbound_group_store[room].values()
    return {session for sessions in made for session in sessions}


def sealed_by(bot: str, events: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the sessions of what the bot said encrypted."""
    said = (e for e in events if e["type"] == "m.room.encrypted" and e["sender"] == bot)
    return {event["content"]["session_id"] for event in said}


@pytest.mark.parametrize("role", ["visitor", "chair"])
async def test_who_is_made_admin_in_the_bots_name_is_put_out_and_told_of(
    sealed: Sealed, homeserver: Homeserver, role: str
) -> None:
    chair, room, stranger = sealed["cs-chair"], sealed.opened.caucuses["cs"], sealed[role]
    await made_admin(homeserver, room, stranger)
    await is_out(chair, room, stranger)
    told = await chair.reads(room, NOT_RIGHT)
    body = told["content"]["body"]
    assert stranger.user_id in str(told["content"])
    assert "in my name, but not by me" in body
    assert chair.user_id in told["content"]["m.mentions"]["user_ids"]
    assert "calls rough consensus" in await chair.commands(room, "!consensus yes")
    await settled(sealed.council)
    assert stranger.user_id not in await members(chair, room)
    assert (await state_of(chair, room))["m.room.power_levels", ""]["users"] == {}
    said = sealed_by(sealed.council.cast.bot.user_id, await raw_messages(chair, room))
    assert not said & sessions(stranger, room)
    assert said <= sessions(chair, room)
    secretary = sealed["secretary"]
    place = f"The room of `{sealed.opened.number}/caucus:cs`"
    await secretary.reads(await secretary.room(SECRETARIAT), place)
