"""Which devices are given the keys of rooms' sessions, which are owed them, and how they go.

May know: nio's Olm machine, the specification's key formats. Must never import: the rest of ours
but its siblings here. No network.
"""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from nio.api import Api  # type: ignore[import-untyped]
from nio.crypto import Olm  # type: ignore[import-untyped]

from bot.matrix.cross_signing import encoded
from bot.matrix.keys.again import Who
from bot.matrix.keys.owed import Owed, OwedKey

AT_ONCE = 20
"""To how many devices one request brings a key."""
Device = tuple[str, str, str]
"""A person, the id of a device of theirs, and its curve25519 key."""


@dataclass(frozen=True, slots=True)
class Given:
    """One request's messages with the key of a session, by person and device, and to whom."""

    session_id: str
    messages: Mapping[str, Mapping[str, Any]]
    to: frozenset[Device]

    @property
    def devices(self) -> frozenset[Who]:
        """To whom, as they are owed."""
        return frozenset((person, device) for person, device, _ in self.to)


class Giving(Olm):  # type: ignore[misc]  # nio has no types
    """What of a keyring gives others the keys of rooms' sessions."""

    account: Any
    owed: Owed
    had: dict[str, frozenset[Who]]
    """For each room's present session, by its id, the devices that were given its key."""
    published: Mapping[str, Any] = {}
    """Our device's keys, with all their signatures, as others are told them."""

    @abstractmethod
    def all_or_nothing(self) -> AbstractContextManager[None]:
        """Keep all that changes meanwhile, or nothing of it."""

    @abstractmethod
    def devices(self, people: Iterable[str]) -> frozenset[Device]:
        """Each device of these people that is given keys: none other is ever owed one."""

    @abstractmethod
    def is_known(self, person: str) -> bool:
        """Whether it can be judged which devices of a person are given keys."""

    def shares(
        self, room_id: str, people: frozenset[str], unknown: Iterable[str]
    ) -> Iterator[Mapping[str, Any]]:
        """Give a room a new session, and yield the messages that bring its key to devices.

        It is owed to those devices of these people that no message can be sealed for, and to all
        devices of people who could not be asked which they have: the `unknown`.
        """
        before = self.outbound_group_sessions.get(room_id)
        with self.all_or_nothing():
            self.create_outbound_group_session(room_id)
            session = self.outbound_group_sessions[room_id]
            self.owed.only_to(room_id, people)
            devices = self.devices(people)
            lacking = self.without_session(devices) | {(person, "") for person in unknown}
            key = OwedKey(room_id, session.id, session.session_key, lacking)
            self.owed.owe(key)
            batches = list(self._given(key, devices))
        self.had.pop(before.id if before else "", None)
        self.had[session.id] = frozenset(who for each in batches for who in each.devices)
        yield from (each.messages for each in batches)
        session.mark_as_shared()

    def owe(self, room_id: str, unknown: Iterable[str]) -> None:
        """Owe the key of a room's session, as it is now, to all devices of some people."""
        session = self.outbound_group_sessions[room_id]
        to = frozenset((person, "") for person in unknown)
        with self.all_or_nothing():
            self.owed.owe(OwedKey(room_id, session.id, session.session_key, to))

    def owe_only(self, room_id: str, people: frozenset[str]) -> None:
        """Owe nothing of a room to anybody but these, and to no device that is gone."""
        owed = {who for who in self.owed.to() if who[1] and self.is_known(who[0])}
        gone = owed - {each[:2] for each in self._owed_there()}
        with self.all_or_nothing():
            self.owed.only_to(room_id, people)
            for key in self.owed.of(room_id):
                self.owed.sent(key.session_id, gone)

    def without_session(self, devices: Iterable[Device]) -> frozenset[Who]:
        """The devices among some that no message can be sealed for."""
        # Not by nio's own count, which leaves out who named their device as ours is named.
        return frozenset((person, device) for person, device, key in devices if not self._olm(key))

    def wedged(self) -> frozenset[Who]:
        """The devices whose messages to us can't be read: they need a new session."""
        return frozenset((d.user_id, d.id) for d in self.wedged_devices if not d.deleted)

    def lacking(self) -> frozenset[Who]:
        """The devices that are owed a key, and that no message can be sealed for."""
        owed = self.owed.to()
        return (self.without_session(self._owed_there()) | self.wedged()) & owed

    def sendable(self) -> frozenset[str]:
        """The rooms of which some device can be sent what it is owed, or is gone."""
        lacking = self.lacking()
        return frozenset(
            key.room_id
            for key in self.owed.all()
            if any(who[1] and self.is_known(who[0]) and who not in lacking for who in key.to)
        )

    def is_present(self, room_id: str, session_id: str) -> bool:
        """Whether a session is the one that a room's messages are sealed with now."""
        session = self.outbound_group_sessions.get(room_id)
        return session is not None and session.id == session_id

    def _owed_there(self) -> frozenset[Device]:
        return self.devices(frozenset(person for person, _ in self.owed.to()))

    def owed_messages(self, room_id: str) -> Iterator[Given]:
        """What brings the owed keys of a room to devices that messages can be sealed for."""
        lacking = self.lacking()
        there = [each for each in self._owed_there() if each[:2] not in lacking]
        for key in self.owed.of(room_id):
            to = frozenset(each for each in there if each[:2] in key.to)
            with self.all_or_nothing():
                batches = list(self._given(key, to))
            yield from batches

    def sent(self, given: Given) -> None:
        """Note that messages were sent, so that their devices are owed that key no longer."""
        with self.all_or_nothing():
            self.owed.sent(given.session_id, given.devices)
        if given.session_id in self.had:
            self.had[given.session_id] |= given.devices

    def learnt(self, people: Iterable[str]) -> None:
        """Note that it is known which devices people have, to whom keys were owed on all of them.

        Those of them who were given a key already are not owed it.
        """
        for person in people:
            self.owed.learnt(person, [device for _, device, _ in self.devices([person])])
        for session_id, had in self.had.items():
            self.owed.sent(session_id, had)

    def _given(self, key: OwedKey, devices: Iterable[Device]) -> Iterator[Given]:
        content = {
            "algorithm": self._megolm_algorithm,
            "room_id": key.room_id,
            "session_id": key.session_id,
            "session_key": key.session_key,
        }
        ready = sorted(each for each in devices if self._olm(each[2]))
        for start in range(0, len(ready), AT_ONCE):
            batch = ready[start : start + AT_ONCE]
            messages: dict[str, dict[str, Any]] = {}
            for person, device_id, curve25519 in batch:
                device = self.device_store[person][device_id]
                sealed = self._olm_encrypt(self._olm(curve25519), device, "m.room_key", content)
                messages.setdefault(person, {})[device_id] = sealed
            yield Given(key.session_id, messages, frozenset(batch))

    def _olm(self, curve25519: str) -> Any:
        """The session with which messages to a device are sealed, if there is one."""
        return self.session_store.get(curve25519)

    def _olm_encrypt(
        self, session: Any, recipient_device: Any, message_type: str, content: Mapping[str, Any]
    ) -> dict[str, Any]:
        """A message to one device, sealed, with our device's keys in it, which nio leaves out."""
        payload = {
            "sender": self.user_id,
            "sender_device": self.device_id,
            "keys": {"ed25519": self.account.identity_keys["ed25519"]},
            "recipient": recipient_device.user_id,
            "recipient_keys": {"ed25519": recipient_device.ed25519},
            "type": message_type,
            "content": content,
        }
        if self.published:
            payload["sender_device_keys"] = self.published
        sealed = session.encrypt(Api.to_json(payload))
        self.store.save_session(recipient_device.curve25519, session)
        kind, ciphertext = sealed.to_parts()
        return {
            "algorithm": self._olm_algorithm,
            "sender_key": self.account.identity_keys["curve25519"],
            "ciphertext": {
                recipient_device.curve25519: {"type": kind, "body": encoded(ciphertext)}
            },
        }
