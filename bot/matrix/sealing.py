"""An account that also reads and writes encrypted rooms, once it is told where its keys lie.

May know: its siblings here, nio's encryption of files. Must never import: aiohttp, the rest of
ours but `bot.errors`.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nio.crypto import attachments  # type: ignore[import-untyped]
from nio.exceptions import EncryptionError  # type: ignore[import-untyped]

from bot.errors import MatrixError
from bot.matrix import cross_signing
from bot.matrix.encryption import Encryption
from bot.matrix.events import ENCRYPTED, MEMBER, Event, mapping, text
from bot.matrix.keyring import FOLDER, Keyring, Unreadable
from bot.matrix.keys.mending import Mending
from bot.matrix.keys.publishing import Standing
from bot.matrix.reading import Reading
from bot.matrix.wire import Session
from bot.matrix.writing import Writing

JOINED = "join"
THERE = (JOINED, "invite")


@dataclass(frozen=True, slots=True)
class Sealed:
    """An encrypted event, before it is sent.

    `people` are those for whom it is, `readers` those of them who were given its key.
    """

    content: Mapping[str, Any]
    people: frozenset[str]
    readers: frozenset[str]


class Sealing(Reading, Writing):
    """The requests of `Reading` and `Writing`, with encryption where it is on.

    `encryption` is None until `encrypt`; without it, encrypted messages stay as they come.
    """

    def __init__(self, homeserver: str, session: Session | None = None) -> None:
        super().__init__(homeserver, session)
        self.encryption: Encryption | None = None
        self._people: dict[str, dict[str, str]] = {}
        self._moves: Counter[str] = Counter()

    async def encrypt(self, data_dir: Path) -> Standing:
        """Have encryption from now on, with the keys in `data_dir`; publish what others need.

        Raises MatrixError, DeviceLost, KeysUnusable, OSError.
        """
        self.keyring(data_dir)
        return await self._encryption().publish()

    def keyring(self, data_dir: Path) -> Encryption:
        """The keys in `data_dir`, made if there are none; nothing is published.

        Raises KeysUnusable, OSError.
        """
        folder = data_dir / FOLDER
        keyring = Keyring(self.user_id, self.device_id, folder)
        identity = cross_signing.kept(folder, self.user_id)
        self.encryption = Encryption(self._call, keyring, identity)
        return self.encryption

    def _encryption(self) -> Encryption:
        assert self.encryption is not None  # noqa: S101 - whoever calls has asked before
        return self.encryption

    async def mend_keys(self) -> None:
        """Gives keys to those who could not be given them before, for ever; after `encrypt`.

        Raises UnknownToken, KeysUnusable.
        """
        await Mending(self._encryption(), self._audience).run()

    async def close(self) -> None:
        """Lets the connections and the keys go."""
        if self.encryption:
            self.encryption.keyring.close()
        await super().close()

    # --- reading ----------------------------------------------------------------------

    async def _came(self, raw: Mapping[str, Any]) -> None:
        """Keeps the keys that came with a sync; if what follows fails, the next sync repeats it."""
        if not self.encryption:
            return
        left = self.encryption.take(raw)
        try:
            await self.encryption.replenish(left)
        except MatrixError:
            return

    async def decrypted(self, event: Event) -> Event:
        """An event as what was in it, if it was encrypted. Raises Unreadable, MatrixError."""
        if event.type != ENCRYPTED:
            return event
        if not self.encryption:
            raise Unreadable("encryption is off")
        return await self.encryption.decrypted(event)

    async def look_at_devices(self, person: str) -> None:
        """Asks again which devices somebody has, and who signed them. Raises MatrixError.

        Of nobody with whom the bot shares no encrypted room: anybody may name anybody.
        """
        owners = self.encryption.owners if self.encryption else None
        if owners and owners.is_known(person):
            await owners.ask([person])

    async def ask_for_key(self, event: Event) -> None:
        """Asks the sender of an encrypted event for its key, once. Raises MatrixError."""
        if self.encryption:
            await self.encryption.ask_for_key(event)

    async def event(self, room_id: str, event_id: str) -> Event:
        """One event of a room, decrypted if that can be done. Raises MatrixError."""
        event = replace(await super().event(room_id, event_id), room_id=room_id)
        try:
            return await self.decrypted(event)
        except Unreadable:
            return event

    async def download(
        self, mxc: str, limit_bytes: int, secret: Mapping[str, Any] | None = None
    ) -> bytes:
        """A file; `secret` is the `file` of an encrypted message, None for any other.

        Matrix spec 1.15 §Sending encrypted attachments. Raises MatrixError: DAMAGED if it can't
        be decrypted.
        """
        data = await super().download(mxc, limit_bytes)
        if secret is None:
            return data
        key, digest = mapping(secret.get("key")), mapping(secret.get("hashes"))
        try:
            plain = attachments.decrypt_attachment(
                data, text(key.get("k")), text(digest.get("sha256")), text(secret.get("iv"))
            )
        except (EncryptionError, ValueError) as error:
            raise MatrixError("DAMAGED", f"{mxc} can't be decrypted") from error
        return bytes(plain)

    # --- writing ----------------------------------------------------------------------

    async def send_sealed(
        self,
        room_id: str,
        event_type: str,
        content: Mapping[str, Any],
        txn_id: str,
        outside: Mapping[str, Any],
    ) -> str:
        """Sends an event encrypted for everybody in a room or invited to it; returns its id.

        `outside` is what of it stays readable. Otherwise as `send`.
        """
        sealed = await self.seal(room_id, event_type, content)
        return await self.send(room_id, ENCRYPTED, {**sealed.content, **outside}, txn_id)

    async def seal(
        self,
        room_id: str,
        event_type: str,
        content: Mapping[str, Any],
        members: Collection[str] | None = None,
    ) -> Sealed:
        """Encrypts an event for those in a room or invited to it; of `members` only, if given.

        Other devices of our own account get no key: whoever runs its homeserver can make some.
        Raises MatrixError.
        """
        there = await self._audience(room_id)
        people = frozenset(there if members is None else there & set(members))
        encryption = self._encryption()
        sealed = await encryption.sealed(room_id, people, event_type, content)
        return Sealed(sealed, people, people & encryption.readers(room_id))

    async def upload_sealed(self, data: bytes) -> dict[str, Any]:
        """Encrypts and stores a file; returns the `file` of a message. Raises MatrixError."""
        sealed, secret = attachments.encrypt_attachment(data)
        url = await self.upload(sealed, "", "application/octet-stream")
        return {**secret, "url": url}

    # --- who is in a room ---------------------------------------------------------------

    async def people(self, room_id: str) -> Mapping[str, str]:
        """The memberships of those in a room or invited to it. Raises MatrixError.

        The homeserver is asked again when somebody came or went, also meanwhile.
        """
        while room_id not in self._people:
            before = self._moves[room_id]
            state = await self.full_state(room_id)
            if self._moves[room_id] == before:
                self._people[room_id] = {
                    person: text(content.get("membership"))
                    for (event_type, person), content in state.items()
                    if event_type == MEMBER and content.get("membership") in THERE
                }
        return self._people[room_id]

    async def _audience(self, room_id: str) -> set[str]:
        """Who else is in a room or invited to it. Raises MatrixError."""
        return set(await self.people(room_id)) - {self.user_id}

    async def reached(self, people: Collection[str]) -> frozenset[str]:
        """Those of some people who have a device that can decrypt. Raises MatrixError."""
        return await self.encryption.reached(people) if self.encryption else frozenset()

    def noticed(self, event: Event) -> None:
        """Takes note of who did something, came or went, as a sync tells it, perhaps late."""
        if self.encryption and event.sender != self.user_id:
            self.encryption.heard_of(event.sender, text(event.content.get("device_id")))
        if event.type == MEMBER and event.state_key:
            membership, person = event.content.get("membership"), event.state_key
            people = self._people.get(event.room_id)
            if people is None or (person in people) != (membership in THERE):
                self._moved(event.room_id)
            elif membership == JOINED:
                people[person] = JOINED

    def _moved(self, room_id: str) -> None:
        """Somebody came or went: who is there is to be asked again."""
        self._moves[room_id] += 1
        self._people.pop(room_id, None)

    async def invite(self, room_id: str, user_id: str) -> None:
        """Invites somebody, who can read what is said from now on. Raises MatrixError."""
        try:
            await super().invite(room_id, user_id)
        except BaseException:  # an answer that is lost must not keep the keys from them
            self._moved(room_id)
            raise
        if room_id in self._people:
            self._people[room_id].setdefault(user_id, "invite")
        else:
            self._moved(room_id)

    async def kick(self, room_id: str, user_id: str, reason: str) -> None:
        """Removes somebody, who can read nothing that is said from now on. Raises MatrixError."""
        try:
            await super().kick(room_id, user_id, reason)
        finally:  # an answer that is lost must not leave them the keys
            self._moved(room_id)
