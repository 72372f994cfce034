"""End-to-end encryption as the homeserver sees it: keys published, asked for, and shared.

May know: the wire, the keyring, the specification (Matrix spec 1.15 §End-to-end encryption). Must
never import: nio, aiohttp, the rest of ours but `bot.errors`.
"""

import asyncio
import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from bot.errors import DeviceLost, MatrixError
from bot.matrix.cross_signing import Identity, is_signed_by, public_of
from bot.matrix.events import ENCRYPTED, Event, mapping, sequence, text
from bot.matrix.keyring import SIGNED, Keyring, Stranger
from bot.matrix.wire import path

FEDERATED_MS = 10_000
"""How long the homeserver may wait for other people's."""
LOOK_AGAIN = 30.0
"""Seconds before somebody's devices are asked for again because one of them is unknown."""
AGAIN_AFTER = 300.0
"""Seconds before a device that had no one-time key is asked for one again."""


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


@dataclass
class Encryption:
    """Encrypts and decrypts for one device. Its methods raise MatrixError."""

    call: Call
    keyring: Keyring
    identity: Identity
    _learned: dict[str, float] = field(default_factory=dict)
    _changed: Counter[str] = field(default_factory=Counter)
    _none_left: dict[tuple[str, str], float] = field(default_factory=dict)
    _shared_with: dict[str, frozenset[tuple[str, str, str]]] = field(default_factory=dict)
    _given_to: dict[str, frozenset[str]] = field(default_factory=dict)
    _asked_for: set[str] = field(default_factory=set)
    _turns: defaultdict[str, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )

    # --- who we are -------------------------------------------------------------------

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
        await self.replenish(None)
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
        if public_of(master) != ours.public("master"):
            return Standing(self.keyring.fingerprint, verified=False, foreign=bool(master))
        device, device_id = mapping(told.get("device")), self.keyring.device_id
        if not self._is_verified(told):
            key_id = ours.public("master")
            signed = {device_id: ours.signed("self_signing", device)}
            signed[key_id] = self._master_signed(mapping(master))
            where = path("keys", "signatures", "upload")
            await self.call("POST", where, {ours.user_id: signed})
        return Standing(self.keyring.fingerprint, verified=True, foreign=False)

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

    async def replenish(self, count: int | None) -> None:
        """Give the homeserver the keys that it lacks; it has `count` one-time keys."""
        keys = self.keyring.to_upload(count)
        if keys:
            answer = await self.call("POST", path("keys", "upload"), keys)
            self.keyring.uploaded(mapping(mapping(answer).get("one_time_key_counts")))

    # --- what comes -------------------------------------------------------------------

    def take(self, raw: Mapping[str, Any]) -> int | None:
        """Take the keys that came with a sync; return how many one-time keys are left, if said.

        They are on our disk when this returns, so the sync's token may be moved.
        """
        arrived = mapping(raw.get("to_device")).get("events")
        if arrived:
            self.keyring.receive(arrived)
        for person in sequence(mapping(raw.get("device_lists")).get("changed")):
            self._learned.pop(text(person), None)
            self._changed[text(person)] += 1
        left = mapping(raw.get("device_one_time_keys_count")).get(SIGNED)
        return left if type(left) is int else None

    async def renew_sessions(self) -> None:
        """Begin a new session with each device whose keys for us could not be read, and tell it."""
        await self._claim(self._due(self.keyring.wedged()))
        for message in tuple(self.keyring.outgoing_to_device_messages):
            to = {message.recipient: {message.recipient_device: message.content}}
            await self._to_device(message.type, to)
            self.keyring.outgoing_to_device_messages.remove(message)

    async def decrypted(self, event: Event) -> Event:
        """An encrypted event as what was in it. Raises Unreadable, or MatrixError."""
        try:
            decrypted = self.keyring.open(event.room_id, event.sender, event.content)
        except Stranger:
            if time.monotonic() - self._learned.get(event.sender, -LOOK_AGAIN) < LOOK_AGAIN:
                raise
            await self._learn([event.sender])
            decrypted = self.keyring.open(event.room_id, event.sender, event.content)
        content = dict(mapping(decrypted.payload.get("content")))
        # How messages relate is told outside, so that servers can tell threads apart.
        if relation := event.content.get("m.relates_to"):
            content.setdefault("m.relates_to", relation)
        event_type = text(decrypted.payload.get("type"))
        return replace(
            event, type=event_type, content=content, sealed=True, ratchet=decrypted.ratchet
        )

    async def ask_for_key(self, event: Event) -> None:
        """Ask the sender's devices for the key of an event, once."""
        session_id = text(event.content.get("session_id"))
        if not session_id or session_id in self._asked_for:
            return
        self._asked_for.add(session_id)
        body = {
            "algorithm": "m.megolm.v1.aes-sha2",
            "room_id": event.room_id,
            "session_id": session_id,
            "sender_key": text(event.content.get("sender_key")),
        }
        self.keyring.expect(session_id, event.room_id)
        content = {
            "action": "request",
            "body": body,
            "request_id": session_id,
            "requesting_device_id": self.keyring.device_id,
        }
        await self._to_device("m.room_key_request", {event.sender: {"*": content}})

    # --- what goes --------------------------------------------------------------------

    async def sealed(
        self, room_id: str, people: Iterable[str], event_type: str, content: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The content with which a message goes, encrypted, to a room with these people."""
        async with self._turns[room_id]:
            await self._share(room_id, frozenset(people))
            return self.keyring.seal(room_id, event_type, content)

    async def _share(self, room_id: str, people: frozenset[str]) -> None:
        """See to it that everyone's devices, and no others, have the key of the next message."""
        await self._learn(people - self._learned.keys())
        await self._claim(self._due(self.keyring.get_missing_sessions(sorted(people))))
        devices = self.keyring.devices(people)
        if self.keyring.has_session(room_id) and self._shared_with.get(room_id) == devices:
            return
        given: set[str] = set()
        for messages in self.keyring.shares(room_id, people):
            await self._to_device(ENCRYPTED, messages["messages"])
            given |= messages["messages"].keys()
        self._shared_with[room_id] = devices
        self._given_to[room_id] = frozenset(given)

    async def reached(self, people: Iterable[str]) -> frozenset[str]:
        """Those of some people who have a device, as far as their homeservers say."""
        some = frozenset(people)
        await self._learn(some - self._learned.keys())
        return frozenset(person for person, *_ in self.keyring.devices(some))

    def readers(self, room_id: str) -> frozenset[str]:
        """The people of whose devices one at least was given the key of a room's session."""
        return self._given_to.get(room_id, frozenset())

    async def _learn(self, people: Iterable[str]) -> None:
        """Ask which devices people have; who got others meanwhile is asked for again."""
        asked = sorted(people)
        if asked:
            before = {person: self._changed[person] for person in asked}
            raw = mapping(await self._query(asked))
            self.keyring.learn(raw.get("device_keys"))
            same = [person for person in asked if self._changed[person] == before[person]]
            self._learned.update(dict.fromkeys(same, time.monotonic()))

    async def _query(self, people: Iterable[str]) -> Any:
        body = {"device_keys": {each: list[str]() for each in people}, "timeout": FEDERATED_MS}
        return await self.call("POST", path("keys", "query"), body)

    def _due(self, devices: Mapping[str, list[str]]) -> dict[str, list[str]]:
        """The devices without those that had no one-time key a short time ago."""
        before = time.monotonic() - AGAIN_AFTER
        due = {
            who: [each for each in ids if self._none_left.get((who, each), before) <= before]
            for who, ids in devices.items()
        }
        return {who: ids for who, ids in due.items() if ids}

    async def _claim(self, devices: Mapping[str, list[str]]) -> None:
        """Begin a session with each device, as far as it has a one-time key to begin it with."""
        if not devices:
            return
        claims = {who: dict.fromkeys(ids, SIGNED) for who, ids in devices.items()}
        body = {"one_time_keys": claims, "timeout": FEDERATED_MS}
        raw = mapping(await self.call("POST", path("keys", "claim"), body))
        self.keyring.begin(raw.get("one_time_keys"))
        left = self.keyring.get_missing_sessions(sorted(devices))
        now = time.monotonic()
        self._none_left.update({(who, each): now for who, ids in left.items() for each in ids})

    async def _to_device(self, event_type: str, messages: Mapping[str, Any]) -> None:
        where = path("sendToDevice", event_type, secrets.token_hex(16))
        await self.call("PUT", where, {"messages": messages})
