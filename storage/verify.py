"""Checking an exported document, offline: every seal, every link, and what could not have been.

Total: whatever JSON it is given, it returns faults and raises nothing. What it can't
know is whether the whole document is another one: for that, ``compare`` it with a hash that
the bot posted, or with an older export. Pure. Imports ``export``'s format, ``faults``,
``replay``, ``seal``, ``shape`` and the fingerprint of texts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from deliberation.terms import PUBLIC
from storage.faults import Fault, FaultCode
from storage.replay import replay
from storage.seal import GENESIS, commitment, entry_hash
from storage.shape import is_shown, misshapen
from storage.unsealed import fingerprint_name, fingerprint_of

_HASHED = ("number", "proposal", "audience", "previous", "previous_in_proposal", "commitment")


def verify(document: Any) -> tuple[Fault, ...]:
    """Return everything that is wrong with the document; nothing, if it is consistent in itself.

    If its shape or its seals are wrong, only that is reported: the rest can't be relied on.
    """
    return seals(document) or tuple(replay(document["entries"]))


def seals(document: Any) -> tuple[Fault, ...]:
    """Return what is wrong with the shape, the links and the seals; of the rest see ``replay``.

    If its shape is wrong, only that is reported: the rest can't be relied on.
    """
    shape = tuple(_misshapen(document))
    if shape:
        return shape
    entries: Sequence[Mapping[str, Any]] = document["entries"]
    return (
        *_order(entries),
        *_links(entries),
        *(fault for entry in entries for fault in _seal(entry)),
        *_heads(entries, document["heads"]),
    )


def _misshapen(document: Any) -> Iterator[Fault]:
    for place, name in misshapen(document):
        entry = document["entries"][place] if place >= 0 else None
        number = entry.get("number") if isinstance(entry, dict) else None
        if type(number) is int:
            yield Fault(FaultCode.SHAPE, number, {"at": name})
        else:
            where = {"place": place} if place >= 0 else {}
            yield Fault(FaultCode.SHAPE, 0, {"at": name, **where})


def _order(entries: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    for before, entry in pairwise([{"number": 0}, *entries]):
        if entry["number"] <= before["number"]:
            yield Fault(FaultCode.ORDER, entry["number"], {"after": before["number"]})


def _links(entries: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    """Check the links; that to the record only where the entry before it is here."""
    hashes = {0: GENESIS}
    ends: dict[int, str] = {}
    for entry in entries:
        number, proposal = entry["number"], entry["proposal"]
        if entry["previous"] != hashes.get(number - 1, entry["previous"]):
            yield Fault(FaultCode.PREVIOUS, number)
        if entry["previous_in_proposal"] != ends.get(proposal, GENESIS):
            yield Fault(FaultCode.PREVIOUS_IN_PROPOSAL, number)
        hashes[number] = ends[proposal] = entry["hash"]


def _seal(entry: Mapping[str, Any]) -> Iterator[Fault]:
    number = entry["number"]
    if entry["hash"] != entry_hash({name: entry[name] for name in _HASHED}):
        yield Fault(FaultCode.HASH, number)
    if not is_shown(entry):
        if entry["audience"] == PUBLIC:
            yield Fault(FaultCode.HIDDEN, number)
        return
    if entry["commitment"] != commitment(entry["salt"], entry["content"]):
        yield Fault(FaultCode.COMMITMENT, number)
    payload = entry["content"]["payload"]
    name = fingerprint_name(payload)
    if name and not _is_fingerprint(payload[name], payload):
        yield Fault(FaultCode.FINGERPRINT, number, {"at": name})


def _is_fingerprint(value: Any, payload: Mapping[str, Any]) -> bool:
    level, clauses = payload.get("level", ""), payload.get("clauses", [])
    strings = isinstance(payload["text"], str) and isinstance(level, str)
    listed = isinstance(clauses, list) and all(isinstance(each, str) for each in clauses)
    return strings and listed and bool(value == fingerprint_of(payload))


def _heads(
    entries: Iterable[Mapping[str, Any]], heads: Sequence[Mapping[str, Any]]
) -> Iterator[Fault]:
    last = {entry["proposal"]: (entry["number"], entry["hash"]) for entry in entries}
    said = [(head["proposal"], (head["number"], head["hash"])) for head in heads]
    wrong = set(said) ^ set(last.items())
    yield from (
        Fault(FaultCode.HEAD, 0, {"proposal": item}) for item in sorted({p for p, _ in wrong})
    )
    if not wrong and said != sorted(last.items()):
        yield Fault(FaultCode.SHAPE, 0, {"at": "heads"})
