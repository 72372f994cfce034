"""The identity behind the bot's devices: three keys, of which one signs each device.

May know: the specification's key formats (Matrix spec 1.15 §Cross-signing). Must never import:
nio, aiohttp, anything of ours but `bot.errors`
and `bot.files`. No network.

Clients begin to exclude devices that their owner has not signed (MSC4153). The keys are kept, so
that a new device in the same `data_dir` belongs to the same identity.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785
from Crypto.PublicKey.ECC import EccKey
from Crypto.Signature import eddsa
from vodozemac import Ed25519PublicKey, Ed25519Signature, KeyException, SignatureException

from bot.errors import KeysUnusable
from bot.files import keep

FILE = "identity.json"
SEED = 32
"""Bytes from which an Ed25519 key is made (RFC 8032)."""
USAGES = ("master", "self_signing", "user_signing")
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Identity:
    """The three private keys of an account."""

    user_id: str
    keys: Mapping[str, EccKey]

    def public(self, usage: str) -> str:
        """The public key for a usage, in unpadded base64."""
        return encoded(self.keys[usage].public_key().export_key(format="raw"))

    def to_publish(self) -> dict[str, Any]:
        """The body of `keys/device_signing/upload`, the two lower keys signed by the master."""
        bare = {usage: self._bare(usage) for usage in USAGES}
        signed = {usage: self.signed("master", bare[usage]) for usage in USAGES[1:]}
        return {f"{usage}_key": key for usage, key in ({**bare, **signed}).items()}

    def signed(self, usage: str, what: Json) -> dict[str, Any]:
        """The object with the signature of one of our keys beside those that it has."""
        bare = {key: value for key, value in what.items() if key not in ("signatures", "unsigned")}
        signature = encoded(eddsa.new(self.keys[usage], "rfc8032").sign(rfc8785.dumps(bare)))
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
    made = new(user_id)
    keep(path, {usage: encoded(key.seed) for usage, key in made.keys.items()})
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
        signed = Ed25519Signature.from_base64(str(signature or ""))
        Ed25519PublicKey.from_base64(public).verify_signature(rfc8785.dumps(bare), signed)
    except (KeyException, SignatureException, ValueError):
        return False
    return True


def new(user_id: str) -> Identity:
    """A new identity of an account."""
    made = (eddsa.import_private_key(secrets.token_bytes(SEED)) for _ in USAGES)
    return Identity(user_id, dict(zip(USAGES, made, strict=True)))


def private(seed: str) -> EccKey:
    """The private Ed25519 key with a seed of 32 bytes in unpadded base64. Raises ValueError."""
    return eddsa.import_private_key(decoded(seed))


def encoded(data: bytes) -> str:
    """Unpadded base64 (Matrix spec 1.15, appendices)."""
    return base64.b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Bytes from base64, padded or not. Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4))
