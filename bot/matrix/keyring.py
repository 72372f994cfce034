"""Our device's keys, and what we know of other people's: nio's Olm machine in our folder.

May know: nio, the specification's key formats. Must never import: anything of ours but
`bot.errors`, `bot.matrix.events` and `bot.matrix.keys`. No network: `bot.matrix.encryption`
asks the homeserver.

Everything that one answer of the homeserver changes here is kept in one transaction, so that a
process that is killed finds its keys as before that answer, which the homeserver then gives again.
The file is no part of a backup: keys that went back in time decrypt nothing and leak what they
encrypt.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nio.crypto import OlmDevice, OutgoingKeyRequest  # type: ignore[import-untyped]
from nio.events import OlmEvent, ToDeviceEvent  # type: ignore[import-untyped]
from nio.responses import (  # type: ignore[import-untyped]
    KeysClaimResponse,
    KeysQueryResponse,
    KeysUploadResponse,
)
from nio.store import SqliteStore  # type: ignore[import-untyped]
from peewee import DatabaseError, SqliteDatabase  # type: ignore[import-untyped]

from bot.errors import KeysUnusable
from bot.matrix.events import mapping, sequence, text
from bot.matrix.keys.admitting import Admitting
from bot.matrix.keys.answers import is_device
from bot.matrix.keys.fallback import Fallback
from bot.matrix.keys.owed import Owed

FOLDER = "keys"
"""Where the keys lie within `data_dir`."""
FILE = "device.sqlite3"
SIGNED = "signed_curve25519"
"""The kind of one-time key that is uploaded and claimed."""
OWNER_ONLY = 0o600


def has_keys(data_dir: Path) -> bool:
    """Whether a device's keys lie there."""
    return (data_dir / FOLDER / FILE).exists()


# It names people and their devices; what matters of it, we say ourselves.
logging.getLogger("nio.crypto").setLevel(logging.CRITICAL)


class Unreadable(Exception):  # noqa: N818 - what the message is
    """A message can't be decrypted; `missing` if its key may still come."""

    def __init__(self, why: str, *, missing: bool = False) -> None:
        super().__init__(why)
        self.missing = missing


class Stranger(Unreadable):
    """A message comes from a device that we don't know as its sender's."""


@dataclass(frozen=True, slots=True)
class Decrypted:
    """What was in an encrypted message.

    `ratchet` names its place in its session: no two messages share one, unless one was copied.
    `device` are the keys of the device that sealed it: curve25519, ed25519.
    """

    payload: Mapping[str, Any]
    ratchet: str
    device: tuple[str, str]


class _Store(SqliteStore):  # type: ignore[misc]  # nio has no types
    """nio's store, in one file, every device of a person trusted from its first use on."""

    def _create_database(self) -> SqliteDatabase:
        pragmas = {"foreign_keys": 1, "secure_delete": 1, "journal_mode": "wal", "synchronous": 2}
        return SqliteDatabase(self.database_path, pragmas=pragmas)

    def is_device_verified(self, device: OlmDevice) -> bool:
        return not device.deleted

    def is_device_blacklisted(self, device: OlmDevice) -> bool:
        return bool(device.deleted)


class Keyring(Admitting):
    """The keys of one device. `folder` is made, and readable by its owner alone.

    Raises KeysUnusable; OSError if the folder can't be written.
    """

    account: Any

    def __init__(self, user_id: str, device_id: str, folder: Path) -> None:
        self._path, self.had = folder / FILE, {}
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path.touch(mode=OWNER_ONLY)
        with self._usable():
            super().__init__(user_id, device_id, _Store(user_id, device_id, str(folder), "", FILE))

    def load(self) -> None:
        """Read what is kept, beside what nio keeps."""
        super().load()
        self.owed, self._fallback = Owed(self.store.database), Fallback(self.store.database)

    def close(self) -> None:
        """Let the file go."""
        self.store.database.close()

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Keep all that changes meanwhile, or nothing of it. Raises KeysUnusable."""
        with self._usable():
            try:
                with self.store.database.atomic():
                    yield
            except BaseException:
                self.account = self.store.load_account() or self.account
                self.load()
                raise

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            raise KeysUnusable(str(self._path), str(error)) from error

    # --- our own keys -----------------------------------------------------------------

    @property
    def fingerprint(self) -> str:
        """The public Ed25519 key by which people know our device."""
        return str(self.account.identity_keys["ed25519"])

    def to_upload(
        self, count: int | None, unused: Sequence[Any] | None = None
    ) -> dict[str, Any] | None:
        """What the homeserver lacks of our public keys; None if nothing.

        `count` is how many one-time keys it has, and `unused` of which kinds it has a fallback key
        that nobody used yet; None if it has not said. What is made here is kept before it is
        uploaded: a key whose other half is lost would open nothing.
        """
        self.uploaded_key_count, made = count, dict[str, Any]()
        has_enough = count is None or count > self.account.max_one_time_keys // 2
        lacks = not (self.account.shared and has_enough)
        lacks_fallback = self._fallback.is_lacking(self.account, SIGNED, unused)
        if not (lacks or lacks_fallback):
            return None
        with self.all_or_nothing():
            if lacks:
                made |= self.share_keys()
            if lacks_fallback:
                keys = self._fallback.keys(self.account)
                made["fallback_keys"] = {f"{SIGNED}:{i}": self._signed(key) for i, key in keys}
            self.save_account()
        return made

    def _signed(self, key: dict[str, Any]) -> dict[str, Any]:
        by = {f"ed25519:{self.device_id}": self.sign_json(key)}
        return {**key, "signatures": {self.user_id: by}}

    def uploaded(self, counts: Mapping[str, Any]) -> None:
        """Note that the homeserver has them."""
        count = counts.get(SIGNED)
        with self.all_or_nothing():
            self.handle_response(KeysUploadResponse(0, count if type(count) is int else 0))

    # --- what comes -------------------------------------------------------------------

    def receive(self, raw: object) -> None:
        """Take the keys that came with a sync: its `to_device` events. Raises nothing.

        What is malformed is left out: whoever sent it, it can't be used.
        """
        with self.all_or_nothing():
            for each in sequence(raw):
                try:
                    event = ToDeviceEvent.parse_event(each)
                    if isinstance(event, OlmEvent):
                        self.handle_to_device_event(event)
                except Exception:  # noqa: BLE001, S112 - nio raises what the sender wrote
                    continue

    def _should_accept_forward(self, _sender: str, sender_key: str, event: Any) -> bool:
        """Whether a forwarded key is one that we asked for, from the device that made it."""
        asked = self.outgoing_key_requests.get(event.session_id)
        made_it = mapping(event.source.get("content")).get("sender_key") == sender_key
        return asked is not None and asked.room_id == event.room_id and made_it

    def expect(self, session_id: str, room_id: str) -> None:
        """Accept the key of a session when it comes, since we ask for it."""
        asked = OutgoingKeyRequest(session_id, session_id, room_id, self._megolm_algorithm)
        with self.all_or_nothing():
            self.outgoing_key_requests[session_id] = asked
            self.store.add_outgoing_key_request(asked)

    # --- other people's devices -------------------------------------------------------

    def learn(self, raw: object, answered: Iterable[str]) -> None:
        """Take the devices of an answer to `keys/query`; a malformed one spoils no other.

        `answered` are the people whose homeservers could be asked.
        """
        with self.all_or_nothing():
            for user_id, devices in mapping(raw).items():
                good = {key: each for key, each in mapping(devices).items() if is_device(each)}
                try:
                    self._handle_key_query(KeysQueryResponse({user_id: good}, {}))
                except Exception:  # noqa: BLE001, S112 - a malformed key is of one person
                    continue
            self.learnt(answered)

    def begin(self, raw: object) -> None:
        """Begin sessions with the one-time keys of an answer to `keys/claim`."""
        with self.all_or_nothing():
            for user_id, devices in mapping(raw).items():
                for device_id, keys in mapping(devices).items():
                    try:
                        self._handle_key_claiming(
                            KeysClaimResponse({user_id: {device_id: mapping(keys)}}, {})
                        )
                    except Exception:  # noqa: BLE001, S112 - a malformed key is of one device
                        continue

    def owner_is(self, person: str, session: Any) -> bool:
        """Whether the device that made a session is the person's, also if it is gone by now."""
        made_by = (session.sender_key, session.ed25519)
        if person == self.user_id:
            ours = self.account.identity_keys
            return bool(made_by == (ours["curve25519"], ours["ed25519"]))
        devices = self.device_store[person].values()
        return any(made_by == (device.curve25519, device.ed25519) for device in devices)

    # --- messages ---------------------------------------------------------------------

    def open(self, room_id: str, sender: str, content: Mapping[str, Any]) -> Decrypted:
        """Decrypt a message that somebody sent to a room. Raises Unreadable, Stranger."""
        session_id = text(content.get("session_id"))
        made = self.inbound_group_store[room_id].values()
        sessions = [by_id[session_id] for by_id in made if session_id in by_id]
        if not sessions:
            raise Unreadable("its key has not come", missing=bool(session_id))
        # Whoever was given a session's key can give it to us as their own.
        session = next((each for each in sessions if self.owner_is(sender, each)), None)
        if session is None:
            raise Stranger("its device is not known as the sender's", missing=True)
        try:
            plain, index = session.decrypt(text(content.get("ciphertext")))
            payload = json.loads(plain)
        except Exception as error:
            raise Unreadable("it is damaged") from error
        if mapping(payload).get("room_id") != room_id:
            raise Unreadable("it was sealed for another room")
        device = (str(session.sender_key), str(session.ed25519))
        return Decrypted(payload, f"{session.sender_key}/{session_id}/{index}", device)

    def has_session(self, room_id: str) -> bool:
        """Whether the room has a session that messages can be sealed with now."""
        return not self.should_share_group_session(room_id)

    def seal(self, room_id: str, event_type: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """Encrypt a message for a room that has a session."""
        session = self.outbound_group_sessions[room_id]
        payload = {"type": event_type, "content": dict(content), "room_id": room_id}
        # Not nio's JSON, which writes six bytes for every letter that is not ASCII.
        plain = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
        return {
            "algorithm": self._megolm_algorithm,
            "sender_key": self.account.identity_keys["curve25519"],
            "ciphertext": session.encrypt(plain),
            "session_id": session.id,
            "device_id": self.device_id,
        }
