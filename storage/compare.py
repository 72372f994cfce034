"""An export compared with what somebody kept: a hash from the chat, or an older export.

A chain that was rewritten from its beginning is as consistent as the true one. What tells
them apart is what was known before. Pure; relies on ``verify``: of documents in which that
finds nothing, equal hashes are equal entries. Imports ``faults``.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from deliberation.terms import caucus_of
from storage.faults import Fault, FaultCode

Document = Mapping[str, Any]
Entries = Sequence[Mapping[str, Any]]
_COMPARED = (
    *("number", "audience", "commitment", "previous_in_proposal", "previous"),
    "hash",
)
"""The content first, of which the commitment tells: the links follow from what differs before."""


def ends_with(document: Document, hashed: str) -> Fault | None:
    """Return what speaks against this being the last hash that was posted of a chain, or None.

    That is its last entry's, or that of its last change of stage.
    """
    found = entry_of(document, hashed)
    if found is None:
        return Fault(FaultCode.HEAD_UNKNOWN, 0, {"hash": hashed})
    chain, more, posted = found["proposal"], after(document, found), last_posted(document, found)
    if not more or posted is found:
        return None
    at = posted if posted and posted["number"] > found["number"] else {"number": 0, "hash": ""}
    fields = {"more": more, "proposal": chain, "posted": at["number"], "hash": at["hash"]}
    return Fault(FaultCode.HEAD_PASSED, found["number"], fields)


def entry_of(document: Document, hashed: str) -> Document | None:
    """Return the entry with this hash, or None."""
    return next((each for each in document["entries"] if each["hash"] == hashed), None)


def after(document: Document, entry: Document) -> int:
    """Return how many entries follow one in its chain."""
    return sum(e["number"] > entry["number"] for e in _chain(document, entry["proposal"]))


def last_posted(document: Document, entry: Document) -> Document | None:
    """Return the last entry of the same chain with which the bot posted its hash, if that shows.

    It does so with each change of stage. An entry that isn't shown may be one, unless it is a
    caucus's.
    """
    stage, posted = "", None
    for each in _chain(document, entry["proposal"]):
        if "content" in each:
            before, stage = stage, each["content"]["stage"]
            posted = each if stage != before else posted
        elif caucus_of(each["audience"]) is None:
            posted = None
    return posted


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
