"""What homeservers answer when they are asked for keys, as far as it can be relied on.

May know: the specification's key formats. Must never import: nio, anything of ours but
`bot.matrix.events` and its siblings here.
"""

from collections.abc import Mapping
from typing import Any

from bot.matrix.events import mapping, sequence
from bot.matrix.keys.again import server_of


def is_device(raw: object) -> bool:
    """Whether the keys of a device have the form that nio takes for granted."""
    device = mapping(raw)
    named = all(isinstance(device.get(key), str) for key in ("user_id", "device_id"))
    nested = all(isinstance(device.get(key), dict) for key in ("keys", "signatures"))
    signatures = mapping(device.get("signatures")).values()
    return (
        named
        and nested
        and all(isinstance(each, dict) for each in signatures)
        and isinstance(device.get("unsigned", {}), dict)
        and all(isinstance(key, str) for key in mapping(device.get("keys")).values())
    )


def was_asked(answer: Mapping[str, Any], person: str) -> bool:
    """Whether a person's homeserver could be asked (Matrix spec 1.15 §keys/query, `failures`)."""
    return server_of(person) not in mapping(answer.get("failures"))


def published(told: Mapping[str, Any], ours: Mapping[str, str]) -> dict[str, Any]:
    """Our device's keys as others are told them, if they are ours; `ours` are its two keys.

    They go along with each key that we give (Matrix spec 1.15 §m.olm.v1.curve25519-aes-sha2,
    `sender_device_keys`), so that who gets it can tell whose device we are without asking.
    """
    keys = mapping(told.get("keys"))
    named = {name.partition(":")[0]: key for name, key in keys.items()}
    return {key: each for key, each in told.items() if key != "unsigned"} if named == ours else {}


def unused_fallback_keys(raw: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The kinds of fallback key that nobody used yet, as a sync tells; None if it tells nothing."""
    told = raw.get("device_unused_fallback_key_types")
    return tuple(sequence(told)) if isinstance(told, list) else None
