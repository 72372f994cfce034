"""A person's identity (cross-signing), as a client makes it and signs devices with it."""

from dataclasses import dataclass
from typing import Any

from bot.matrix import cross_signing
from bot.matrix.cross_signing import Identity
from demo.cast import PASSWORD
from demo.person import Person, Refused


@dataclass
class Owner:
    """Who has set up cross-signing with a device, and signs others."""

    identity: Identity

    @property
    def master(self) -> str:
        """The master key, as it is shown."""
        return self.identity.public("master")

    async def sign(self, person: Person) -> None:
        """Sign the device with which a person is logged in."""
        session = person.session
        asked: Any = {"device_keys": {session.user_id: [session.device_id]}}
        told = await person.ask("POST", "keys/query", asked)
        device = told["device_keys"][session.user_id][session.device_id]
        signed = {session.device_id: self.identity.signed("self_signing", device)}
        await person.ask("POST", "keys/signatures/upload", {session.user_id: signed})


_OWNERS: dict[str, Owner] = {}
"""By user id, since the people of a council are the same in all tests of a module."""


async def owned(person: Person, *, anew: bool = False) -> Owner:
    """Have a person set up cross-signing, if they have not or do it anew, and sign their device."""
    if person.user_id not in _OWNERS or anew:
        _OWNERS[person.user_id] = await _made(person)
    return _OWNERS[person.user_id]


async def _made(person: Person) -> Owner:
    owner = Owner(cross_signing.new(person.user_id))
    body: dict[str, Any] = owner.identity.to_publish()
    where = "keys/device_signing/upload"
    try:
        await person.ask("POST", where, body)
    except Refused as refused:  # who had an identity before must prove that they know the password
        who = {"type": "m.id.user", "user": person.user_id}
        proof = {"type": "m.login.password", "identifier": who, "password": PASSWORD}
        await person.ask("POST", where, {**body, "auth": {**proof, "session": refused.session}})
    await owner.sign(person)
    return owner
