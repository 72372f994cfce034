"""What an outsider sends to a device of whom they know but the name, to be in its way."""

import secrets
from typing import Any


def where() -> str:
    """Where it is sent, below the client API."""
    return f"sendToDevice/m.room.encrypted/{secrets.token_hex()}"


def to(user_id: str) -> dict[str, Any]:
    """A message to all devices of somebody that none of them can read."""
    content = {
        "algorithm": "m.olm.v1.curve25519-aes-sha2",
        "sender_key": "A" * 43,
        "ciphertext": {"A" * 43: {"type": 1, "body": "AwogAAAA"}},
    }
    return {"messages": {user_id: {"*": content}}}
