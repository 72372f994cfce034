"""What people ask about the identity behind somebody's devices. It stands beside the record.

Pure; imports nothing.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ShowIdentity:
    """By which master key a person's devices are known, and which one they have now."""

    person: str


@dataclass(frozen=True)
class ConfirmIdentity:
    """The master key that a person has now is theirs; ``fingerprint`` is how it begins."""

    person: str
    fingerprint: str


Identifying = ShowIdentity | ConfirmIdentity
