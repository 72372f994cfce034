"""A record with every kind and version of entry, twice: every field set, and none.

``python -m tests.storage.frozen.make`` appends to ``record.json`` the kinds that it
lacks, and leaves what is there alone: a recorded entry stays readable for ever. An entry
stands there as the table ``entries`` holds it, with its payload as the bytes that were sealed.
"""

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

import rfc8785

from deliberation.entries import COUNCIL_CHAIN, KINDS, Entry, Payload, audience
from deliberation.terms import Stage
from storage.seal import GENESIS, Sealed, content, seal
from storage.unsealed import fingerprint_name, fingerprint_of

FILE = Path(__file__).parent / "record.json"
PROPOSAL = 12


def record() -> list[dict[str, Any]]:
    """Return the entries that stand in the file."""
    rows: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return rows


def filled(cls: type[Any]) -> Any:
    """Return a payload, or a part of one, with something in every field."""
    values = {name: _something(name, kind) for name, kind in _types(cls).items()}
    if name := fingerprint_name(values):
        values[name] = fingerprint_of(values)
    return cls(**values)


def empty(cls: type[Any]) -> Any:
    """Return a payload, or a part of one, with nothing in any field."""
    return cls(**{name: _nothing(kind) for name, kind in _types(cls).items()})


def _types(cls: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in fields(cls) if field.init}


def _something(name: str, kind: Any) -> Any:
    if kind is str:
        return f"The {name}: “é” e\u0301 🌐 \\ </b>\t\u2028\n\nIts second line."
    if kind is int:
        return 2**53 - 1 - len(name)
    part, _ = get_args(kind)
    if part is str:
        return ("@a:example.org", "", "@ü:example.org")
    if part is int:
        return (1, 0, 2**53 - 1)
    return (filled(part), empty(part))


def _nothing(kind: Any) -> Any:
    return kind() if kind in (str, int) else ()


def row(item: Sealed) -> dict[str, Any]:
    """Return an entry as the table holds it."""
    values = content(item.entry)
    return {
        "number": item.entry.number,
        "proposal": item.entry.proposal,
        "audience": item.entry.audience,
        **values,
        "payload": rfc8785.dumps(values["payload"]).decode(),
        "previous": item.previous,
        "previous_in_proposal": item.previous_in_proposal,
        "salt": item.salt,
        "commitment": item.commitment,
        "hash": item.hash,
    }


def _entry(number: int, payload: Payload, *, whole: bool) -> Entry:
    return Entry(
        number=number,
        proposal=PROPOSAL if whole else COUNCIL_CHAIN,
        audience=audience(payload, "council"),
        payload=payload,
        stage=Stage.PLENARY if whole else None,
        person="@chair:example.org" if whole else "",
        event="$event" if whole else "",
        event_time=1_700_000_000_000 if whole else 0,
        recorded_time=1_700_000_000_123,
        cause=f"$event-{number}",
    )


def _appended(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    present = {(each["kind"], each["version"]) for each in rows}
    payloads = [
        (make(KINDS[kind]), make is filled)
        for kind in KINDS
        if kind not in present
        for make in (filled, empty)
    ]
    last = rows[-1]["hash"] if rows else GENESIS
    ends = {each["proposal"]: each["hash"] for each in rows}
    for number, (payload, whole) in enumerate(payloads, start=len(rows) + 1):
        entry = _entry(number, payload, whole=whole)
        sealed = seal(entry, last, ends.get(entry.proposal, GENESIS), f"{number:064x}")
        last = ends[entry.proposal] = sealed.hash
        yield row(sealed)


def main() -> None:
    """Append the kinds that the file lacks."""
    rows = record() if FILE.exists() else []
    rows.extend(_appended(rows))
    FILE.write_text(f"{json.dumps(rows, indent=1, ensure_ascii=False)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
