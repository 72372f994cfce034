"""Who we are to others: our device's keys and our identity, published, and how they stand.

May know: the keyring, the specification (Matrix spec 1.15 §End-to-end encryption). Must never
import: nio, aiohttp, the rest of ours but `bot.errors`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.errors import DeviceLost, MatrixError
from bot.matrix.cross_signing import Identity, is_signed_by, public_of
from bot.matrix.events import mapping
from bot.matrix.keyring import Keyring
from bot.matrix.keys.answers import published
from bot.matrix.wire import path

FEDERATED_MS = 10_000
"""How long the homeserver may wait for other people's."""


class Call(Protocol):
    """One request to the homeserver; see `Wire`."""

    async def __call__(self, method: str, where: str, body: Mapping[str, Any]) -> Any:
        """Make it, and return the JSON of its answer. Raises MatrixError."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How our device stands: `verified` if clients see it as signed by its owner.

    `foreign` if the account has another identity than ours, made by somebody else.
    """

    fingerprint: str
    verified: bool
    foreign: bool


@dataclass(frozen=True, slots=True)
class Left:
    """What the homeserver has left of our keys, each None if it has not said.

    `count` is how many one-time keys, `unused` the kinds of fallback key that nobody used yet.
    """

    count: int | None = None
    unused: tuple[Any, ...] | None = None


@dataclass
class Publishing:
    """Publishes the keys of one device. Its methods raise MatrixError."""

    call: Call
    keyring: Keyring
    identity: Identity

    async def publish(self) -> Standing:
        """Publish what isn't published of our device's keys and our identity; return how we stand.

        Raises DeviceLost if the homeserver has other keys for our device than ours.
        """
        told = await self._own()
        device = mapping(told.get("device"))
        published = mapping(device.get("keys")).get(f"ed25519:{self.keyring.device_id}")
        if published not in (None, self.keyring.fingerprint):
            raise DeviceLost(self.keyring.device_id)
        if published is None:
            self.keyring.account.shared = False
        await self.replenish(Left())
        if not told.get("master"):
            await self._publish_identity()
        return await self._sign_device()

    async def _publish_identity(self) -> None:
        """Publish the identity; if that needs the password again, we can't, and stay unverified."""
        body = self.identity.to_publish()
        try:
            await self.call("POST", path("keys", "device_signing", "upload"), body)
        except MatrixError as error:
            if error.retry:
                raise

    async def _sign_device(self) -> Standing:
        told = await self._own()
        ours, master = self.identity, told.get("master")
        device, device_id = mapping(told.get("device")), self.keyring.device_id
        if public_of(master) != ours.public("master"):
            self._goes_along(device)
            return Standing(self.keyring.fingerprint, verified=False, foreign=bool(master))
        own = ours.signed("self_signing", device)
        if not self._is_verified(told):
            key_id = ours.public("master")
            signed = {device_id: own, key_id: self._master_signed(mapping(master))}
            where = path("keys", "signatures", "upload")
            await self.call("POST", where, {ours.user_id: signed})
        self._goes_along(own)
        return Standing(self.keyring.fingerprint, verified=True, foreign=False)

    def _goes_along(self, device: Mapping[str, Any]) -> None:
        """Have our device's keys go along with each that we give."""
        self.keyring.published = published(device, self.keyring.account.identity_keys)

    def _master_signed(self, master: Mapping[str, Any]) -> dict[str, Any]:
        """The master key with our device's signature, as clients expect it."""
        bare = {k: v for k, v in master.items() if k not in ("signatures", "unsigned")}
        by = {f"ed25519:{self.keyring.device_id}": self.keyring.sign_json(bare)}
        return {**bare, "signatures": {self.identity.user_id: by}}

    def _is_verified(self, told: Mapping[str, Any]) -> bool:
        user_id, device = self.identity.user_id, mapping(told.get("device"))
        lower, master = mapping(told.get("self_signing")), public_of(told.get("master"))
        return is_signed_by(lower, user_id, master) and is_signed_by(
            device, user_id, public_of(lower)
        )

    async def standing(self) -> Standing:
        """How our device stands, changing nothing."""
        told = await self._own()
        keys = mapping(mapping(told.get("device")).get("keys"))
        is_ours = keys.get(f"ed25519:{self.keyring.device_id}") == self.keyring.fingerprint
        foreign = public_of(told.get("master")) not in ("", self.identity.public("master"))
        verified = is_ours and not foreign and self._is_verified(told)
        return Standing(self.keyring.fingerprint, verified, foreign)

    async def _own(self) -> dict[str, Any]:
        """What the homeserver tells of us: our `device`, and the keys of our identity."""
        user_id = self.identity.user_id
        raw = mapping(await self._query([user_id]))
        devices = mapping(mapping(raw.get("device_keys")).get(user_id))
        usages = ("master", "self_signing")
        keys = {each: mapping(raw.get(f"{each}_keys")).get(user_id) for each in usages}
        return {"device": devices.get(self.keyring.device_id), **keys}

    async def replenish(self, left: Left) -> None:
        """Give the homeserver the keys that it lacks, and a fallback key if its own was used."""
        keys = self.keyring.to_upload(left.count, left.unused)
        if keys:
            answer = await self.call("POST", path("keys", "upload"), keys)
            self.keyring.uploaded(mapping(mapping(answer).get("one_time_key_counts")))

    async def _query(self, people: Iterable[str]) -> Any:
        body = {"device_keys": {each: list[str]() for each in people}, "timeout": FEDERATED_MS}
        return await self.call("POST", path("keys", "query"), body)
