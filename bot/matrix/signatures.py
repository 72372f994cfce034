"""Other people's cross-signing: which devices their owner has signed, and who the owner is.

May know: the specification's key formats (Matrix spec 1.15 §Cross-signing). Must never import:
nio, aiohttp, anything of ours but its siblings here. No network.

A homeserver lists its users' devices, and can list one of its own making. What it can't make is
the signature of a key that it doesn't have. So the first master key that is seen of a person is
pinned, and a device counts as theirs if a chain of signatures leads from that key to it. Each
signature is verified here, whatever the homeserver says of it.
"""

import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.matrix.cross_signing import is_signed_by, public_of
from bot.matrix.events import Doubt, mapping, sequence, text
from bot.matrix.keyring import Unreadable

ASK_AGAIN = 5.0
"""Seconds before somebody's signatures are asked for again because one of them is missing."""
SILENT_AGAIN = 30.0
"""Seconds before that is asked for again whose homeserver did not answer."""
Keys = tuple[str, str]
"""A device by its public keys: curve25519, ed25519."""


class Pins(Protocol):
    """Where the master keys are pinned."""

    async def saw(self, masters: Mapping[str, str]) -> None:
        """Note the present master key of people, empty for none; pin each that is a first one."""

    async def pinned(self, people: Collection[str]) -> Mapping[str, str]:
        """Return the pinned master key of each of these people who has one."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A person's master key, or empty, and the devices to which its signatures lead."""

    master: str = ""
    devices: frozenset[Keys] = frozenset()


@dataclass
class Owners:
    """Whose devices are their owner's, as far as homeservers told.

    `own` is the bot's account, and `master` its own master key, which is pinned for ever: its
    keys are in our folder. `ask` asks a homeserver which devices people have, after which `learn`
    is called; `asked` is when that was for each, without those of whom something is new since.
    """

    pins: Pins
    own: str
    master: str
    ask: Callable[[Collection[str]], Awaitable[None]]
    asked: Mapping[str, float]
    _told: dict[str, Signed] = field(default_factory=dict)
    _pinned: dict[str, str] = field(default_factory=dict)
    _silent_since: dict[str, float] = field(default_factory=dict)

    async def learn(self, raw: Mapping[str, Any]) -> None:
        """Take an answer to `keys/query`. Who isn't in it stays as they were: it was not told.

        What must be pinned is pinned when this returns.
        """
        told = {person: signed(person, raw) for person in mapping(raw.get("device_keys"))}
        masters = {person: each.master for person, each in told.items() if person != self.own}
        await self.pins.saw(masters)
        pinned = await self.pins.pinned(list(masters))
        self._know(masters, pinned)
        for person, each in told.items():
            before = self._told.get(person)
            # What was sealed on a device is its owner's also if the device is gone by now.
            kept = before.devices if before and before.master == each.master else frozenset[Keys]()
            self._told[person] = Signed(each.master, each.devices | kept)
            self._silent_since.pop(person, None)

    async def look(self, people: Collection[str]) -> None:
        """See which keys are pinned now: one may have been confirmed."""
        others = [person for person in people if person != self.own]
        self._know(others, await self.pins.pinned(others))

    def _know(self, people: Collection[str], pinned: Mapping[str, str]) -> None:
        for person in people:
            self._pinned.pop(person, None)
        self._pinned.update(pinned)

    async def judge(self, person: str, device: Keys) -> Doubt | None:
        """Why what a device sealed is not its owner's; None if it is.

        Before anything is said against it, the owner's homeserver is asked once more. Raises
        Unreadable if nobody told of the owner's devices yet.
        """
        if person == self.own:
            return None
        if person not in self.asked:
            await self._ask(person)
        await self.look([person])
        found = self.doubt(person, device)
        if found and time.monotonic() - self.asked.get(person, -ASK_AGAIN) >= ASK_AGAIN:
            await self._ask(person)
            found = self.doubt(person, device)
        if not self.is_known(person) or (found and person in self._silent_since):
            raise Unreadable("nobody tells of its owner's keys", missing=True)
        return found

    async def _ask(self, person: str) -> None:
        """Ask for a person's devices, but not again and again where no answer comes of it."""
        since = self._silent_since.get(person)
        if since is None or time.monotonic() - since >= SILENT_AGAIN:
            told = self._told.get(person)
            await self.ask([person])
            if self._told.get(person) is told:  # what is told is a new object
                self._silent_since[person] = time.monotonic()

    def is_known(self, person: str) -> bool:
        """Whether a homeserver told of a person's devices since this process began."""
        return person in self._told

    def doubt(self, person: str, device: Keys) -> Doubt | None:
        """Why a device is not known as its owner's; None if it is, or if they sign none."""
        told = self._told.get(person, Signed())
        pinned = self.master if person == self.own else self._pinned.get(person, "")
        if not pinned:
            return None
        if told.master != pinned:
            return Doubt.CHANGED if told.master else Doubt.GONE
        return None if device in told.devices else Doubt.UNSIGNED

    def admits(self, person: str, device: Keys) -> bool:
        """Whether a device is to be given the keys of rooms that its owner is in."""
        return self.doubt(person, device) is None


def signed(person: str, raw: Mapping[str, Any]) -> Signed:
    """What an answer to `keys/query` proves of a person.

    Without a self-signing key that the master key has signed there is no cross-signing.
    """
    try:
        master = _key(person, "master", raw)
        lower = _key(person, "self_signing", raw)
        public, signing = public_of(master), public_of(lower)
        if not public or not signing or not _is_signed(lower, person, public):
            return Signed()
        devices = mapping(mapping(raw.get("device_keys")).get(person))
        found = (_device(person, name, each, signing) for name, each in devices.items())
        return Signed(public, frozenset(keys for keys in found if keys))
    except Exception:  # noqa: BLE001 - whatever a homeserver wrote: it proves nothing
        return Signed()


def _key(person: str, usage: str, raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """A cross-signing key of a person's, or nothing if it is malformed or somebody else's."""
    key = mapping(mapping(raw.get(f"{usage}_keys")).get(person))
    public = public_of(key)
    is_theirs = key.get("user_id") == person and usage in sequence(key.get("usage"))
    return key if is_theirs and mapping(key.get("keys")) == {f"ed25519:{public}": public} else {}


def _device(person: str, name: str, raw: object, signing: str) -> Keys | None:
    device = mapping(raw)
    if (device.get("user_id"), device.get("device_id")) != (person, name):
        return None
    keys = mapping(device.get("keys"))
    found = text(keys.get(f"curve25519:{name}")), text(keys.get(f"ed25519:{name}"))
    return found if all(found) and _is_signed(device, person, signing) else None


def _is_signed(what: Mapping[str, Any], person: str, public: str) -> bool:
    signatures = mapping(mapping(what.get("signatures")).get(person))
    return is_signed_by({**what, "signatures": {person: signatures}}, person, public)
