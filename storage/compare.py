"""An export compared with what somebody kept: a hash from the chat, or an older export.

A chain that was rewritten from its beginning is as consistent as the true one. What tells
them apart is what was known before. Pure; relies on ``verify``: of documents in which that
finds nothing, equal hashes are equal entries. Imports ``faults``.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from storage.faults import Fault, FaultCode

Document = Mapping[str, Any]
Entries = Sequence[Mapping[str, Any]]
_COMPARED = (
    *("number", "audience", "commitment", "previous_in_proposal", "previous"),
    "hash",
)
"""The content first, of which the commitment tells: the links follow from what differs before."""


def ends_with(document: Document, hashed: str) -> Fault | None:
    """Return what speaks against this being the hash of a chain's last entry, or None."""
    if any(head["hash"] == hashed for head in document["heads"]):
        return None
    found = next((each for each in document["entries"] if each["hash"] == hashed), None)
    if found is None:
        return Fault(FaultCode.HEAD_UNKNOWN, 0, {"hash": hashed})
    chain = found["proposal"]
    later = [e for e in _chain(document, chain) if e["number"] > found["number"]]
    return Fault(FaultCode.HEAD_PASSED, found["number"], {"more": len(later), "proposal": chain})


def begins_with(document: Document, older: Document) -> Fault | None:
    """Return the first difference between the older export and this one's beginning, or None.

    Chain by chain. What is shown of an entry may differ, as the two may be for other audiences.
    """
    differences = (
        _difference(_chain(document, chain), _chain(older, chain))
        for chain in dict.fromkeys(entry["proposal"] for entry in older["entries"])
    )
    return next((found for found in differences if found), None)


def _difference(entries: Entries, older: Entries) -> Fault | None:
    for then, now in zip_longest(older, entries[: len(older)]):
        if now is None:
            return Fault(FaultCode.BEGINNING_SHORT, then["number"], {"proposal": then["proposal"]})
        at = next((name for name in _COMPARED if then[name] != now[name]), "")
        if at:
            return Fault(FaultCode.BEGINNING, then["number"], {"at": at, "now": now["number"]})
    return None


def _chain(document: Document, proposal: int) -> Entries:
    entries: Iterable[Mapping[str, Any]] = document["entries"]
    return [entry for entry in entries if entry["proposal"] == proposal]


def together(document: Document, roster: Document) -> Document:
    """Return one document of a proposal's export and the roster's, in the record's order."""
    return {
        **document,
        "entries": sorted(
            [*document["entries"], *roster["entries"]], key=lambda entry: int(entry["number"])
        ),
        "heads": sorted(
            [*document["heads"], *roster["heads"]], key=lambda head: int(head["proposal"])
        ),
    }
