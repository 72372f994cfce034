"""End-to-end encryption as the homeserver sees it: messages, and the keys that go with them.

May know: the wire, the keyring, the specification (Matrix spec 1.15 §End-to-end encryption). Must
never import: nio, aiohttp, the rest of ours but `bot.errors`.
"""

import asyncio
import secrets
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.errors import MatrixError
from bot.matrix.events import ENCRYPTED, Event, mapping, sequence, text
from bot.matrix.keyring import SIGNED, Stranger
from bot.matrix.keys.again import Who
from bot.matrix.keys.answers import unused_fallback_keys
from bot.matrix.keys.asking import Asking
from bot.matrix.keys.giving import Device, Given
from bot.matrix.keys.publishing import Left
from bot.matrix.signatures import Owners, Pins
from bot.matrix.wire import path

LOOK_AGAIN = 30.0
"""Seconds before somebody's devices are asked for again because one of them is unknown."""


@dataclass(frozen=True, slots=True)
class Readers:
    """Whom a room's present session is for: who is there, and the devices that may have it."""

    people: frozenset[str]
    devices: frozenset[Device]


NOBODY = Readers(frozenset(), frozenset())


@dataclass
class Encryption(Asking):
    """Encrypts and decrypts for one device. Its methods raise MatrixError."""

    _readers: dict[str, Readers] = field(default_factory=dict)
    _withheld_from: dict[str, frozenset[Who]] = field(default_factory=dict)
    _asked_for: set[str] = field(default_factory=set)
    _turns: defaultdict[str, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )

    def trust(self, pins: Pins) -> None:
        """Take for a person's own, from now on, what is signed with the master key that is pinned.

        Of who has no cross-signing that is each of their devices.
        """
        own = self.identity.user_id, self.identity.public("master")
        self.owners = Owners(pins, *own, self._learn, self._learned)
        self.keyring.admits, self.keyring.knows = self.owners.admits, self.owners.is_known

    # --- what comes -------------------------------------------------------------------

    def take(self, raw: Mapping[str, Any]) -> Left:
        """Take the keys that came with a sync; return what is left of ours.

        They are on our disk when this returns, so the sync's token may be moved.
        """
        arrived = sequence(mapping(raw.get("to_device")).get("events"))
        if arrived:
            self.keyring.receive(arrived)
            self.news.set()  # a session may have begun, or turned out to be broken
        lists = mapping(raw.get("device_lists"))
        for person in map(text, sequence(lists.get("changed"))):
            self._learned.pop(person, None)
            self._changed[person] += 1
            self.heard_of(person)
        for person in {text(mapping(each).get("sender")) for each in arrived}:
            self.heard_of(person)
        for person in map(text, sequence(lists.get("left"))):
            self.again.forget(person)
        left = mapping(raw.get("device_one_time_keys_count")).get(SIGNED)
        return Left(left if type(left) is int else None, unused_fallback_keys(raw))

    async def tell_devices(self) -> None:
        """Tell devices what is to be told them: that we begin anew, or have a key by now."""
        for message in tuple(self.keyring.outgoing_to_device_messages):
            to = {message.recipient: {message.recipient_device: message.content}}
            await self._to_device(message.type, to)
            self.keyring.outgoing_to_device_messages.remove(message)

    async def decrypted(self, event: Event) -> Event:
        """An encrypted event as what was in it. Raises Unreadable, or MatrixError."""
        try:
            decrypted = self.keyring.open(event.room_id, event.sender, event.content)
        except Stranger:
            learned = self._learned.get(event.sender, -LOOK_AGAIN)
            is_new = self.again.is_new((event.sender, ""))  # else `mend` sees to it
            if time.monotonic() - learned < LOOK_AGAIN or not is_new:
                raise
            await self._learn([event.sender])
            decrypted = self.keyring.open(event.room_id, event.sender, event.content)
        content = dict(mapping(decrypted.payload.get("content")))
        # How messages relate is told outside, so that servers can tell threads apart.
        if relation := event.content.get("m.relates_to"):
            content.setdefault("m.relates_to", relation)
        return replace(
            event,
            type=text(decrypted.payload.get("type")),
            content=content,
            sealed=True,
            ratchet=decrypted.ratchet,
            doubt=await self.owners.judge(event.sender, decrypted.device) if self.owners else None,
        )

    async def ask_for_key(self, event: Event) -> None:
        """Ask the sender's devices for the key of an event, once if that succeeds."""
        session_id = text(event.content.get("session_id"))
        if not session_id or session_id in self._asked_for:
            return
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
        self._asked_for.add(session_id)
        try:
            await self._to_device("m.room_key_request", {event.sender: {"*": content}})
        except MatrixError:
            self._asked_for.discard(session_id)
            raise

    # --- what goes --------------------------------------------------------------------

    async def sealed(
        self, room_id: str, people: Iterable[str], event_type: str, content: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The content with which a message goes, encrypted, to a room with these people."""
        async with self._turns[room_id]:
            await self._share(room_id, frozenset(people))
            return self.keyring.seal(room_id, event_type, content)

    async def _share(self, room_id: str, people: frozenset[str]) -> None:
        """See to it that everyone's devices, and no others, have the key of the next message.

        Who was asked in vain before costs no time here: `mend` sees to them.
        """
        new = {who for who in people - self._learned.keys() if self._is_new(who)}
        await self._learn(new)
        if self.owners:
            await self.owners.look(people)
        devices = self.keyring.devices(people)
        await self._claim(filter(self.again.is_new, self.keyring.without_session(devices)))
        readers = Readers(people, devices)
        unknown = people - self._learned.keys()
        if not self.keyring.has_session(room_id) or self._readers.get(room_id) != readers:
            for messages in self.keyring.shares(room_id, people, unknown):
                await self._to_device(ENCRYPTED, messages)
            self._readers[room_id] = readers
            self._withheld_from.pop(room_id, None)
        elif unknown:
            self.keyring.owe(room_id, unknown)
        await self._tell_withheld(room_id, people)
        if self.keyring.owed:
            self.news.set()

    async def _tell_withheld(self, room_id: str, people: frozenset[str]) -> None:
        """Tell each device that its owner has not signed, once, that it gets no key for that."""
        refused = self.keyring.refused(filter(self.keyring.is_known, people))
        news = refused - self._withheld_from.get(room_id, frozenset())
        if news:
            told = self.keyring.withholding(room_id, news)
            await self._to_device("m.room_key.withheld", told)
        self._withheld_from[room_id] = refused

    def due_in(self) -> float | None:
        """In how many seconds there is something to mend; None if there is nothing."""
        if self.keyring.sendable() or self.keyring.outgoing_to_device_messages:
            return 0.0
        return min(map(self.again.due_in, self._wanted()), default=None)

    async def mend(self) -> None:
        """Ask again for the keys that are needed and could not be had, as far as it is time."""
        due = [who for who in self._wanted() if self.again.is_due(who)]
        await self._learn({person for person, device in due if not device})
        await self._claim(who for who in due if who[1])

    def _wanted(self) -> frozenset[Who]:
        """Which keys are needed: lists of devices, one-time keys of those owed something.

        Of those whose messages to us could not be read, too: they need a new session.
        """
        owed = self.keyring.owed.to()
        lists = {who for who in owed if not who[1] and who[0] not in self._learned}
        devices = self.keyring.lacking() | self.keyring.wedged()
        return devices | lists | set(self.again.lists())

    async def give_owed(self, room_id: str, people: frozenset[str]) -> None:
        """Send the keys of a room that are owed, to those who are there and can be given them."""
        async with self._turns[room_id]:
            self.keyring.owe_only(room_id, people)
            for given in self.keyring.owed_messages(room_id):
                self._let_read(room_id, given)  # first, so that whoever goes meanwhile has
                await self._to_device(ENCRYPTED, given.messages)  # no key of what is said then
                self.keyring.sent(given)

    def readers(self, room_id: str) -> frozenset[str]:
        """The people of whose devices one at least was given the key of a room's session."""
        readers = self._readers.get(room_id, NOBODY)
        owed = {
            who
            for key in self.keyring.owed.of(room_id)
            if self.keyring.is_present(room_id, key.session_id)
            for who in key.to
        }
        return frozenset(who for who, device, _ in readers.devices if (who, device) not in owed)

    def _let_read(self, room_id: str, given: Given) -> None:
        """Note who can read a room by its present session, if it is that key that is given."""
        readers = self._readers.get(room_id)
        if readers and self.keyring.is_present(room_id, given.session_id):
            self._readers[room_id] = replace(readers, devices=readers.devices | given.to)

    async def _to_device(self, event_type: str, messages: Mapping[str, Any]) -> None:
        where = path("sendToDevice", event_type, secrets.token_hex(16))
        await self.call("PUT", where, {"messages": messages})
