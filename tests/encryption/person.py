"""A person whose client encrypts: nio's own client, which shares no code with the bot's.

It shares keys with every device, in the order that the specification wants: key first. With
``say_without_key`` the key stays in ``withheld`` until ``give_key``, or until it is asked for
if it ``gives_when_asked``.
"""

import asyncio
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Self

import nio  # type: ignore[import-untyped]
from nio.crypto import attachments  # type: ignore[import-untyped]

from demo.person import Person

CONFIG = nio.AsyncClientConfig(encryption_enabled=True, store_sync_tokens=False)
ENCRYPTED = "m.room.encrypted"


@dataclass
class SealedPerson(Person):
    """One account with one device, whose keys live as long as the object.

    It looks all the time: who shares a key has to know who is there.
    """

    glance: ClassVar[float] = 0.0

    nio: Any = None
    withheld: list[dict[str, Any]] = field(default_factory=list)
    gives_when_asked: bool = False
    requests: list[Mapping[str, Any]] = field(default_factory=list)
    withholdings: list[Mapping[str, Any]] = field(default_factory=list)
    unread: dict[str, tuple[str, Any]] = field(default_factory=dict)
    _folder: tempfile.TemporaryDirectory[str] | None = None
    _sending: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __aenter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="keys-")
        session = self.session
        self.nio = nio.AsyncClient(
            self.url, session.user_id, session.device_id, str(Path(self._folder.name)), CONFIG
        )
        self.nio.restore_login(session.user_id, session.device_id, session.access_token)
        await self.nio.keys_upload()  # before anybody can want to send it a key
        return await super().__aenter__()

    async def __aexit__(self, *_: object) -> None:
        await super().__aexit__(*_)
        await self.nio.close()
        if self._folder:
            self._folder.cleanup()

    # --- doing ----------------------------------------------------------------------

    def is_encrypted(self, room: str) -> bool:
        """Whether a room is, as far as this client was told."""
        return ("m.room.encryption", "") in self.state[room]

    async def send(
        self, room: str, content: Mapping[str, Any], kind: str = "m.room.message"
    ) -> str:
        """Send an event, encrypted where the room is. Returns its id."""
        await self.until(lambda: ("m.room.create", "") in self.state[room])
        if not self.is_encrypted(room) or kind == "m.reaction":
            return await super().send(room, content, kind)
        async with self._sending:
            said = dict(content)
            answer = await self.nio.room_send(room, kind, said, ignore_unverified_devices=True)
        if not isinstance(answer, nio.RoomSendResponse):
            raise TypeError(answer)
        return str(answer.event_id)

    async def share(self, room: str, name: str, text: str, caption: str = "") -> str:
        """Upload a text as a file and send it, encrypted where the room is."""
        await self.until(lambda: ("m.room.create", "") in self.state[room])
        if not self.is_encrypted(room):
            return await super().share(room, name, text, caption)
        sealed, secret = attachments.encrypt_attachment(text.encode())
        stored = await self.ask("POST", "/_matrix/media/v3/upload", sealed)
        content = {
            "msgtype": "m.file",
            "body": caption or name,
            "filename": name,
            "file": {**secret, "url": stored["content_uri"]},
            "info": {"size": len(text.encode()), "mimetype": "text/markdown"},
        }
        return await self.send(room, content)

    async def say_without_key(self, room: str, text: str) -> str:
        """Say something encrypted under a new key that nobody gets yet. Returns the event id."""
        olm, client = self.nio.olm, self.nio
        await client.joined_members(room)
        if client.should_query_keys:
            await client.keys_query()
        members = list(client.rooms[room].users)
        if missing := client.get_missing_sessions(room):
            await client.keys_claim(missing)
        olm.create_outbound_group_session(room)
        _, to_device = olm.share_group_session(room, members, ignore_unverified_devices=True)
        olm.outbound_group_sessions[room].shared = True
        self.withheld.append(to_device)
        kind, content = client.encrypt(room, "m.room.message", {"msgtype": "m.text", "body": text})
        return await super().send(room, content, kind)

    async def give_key(self) -> None:
        """Send what was withheld."""
        withheld, self.withheld = self.withheld, []
        for to_device in withheld:
            await self.ask("PUT", f"sendToDevice/{ENCRYPTED}/{secrets.token_hex(8)}", to_device)

    async def forward_key(self, request: Mapping[str, Any]) -> None:
        """Answer a request for a key as clients do: with the key as forwarded."""
        olm, asked = self.nio.olm, request["content"]
        body = asked["body"]
        own = olm.account.identity_keys["curve25519"]
        group = olm.inbound_group_store.get(body["room_id"], own, body["session_id"])
        device = olm.device_store[request["sender"]][asked["requesting_device_id"]]
        session = olm.session_store.get(device.curve25519)
        message = olm._encrypt_forwarding_key(body["room_id"], group, session, device)
        sealed = {"messages": {message.recipient: {message.recipient_device: message.content}}}
        await self.ask("PUT", f"sendToDevice/{ENCRYPTED}/{secrets.token_hex(8)}", sealed)

    # --- seeing ---------------------------------------------------------------------

    async def ask(self, method: str, where: str, body: Any = None) -> Any:
        """Make a request; what a sync brings is decrypted."""
        if not where.startswith("sync?"):
            return await super().ask(method, where, body)
        raw = await super().ask(method, where, body)
        await self._keys(raw)
        for room, news in raw.get("rooms", {}).get("join", {}).items():
            timeline = news.get("timeline", {})
            timeline["events"] = [self._read(room, each) for each in timeline.get("events", [])]
        self._read_again()
        return raw

    async def _earlier(self, room: str, token: str) -> list[Mapping[str, Any]]:
        return [self._read(room, each) for each in await super()._earlier(room, token)]

    async def _keys(self, raw: Any) -> None:
        """Have nio take what a sync brings, and do what it then asks for."""
        events = raw.get("to_device", {}).get("events", [])
        asked = [each for each in events if each["type"] == "m.room_key_request"]
        self.requests += [each for each in asked if each["content"]["action"] == "request"]
        self.withholdings += [each for each in events if each["type"] == "m.room_key.withheld"]
        response = nio.SyncResponse.from_dict(raw)
        if isinstance(response, nio.SyncResponse):
            async with self._sending:  # nio forgets a session that it shares when somebody comes in
                await self.nio.receive_response(response)
        if self.nio.should_upload_keys:
            await self.nio.keys_upload()
        if self.nio.should_query_keys:
            await self.nio.keys_query()
        if self.nio.should_claim_keys:
            await self.nio.keys_claim(self.nio.get_users_for_key_claiming())
        await self.nio.send_to_device_messages()
        while self.gives_when_asked and self.requests:
            await self.forward_key(self.requests.pop())

    def _read(self, room: str, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return an event as what is in it, or as it is if it can't be read."""
        if raw.get("type") != ENCRYPTED:
            return raw
        event = nio.Event.parse_event(dict(raw))
        if not isinstance(event, nio.MegolmEvent):
            return raw
        event.room_id = room
        try:
            found = self.nio.decrypt_event(event)
        except nio.EncryptionError:
            self.unread[event.event_id] = (room, raw)
            return raw
        return {**raw, **found.source, "sealed": True}

    def _read_again(self) -> None:
        """Read what can be read now of what could not before."""
        for event_id, (room, raw) in list(self.unread.items()):
            del self.unread[event_id]
            read = self._read(room, raw)
            if read is not raw:
                timeline = self.timelines[room]
                places = [i for i, each in enumerate(timeline) if each["event_id"] == event_id]
                for place in places:
                    timeline[place] = read
