"""Whether a strict client would trust a device: one that excludes those their owner didn't sign.

The checking is done with the libraries that homeservers use, not with ours.
"""

from collections.abc import Mapping
from typing import Any

from signedjson.key import decode_verify_key_bytes
from signedjson.sign import SignatureVerifyException, verify_signed_json
from unpaddedbase64 import decode_base64

from bot.matrix import Session
from demo.homeserver import Homeserver
from demo.person import Person


async def keys_of(homeserver: Homeserver, who: Session, asker: Session) -> Mapping[str, Any]:
    """Return what somebody else is told of an account's keys."""
    async with Person(homeserver.url, asker) as person:
        body: Mapping[str, Any] = {"device_keys": {who.user_id: []}}
        found: Mapping[str, Any] = await person.ask("POST", "keys/query", body)
        return found


def public(key: Mapping[str, Any]) -> str:
    return str(next(iter(key["keys"].values())))


def signed(what: Mapping[str, Any], by: str, public_key: str) -> bool:
    """Whether an object carries somebody's valid signature with a key."""
    key = decode_verify_key_bytes(f"ed25519:{public_key}", decode_base64(public_key))
    try:
        verify_signed_json(dict(what), by, key)
    except SignatureVerifyException:
        return False
    return True


def is_trusted(told: Mapping[str, Any], who: Session) -> bool:
    """Whether a client that excludes devices not signed by their owner takes this one."""
    user = who.user_id
    if user not in told.get("master_keys", {}):
        return False
    master, lower = told["master_keys"][user], told["self_signing_keys"][user]
    device = told["device_keys"][user][who.device_id]
    return signed(lower, user, public(master)) and signed(device, user, public(lower))
