"""Which of people's devices are given the keys of rooms.

May know: nio. Must never import: the rest of ours but its siblings here. No network.
"""

from collections.abc import Callable, Iterable
from typing import Any

from nio.crypto import OlmDevice  # type: ignore[import-untyped]

from bot.matrix.keys.again import Who
from bot.matrix.keys.giving import Device, Giving


class Admitting(Giving):
    """Gives keys; `admits` says of a person's device, by its keys, whether it is given any."""

    admits: Callable[[str, tuple[str, str]], bool] | None = None
    knows: Callable[[str], bool] | None = None
    """Whether anybody told of a person's devices since the start; None: that is no matter."""

    def is_known(self, person: str) -> bool:
        """Whether it can be judged which devices of a person are given keys."""
        return self.knows is None or self.knows(person)

    def devices(self, people: Iterable[str]) -> frozenset[Device]:
        """Each device of these people but ours that is given keys: person, id, curve25519 key."""
        return frozenset(
            (device.user_id, device.id, device.curve25519)
            for person in people
            for device in self.device_store.active_user_devices(person)
            if device.curve25519 != self.account.identity_keys["curve25519"]
            and not self.is_device_blacklisted(device)
        )

    def refused(self, people: Iterable[str]) -> frozenset[Who]:
        """Each device of these people that is given none: person, id."""
        return frozenset(
            (device.user_id, device.id)
            for person in people
            for device in self.device_store.active_user_devices(person)
            if device.id != self.device_id or device.user_id != self.user_id
            if self.is_device_blacklisted(device)
        )

    def withholding(self, room_id: str, devices: Iterable[Who]) -> dict[str, Any]:
        """Say to devices that the key of a room's present session is not for them.

        Matrix spec 1.15 §Reporting that decryption keys are withheld: by person and device.
        """
        content = {
            "algorithm": self._megolm_algorithm,
            "code": "m.unverified",
            "room_id": room_id,
            "sender_key": self.account.identity_keys["curve25519"],
            "session_id": self.outbound_group_sessions[room_id].id,
        }
        messages: dict[str, dict[str, Any]] = {}
        for person, device in devices:
            messages.setdefault(person, {})[device] = content
        return messages

    def is_device_blacklisted(self, device: OlmDevice) -> bool:
        """Whether a device is given no keys; nio asks this of each to which it would give one."""
        keys = (str(device.curve25519), str(device.ed25519))
        refused = self.admits is not None and not self.admits(device.user_id, keys)
        return refused or bool(super().is_device_blacklisted(device))
