"""The record as a JSON document that anybody can check, with the seals.

Pure. An entry that is shown is shown whole, with its salt; any other appears without kind,
person, room or time: as its outer values and its commitment. Which are shown, the caller says.
There is nothing in the document that the seals don't cover. ``verify`` reads it again.
Imports ``seal`` and the entries' types of ours.
"""

from collections.abc import Callable, Sequence
from typing import Any

from deliberation.entries import Entry
from storage.seal import Sealed, content

FORMAT = "rapporteur-record"
VERSION = 1


def export(sealed: Sequence[Sealed], may_see: Callable[[Entry], bool]) -> dict[str, Any]:
    """Return the document: whole chains, in order. ``may_see`` says which entries are shown.

    ``heads`` holds each chain's last number and hash, for comparison with the hash that
    the bot posted with the outcome.
    """
    chains = sorted({item.entry.proposal: item for item in sealed}.items())
    return {
        "format": FORMAT,
        "version": VERSION,
        "entries": [_shown(item) if may_see(item.entry) else _hidden(item) for item in sealed],
        "heads": [
            {"proposal": proposal, "number": last.entry.number, "hash": last.hash}
            for proposal, last in chains
        ],
    }


def _hidden(item: Sealed) -> dict[str, Any]:
    return {
        "number": item.entry.number,
        "proposal": item.entry.proposal,
        "audience": item.entry.audience,
        "previous": item.previous,
        "previous_in_proposal": item.previous_in_proposal,
        "commitment": item.commitment,
        "hash": item.hash,
    }


def _shown(item: Sealed) -> dict[str, Any]:
    return {**_hidden(item), "salt": item.salt, "content": content(item.entry)}
