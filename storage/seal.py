"""The seal of an entry: its salt, commitment, hash, and predecessors (docs/record.md).

    commitment = SHA-256(salt || JCS(content))
    hash       = SHA-256(JCS(number, proposal, audience, previous,
                             previous_in_proposal, commitment))

JCS is the JSON Canonicalization Scheme, RFC 8785; a salt is 32 random bytes; all are
written in lower-case hex. The hash shows nothing of the content, so the chain can be
checked by those from whom the content is kept. Pure: never imports SQLAlchemy.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

from deliberation.entries import Entry, encode

GENESIS = "0" * 64
"""The predecessor of a first entry, in the record and in each proposal."""


@dataclass(frozen=True)
class Sealed:
    """An entry with its seal; all five in hex."""

    entry: Entry
    previous: str
    previous_in_proposal: str
    salt: str
    commitment: str
    hash: str


def seal(entry: Entry, previous: str, previous_in_proposal: str, salt: str) -> Sealed:
    """Return the entry sealed onto its predecessors (their hashes, or ``GENESIS``)."""
    committed = commitment(salt, content(entry))
    links = {"previous": previous, "previous_in_proposal": previous_in_proposal}
    hashed = entry_hash(
        {
            "number": entry.number,
            "proposal": entry.proposal,
            "audience": entry.audience,
            "commitment": committed,
            **links,
        }
    )
    return Sealed(entry, **links, salt=salt, commitment=committed, hash=hashed)


def content(entry: Entry) -> dict[str, Any]:
    """Return what the commitment covers, as JSON values: strings, integers, and such parts."""
    return {
        "kind": entry.payload.kind,
        "version": entry.payload.version,
        "person": entry.person,
        "event": entry.event,
        "event_time": entry.event_time,
        "recorded_time": entry.recorded_time,
        "cause": entry.cause,
        "stage": entry.stage.value if entry.stage else "",
        "payload": encode(entry.payload),
    }


def commitment(salt: str, values: Mapping[str, Any]) -> str:
    """Return the commitment to the content, with this salt (hex)."""
    return hashlib.sha256(bytes.fromhex(salt) + rfc8785.dumps(dict(values))).hexdigest()


def entry_hash(values: Mapping[str, Any]) -> str:
    """Return the hash of an entry's six outer values."""
    return hashlib.sha256(rfc8785.dumps(dict(values))).hexdigest()
