"""The identity behind the bot's devices: three keys, of which one signs each device.

May know: the specification's key formats (Matrix spec 1.15 §Cross-signing). Must never import:
nio, aiohttp, anything of ours but `bot.errors`
and `bot.files`. No network.

Clients begin to exclude devices that their owner has not signed (MSC4153). The keys are kept, so
that a new device in the same `data_dir` belongs to the same identity.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bot.errors import KeysUnusable
from bot.files import keep

FILE = "identity.json"
USAGES = ("master", "self_signing", "user_signing")
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Identity:
    """The three private keys of an account."""

    user_id: str
    keys: Mapping[str, Ed25519PrivateKey]

    def public(self, usage: str) -> str:
        """The public key for a usage, in unpadded base64."""
        return encoded(self.keys[usage].public_key().public_bytes_raw())

    def to_publish(self) -> dict[str, Any]:
        """The body of `keys/device_signing/upload`, the two lower keys signed by the master."""
        bare = {usage: self._bare(usage) for usage in USAGES}
        signed = {usage: self.signed("master", bare[usage]) for usage in USAGES[1:]}
        return {f"{usage}_key": key for usage, key in ({**bare, **signed}).items()}

    def signed(self, usage: str, what: Json) -> dict[str, Any]:
        """The object with the signature of one of our keys beside those that it has."""
        bare = {key: value for key, value in what.items() if key not in ("signatures", "unsigned")}
        signature = encoded(self.keys[usage].sign(rfc8785.dumps(bare)))
        signatures = {who: dict(by) for who, by in what.get("signatures", {}).items()}
        signatures.setdefault(self.user_id, {})[f"ed25519:{self.public(usage)}"] = signature
        return {**bare, "signatures": signatures}

    def _bare(self, usage: str) -> dict[str, Any]:
        public = self.public(usage)
        keys = {f"ed25519:{public}": public}
        return {"user_id": self.user_id, "usage": [usage], "keys": keys}


def kept(folder: Path, user_id: str) -> Identity:
    """The identity that is kept in a folder, made if there is none yet.

    Raises KeysUnusable, OSError.
    """
    path = folder / FILE
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        keys = {usage: private(values[usage]) for usage in USAGES}
    except FileNotFoundError:
        return _made(path, user_id)
    except (ValueError, KeyError, TypeError) as error:
        raise KeysUnusable(str(path)) from error
    return Identity(user_id, keys)


def _made(path: Path, user_id: str) -> Identity:
    made = Identity(user_id, {usage: Ed25519PrivateKey.generate() for usage in USAGES})
    keep(path, {usage: encoded(key.private_bytes_raw()) for usage, key in made.keys.items()})
    return made


def public_of(key: object) -> str:
    """The public key of a cross-signing key as a server tells it, or empty."""
    keys = key.get("keys") if isinstance(key, Mapping) else None
    return next((str(each) for each in keys.values()), "") if isinstance(keys, Mapping) else ""


def is_signed_by(what: Json, user_id: str, public: str) -> bool:
    """Whether an object carries a valid signature by a public key of somebody's."""
    signatures = what.get("signatures", {}).get(user_id, {})
    signature = signatures.get(f"ed25519:{public}")
    bare = {key: value for key, value in what.items() if key not in ("signatures", "unsigned")}
    try:
        key = Ed25519PublicKey.from_public_bytes(decoded(public))
        key.verify(decoded(str(signature or "")), rfc8785.dumps(bare))
    except (InvalidSignature, ValueError):
        return False
    return True


def private(seed: str) -> Ed25519PrivateKey:
    """The private key with a seed of 32 bytes in unpadded base64."""
    return Ed25519PrivateKey.from_private_bytes(decoded(seed))


def encoded(data: bytes) -> str:
    """Unpadded base64 (Matrix spec 1.15, appendices)."""
    return base64.b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Bytes from base64, padded or not. Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4))
